"""Moderators decide on what people wrote here: an immutable decision first, then what follows from it."""

from dataclasses import replace
from datetime import timedelta

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed, NotFound
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line, clean_text
from consult.models.moderation import Decision, about
from consult.models.proposals import ProposalVersion
from consult.queries import moderation as queries
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import (
    CATEGORY_OF,
    GROUNDED,
    RESTRICTING,
    REVIEWING,
    DecisionKind,
    Ground,
    Ruling,
    Source,
    Subject,
    check_reasons,
    possible,
    source_of,
)
from consult.rules.permissions import Facts, Permission, allows, require
from consult.services import journal, outbox
from consult.services.moderation import merging
from consult.services.moderation.cases import Case, locked
from consult.services.moderation.effects import EFFECTS, Effect

#: What the author is told; dismissing reports changes nothing for them.
EVENTS = {
    DecisionKind.PUBLISH: "decision-published",
    DecisionKind.RETURN: "decision-returned",
    DecisionKind.LABEL: "decision-labelled",
    DecisionKind.HIDE: "decision-hidden",
    DecisionKind.REMOVE: "decision-removed",
    DecisionKind.MERGE: "decision-merged",
    DecisionKind.MOVE: "decision-moved",
    DecisionKind.SUSPEND: "account-suspended",
    DecisionKind.REINSTATE: "decision-reinstated",
    DecisionKind.UNMERGE: "decision-unmerged",
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
    ruling: Ruling,
    *,
    version: int | None = None,
    seen: int | None = None,
) -> Decision:
    """Store an immutable decision and carry it out.

    ``version`` is the text's version that the moderator read and ``seen`` the newest decision they saw
    (0 for none); None leaves the check out. Raises ``AlreadyDecided`` when somebody was faster,
    ``Conflict`` when the text has changed since, ``Invalid`` without ground, facts or reason (DSA art. 17).
    """
    case = locked(subject, ruling.into if ruling.kind is DecisionKind.MERGE else None)
    check_moderator(actor, case)
    _check_fresh(case, ruling.kind, version, seen)
    ruling = checked(ruling)
    if ruling.kind is DecisionKind.SUSPEND:
        raise Conflict("two_people", N_("A suspension needs a second person. Please propose it."))
    if ruling.kind not in merging.KINDS and ruling.kind not in possible(case.standing, actor.account_id):
        raise Conflict("decision_impossible", N_("This decision is not possible as the text stands now."))
    return enact(actor, case, ruling, source_of(ruling.kind, len(case.reports)))


def checked(ruling: Ruling) -> Ruling:
    """The ruling with clean texts; ``Invalid`` without what a restriction owes."""
    ruling = replace(
        ruling,
        reason=clean_text(ruling.reason),
        facts=clean_text(ruling.facts),
        law=clean_line(ruling.law),
    )
    check_reasons(ruling)
    return ruling


def check_moderator(actor: Actor, case: Case) -> None:
    """Moderators of the chantier only, and never on their own text, their organisation's, or that of somebody
    they declared a tie to."""
    if case.proposal is not None and case.proposal.state is ProposalState.DRAFT:
        raise NotFound
    elsewhere = Facts(chantier=case.facts.chantier)
    if allows(actor, Permission.MODERATE, elsewhere) and not allows(actor, Permission.MODERATE, case.facts):
        raise NotAllowed("own_text", N_("You are concerned by this yourself, so another moderator decides."))
    require(actor, Permission.MODERATE, case.facts)
    if actor.account_id in {report.reporter_id for report in case.reports} - {None}:
        raise NotAllowed("own_report", N_("You reported this yourself, so another moderator decides."))


def _check_fresh(case: Case, kind: DecisionKind, version: int | None, seen: int | None) -> None:
    newest = queries.newest_decision(case.subject)
    if seen is not None and newest is not None and newest.id != seen:
        raise AlreadyDecided(newest)
    review = queries.review_of(case.version) if case.version and kind in REVIEWING else None
    if review is not None:
        raise AlreadyDecided(review)
    if version is not None and case.version_number is not None and version != case.version_number:
        raise Conflict(
            "stale_version",
            N_("The author has changed this text meanwhile. Please read the new version first."),
        )


