"""A moderator declares here to whom they are close; from then on others decide on what that person writes."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.queries import moderation as queries
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Permission, require
from consult.services import journal


def declare(actor: Actor, other: Subject) -> None:
    """Note a tie to a person or an organisation; a second time changes nothing."""
    require(actor, Permission.MODERATE)
    assert actor.account_id is not None
    person = other.kind is SubjectKind.ACCOUNT
    if person and other.id == actor.account_id:
        raise Conflict("tie_oneself", N_("Nobody decides on their own texts anyway."))
    lock = queries.account_locked if person else queries.organisation_locked
    lock(other.id)
    added = queries.add_tie(
        actor.account_id, other.id if person else None, None if person else other.id, now()
    )
    if added:
        journal.record(actor, "moderation.tie_declared", other.kind.value, other.id)


def end(actor: Actor, tie_id: int) -> None:
    """Say that a tie of one's own is over; ``NotFound`` for somebody else's."""
    tie = queries.tie_of(actor.account_id, tie_id)
    require(actor, Permission.MODERATE)
    kind = SubjectKind.ACCOUNT if tie.person_id is not None else SubjectKind.ORGANISATION
    journal.record(actor, "moderation.tie_ended", kind.value, tie.person_id or tie.organisation_id)
    db.session.delete(tie)
