"""Texts meet the gate of their chantier here; administrators decide how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.working_days import after_working_days
from consult.models.moderation import ModerationMode
from consult.queries import modes as queries
from consult.queries.modes import Key
from consult.rules.lifecycle import Review
from consult.rules.moderation import DEFAULT_MODES, Mode, SubjectKind
from consult.rules.permissions import Permission, require
from consult.services import journal

#: The territory's setting that says in how many working days a text is read.
_DAYS = {
    (SubjectKind.PROPOSAL, Mode.PRE): "proposal_review_days",
    (SubjectKind.COMMENT, Mode.PRE): "comment_review_days",
    (SubjectKind.PROPOSAL, Mode.POST): "watch_days",
    (SubjectKind.COMMENT, Mode.POST): "watch_days",
}
_REVIEWS = {Mode.PRE: Review.PENDING, Mode.POST: Review.WATCHED}


@dataclass(frozen=True, slots=True)
class Gate:
    """What becomes of a text sent now: the review it begins with, and by when a moderator reads it."""

    review: Review
    due_at: datetime

    @property
    def open(self) -> bool:
        """Whether everybody can read the text at once."""
        return self.review is Review.WATCHED


def gate(chantier: int, kind: SubjectKind, moment: datetime) -> Gate:
    """The gate that a text of ``kind`` meets in a chantier at ``moment``; due in working days."""
    mode = queries.mode_of(chantier, kind)
    days = territory().settings[_DAYS[kind, mode]]
    return Gate(_REVIEWS[mode], after_working_days(moment, days))


def edition(modes: Mapping[Key, Mode]) -> str:
    """Changes whenever a mode does; a form carries it to find out that somebody was faster."""
    return " ".join(f"{number}.{kind.value}.{mode.value}" for (number, kind), mode in sorted(modes.items()))


def present() -> dict[Key, Mode]:
    """What holds now for every chantier and kind."""
    return {(line.number, kind): mode for line in queries.all_modes() for kind, mode in line.modes.items()}


def choose(actor: Actor, wanted: Mapping[Key, Mode], seen: str) -> int:
    """Store how texts are published, a journal line for each change; how many changed.

    What was sent before keeps its review. ``seen`` is the edition that the administrator had before them;
    ``Conflict`` when another has been saved since.
    """
    require(actor, Permission.ADMINISTER)
    queries.lock()
    before = present()
    if edition(before) != seen:
        raise Conflict(
            "stale_modes", N_("Somebody has changed these settings meanwhile. Please look at them again.")
        )
    rows = queries.stored()
    changed = {key: mode for key, mode in wanted.items() if key in before and before[key] is not mode}
    for key, mode in changed.items():
        _store(actor, key, mode, rows.get(key))
        number, kind = key
        journal.record(
            actor,
            "setting.changed",
            "chantier",
            number,
            chantier=number,
            setting=f"moderation.{kind.value}",
            before=before[key].value,
            after=mode.value,
        )
    return len(changed)


def _store(actor: Actor, key: Key, mode: Mode, row: ModerationMode | None) -> None:
    """Only what differs from the house's default is a row."""
    number, kind = key
    if mode is DEFAULT_MODES[kind]:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = ModerationMode(chantier_number=number, kind=kind)
        db.session.add(row)
    row.mode, row.set_by_id, row.set_at = mode, actor.account_id, now()
