"""An account is suspended by two people: one proposes, another confirms or declines (charter: four eyes)."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.working_days import after_working_days
from consult.models.moderation import Decision, ProposedSuspension
from consult.queries import moderation as queries
from consult.rules.moderation import (
    CATEGORY_OF,
    DecisionKind,
    Ruling,
    Subject,
    SubjectKind,
    check_days,
    possible,
    source_of,
)
from consult.rules.permissions import Permission, require
from consult.services import journal
from consult.services.moderation.cases import Case, locked
from consult.services.moderation.deciding import check_moderator, checked, enact


def propose(actor: Actor, account_id: int, ruling: Ruling) -> ProposedSuspension:
    """Ask a second person to suspend an account for ``ruling.days`` days; nothing happens before."""
    case = _case(account_id)
    check_moderator(actor, case)
    ruling = checked(ruling)
    days = check_days(ruling.days)
    if DecisionKind.SUSPEND not in possible(case.standing, actor.account_id):
        raise Conflict("suspended_already", N_("This account is suspended already."))
    assert actor.account_id is not None
    assert ruling.ground is not None
    moment = now()
    made = ProposedSuspension(
        account_id=account_id,
        days=days,
        ground=ruling.ground,
        law=ruling.law or None,
        facts=ruling.facts,
        reason=ruling.reason,
        category=ruling.category or CATEGORY_OF[ruling.ground],
        proposed_by_id=actor.account_id,
        proposed_at=moment,
        due_at=after_working_days(moment, territory().settings["report_review_days"]),
    )
    db.session.add(made)
    db.session.flush()
    journal.record(actor, "moderation.suspension_proposed", "account", account_id, suspension_id=made.id)
    return made


def confirm(actor: Actor, suspension_id: int) -> Decision:
    """Suspend: by another moderator, or an administrator, than the one who proposed it."""
    proposed, case = _second_person(actor, suspension_id)
    ruling = Ruling(
        DecisionKind.SUSPEND,
        proposed.ground,
        proposed.reason,
        proposed.facts,
        proposed.law or "",
        proposed.category,
        days=proposed.days,
    )
    if DecisionKind.SUSPEND not in possible(case.standing, actor.account_id):
        raise Conflict("suspended_already", N_("This account is suspended already."))
    decision = enact(actor, case, ruling, source_of(ruling.kind, len(case.reports)))
    proposed.decided_by_id, proposed.decided_at = actor.account_id, now()
    proposed.decision_id = decision.id
    return decision


def decline(actor: Actor, suspension_id: int) -> None:
    """Say no to a proposed suspension; the account stays as it is."""
    proposed, _case = _second_person(actor, suspension_id)
    proposed.decided_by_id, proposed.decided_at = actor.account_id, now()
    journal.record(
        actor, "moderation.suspension_declined", "account", proposed.account_id, suspension_id=proposed.id
    )


def _case(account_id: int) -> Case:
    return locked(Subject(SubjectKind.ACCOUNT, account_id))


def _second_person(actor: Actor, suspension_id: int) -> tuple[ProposedSuspension, Case]:
    proposed = queries.suspension_locked(suspension_id)
    case = _case(proposed.account_id)
    require(actor, Permission.CONFIRM_SUSPENSION, case.facts)
    if proposed.decided_at is not None:
        raise Conflict("suspension_decided", N_("Somebody has decided on this suspension already."))
    if proposed.proposed_by_id == actor.account_id:
        raise NotAllowed("own_proposal", N_("You proposed this suspension, so somebody else confirms it."))
    return proposed, case
