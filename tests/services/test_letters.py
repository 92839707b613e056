"""Every mail in both languages: its words, its one link, and what it must not tell any more."""

from pathlib import Path

import html5lib
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import Letter, NullMailer
from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.notifications import OutboxItem, OutboxStatus
from consult.models.proposals import Proposal
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind, Ground, Notice, Ruling, Subject, SubjectKind
from consult.services import moderation, outbox
from consult.services.mailing.events import EVENTS
from tests.factories import mail, people, proposals
from tests.support.snapshots import same_letter

SNAPSHOTS = Path(__file__).parent / "snapshots"
MOMENT = "2026-11-23T09:00:00+00:00"
TEMPLATES = Path(__file__).parents[2] / "templates" / "emails"
ALL = [(event, language) for event in EVENTS for language in ("fr", "de")]


def deliver() -> list[Letter]:
    mailer = NullMailer()
    Worker(mailer).once()
    return mailer.letters


def status() -> OutboxStatus:
    db.session.expire_all()
    return db.session.scalars(sa.select(OutboxItem.status).order_by(OutboxItem.id.desc())).first()  # type: ignore[return-value]


def test_each_event_has_its_story_and_its_folder() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert set(EVENTS) == folders == set(mail.STORIES)
    for event in EVENTS:
        names = {path.name for path in (TEMPLATES / event).iterdir()}
        assert names == {"subject.txt", "body.txt", "body.html"}, event


@pytest.mark.parametrize(("event", "language"), ALL)
@pytest.mark.parametrize("dialect", ["sqlite"])
def test_the_words_of_every_mail(app: Flask, event: str, language: str) -> None:
    """Compared with ``snapshots``; write them anew with ``UPDATE_SNAPSHOTS=1`` and read the difference."""
    with time_machine.travel(MOMENT, tick=False):
        mail.owe(event, language)
        (letter,) = deliver()
    same_letter(letter, SNAPSHOTS / f"{event}.{language}.txt")


@pytest.mark.parametrize(("event", "language"), ALL)
def test_every_mail_has_one_link_and_says_the_same_in_html(app: Flask, event: str, language: str) -> None:
    mail.owe(event, language)
    (letter,) = deliver()
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(letter.html)
    assert not parser.errors
    links = [node.get("href") for node in tree.iter("a")]
    assert links[1:] == [letter.unsubscribe] * (letter.unsubscribe is not None)
    assert links[0].startswith(f"http://127.0.0.1:8000/{language}/")
    assert links[0] in letter.text
    assert tree.get("lang") == language == letter.language
    words = " ".join("".join(tree.find("body").itertext()).split())
    for line in filter(None, (line.removeprefix(">").strip() for line in letter.text.splitlines())):
        if line not in {"--", *links}:
            assert " ".join(line.removeprefix("- ").split()) in words, line
    assert "\n" not in letter.subject
    assert letter.subject


def test_markup_in_a_title_stays_text(app: Flask) -> None:
    mail.owe("comment-new", "fr")
    (letter,) = deliver()
    assert "&lt;des&gt;" in letter.html
    assert "<des>" in letter.text


def supporter_of(proposal: Proposal) -> Account:
    anne = people.participant()
    outbox.tell("proposal-changed", [anne.id], "k", proposal_id=proposal.id)
    db.session.commit()
    return anne


def test_what_is_hidden_meanwhile_is_not_told(app: Flask) -> None:
    proposal = proposals.published()
    supporter_of(proposal)
    proposal.visibility = Visibility.HIDDEN
    db.session.commit()
    assert deliver() == []
    assert status() is OutboxStatus.DROPPED


def test_a_comment_hidden_meanwhile_is_not_told(app: Flask) -> None:
    anne = people.participant()
    comment = mail.comment(people.participant(), proposals.published(anne), visibility=Visibility.HIDDEN)
    outbox.tell("comment-new", [anne.id], "k", comment_id=comment.id)
    db.session.commit()
    assert deliver() == []


