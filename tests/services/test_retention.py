"""What is kept only for a while goes when its time has come, and nothing else does."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import VISITOR
from consult.kernel.clock import now
from consult.kernel.db import Base, db
from consult.models.accounts import Account, AccountSession, AccountToken
from consult.models.assemblies import Councillor
from consult.models.events import Registration
from consult.models.forms import FormUse, KeptForm
from consult.models.journal import JournalEntry
from consult.models.moderation import Appeal, Decision, DeclaredTie, Report, WithheldName
from consult.models.notifications import OutboxItem, OutboxStatus
from consult.models.organisations import KeeperInvitation
from consult.queries.leaving import forget_person
from consult.rules.moderation import AppealOutcome, DecisionKind, Ground, Notice, Ruling, Subject, SubjectKind
from consult.rules.participation import TokenPurpose
from consult.services import events as deeds
from consult.services import journal, moderation, retention
from consult.services.accounts import issue_token, open_session
from consult.services.moderation import Verdict
from tests.factories import councils, events, mail, people, proposals
from tests.factories.appeals import AGAINST, REASON, bench, of, restricted, ruling


def count(model: type[Base]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def after(**period: float) -> Any:
    return time_machine.travel(now() + timedelta(**period), tick=False)


def add(row: Base) -> None:
    db.session.add(row)
    db.session.flush()


def session() -> None:
    open_session(people.participant().id, "Firefox")


def token() -> None:
    issue_token(people.participant().id, TokenPurpose.SIGN_IN)


def form_use() -> None:
    add(FormUse(token="t" * 64, location="/fr/", used_at=now()))


def kept_form() -> None:
    add(KeptForm(secret_hash="s" * 64, form="f", page="/fr/", fields={}, kept_at=now()))


def registration() -> None:
    """At an event that ends at this moment."""
    event = events.published()
    deeds.register(people.actor(people.participant()), event.id, event.venues[0].id)
    moment = now()
    events.moved(event, moment - event.ends_at)


def invitation() -> None:
    house = people.organisation(people.participant())
    add(KeeperInvitation(organisation_id=house.id, email="new@example.org", invited_at=now()))


def sent_mail() -> None:
    moment = now()
    add(
        OutboxItem(
            event="role-granted",
            account_id=people.participant().id,
            deduplication="d",
            status=OutboxStatus.SENT,
            created_at=moment,
            due_at=moment,
        )
    )


@pytest.mark.parametrize(
    ("make", "model", "days"),
    [
        (session, AccountSession, 30),
        (token, AccountToken, 30.03),
        (form_use, FormUse, 30),
        (kept_form, KeptForm, 30),
        (sent_mail, OutboxItem, 90),
        (registration, Registration, 90),
        (invitation, KeeperInvitation, 90),
    ],
)
def test_each_kind_lives_its_time_and_no_longer(
    app: Flask, make: Any, model: type[Base], days: float
) -> None:
    make()
    db.session.flush()
    with after(days=days - 0.01):
        retention.clear()
        assert count(model) == 1
    with after(days=days + 0.01):
        retention.clear()
        assert count(model) == 0
        assert not any(retention.clear().values())


def test_mail_that_waits_is_never_cleared(app: Flask) -> None:
    sent_mail()
    db.session.execute(sa.update(OutboxItem).values(status=OutboxStatus.WAITING))
    with after(days=400):
        retention.clear()
    assert count(OutboxItem) == 1


def test_a_sign_up_that_nobody_confirmed_is_erased_but_its_number_stays(app: Flask) -> None:
    forgotten = people.participant(confirmed_at=None, created_at=now() - timedelta(days=31))
    recent = people.participant(confirmed_at=None, created_at=now() - timedelta(days=29))
    open_session(forgotten.id, "Firefox")
    issue_token(forgotten.id, TokenPurpose.CONFIRM)
    journal.record(people.actor(recent), "account.created", "account", forgotten.id)
    db.session.flush()
    assert retention.clear()["unconfirmed"] == 1
    db.session.expire_all()
    account = db.session.get(Account, forgotten.id)
    assert account is not None
    assert (account.email, account.display_name, account.commune_insee, account.ties) == (None, "", None, [])
    assert account.erased_at is not None
    assert count(AccountSession) == count(AccountToken) == 0
    assert count(JournalEntry) == 1
    assert recent.email is not None


def test_who_reported_is_forgotten_a_year_after_the_decision(app: Flask) -> None:
    mail._report(mail.reader("fr"), DecisionKind.DISMISS)
    mail._report(mail.reader("de"))
    with after(days=366):
        assert retention.clear()["reporters"] == 1
        assert retention.clear()["reporters"] == 0
    reporters = db.session.execute(sa.select(Report.reporter_id, Report.decision_id)).all()
    assert [(reporter is None) for reporter, _ in reporters] == [
        decided is not None for _, decided in reporters
    ]


def test_who_reported_without_an_account_is_forgotten_too(app: Flask) -> None:
    proposal = proposals.published()
    notice = Notice(Ground.ILLEGAL, "C’est interdit.", "", "Rosa Linden", "rosa@example.org", good_faith=True)
    report = moderation.report(VISITOR, of(proposal), notice, "a1" * 32)
    moderation.decide(bench().first, of(proposal), Ruling(DecisionKind.DISMISS))
    appeal = moderation.contest_as_reporter(VISITOR, report.code, AGAINST)
    with after(days=366):
        assert retention.clear()["reporters"] == 0  # their appeal waits
        moderation.judge(bench().second, appeal.id, Verdict(AppealOutcome.UPHELD, REASON))
        assert retention.clear()["reporters"] == 1
    db.session.refresh(report)
    assert (report.notifier_name, report.notifier_email, report.reporter_key) == (
        None,
        None,
        f"erased:{report.id}",
    )


def test_a_withheld_name_goes_once_it_cannot_come_back(app: Flask) -> None:
    court, people_named = bench(), [people.participant("Rosa Linden"), people.participant("Ben Roth")]
    for account in people_named:
        subject = Subject(SubjectKind.ACCOUNT, account.id)
        decision = moderation.decide(court.first, subject, ruling(DecisionKind.HIDE))
    with after(days=180):
        moderation.contest(people.actor(people_named[1]), decision.id, AGAINST)
        assert retention.clear()["names"] == 0
    with after(days=216):
        assert retention.clear()["names"] == 1
    assert count(WithheldName) == 1


def test_who_leaves_takes_withheld_names_and_ties_along(app: Flask) -> None:
    court, account = bench(), people.participant("Rosa Linden")
    decision = moderation.decide(
        court.first, Subject(SubjectKind.ACCOUNT, account.id), ruling(DecisionKind.HIDE)
    )
    proposal, hidden = restricted(court, DecisionKind.HIDE, account)
    for one in (decision, hidden):
        moderation.contest(people.actor(account), one.id, AGAINST)
    db.session.add(DeclaredTie(account_id=court.second.account_id, person_id=account.id, declared_at=now()))
    db.session.flush()
    forget_person(account.id, account.email, now())
    assert count(WithheldName) == count(DeclaredTie) == 0
    (left,) = db.session.scalars(sa.select(Appeal)).all()
    assert (left.decision_id, left.account_id) == (hidden.id, account.id)
    assert count(Decision) == 2
    assert proposal.author_id == account.id


def test_a_councillors_address_goes_with_the_last_mandate(app: Flask) -> None:
    still, ended = councils.councillor(), councils.councillor()
    ended.ends_on = date.today() - timedelta(days=2)  # noqa: DTZ011  # two days leave room for any zone
    db.session.flush()
    assert retention.clear()["councillors"] == 1
    kept = db.session.scalars(sa.select(Councillor.id).where(Councillor.email.is_not(None))).all()
    assert kept == [still.councillor_id]
