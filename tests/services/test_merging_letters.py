"""What the letters about merges must not tell, or must not tell any more."""

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import Letter, NullMailer
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind
from consult.services import moderation
from consult.services import proposals as deeds
from tests.factories import people, proposals
from tests.factories.comments import written
from tests.factories.merges import FIRST, SECOND, TEXT, decide, merged


def deliver(account: Account) -> list[Letter]:
    db.session.commit()
    mailer = NullMailer()
    Worker(mailer).once()
    return [letter for letter in mailer.letters if letter.address == account.email]


def pair() -> tuple[Proposal, Proposal]:
    return proposals.published(title=FIRST, body=TEXT), proposals.published(title=SECOND, body=TEXT)


def supporter(proposal: Proposal) -> Account:
    person = people.participant()
    deeds.support(people.actor(person), proposal.id)
    return person


def author(proposal: Proposal) -> Account:
    found = db.session.get(Account, proposal.author_id)
    assert found is not None
    return found


def test_a_supporter_is_told_with_one_link_to_withdraw(app: Flask) -> None:
    source, target = pair()
    person = supporter(source)
    merged(source, target)
    (letter,) = deliver(person)
    assert f"/fr/proposals/{target.id}/support/withdraw" in letter.text
    assert FIRST in letter.text
    assert SECOND in letter.text


@pytest.mark.parametrize("change", ["withdrawn", "undone", "hidden"])
def test_what_has_changed_since_is_not_told(app: Flask, change: str) -> None:
    source, target = pair()
    person = supporter(source)
    merged(source, target)
    if change == "withdrawn":
        deeds.withdraw_support(people.actor(person), target.id)
    elif change == "undone":
        decide(DecisionKind.UNMERGE, source)
        db.session.execute(sa.delete(OutboxItem).where(OutboxItem.event == "support-unmerged"))
    else:
        target.visibility = Visibility.HIDDEN
    assert deliver(person) == []


@pytest.mark.parametrize("whose", ["supporter", "author", "other"])
def test_a_hidden_title_is_in_no_letter(app: Flask, whose: str) -> None:
    source, target = pair()
    readers = {"supporter": supporter(source), "author": author(source), "other": author(target)}
    merged(source, target)
    hidden, title = (target, SECOND) if whose == "author" else (source, FIRST)
    hidden.visibility = Visibility.HIDDEN
    (letter,) = deliver(readers[whose])
    assert title not in letter.subject + letter.text + letter.html


def test_a_co_author_of_the_source_is_told_too(app: Flask) -> None:
    first, second = pair()
    third = proposals.published(title="Un jardin au bord de l’eau")
    merged(first, second)
    deliver(author(first))
    merged(second, third)
    (letter,) = deliver(author(first))
    assert SECOND in letter.text
    assert f"/fr/proposals/{third.id}/co-authors/refuse" in letter.text
    assert "/decisions/" not in letter.text, "the statement of reasons is its author's"


def test_who_refused_is_not_offered_it_again_and_hears_nothing_more(app: Flask) -> None:
    source, target = pair()
    merged(source, target)
    person = author(source)
    moderation.refuse_co_authorship(people.actor(person), target.id)
    (letter,) = deliver(person)
    assert "co-authors/refuse" not in letter.text
    written(target)
    assert deliver(person) == []


def test_a_co_author_learns_why_they_hear_of_a_comment(app: Flask) -> None:
    source, target = pair()
    merged(source, target)
    person = author(source)
    deliver(person)
    written(target)
    (letter,) = deliver(person)
    assert SECOND in letter.text
    assert "parce que vous avez écrit" not in letter.text
