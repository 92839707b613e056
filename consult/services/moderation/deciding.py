"""Moderators decide on what people wrote here: an immutable decision first, then what follows from it."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed, NotFound
from consult.kernel.messages import N_
from consult.kernel.text.names import clean_text
from consult.models.moderation import Decision
from consult.queries import moderation as queries
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import (
    RESTRICTING,
    REVIEWING,
    VISIBILITY_AFTER,
    DecisionKind,
    Ground,
    Subject,
    check_reasons,
    possible,
    source_of,
)
from consult.rules.permissions import Facts, Permission, allows, require
from consult.services import comments, journal, outbox, proposals
from consult.services.moderation.cases import Case, locked

#: What the author is told; dismissing reports changes nothing for them.
EVENTS = {
    DecisionKind.PUBLISH: "decision-published",
    DecisionKind.RETURN: "decision-returned",
    DecisionKind.HIDE: "decision-hidden",
    DecisionKind.REMOVE: "decision-removed",
    DecisionKind.REINSTATE: "decision-reinstated",
}


class AlreadyDecided(Conflict):
    """Another moderator was faster; ``decision`` is theirs."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(
            "already_decided", N_("Another moderator has already decided. You see their decision.")
        )
        self.decision = decision


def decide(
    actor: Actor,
    subject: Subject,
    kind: DecisionKind,
    ground: Ground | None = None,
    reason: str = "",
    *,
    version: int | None = None,
    seen: int | None = None,
) -> Decision:
    """Store an immutable decision and carry it out.

    ``version`` is the text's version that the moderator read and ``seen`` the newest decision they saw
    (0 for none); None leaves the check out. Raises ``AlreadyDecided`` when somebody was faster,
    ``Conflict`` when the text has changed since, ``Invalid`` without ground or reason (DSA art. 17).
    """
    case = locked(subject)
    _check_moderator(actor, case)
    _check_fresh(case, kind, version, seen)
    reason = clean_text(reason)
    check_reasons(kind, ground, reason)
    if kind not in possible(case.standing, actor.account_id):
        raise Conflict("decision_impossible", N_("This decision is not possible as the text stands now."))
    decision = _store(actor, case, kind, ground, reason)
    _carry_out(actor, case, kind)
    if kind not in REVIEWING:
        _settle(case, decision)
    _record(actor, case, decision)
    _tell_author(case, decision)
    return decision


def _check_moderator(actor: Actor, case: Case) -> None:
    """Moderators of the chantier only, and never on their own text or their organisation's."""
    if case.proposal.state is ProposalState.DRAFT:
        raise NotFound
    elsewhere = Facts(chantier=case.facts.chantier)
    if allows(actor, Permission.MODERATE, elsewhere) and not allows(actor, Permission.MODERATE, case.facts):
        raise NotAllowed("own_text", N_("This is your own text, so another moderator decides."))
    require(actor, Permission.MODERATE, case.facts)


def _check_fresh(case: Case, kind: DecisionKind, version: int | None, seen: int | None) -> None:
    newest = queries.newest_decision(case.subject)
    if seen is not None and newest is not None and newest.id != seen:
        raise AlreadyDecided(newest)
    review = queries.review_of(case.version.id) if case.version and kind in REVIEWING else None
    if review is not None:
        raise AlreadyDecided(review)
    if version is not None and version != case.version_number:
        raise Conflict(
            "stale_version",
            N_("The author has changed this text meanwhile. Please read the new version first."),
        )


def _store(actor: Actor, case: Case, kind: DecisionKind, ground: Ground | None, reason: str) -> Decision:
    reviewed = case.version.id if case.version and kind in REVIEWING else None
    decision = Decision(
        kind=kind,
        proposal_id=None if case.comment else case.proposal.id,
        comment_id=case.comment.id if case.comment else None,
        proposal_version_id=reviewed,
        ground=ground if kind in RESTRICTING else None,
        reason=reason,
        language=queries.author_language(case.text.author_id) or case.text.language,
        source=source_of(kind, len(case.reports)),
        decided_by_id=actor.account_id,
        decided_at=now(),
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def _carry_out(actor: Actor, case: Case, kind: DecisionKind) -> None:
    visibility = VISIBILITY_AFTER.get(kind)
    if visibility is not None and case.comment is not None:
        comments.set_visibility(actor, case.comment, visibility)
    elif visibility is not None:
        proposals.set_visibility(actor, case.proposal, visibility)
        comments.follow_proposal(case.proposal)
    elif kind is DecisionKind.PUBLISH and case.version is not None:
        proposals.publish(actor, case.proposal, case.version)
    elif kind is DecisionKind.RETURN and case.version is not None:
        proposals.return_to_author(actor, case.proposal, case.version)


def _settle(case: Case, decision: Decision) -> None:
    """Open reports get the decision as their outcome; their reporters are told."""
    queries.settle(case.reports, decision.id)
    for report in case.reports:
        outbox.tell(
            "report-outcome",
            [report.reporter_id],
            report.id,
            **case.ids,
            report_id=report.id,
            decision_id=decision.id,
        )


def _record(actor: Actor, case: Case, decision: Decision) -> None:
    journal.record(
        actor,
        "moderation.decided",
        case.subject.kind.value,
        case.subject.id,
        chantier=case.proposal.chantier_number,
        decision_id=decision.id,
        decision=decision.kind.value,
        ground=decision.ground.value if decision.ground else None,
        version=case.version_number,
        reports=[report.id for report in case.reports] if decision.kind not in REVIEWING else [],
    )


def _tell_author(case: Case, decision: Decision) -> None:
    """The author is told, or who entered the text for somebody without an account."""
    event = EVENTS.get(decision.kind)
    if event is not None:
        person = case.text.author_id or (None if case.comment else case.proposal.entered_by_id)
        outbox.tell(event, [person], decision.id, **case.ids, decision_id=decision.id)
