"""Whoever a decision concerns contests it here, once and in words: its author's side, or a reporter."""

from datetime import timedelta

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.language import detect
from consult.kernel.text.names import clean_text
from consult.models.moderation import Appeal, Decision
from consult.queries import moderation as queries
from consult.rules.moderation import APPEAL_LENGTH, CONTESTABLE, AppealBy, check_time
from consult.rules.participation import check_length
from consult.rules.permissions import Permission, require
from consult.services import journal, outbox
from consult.services.moderation.cases import Case, locked


def contest(actor: Actor, decision_id: int, text: str) -> Appeal:
    """Ask for another look at a decision on one's own text or name, or one's organisation's.

    The author's side contests once, whoever of them does it; suspended people may. ``Conflict`` once six
    months are over, for a decision that takes nothing away, or one that is what an appeal came to.
    """
    statement = queries.statement(actor, decision_id)
    require(actor, Permission.APPEAL, statement.facts)
    first = statement.decision
    case = locked(first.subject)
    check_contestable(first)
    made = _add(first, text, actor.language, made_by=AppealBy.AUTHOR, account_id=actor.account_id)
    _record(actor, made, case)
    outbox.tell("appeal-receipt", [actor.account_id], made.id, appeal_id=made.id)
    return made


def contest_as_reporter(actor: Actor, code: str, text: str) -> Appeal:
    """Ask for another look at what answered a report; its receipt's ``code`` shows who asks.

    ``Conflict`` while there is no answer, and once the author's appeal has been decided otherwise.
    """
    report = queries.report_by_code(code)
    case = locked(report.subject)
    first = check_contestable_by_reporter(queries.receipt(actor, code))
    made = _add(
        first,
        text,
        report.reader_language,
        made_by=AppealBy.REPORTER,
        account_id=report.reporter_id,
        report_id=report.id,
    )
    _record(actor, made, case)
    outbox.tell_reporter("appeal-receipt", report, made.id, appeal_id=made.id, report_id=report.id)
    return made


def check_contestable(first: Decision) -> None:
    """``Conflict`` for what the author's side cannot contest, or not any more."""
    _check(first, AppealBy.AUTHOR)
    if queries.author_appeal(first.id) is not None or queries.came_of_own_appeal(first):
        raise _contested()


def check_contestable_by_reporter(receipt: queries.Receipt) -> Decision:
    """What answered the report; ``Conflict`` where there is nothing to contest, or not any more."""
    first = receipt.decision
    if first is None:
        raise Conflict("not_decided", N_("Your report has not been decided on yet."))
    _check(first, AppealBy.REPORTER)
    if receipt.appeal is not None:
        raise _contested()
    if receipt.overturned is not None:
        raise Conflict(
            "looked_at_again", N_("Somebody else has looked at this again already, after an appeal.")
        )
    return first


def _check(first: Decision, made_by: AppealBy) -> None:
    if first.kind not in CONTESTABLE[made_by]:
        raise Conflict("not_contestable", N_("This decision takes nothing away, so it cannot be contested."))
    check_time(first.decided_at, now(), territory().settings["appeal_months"])


def _contested() -> Conflict:
    return Conflict("already_contested", N_("You have contested this decision already."))


def _add(first: Decision, text: str, reads: str, **who: object) -> Appeal:
    words = clean_text(text)
    check_length(words, APPEAL_LENGTH, "text")
    moment = now()
    made = Appeal(
        decision_id=first.id,
        text=words,
        language=detect(words)[0],
        made_at=moment,
        due_at=moment + timedelta(days=territory().settings["appeal_days"]),
        reason_language=reads,
        **who,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _record(actor: Actor, made: Appeal, case: Case) -> None:
    journal.record(
        actor,
        "moderation.contested",
        case.subject.kind.value,
        case.subject.id,
        chantier=case.facts.chantier,
        appeal_id=made.id,
        decision_id=made.decision_id,
        made_by=made.made_by.value,
    )
