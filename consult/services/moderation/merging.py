"""Two proposals become one without losing anything, and become two again when that was wrong."""

from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.models.moderation import Decision, Merge
from consult.models.proposals import Proposal
from consult.queries import merging as queries
from consult.queries import proposals as proposal_queries
from consult.queries.moderation import merge_of
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import check_merge
from consult.rules.permissions import Permission, allows
from consult.services import journal, outbox, proposals
from consult.services.moderation.cases import Case


def carry_out(actor: Actor, case: Case, decision: Decision) -> None:
    """The source keeps its text, comments and supports and points to its target; the target gains a row
    marked ``via_merge`` for each supporter it did not have, and the source's authors as co-authors.

    ``Conflict`` for itself, a circle, or a proposal withdrawn, before councillors or on a prepared agenda.
    """
    source = case.proposal
    assert source is not None
    if decision.merged_into_id is None:
        raise Invalid("merge_target", N_("Please choose the proposal it is merged into."), field="into")
    target = proposal_queries.locked(decision.merged_into_id)
    _check_impartial(actor, target)
    check_merge(
        (source.id, source.state, source.visibility),
        (target.id, target.state, target.visibility),
        queries.on_agenda([source.id, target.id]),
    )
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
    gained = queries.copy_supports(source.id, target.id, decision.decided_at)
    _recount(target)
    queries.add_co_authors(source, target, decision.decided_at)
    _record(actor, "proposal.received_merge", target, merge, supports=gained)
    if target.support_count >= territory().settings["support_threshold"] and proposals.owe_answer(target):
        _record(actor, "proposal.threshold_reached", target, merge, supports=target.support_count)
    _tell("merge", source, target, merge)


def undo(actor: Actor, case: Case, decision: Decision) -> None:
    """The source is open again with every support it had; the target loses exactly the rows that only this
    merge brought, whatever supports came or went meanwhile."""
    source = case.proposal
    assert source is not None
    merge = merge_of(source.id)
    if merge is None:
        raise Conflict("not_merged", N_("This proposal is not merged."))
    target = proposal_queries.locked(merge.target_id)
    _check_impartial(actor, target)
    if target.state is ProposalState.MERGED:
        raise Conflict(
            "merged_further",
            N_("The other proposal has been merged further meanwhile. Undo that merge first."),
        )
    merge.undone_at, merge.undone_by_id = now(), actor.account_id
    source.merged_into_id = None
    proposals.move(actor, source, ProposalState.PUBLISHED)
    db.session.flush()
    lost = queries.drop_supports(source.id, target.id)
    _recount(target)
    queries.drop_co_authors(source, target)
    _record(actor, "proposal.lost_merge", target, merge, supports=lost)
    _tell("unmerge", source, target, merge)


def refuse_co_authorship(actor: Actor, proposal_id: int) -> None:
    """An author whose proposal was merged does not want to be named under the other; once is for good."""
    target = proposal_queries.locked(proposal_id)
    row = queries.co_author(target.id, actor.account_id)
    if row is None or row.refused_at is not None:
        raise Conflict("not_co_author", N_("You are not named as a co-author of this proposal."))
    row.refused_at = now()
    journal.record(
        actor, "proposal.co_author_refused", "proposal", target.id, chantier=target.chantier_number
    )


def _check_impartial(actor: Actor, target: Proposal) -> None:
    """Whoever gains by a merge does not decide on it."""
    if not allows(actor, Permission.DECIDE_APPEAL, target.facts):
        raise NotAllowed("own_text", N_("You are concerned by this yourself, so another moderator decides."))


def _recount(target: Proposal) -> None:
    queries.recount_supports(target.id)
    db.session.refresh(target, ["support_count", "neighbour_support_count"])


def _tell(kind: str, source: Proposal, target: Proposal, merge: Merge) -> None:
    ids = {"proposal_id": target.id, "source_id": source.id}
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
