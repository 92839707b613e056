"""Following and its digests: once each, never empty, nothing lost between two workers or by a kill."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import VISITOR
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotAllowed, NotFound
from consult.models.accounts import Account
from consult.models.following import Digest, Follow
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal
from consult.queries import following as queries
from consult.rules.following import Followed, Pace
from consult.rules.lifecycle import ProposalState, Visibility
from consult.services import accounts, following
from consult.services.mailing.composing import compose
from tests.factories import people
from tests.factories import proposals as stories
from tests.support.statements import counted


def happened(event: str = "proposal.published", *, ago: int = 10, **values: object) -> int:
    """A line of the journal about a public proposal, written ``ago`` minutes before now; its proposal."""
    proposal = stories.published(**values)
    line = JournalEntry(
        at=now() - timedelta(minutes=ago),
        event=event,
        subject_kind="proposal",
        subject_id=proposal.id,
        chantier_number=proposal.chantier_number,
        facts={},
    )
    db.session.add(line)
    db.session.flush()
    return proposal.id


def follower(kind: Followed = Followed.CHANTIER, key: int | str = 4, pace: Pace = Pace.AT_ONCE) -> Account:
    person = people.participant()
    following.follow(people.actor(person), kind, key)
    following.choose_pace(people.actor(person), pace)
    return person


def owed() -> list[int | None]:
    """Whom digests are owed after all are made."""
    while following.owe_digests():
        pass
    return list(db.session.scalars(sa.select(OutboxItem.account_id).where(OutboxItem.event == "digest")))


def letter(person: Account) -> str | None:
    item = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.account_id == person.id)).one()
    made = compose(item)
    return made.text if made else None


def test_following_twice_is_following_once(app: Flask) -> None:
    actor = people.actor(people.participant())
    assert following.follow(actor, Followed.CHANTIER, 4)
    assert not following.follow(actor, Followed.CHANTIER, 4)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Follow)) == 1
    assert following.unfollow(actor, Followed.CHANTIER, 4)
    assert not following.unfollow(actor, Followed.CHANTIER, 4)


@pytest.mark.parametrize(
    ("kind", "key"), [(Followed.CHANTIER, 99), (Followed.PROPOSAL, 10**6), (Followed.COMMUNE, "00000")]
)
def test_only_what_exists_can_be_followed(app: Flask, kind: Followed, key: int | str) -> None:
    with pytest.raises(NotFound):
        following.follow(people.actor(people.participant()), kind, key)


def test_drafts_of_others_and_visitors_are_refused(app: Flask) -> None:
    with pytest.raises(NotFound):
        following.follow(people.actor(people.participant()), Followed.PROPOSAL, stories.draft().id)
    with pytest.raises(NotAllowed):
        following.follow(VISITOR, Followed.CHANTIER, 4)


@pytest.mark.parametrize("kind", Followed)
def test_a_digest_tells_what_happened_there_once(app: Flask, kind: Followed) -> None:
    first = stories.published(commune_insee="57463")
    key = {Followed.CHANTIER: 4, Followed.PROPOSAL: first.id, Followed.COMMUNE: "57463"}[kind]
    person, other = follower(kind, key), follower(Followed.CHANTIER, 5)
    db.session.add(
        JournalEntry(
            at=now() - timedelta(minutes=10),
            event="proposal.answered",
            subject_kind="proposal",
            subject_id=first.id,
            chantier_number=4,
            facts={},
        )
    )
    assert owed() == [person.id]
    assert owed() == [person.id], "a second turn of the worker owes nothing more"
    assert first.title in (letter(person) or "")
    assert db.session.scalar(sa.select(Digest.through_id).where(Digest.account_id == other.id))


def test_nobody_hears_of_what_was_before_they_followed(app: Flask) -> None:
    happened()
    follower()
    assert owed() == []


def test_news_wait_until_their_neighbours_in_the_journal_are_there(app: Flask) -> None:
    person = follower()
    happened(ago=1)
    assert owed() == []
    db.session.execute(sa.delete(OutboxItem))
    assert queries.news(person.id), "on the page they stand at once"


@pytest.mark.parametrize(("pace", "days"), [(Pace.DAILY, 1), (Pace.WEEKLY, 7)])
def test_a_pace_is_kept(app: Flask, pace: Pace, days: int) -> None:
    person = follower(pace=pace)
    happened()
    assert owed() == []
    digest = db.session.get_one(Digest, person.id)
    digest.made_at = now() - timedelta(days=days)
    assert owed() == [person.id]


def test_who_wants_none_gets_none(app: Flask) -> None:
    follower(pace=Pace.NEVER)
    happened()
    assert owed() == []


def test_a_digest_is_never_empty(app: Flask) -> None:
    person = follower()
    number = happened()
    assert owed() == [person.id]
    db.session.get_one(Proposal, number).visibility = Visibility.HIDDEN
    db.session.flush()
    assert letter(person) is None


def test_drafts_and_withdrawn_proposals_are_no_news(app: Flask) -> None:
    follower()
    line = JournalEntry(
        at=now() - timedelta(minutes=10),
        event="proposal.published",
        subject_kind="proposal",
        subject_id=stories.in_state(ProposalState.WITHDRAWN).id,
        chantier_number=4,
        facts={},
    )
    db.session.add(line)
    assert owed() == []


def test_as_many_statements_for_many_followers_as_for_few(app: Flask) -> None:
    def cost() -> int:
        happened()
        db.session.flush()
        with counted() as statements:
            following.owe_digests()
        return len(statements)

    follower()
    few = cost()
    for _ in range(30):
        follower()
    assert cost() == few


def test_the_link_in_a_digest_ends_digests_and_nothing_else(app: Flask) -> None:
    person, other = follower(), follower()
    happened()
    token = following.unsubscribe_token(person.id)
    following.unsubscribe(token)
    assert owed() == [other.id]
    for bad in (token[:-1], f"{other.id}.{token.partition('.')[2]}", "", "x.y", f"{person.id}.", "٣.a"):
        with pytest.raises(NotFound):
            following.unsubscribe(bad)


def test_a_digest_carries_its_own_way_out(app: Flask) -> None:
    person = follower()
    happened()
    owed()
    item = db.session.scalars(sa.select(OutboxItem)).one()
    made = compose(item)
    assert made is not None
    assert made.unsubscribe is not None
    assert made.unsubscribe in made.text
    assert following.unsubscribe_token(person.id) in made.unsubscribe


def test_whoever_leaves_follows_nothing(app: Flask) -> None:
    person = follower()
    person.password_hash = None
    accounts.erase(people.actor(person), None)
    assert not db.session.scalars(sa.select(Follow)).all()
    assert not db.session.scalars(sa.select(Digest)).all()
