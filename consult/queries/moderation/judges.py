"""Who may decide on an appeal, and whether the decision contested still has any effect."""

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotAllowed
from consult.kernel.messages import N_
from consult.models.accounts import Account, RoleGrant
from consult.models.moderation import Appeal, Decision, DeclaredTie, ProposedSuspension, Report
from consult.models.organisations import Keeper
from consult.queries.moderation.rows import about, co_author_ids, merge_of, withheld_name
from consult.queries.moderation.said import other_side, words_of
from consult.queries.moderation.statements import facts_of, version_of
from consult.rules.lifecycle import ProposalState, Review, Visibility
from consult.rules.moderation import (
    MOVABLE_STATES,
    NAMES,
    VISIBILITY_AFTER,
    DecisionKind,
    Subject,
    check_judge,
)
from consult.rules.permissions import Facts, Permission, allows, refusal


def facts_to_judge(appeal: Appeal) -> Facts:
    """The facts of the thing, with everybody who, or whose friend, must not judge: co-authors, the appellant,
    those whose reports led to the decision, and the authors of the proposal that a merge joined."""
    first = appeal.decision
    people = {appeal.account_id, *_reporters(first.id)}
    for proposal in filter(None, (first.proposal, first.merged_into)):
        people |= {*co_author_ids(proposal.id)}
    if first.merged_into is not None:
        people |= {first.merged_into.author_id, first.merged_into.entered_by_id}
    facts = facts_of(first)
    if first.offer is not None:
        sides = other_side(first.offer)
        people |= sides.co_authors
        facts = replace(facts, organisation_id=sides.organisation_id)
    return replace(facts, co_authors=frozenset(filter(None, people)))


def _reporters(decision_id: int) -> set[int | None]:
    return set(db.session.scalars(sa.select(Report.reporter_id).where(Report.decision_id == decision_id)))


def refusal_to_judge(actor: Actor, appeal: Appeal) -> NotAllowed | None:
    """Why this person does not decide on the appeal, ``decision`` loaded; None when they may."""
    facts = facts_to_judge(appeal)
    if not allows(actor, Permission.DECIDE_APPEAL, facts):
        if allows(actor, Permission.DECIDE_APPEAL, Facts(chantier=facts.chantier)):
            return NotAllowed(
                "own_text", N_("You are concerned by this yourself, so another moderator decides.")
            )
        return refusal(actor, Permission.DECIDE_APPEAL, facts)
    firsts = _first_judges(appeal.decision)
    moderator = actor.has_role(Role.MODERATOR, facts.chantier)
    others = 0 if moderator else _other_moderators(facts, firsts)
    try:
        for first_id in sorted(firsts, key=lambda number: number != actor.account_id):
            check_judge(actor.account_id, first_id, moderator, others)
    except NotAllowed as found:
        return found
    return None


def _first_judges(first: Decision) -> set[int]:
    """Who took the decision; for a suspension also who had proposed it."""
    proposer = None
    if first.kind is DecisionKind.SUSPEND:
        proposer = db.session.scalar(
            sa.select(ProposedSuspension.proposed_by_id).where(ProposedSuspension.decision_id == first.id)
        )
    return {first.decided_by_id} | ({proposer} if proposer is not None else set())


def _other_moderators(facts: Facts, firsts: set[int]) -> int:
    """How many moderators there could decide: not the first, not concerned, without a declared tie."""
    people = {number for number in (facts.author_id, facts.entered_by_id) if number is not None}
    people |= facts.co_authors
    close: list[sa.ColumnElement[bool]] = [DeclaredTie.person_id.in_(people)]
    if facts.organisation_id is not None:  # else the comparison would mean "a tie to no organisation"
        close.append(DeclaredTie.organisation_id == facts.organisation_id)
    tied = sa.exists().where(DeclaredTie.account_id == RoleGrant.account_id, sa.or_(*close))
    keeps = sa.exists().where(
        Keeper.account_id == RoleGrant.account_id,
        Keeper.organisation_id == facts.organisation_id,
        Keeper.ended_at.is_(None),
    )
    there = sa.or_(RoleGrant.chantier_number.is_(None), RoleGrant.chantier_number == facts.chantier)
    found = db.session.scalar(
        sa.select(sa.func.count(sa.distinct(RoleGrant.account_id)))
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.MODERATOR,
            RoleGrant.revoked_at.is_(None),
            there if facts.chantier is not None else sa.true(),
            Account.erased_at.is_(None),
            sa.or_(Account.suspended_until.is_(None), Account.suspended_until <= now()),
            RoleGrant.account_id.not_in(people | firsts),
            sa.not_(tied),
            sa.not_(keeps),
        )
    )
    return found or 0


def newest_of(subject: Subject, kinds: tuple[DecisionKind, ...]) -> int | None:
    """The id of the last decision of one of ``kinds`` on a thing."""
    return db.session.scalar(
        sa.select(sa.func.max(Decision.id)).where(about(Decision, subject), Decision.kind.in_(kinds))
    )


def in_force(first: Decision) -> bool:
    """Whether the decision, everything about it loaded, is what holds now; else nothing is left to lift."""
    check = _STILL.get(first.kind)
    return check is not None and check(first)


def _returned(first: Decision) -> bool:
    text, version = first.comment or first.proposal, version_of(first)
    if text is None or version is None or text.visibility is not Visibility.VISIBLE:
        return False
    states = {ProposalState.RETURNED, ProposalState.PUBLISHED}
    stays = first.comment is not None or (first.proposal is not None and first.proposal.state in states)
    return stays and text.newest_version == first.version and version.review is Review.REFUSED


def _labelled(first: Decision) -> bool:
    text = first.comment or first.proposal
    shown = text is not None and text.label is not None
    return shown and newest_of(first.subject, (DecisionKind.LABEL,)) == first.id


def _withheld(first: Decision) -> bool:
    if first.subject.kind in NAMES:
        kept = withheld_name(first.subject)
        return kept is not None and kept.decision_id == first.id
    text = first.comment or first.proposal or words_of(first)
    so = text is not None and bool(text.body) and text.visibility is VISIBILITY_AFTER[first.kind]
    return so and newest_of(first.subject, (DecisionKind.HIDE, DecisionKind.REMOVE)) == first.id


def _merged(first: Decision) -> bool:
    merge = merge_of(first.subject.id)
    return merge is not None and merge.decision_id == first.id


def _moved(first: Decision) -> bool:
    there = first.proposal is not None and first.proposal.chantier_number == first.moved_to
    movable = first.proposal is not None and first.proposal.state in MOVABLE_STATES
    return there and movable and newest_of(first.subject, (DecisionKind.MOVE,)) == first.id


def _suspended(first: Decision) -> bool:
    until = first.account.suspended_until if first.account is not None else None
    return until is not None and until > now() and until == first.ends_at


_STILL: dict[DecisionKind, Callable[[Decision], bool]] = {
    DecisionKind.RETURN: _returned,
    DecisionKind.LABEL: _labelled,
    DecisionKind.HIDE: _withheld,
    DecisionKind.REMOVE: _withheld,
    DecisionKind.MERGE: _merged,
    DecisionKind.MOVE: _moved,
    DecisionKind.SUSPEND: _suspended,
}
