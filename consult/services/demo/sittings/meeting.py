"""A sitting of the demonstration under way: it opens and ends, members come and go, and time passes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from consult.kernel.db import db
from consult.models.ballots import Ballot
from consult.models.sittings import Attendance, Recusal, Sitting
from consult.queries import demo as queries
from consult.queries import sittings as sitting_queries
from consult.rules.ballot_log import Event
from consult.rules.sittings import Movement, ProxyEnd, ProxyState, SittingState, Source
from consult.services.ballots import log
from consult.services.demo.cast import Person
from consult.services.demo.sittings.chambers import Chamber, Place
from consult.services.demo.stage import Stage
from consult.services.sittings.under_way import widen_roll


@dataclass(slots=True)
class Round:
    """A vote under way: the current vote of each seat, and how often it has voted."""

    ballot: Ballot
    votes: dict[int, dict[str, Any]] = field(default_factory=dict)
    times: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Meeting:
    """``now`` only goes forward; every deed here writes what the real one would have written then."""

    stage: Stage
    chamber: Chamber
    clerk: Person
    sitting: Sitting
    now: datetime

    def wait(self, seconds: float) -> datetime:
        """Let so many seconds pass."""
        self.now += timedelta(seconds=int(seconds))
        return self.now

    def tell(self, by: Person, event: str, kind: str, subject_id: int, **facts: Any) -> None:
        self.stage.tell(self.now, by.id, event, kind, subject_id, **facts)

    def begin(self) -> None:
        president = self.chamber.president.seat_id
        self.sitting.state, self.sitting.opened_at = SittingState.OPEN, self.now
        self.sitting.president_seat_id = president
        self.tell(self.clerk, "sitting.opened", "sitting", self.sitting.id, president=president)

    def end(self) -> None:
        self.sitting.state, self.sitting.ended_at = SittingState.ENDED, self.now
        self.tell(self.clerk, "sitting.ended", "sitting", self.sitting.id)

    def move(
        self, places: Sequence[Place], movement: Movement, *, own: bool = False, vote: Round | None = None
    ) -> None:
        """Members come or go: on their ``own`` account one by one, else on the clerk's list."""
        person = places[0].person if own else None
        by, source = person or self.clerk, Source.COUNCILLOR if person else Source.CLERK
        rows = []
        for place in places:
            self.sitting.attendance_size += 1
            rows.append(
                {
                    "sitting_id": self.sitting.id,
                    "number": self.sitting.attendance_size,
                    "seat_id": place.seat_id,
                    "movement": movement,
                    "source": source,
                    "entered_by_id": by.id,
                    "moved_at": self.now,
                }
            )
        queries.add_keyed(Attendance, rows)
        seats = [place.seat_id for place in places]
        if movement is Movement.ARRIVED:
            self._end_proxies(seats, by, vote)
            if vote is not None:
                widen_roll(vote.ballot, self.now)
        event, facts = f"attendance.{movement.value}", {"seats": seats, "source": source.value}
        self.tell(by, event, "sitting", self.sitting.id, **facts)

    def _end_proxies(self, arrived: Sequence[int], by: Person, vote: Round | None) -> None:
        """A power ends when its grantor comes; nobody who holds one leaves early here."""
        for proxy in sitting_queries.active_proxies(self.sitting.id):
            grantor, end = proxy.grantor_seat_id, ProxyEnd.GRANTOR_ARRIVED
            if grantor not in arrived:
                continue
            proxy.state, proxy.end, proxy.ended_at = ProxyState.LAPSED, end, self.now
            facts = {"cause": end.value, "grantor": grantor, "holder": proxy.holder_seat_id}
            self.tell(by, "proxy.ended", "proxy", proxy.id, **facts)
            if vote is not None and grantor in vote.votes:
                del vote.votes[grantor]
                told = {"seat": grantor, "cause": end.value}
                log.append(vote.ballot, Event.void, self.now, told)
                self.tell(by, "vote.voided", "ballot", vote.ballot.id, **told)
        db.session.flush()

    def step_back(self, item_id: int, place: Place, vote: Round | None = None) -> None:
        """A member has an interest in the item, so the clerk enters; the log of a ``vote`` tells it too."""
        row = {
            "item_id": item_id,
            "seat_id": place.seat_id,
            "entered_by_id": self.clerk.id,
            "recused_at": self.now,
        }
        queries.add_keyed(Recusal, [row])
        if vote is not None:
            vote.ballot.roll_size -= 1
            log.append(vote.ballot, Event.recusal, self.now, {"seat": place.seat_id})
        self.tell(self.clerk, "recusal.entered", "agenda_item", item_id, seat=place.seat_id)