def enact(
    actor: Actor,
    case: Case,
    ruling: Ruling,
    source: Source,
    *,
    effect: Effect | None = None,
    told_already: int | None = None,
) -> Decision:
    """Record a ruling that has been checked, let it take effect, tell author and reporters.

    Appeals and second persons come through here as well; whoever calls has checked that they may. ``effect``
    takes the place of the kind's own where less is to change; ``told_already`` hears of it in another letter.
    """
    merging.check(actor, case, ruling, source)
    decision = _store(actor, case, ruling, source)
    (effect or EFFECTS[ruling.kind])(actor, case, decision)
    if ruling.kind not in REVIEWING:
        _settle(case, decision)
    queries.release(case.subject)
    _record(actor, case, decision)
    event = EVENTS.get(ruling.kind)
    if event is not None:
        concerned = [person for person in case.concerned if person != told_already]
        outbox.tell(event, concerned, decision.id, **case.ids, decision_id=decision.id)
    return decision


def _store(actor: Actor, case: Case, ruling: Ruling, source: Source) -> Decision:
    ground = ruling.ground if ruling.kind in GROUNDED else None
    moment = now()
    decision = Decision(
        **about(case.subject),
        **_reviewed(case, ruling.kind, source),
        kind=ruling.kind,
        version=case.version_number,
        ground=ground,
        law=ruling.law if ground is Ground.ILLEGAL else None,
        facts=ruling.facts if ruling.kind in RESTRICTING else "",
        reason=ruling.reason,
        language=language_of(case, ruling.kind),
        category=(ruling.category or CATEGORY_OF[ground]) if ground is not None else None,
        label=ruling.label if ruling.kind is DecisionKind.LABEL else None,
        merged_into_id=ruling.into if ruling.kind is DecisionKind.MERGE else None,
        moved_from=case.facts.chantier if ruling.kind is DecisionKind.MOVE else None,
        moved_to=ruling.chantier if ruling.kind is DecisionKind.MOVE else None,
        ends_at=moment + timedelta(days=ruling.days) if ruling.days else None,
        source=source,
        decided_by_id=actor.account_id,
        decided_at=moment,
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def _reviewed(case: Case, kind: DecisionKind, source: Source) -> dict[str, int]:
    """The version whose only review this is; what an appeal changes was reviewed before."""
    if kind not in REVIEWING or case.version is None or source is Source.APPEAL:
        return {}
    proposal = isinstance(case.version, ProposalVersion)
    return {"proposal_version_id" if proposal else "comment_version_id": case.version.id}


def language_of(case: Case, kind: DecisionKind) -> str:
    """The author reads the statement in their own language (DSA art. 17 asks for clear terms); why reports
    are dismissed is read by who made the first of them."""
    if kind is DecisionKind.DISMISS and case.reports:
        return case.reports[0].reader_language
    own = queries.reading_language(next(iter(case.concerned), None))
    return own or case.language or territory().authoritative_language


def _settle(case: Case, decision: Decision) -> None:
    """Open reports get the decision as their outcome; their reporters are told."""
    queries.settle(case.reports, decision.id)
    for report in case.reports:
        ids = {**case.ids, "report_id": report.id, "decision_id": decision.id}
        outbox.tell_reporter("report-outcome", report, report.id, **ids)


def _record(actor: Actor, case: Case, decision: Decision) -> None:
    journal.record(
        actor,
        "moderation.decided",
        case.subject.kind.value,
        case.subject.id,
        chantier=case.facts.chantier,
        decision_id=decision.id,
        decision=decision.kind.value,
        ground=decision.ground.value if decision.ground else None,
        version=case.version_number,
        reports=[report.id for report in case.reports] if decision.kind not in REVIEWING else [],
    )
