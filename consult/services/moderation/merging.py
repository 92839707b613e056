"""Two proposals become one without losing anything, and become two again when that was wrong.

What else happens meanwhile changes nothing in this: an author or supporter who leaves stays counted and is
neither named nor told; a proposal that moves to another chantier takes its merges along; one on which
councillors vote, or that has been answered, can still lose what a merge brought. Once the other proposal is
withdrawn or withheld, a merge can be undone at any time (docs/decisions/0016-merging.md).
"""

from dataclasses import replace
from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.models.moderation import Decision, Merge
from consult.models.proposals import Proposal
from consult.queries import merging as queries
from consult.queries import proposals as proposal_queries
from consult.queries.moderation import co_author_ids, is_contested_within, merge_of
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import (
    DecisionKind,
    Ruling,
    Source,
    can_undo,
    check_impartial,
    check_may_merge,
    check_merge,
    is_gone,
)
from consult.rules.permissions import Facts, Permission, allows, require
from consult.services import journal, outbox, proposals
from consult.services.moderation.cases import Case

#: Decisions that touch two proposals; their own check says why not, before anything is stored.
KINDS = frozenset({DecisionKind.MERGE, DecisionKind.UNMERGE})


def check(actor: Actor, case: Case, ruling: Ruling, source: Source) -> None:
    """Refuse with a sentence what cannot be merged or undone; both proposals come locked in ``case``."""
    if ruling.kind is DecisionKind.MERGE:
        _check_merge(actor, case, ruling.into)
    elif ruling.kind is DecisionKind.UNMERGE:
        _check_undo(actor, case, source)


def _check_merge(actor: Actor, case: Case, into: int | None) -> None:
    source, target = case.proposal, case.other
    if source is None:
        raise Conflict("decision_impossible", N_("Only proposals can be merged."))
    if into is None:
        raise Invalid("merge_target", N_("Please choose the proposal it is merged into."), field="into")
    if target is None or target.state is ProposalState.DRAFT:
        raise Invalid("merge_unknown", N_("There is no proposal with this number."), field="into")
    check_may_merge(actor, _facts(target))
    check_merge(
        (source.id, source.state, source.visibility),
        (target.id, target.state, target.visibility),
        queries.on_agenda([source.id, target.id]),
    )


def _check_undo(actor: Actor, case: Case, source: Source) -> None:
    merge = merge_of(case.proposal.id) if case.proposal is not None else None
    target = case.other
    if merge is None or target is None or target.id != merge.target_id:
        raise Conflict("not_merged", N_("This proposal is not merged."))
    check_impartial(actor, _facts(target))
    if target.state is ProposalState.MERGED:
        raise Conflict(
            "merged_further",
            N_("The other proposal has been merged further meanwhile. Undo that merge first."),
        )
    days = territory().settings["merge_undo_days"]
    gone = is_gone(target.state, target.visibility) or is_contested_within(merge.source_id)
    if source is not Source.APPEAL and not can_undo(merge.merged_at, now(), days, gone=gone):
        raise Conflict("undo_late", N_("The time in which this merge could be undone is over."))


def carry_out(actor: Actor, case: Case, decision: Decision) -> None:
    """The source keeps its text, comments and supports and points to its target; the target gains a row
    marked ``via_merge`` for each supporter it did not have, the source's authors as co-authors, and the
    source's clock if an answer to it is owed sooner."""
    source, target = _pair(case)
    merge = Merge(
        source_id=source.id,
        target_id=target.id,
        decision_id=decision.id,
        merged_by_id=actor.account_id,
        merged_at=decision.decided_at,
    )
    db.session.add(merge)
    source.merged_into_id = target.id
    proposals.move(actor, source, ProposalState.MERGED)
    db.session.flush()
    gained = queries.copy_supports(source.id, target.id, merge.merged_at)
    _recount(target)
    queries.add_co_authors(source, target, merge.merged_at)
    _record(actor, "proposal.received_merge", target, merge, supports=gained)
    proposals.inherit_answer(target, source)
    if target.support_count >= territory().settings["support_threshold"] and proposals.owe_answer(target):
        _record(actor, "proposal.threshold_reached", target, merge, supports=target.support_count)
    _tell("merge", source, target, merge, decision)


def undo(actor: Actor, case: Case, decision: Decision) -> None:
    """The source is open again with every support it had; the target loses exactly the rows that only this
    merge brought, whatever supports came or went meanwhile. A clock that runs for it is not stopped."""
    source, target = _pair(case)
    merge = merge_of(source.id)
    assert merge is not None
    merge.undone_at, merge.undone_by_id = decision.decided_at, actor.account_id
    source.merged_into_id = None
    proposals.move(actor, source, ProposalState.PUBLISHED)
    db.session.flush()
    lost = queries.drop_supports(target.id)
    _recount(target)
    queries.drop_co_authors(target.id)
    _record(actor, "proposal.lost_merge", target, merge, supports=lost)
    _tell("unmerge", source, target, merge, decision)


def refuse_co_authorship(actor: Actor, proposal_id: int) -> None:
    """An author whose proposal was merged does not want to be named under the other; once is for good."""
    require(actor, Permission.USE_ACCOUNT)
    target = proposal_queries.locked(proposal_id)
    row = queries.co_author(target.id, actor.account_id)
    if row is None and not allows(actor, Permission.READ_PROPOSAL, target.facts):
        raise NotFound
    if row is None or row.refused_at is not None:
        raise Conflict("not_co_author", N_("You are not named as a co-author of this proposal."))
    row.refused_at = now()
    journal.record(
        actor, "proposal.co_author_refused", "proposal", target.id, chantier=target.chantier_number
    )


def _pair(case: Case) -> tuple[Proposal, Proposal]:
    assert case.proposal is not None
    assert case.other is not None
    return case.proposal, case.other


def _facts(target: Proposal) -> Facts:
    return replace(target.facts, co_authors=co_author_ids(target.id))


def _recount(target: Proposal) -> None:
    queries.recount_supports(target.id)
    db.session.refresh(target, ["support_count", "neighbour_support_count"])


def _tell(kind: str, source: Proposal, target: Proposal, merge: Merge, decision: Decision) -> None:
    """The source's author is told by the decision itself; here its co-authors, its supporters and the
    target's author."""
    ids = {"proposal_id": target.id, "source_id": source.id, "merge_id": merge.id}
    co_authors = sorted(co_author_ids(source.id))
    outbox.tell(f"decision-{kind}d", co_authors, decision.id, proposal_id=source.id, decision_id=decision.id)
    outbox.tell(f"support-{kind}d", proposal_queries.supporter_ids(source.id), merge.id, **ids)
    outbox.tell(f"proposal-{kind}d", {target.author_id} - {source.author_id}, merge.id, **ids)


def _record(actor: Actor, event: str, target: Proposal, merge: Merge, **facts: Any) -> None:
    journal.record(
        actor,
        event,
        "proposal",
        target.id,
        chantier=target.chantier_number,
        merge_id=merge.id,
        source=merge.source_id,
        **facts,
    )
