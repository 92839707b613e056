"""Every part of the demonstration shares this: the files, the dice, the day, and the history being told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from consult.gateways.demo_files import DemoFiles
from consult.kernel.territory import territory
from consult.models.journal import JournalEntry
from consult.queries import demo as queries

#: Local hours in which invented people are awake.
AWAKE = range(7, 23)
DRAWS = 12
#: The platform of the demonstration opened so many days before its today.
LAUNCH_DAYS_AGO = 345


def local_moment(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The moment at which the territory's clocks show this time."""
    return datetime.combine(day, time(hour, minute), territory().zone)


@dataclass(slots=True)
class Stage:
    """``today`` begins at ``moment``: everything told lies before it. ``dice`` decide what is left open."""

    files: DemoFiles
    dice: Random
    today: date
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        return local_moment(self.today)

    def ago(self, days: float) -> datetime:
        """So many days before the beginning of today."""
        return self.moment - timedelta(days=days)

    def day(self, offset: int) -> date:
        """So many days after today, or before it when negative."""
        return self.today + timedelta(days=offset)

    def between(self, start: datetime, end: datetime, lean: float = 1.0) -> datetime:
        """A moment by daylight, whole seconds; the larger ``lean``, the nearer to ``start``."""
        found = start
        for _ in range(DRAWS):
            seconds = int((end - start).total_seconds() * self.dice.random() ** lean)
            found = start + timedelta(seconds=seconds)
            if found.astimezone(territory().zone).hour in AWAKE:
                break
        return found

    def spread(self, low: float, high: float) -> timedelta:
        """A span of time between so many days and so many."""
        return timedelta(seconds=int(86400 * self.dice.uniform(low, high)))

    def secret(self, size: int = 32) -> bytes:
        """Bytes that the seed decides; the demonstration protects nothing with them."""
        return self.dice.randbytes(size)

    def tell(
        self,
        at: datetime,
        actor_id: int | None,
        event: str,
        subject_kind: str,
        subject_id: int | None,
        *,
        chantier: int | None = None,
        organisation_id: int | None = None,
        **facts: Any,
    ) -> None:
        """Remember a line for the journal, with the names and facts that the real deed would write."""
        self.history.append(
            {
                "at": at,
                "actor_id": actor_id,
                "organisation_id": organisation_id,
                "event": event,
                "subject_kind": subject_kind,
                "subject_id": subject_id,
                "chantier_number": chantier,
                "facts": facts,
            }
        )

    def write_history(self) -> None:
        """The whole journal in the order of time; lines of one moment in the order they were told."""
        queries.add(JournalEntry, sorted(self.history, key=lambda line: line["at"].timestamp()))


def chosen(dice: Random, weighted: Sequence[tuple[Any, float]]) -> Any:
    """One of the things, by weight."""
    things, weights = zip(*weighted, strict=True)
    return dice.choices(things, weights)[0]
