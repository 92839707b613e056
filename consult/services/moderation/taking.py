"""Moderators show each other here which item they have before them; the first to decide still decides."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.moderation import Taken
from consult.queries import moderation as queries
from consult.queries.moderation.queue import taken_after
from consult.rules.moderation import Subject
from consult.services import journal
from consult.services.moderation.cases import locked
from consult.services.moderation.deciding import check_moderator


def take(actor: Actor, subject: Subject, *, over: bool = False) -> Taken:
    """Have an item before one for the time that the territory's settings give (minutes).

    Taking one's own again begins the time anew. What another has is a ``Conflict``, unless taken ``over``.
    """
    case = locked(subject)
    check_moderator(actor, case)
    assert actor.account_id is not None
    moment = now()
    held = queries.taken(subject)
    expired = held is not None and held.taken_at <= taken_after(moment)
    if held is not None and held.account_id == actor.account_id:
        held.taken_at = moment
        return held
    if held is not None and not expired and not over:
        raise Conflict(
            "taken", N_("Another moderator has this before them. You can take it over if you agreed on that.")
        )
    if held is None:
        held = Taken(
            subject_kind=subject.kind,
            subject_id=subject.id,
            account_id=actor.account_id,
            taken_at=moment,
        )
        db.session.add(held)
    held.account_id, held.taken_at = actor.account_id, moment
    db.session.flush()
    _record(actor, "moderation.taken", subject, case.facts.chantier)
    return held


def release(actor: Actor, subject: Subject) -> None:
    """Give an item back; what one does not have stays as it is."""
    case = locked(subject)
    if queries.give_back(subject, actor.account_id):
        _record(actor, "moderation.given_back", subject, case.facts.chantier)


def _record(actor: Actor, event: str, subject: Subject, chantier: int | None) -> None:
    journal.record(actor, event, subject.kind.value, subject.id, chantier=chantier)
