"""A mail quotes the translation that its reader can read and says by whom; else the original."""

import pytest
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import Letter, NullMailer
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.proposals import Proposal
from consult.rules.translations import Origin
from consult.services import outbox
from tests.factories import comments, mail, people, proposals, translations

GERMAN = "Eine sehr gute Idee, auch in der Nähe des Bahnhofs!"


def deliver() -> list[Letter]:
    mailer = NullMailer()
    Worker(mailer).once()
    return mailer.letters


@pytest.fixture
def anne(app: Flask) -> Account:
    return people.participant("Anne Verger", language="de")


@pytest.fixture
def story(anne: Account) -> Proposal:
    return proposals.published(anne)


def told(anne: Account, event: str, **ids: int) -> Letter:
    outbox.tell(event, [anne.id], "k", **ids)
    db.session.commit()
    *_, letter = deliver()
    return letter


@pytest.mark.parametrize("event", ["comment-new", "comment-reply"])
def test_a_comment_is_quoted_as_its_reader_reads_it(anne: Account, story: Proposal, event: str) -> None:
    comment = comments.written(story)
    dora = people.participant("Dora Winter")
    translations.shown(story)
    translations.shown(comment, GERMAN, origin=Origin.PARTICIPANT, translator_id=dora.id, thanked=True)
    letter = told(anne, event, comment_id=comment.id)
    assert translations.TITLE in letter.subject
    assert f"> {GERMAN}" in letter.text
    assert comment.body not in letter.text
    assert "Dora Winter" in letter.text
    assert '<blockquote lang="de">' in letter.html
    assert "Dora Winter" in letter.html


def test_without_a_translation_the_original_says_its_language(anne: Account, story: Proposal) -> None:
    comment = comments.written(story)
    letter = told(anne, "comment-new", comment_id=comment.id)
    assert story.title in letter.subject
    assert "Französisch" in letter.text
    assert '<blockquote lang="fr">' in letter.html


def test_a_machines_words_are_marked_in_a_mail_too(anne: Account, story: Proposal) -> None:
    comment = comments.written(story)
    translations.shown(comment, GERMAN, origin=Origin.MACHINE)
    assert "LibreTranslate" in told(anne, "comment-new", comment_id=comment.id).text


def test_a_french_reader_of_the_same_event_reads_the_original(app: Flask) -> None:
    bruno = people.participant(language="fr")
    story = proposals.published(bruno)
    translations.shown(story)
    comment = comments.written(story)
    translations.shown(comment, GERMAN)
    letter = told(bruno, "comment-new", comment_id=comment.id)
    assert story.title in letter.subject
    assert GERMAN not in letter.text
    assert "(" not in letter.text.split("> ")[-1].split("http")[0], "no note on what is in one's own language"


@pytest.mark.parametrize("event", ["proposal-changed", "answer-overdue"])
def test_subjects_name_the_translated_title(anne: Account, event: str) -> None:
    reader = mail.owe(event, "de")
    proposal = db.session.query(Proposal).order_by(Proposal.id.desc()).first()
    assert proposal is not None
    translations.shown(proposal)
    db.session.commit()
    (letter,) = deliver()
    assert letter.name == reader.display_name
    assert translations.TITLE in letter.subject
    assert translations.TITLE in letter.text
