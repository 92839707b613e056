"""Anyone, signed in or not, reports a public text or name here."""

import secrets
from datetime import timedelta

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotFound
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.language import detect
from consult.kernel.text.names import clean_line, clean_text
from consult.kernel.working_days import after_working_days
from consult.models.moderation import Report, about
from consult.queries import moderation as queries
from consult.rules.moderation import EXPLANATION_LENGTH, Notice, Subject, check_notice
from consult.rules.participation import check_length
from consult.rules.permissions import Permission, public, require
from consult.services import journal, outbox
from consult.services.accounts import normalised_email
from consult.services.moderation.cases import Case, locked

CODE_BYTES = 15
#: So many receipts go in a day to an address that nobody has proved to be theirs; the page shows all.
MOST_RECEIPTS, DAY = 3, timedelta(days=1)


class AlreadyReported(Conflict):
    """One report a person and thing; ``first`` is the one they have made."""

    def __init__(self, first: Report) -> None:
        super().__init__("already_reported", N_("You have already reported this."))
        self.first = first


def report(actor: Actor, subject: Subject, notice: Notice, address_hash: str | None = None) -> Report:
    """Note that something that one can read breaks a rule; one report a person and thing.

    ``address_hash`` is the keyed SHA-256 (hex) of a signed-out reporter's address. The report is due in
    working days, as the territory's settings say; its ``code`` opens the receipt.
    """
    require(actor, Permission.REPORT)
    case = _public(actor, subject)
    check_notice(notice, actor.signed_in)
    text = clean_text(notice.explanation)
    check_length(text, EXPLANATION_LENGTH, "explanation")
    key = f"account:{actor.account_id}" if actor.signed_in else f"address:{address_hash}"
    first = queries.first_report(subject, key)
    if first is not None:
        raise AlreadyReported(first)
    moment = now()
    made = Report(
        **about(subject),
        code=secrets.token_urlsafe(CODE_BYTES),
        ground=notice.ground,
        explanation=text,
        language=detect(text)[0],
        law=clean_line(notice.law) or None,
        notifier_name=None if actor.signed_in else clean_line(notice.name) or None,
        notifier_email=normalised_email(notice.email) if notice.email and not actor.signed_in else None,
        good_faith=notice.good_faith,
        reader_language=actor.language,
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
        chantier=case.facts.chantier,
        report_id=made.id,
    )
    given = made.notifier_email
    if given is None or queries.reports_from(given, moment - DAY) <= MOST_RECEIPTS:
        outbox.tell_reporter("report-receipt", made, made.id, report_id=made.id, **case.ids)
    return made


def _public(actor: Actor, subject: Subject) -> Case:
    """The thing reported, locked, when everybody can read it, or of an offer its two sides; else
    ``NotFound``."""
    case = locked(subject)
    if case.offer is not None and not queries.is_side(actor, case.offer):
        raise NotFound
    seen = [case.facts] if case.proposal is None else [case.facts, case.proposal.facts]
    if not all(public(actor, facts) for facts in seen):
        raise NotFound
    return case
