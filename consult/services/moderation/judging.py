"""Somebody else than the first decides on an appeal here: to uphold, to reverse, or to change."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.kernel.text.names import clean_text
from consult.models.moderation import Appeal, Decision
from consult.queries import moderation as queries
from consult.rules.moderation import (
    REASON_LENGTH,
    AppealBy,
    AppealOutcome,
    DecisionKind,
    Ruling,
    Source,
    check_days,
    check_shorter,
    outcomes,
    replacements,
)
from consult.rules.participation import check_length
from consult.services import journal, outbox
from consult.services.moderation.cases import Case, locked
from consult.services.moderation.deciding import checked, enact
from consult.services.moderation.effects import EFFECTS
from consult.services.moderation.reversing import make_way, one_after_the_other, ruling_to_reverse


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is for whoever appealed, in their language; ``ruling`` what takes the decision's place.

    After an author's appeal the ruling's own reason may be empty: theirs is the same.
    """

    outcome: AppealOutcome
    reason: str
    ruling: Ruling | None = None


class AlreadyJudged(Conflict):
    """Somebody else has decided on the appeal."""

    def __init__(self) -> None:
        super().__init__("already_judged", N_("Somebody has already decided on this appeal."))


def judge(actor: Actor, appeal_id: int, verdict: Verdict) -> Appeal:
    """Decide on an appeal and carry it out; appellant, author and reporters are told.

    The thing is locked before the appeal, as everywhere. ``NotAllowed`` for the first moderator, for whoever
    is concerned, and for an administrator while another moderator could decide.
    """
    appeal = queries.appeal_with_decision(appeal_id)
    case = locked(appeal.decision.subject)
    queries.lock_appeal(appeal)
    refusal = queries.refusal_to_judge(actor, appeal)
    if refusal is not None:
        raise refusal
    if appeal.outcome is not None:
        raise AlreadyJudged
    reason = clean_text(verdict.reason)
    check_length(reason, REASON_LENGTH, "reason")
    _check_outcome(actor, appeal, case, verdict)
    made = _CARRY_OUT[verdict.outcome](actor, appeal, case, replace(verdict, reason=reason))
    appeal.outcome, appeal.reason = verdict.outcome, reason
    appeal.outcome_id = made.id if made is not None else None
    appeal.decided_by_id, appeal.decided_at = actor.account_id, now()
    _record(actor, appeal, case)
    _tell(appeal)
    return appeal


def _check_outcome(actor: Actor, appeal: Appeal, case: Case, verdict: Verdict) -> None:
    """The outcome must be one that this appeal can have, as the thing stands now."""
    first = appeal.decision
    kinds = replacements(appeal.made_by, first.kind, case.standing, actor.account_id)
    if verdict.outcome not in outcomes(appeal.made_by, first.kind, kinds, queries.in_force(first)):
        raise Conflict("outcome_impossible", N_("This outcome is not possible as things stand now."))
    if not _needs_ruling(appeal, verdict.outcome):
        return
    if verdict.ruling is None:
        raise Invalid("ruling_missing", N_("Please choose what takes its place."), field="kind")
    if verdict.ruling.kind not in kinds:
        raise Conflict("decision_impossible", N_("This decision is not possible as the text stands now."))


def _needs_ruling(appeal: Appeal, outcome: AppealOutcome) -> bool:
    """Lifting a restriction needs no new one; what a reporter obtains does."""
    reporter = appeal.made_by is AppealBy.REPORTER
    return outcome is AppealOutcome.CHANGED or (reporter and outcome is AppealOutcome.REVERSED)


def _uphold(actor: Actor, appeal: Appeal, case: Case, verdict: Verdict) -> Decision | None:
    return None


def _reverse(actor: Actor, appeal: Appeal, case: Case, verdict: Verdict) -> Decision | None:
    """An author's appeal lifts what the decision still does, if anything; a reporter's restricts."""
    if appeal.made_by is AppealBy.REPORTER:
        return _change(actor, appeal, case, verdict)
    if not queries.in_force(appeal.decision):
        return None
    ruling, effect = ruling_to_reverse(appeal.decision, verdict.reason)
    return enact(actor, case, ruling, Source.APPEAL, effect=effect, told_already=appeal.account_id)


def _change(actor: Actor, appeal: Appeal, case: Case, verdict: Verdict) -> Decision:
    """Another measure with its own statement; nothing is shown to the public in between."""
    assert verdict.ruling is not None
    first, ruling = appeal.decision, verdict.ruling
    if appeal.made_by is AppealBy.AUTHOR:
        ruling = replace(ruling, reason=verdict.reason)
    ruling = checked(ruling)
    if ruling.kind is DecisionKind.SUSPEND:
        check_shorter(now() + timedelta(days=check_days(ruling.days)), first.ends_at)
    before = make_way(first, ruling.kind) if appeal.made_by is AppealBy.AUTHOR else None
    effect = one_after_the_other(before, EFFECTS[ruling.kind]) if before is not None else None
    return enact(actor, case, ruling, Source.APPEAL, effect=effect)


_CARRY_OUT: dict[AppealOutcome, Callable[[Actor, Appeal, Case, Verdict], Decision | None]] = {
    AppealOutcome.UPHELD: _uphold,
    AppealOutcome.REVERSED: _reverse,
    AppealOutcome.CHANGED: _change,
}


def _tell(appeal: Appeal) -> None:
    """The appellant hears the outcome with its reasons; those whose reports had led to the decision hear that
    an author's appeal changed it."""
    if appeal.made_by is AppealBy.REPORTER:
        assert appeal.report is not None
        ids = {"appeal_id": appeal.id, "report_id": appeal.report.id}
        outbox.tell_reporter("appeal-outcome", appeal.report, appeal.id, **ids)
        return
    outbox.tell("appeal-outcome", [appeal.account_id], appeal.id, appeal_id=appeal.id)
    if appeal.outcome is AppealOutcome.UPHELD:
        return
    for report in queries.reports_settled_by(appeal.decision_id):
        outbox.tell_reporter("appeal-changed", report, appeal.id, appeal_id=appeal.id, report_id=report.id)


def _record(actor: Actor, appeal: Appeal, case: Case) -> None:
    assert appeal.outcome is not None
    journal.record(
        actor,
        "moderation.appeal_decided",
        case.subject.kind.value,
        case.subject.id,
        chantier=case.facts.chantier,
        appeal_id=appeal.id,
        decision_id=appeal.decision_id,
        outcome=appeal.outcome.value,
        outcome_id=appeal.outcome_id,
    )