def test_the_author_learns_of_a_decision_although_the_text_is_gone(app: Flask) -> None:
    anne = mail.owe("decision-removed", "fr")
    comment_parent = db.session.scalars(sa.select(Proposal).order_by(Proposal.id.desc())).first()
    assert comment_parent is not None
    comment_parent.visibility = Visibility.REMOVED
    db.session.commit()
    (letter,) = deliver()
    assert letter.address == anne.email
    assert mail.TITLE not in letter.text
    assert "sous une proposition qui ne peut plus être lue" in letter.text
    assert "/fr/decisions/" in letter.text


def test_a_reporter_is_not_told_the_title_of_what_was_hidden(app: Flask) -> None:
    mail.owe("report-outcome", "fr")
    hidden = db.session.scalars(sa.select(Proposal).order_by(Proposal.id.desc())).first()
    assert hidden is not None
    hidden.visibility = Visibility.HIDDEN
    db.session.commit()
    (letter,) = deliver()
    assert mail.TITLE not in letter.text + letter.html + letter.subject


@pytest.mark.parametrize(("language", "words"), [("fr", "Nom remplacé"), ("de", "Name ersetzt")])
def test_a_name_is_replaced_not_hidden(app: Flask, language: str, words: str) -> None:
    """The person reads so, and whoever reported the name."""
    anne, bruno = people.participant(language=language), people.participant("Bruno", language=language)
    notice = Notice(Ground.IMPERSONATION, "Ce nom est celui du maire.", good_faith=True)
    subject = Subject(SubjectKind.ACCOUNT, anne.id)
    moderation.report(people.actor(bruno), subject, notice)
    ruling = Ruling(
        DecisionKind.HIDE, Ground.IMPERSONATION, "C’est le nom du maire.", facts="Le nom affiché."
    )
    moderation.decide(people.actor(people.with_role(Role.MODERATOR)), subject, ruling)
    db.session.commit()
    told = {letter.address: letter for letter in deliver()}
    assert words in told[str(bruno.email)].text
    both = told[str(bruno.email)].text + told[str(anne.email)].subject + told[str(anne.email)].text
    assert "masqué" not in both
    assert "verborgen" not in both


def test_erased_and_unconfirmed_people_get_nothing(app: Flask) -> None:
    proposal = proposals.published()
    erased, unconfirmed = supporter_of(proposal), people.participant(confirmed_at=None)
    erased.email, erased.erased_at = None, now()
    outbox.tell("proposal-changed", [unconfirmed.id], "k", proposal_id=proposal.id)
    db.session.commit()
    assert deliver() == []


def test_a_link_to_sign_in_that_waited_too_long_is_not_sent(app: Flask) -> None:
    mail.owe("account-sign-in", "fr")
    with time_machine.travel(now().timestamp() + 3700, tick=False):
        assert deliver() == []


def test_mail_goes_to_the_address_it_is_about(app: Flask) -> None:
    addresses = {}
    for event in ("account-confirm", "account-change-email", "account-email-changed"):
        anne = mail.owe(event, "de" if event == "account-confirm" else "fr")
        (letter,) = deliver()
        addresses[event] = letter.address
        anne.email = None
        db.session.commit()
    assert addresses == {
        "account-confirm": "anne.de@example.org",
        "account-change-email": "anne.neu.fr@example.org",
        "account-email-changed": "anne.ancienne.fr@example.org",
    }


def test_a_reader_of_a_language_that_is_not_offered_gets_the_first_one(app: Flask) -> None:
    anne = mail.owe("account-reset", "fr")
    anne.language = "lb"
    db.session.commit()
    (letter,) = deliver()
    assert letter.language == "fr"


def test_a_code_for_a_record_that_was_claimed_meanwhile_is_not_made(app: Flask) -> None:
    mail.owe("councillor-claim", "fr")
    row = db.session.scalars(sa.select(OutboxItem)).one()
    db.session.execute(
        sa.text("UPDATE councillor SET account_id = :account WHERE id = :id"),
        {"account": people.participant().id, "id": row.councillor_id},
    )
    db.session.commit()
    assert deliver() == []
    assert status() is OutboxStatus.DROPPED
