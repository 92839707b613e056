"""Anyone, signed in or not, reports a public text here."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.language import detect
from consult.kernel.text.names import clean_text
from consult.kernel.working_days import after_working_days
from consult.models.moderation import Report
from consult.queries import moderation as queries
from consult.rules.moderation import EXPLANATION_LENGTH, REPORT_GROUNDS, Ground, Subject
from consult.rules.participation import check_length
from consult.rules.permissions import Permission, public, require
from consult.services import journal, outbox
from consult.services.moderation.cases import Case, locked


def report(
    actor: Actor, subject: Subject, ground: Ground, explanation: str, address_hash: str | None = None
) -> Report:
    """Note that a public text breaks a rule; one report a person and text.

    ``address_hash`` is the keyed SHA-256 (hex) of a signed-out reporter's address. The report is due in
    working days, as the territory's settings say.
    """
    require(actor, Permission.REPORT)
    case = _public_text(actor, subject)
    if ground not in REPORT_GROUNDS:
        raise Invalid("ground_unknown", N_("Please choose the rule that applies."), field="ground")
    text = clean_text(explanation)
    check_length(text, EXPLANATION_LENGTH, "explanation")
    key = f"account:{actor.account_id}" if actor.signed_in else f"address:{address_hash}"
    if queries.has_reported(subject, key):
        raise Conflict("already_reported", N_("You have already reported this."))
    moment = now()
    made = Report(
        proposal_id=None if case.comment else case.proposal.id,
        comment_id=case.comment.id if case.comment else None,
        ground=ground,
        explanation=text,
        language=detect(text)[0],
        reporter_id=actor.account_id,
        reporter_key=key,
        created_at=moment,
        due_at=after_working_days(moment, territory().settings["report_review_days"]),
    )
    db.session.add(made)
    db.session.flush()
    journal.record(
        actor,
        "moderation.reported",
        subject.kind.value,
        subject.id,
        chantier=case.proposal.chantier_number,
        report_id=made.id,
    )
    outbox.tell("report-receipt", [actor.account_id], made.id, report_id=made.id, **case.ids)
    return made


def _public_text(actor: Actor, subject: Subject) -> Case:
    """The text reported, locked, when everybody can read it; else ``NotFound``."""
    case = locked(subject)
    if not public(actor, case.proposal.facts) or not public(actor, case.facts):
        raise NotFound
    return case
