"""What the letters about decisions, reports and appeals tell, each as much as its reader may know."""

from collections.abc import Callable

from consult.kernel.actor import VISITOR, Actor
from consult.kernel.clock import now
from consult.kernel.errors import NotFound
from consult.kernel.messages import N_
from consult.kernel.rendering import address
from consult.kernel.text.typography import typeset_line
from consult.models.moderation import Report
from consult.queries import letters
from consult.queries import moderation as queries
from consult.queries.accounts import actor_of_account
from consult.queries.letters import Recipient
from consult.queries.moderation import Statement
from consult.rules.moderation import AppealBy, DecisionKind, SubjectKind
from consult.services.mailing.contents import WROTE, Content, Ids, Quote

YOURS = N_("You receive this message because it is about your name or your account.")
KEEPS = N_("You receive this message because you act for this organisation.")
REPORTED = N_("You receive this message because you reported something.")
GAVE_ADDRESS = N_("You receive this message because this address was given with a report.")
APPEALED = N_("You receive this message because you contested a decision.")
_WHY = {SubjectKind.ACCOUNT: YOURS, SubjectKind.ORGANISATION: KEEPS, SubjectKind.POSITION: KEEPS}
_SEE_DECISION = N_("See the decision")
_SEE_REPORT = N_("See my report")


def decision(ids: Ids, reader: Recipient) -> Content | None:
    """A decision with its whole statement of reasons, and how to contest it; the link leads to its page."""
    statement = _statement(ids["decision_id"], reader)
    if statement is None:
        return None
    return Content(
        _values(statement, reader),
        {"decision_id": statement.decision.id},
        why=_WHY.get(statement.what, WROTE),
    )


def text(ids: Ids, reader: Recipient) -> Content | None:
    """The same with a link to the text, or to the decision where the text cannot be reached."""
    found = decision(ids, reader)
    statement: Statement | None = found.values["statement"] if found is not None else None
    if found is None or statement is None or not statement.reachable or statement.mine is False:
        return found
    about = statement.decision
    if about.comment_id is not None:
        where = {"comment_id": about.comment_id}
        return Content(found.values, where, "comments.show", N_("See my comment"), found.why)
    if about.position_id is not None:
        where = {"position_id": about.position_id}
        return Content(found.values, where, "positions.show", N_("See the position"), found.why)
    where = {"proposal_id": about.proposal_id or 0}
    if about.kind is DecisionKind.RETURN:
        return Content(found.values, where, "proposals.edit", N_("Change my proposal"), found.why)
    return Content(found.values, where, "proposals.show", N_("See my proposal"), found.why)


def _statement(decision_id: int, reader: Recipient) -> Statement | None:
    """What the reader may know of a decision today: nothing once it does not concern them."""
    try:
        return queries.statement(_actor(reader), decision_id)
    except NotFound:
        return None


def _actor(reader: Recipient) -> Actor:
    actor = actor_of_account(reader.account_id, now()) if reader.account_id is not None else None
    return actor or VISITOR


def _set(title: str | None, language: str) -> str | None:
    return typeset_line(title, language) if title else None


def _values(statement: Statement, reader: Recipient) -> dict[str, object]:
    found = statement.decision
    quoted = statement.text if statement.mine else None
    page = address("moderation.contest", reader.language, decision_id=found.id)
    return {
        "statement": statement,
        "decision": found,
        "what": statement.what,
        "comment": found.comment,
        "title": _set(statement.title, statement.title_language),
        "name": statement.name,
        "later": statement.later,
        "text": Quote(quoted.language, quoted.body) if quoted is not None else None,
        "text_title": _set(quoted.title, quoted.language) if quoted is not None else None,
        "facts": Quote(found.language, found.facts),
        "reason": Quote(found.language, found.reason),
        "contest": page if statement.contestable else None,
        "contest_until": statement.contest_until,
    }


def report(ids: Ids, reader: Recipient) -> Content | None:
    """A report as it stands, for whoever made it; the text is named only while everybody may read it."""
    found = letters.report(ids["report_id"])
    if found is None:
        return None
    return Content(*_reported(found, reader), why=_why_reported(reader, REPORTED))


def _reported(found: Report, reader: Recipient) -> tuple[dict[str, object], dict[str, object]]:
    receipt = queries.receipt(VISITOR, found.code)
    decided = receipt.decision
    dismissed = decided is not None and decided.kind is DecisionKind.DISMISS
    page = address("moderation.contest_report", reader.language, code=found.code)
    values: dict[str, object] = {
        "receipt": receipt,
        "report": found,
        "decision": decided,
        "what": receipt.what,
        "title": _set(receipt.title, receipt.title_language),
        "name": receipt.name,
        "reason": Quote(decided.language, decided.reason) if decided is not None and dismissed else None,
        "measure": decided.recorded if decided is not None else None,
        "contest": page if receipt.contestable else None,
        "contest_until": receipt.contest_until,
    }
    return values, {"code": found.code}


def _why_reported(reader: Recipient, with_account: str) -> str:
    return with_account if reader.account_id is not None else GAVE_ADDRESS


def appeal(ids: Ids, reader: Recipient) -> Content | None:
    """An appeal as it stands, for whoever made it: by when it is decided, or what came of it and why."""
    found = queries.appeal_with_decision(ids["appeal_id"])
    values, where, endpoint = _APPEALED[found.made_by](ids, reader)
    if values is None:
        return None
    values |= {
        "appeal": found,
        "outcome_reason": Quote(found.reason_language, found.reason),
        "measure": found.decision.recorded,
        "instead": found.changed_by.recorded if found.changed_by is not None else None,
    }
    return Content(
        values,
        where,
        endpoint,
        _SEE_DECISION if found.made_by is AppealBy.AUTHOR else _SEE_REPORT,
        _why_reported(reader, APPEALED),
    )


Told = tuple[dict[str, object] | None, dict[str, object], str]


def _by_author(ids: Ids, reader: Recipient) -> Told:
    found = queries.appeal_with_decision(ids["appeal_id"])
    statement = _statement(found.decision_id, reader)
    if statement is None:
        return None, {}, ""
    return _values(statement, reader), {"decision_id": found.decision_id}, "moderation.statement"


def _by_reporter(ids: Ids, reader: Recipient) -> Told:
    found = letters.report(ids["report_id"])
    if found is None:
        return None, {}, ""
    values, where = _reported(found, reader)
    return values, where, "moderation.receipt"


_APPEALED: dict[AppealBy, Callable[[Ids, Recipient], Told]] = {
    AppealBy.AUTHOR: _by_author,
    AppealBy.REPORTER: _by_reporter,
}


def changed(ids: Ids, reader: Recipient) -> Content | None:
    """To whoever reported: after the author's appeal, another decision holds."""
    found = queries.appeal_with_decision(ids["appeal_id"])
    about = letters.report(ids["report_id"])
    if about is None:
        return None
    values, where = _reported(about, reader)
    values |= {
        "appeal": found,
        "instead": found.changed_by.recorded if found.changed_by is not None else None,
    }
    return Content(values, where, why=_why_reported(reader, REPORTED))
