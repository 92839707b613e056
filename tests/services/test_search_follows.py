"""Whatever is done to a thing, search knows as much of it as if everything had been indexed anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.prepare import fill_search
from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.ballots import Ballot
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.models.search import SearchEntry, SearchText
from consult.queries import comments as comment_queries
from consult.queries import proposals as queries
from consult.queries import search as search_queries
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.participation import Outcome
from consult.rules.search import AuthorKind, SearchKind
from consult.services import accounts, ballots, proposals, search
from consult.services import comments as comment_deeds
from consult.services.proposals.answers import AnswerFields, answer
from tests.factories import comments, councils, people
from tests.factories import proposals as stories
from tests.factories.ground import words

FULL = AnswerFields(
    outcome=Outcome.ACCEPTED,
    reasons=words("Le terrain convient.", "Das Gelände ist geeignet."),
    next_steps=words("Plantation en mars", "Pflanzung im März"),
    in_charge=words("Les espaces verts", "Das Grünflächenamt"),
)
#: Columns that say when and as which row a thing was indexed, not what.
OWN = {"id", "changed_at", "learned"}


def contents() -> set[tuple[object, ...]]:
    """All that the search tables say."""
    db.session.flush()
    columns = [column for column in SearchEntry.__table__.columns if column.name not in OWN]
    entries = db.session.execute(sa.select(*columns))
    texts = db.session.execute(
        sa.select(
            SearchEntry.kind,
            SearchEntry.key,
            SearchText.language,
            SearchText.title,
            SearchText.body,
            SearchText.terms,
            SearchText.translated,
        ).join(SearchText, SearchText.entry_id == SearchEntry.id)
    )
    return {tuple(row) for row in entries} | {tuple(row) for row in texts}


def kinds() -> set[str]:
    db.session.flush()
    return {str(kind) for kind in db.session.scalars(sa.select(SearchEntry.kind))}


class Story:
    """A proposal by a neighbour with a debate, an answer and a ballot."""

    def __init__(self) -> None:
        councils.electorate(2)
        self.author: Account = people.neighbour()
        self.proposal: Proposal = stories.submitted(self.author, title="Un verger pour tous")
        proposals.publish(SYSTEM, self.proposal, queries.newest_version(self.proposal))
        self.comment: Comment = comments.written(self.proposal)
        self.answered()
        self.ballot: Ballot = councils.opened(stories.published(title="Une piscine à Woippy"))

    def answered(self) -> None:
        answer(SYSTEM, self.proposal.id, FULL)

    def close(self) -> None:
        with time_machine.travel(councils.after_the_end(self.ballot) + timedelta(hours=1)):
            ballots.bring_up_to_date(SYSTEM, self.ballot.id)
            ballots.proclaim(SYSTEM, self.ballot.id)
            ballots.publish(SYSTEM, self.ballot.id)

    def hide_comment(self) -> None:
        comment_deeds.set_visibility(SYSTEM, comment_queries.locked(self.comment.id), Visibility.HIDDEN)

    def show(self, *visibilities: Visibility) -> None:
        for visibility in visibilities:
            proposals.set_visibility(SYSTEM, self.proposal, visibility)


DEEDS: dict[str, Callable[[Story], None]] = {
    "nothing": lambda story: None,
    "answered again": Story.answered,
    "under way": lambda story: proposals.move(SYSTEM, story.proposal, ProposalState.IN_PROGRESS),
    "hidden": lambda story: story.show(Visibility.HIDDEN),
    "hidden and shown": lambda story: story.show(Visibility.HIDDEN, Visibility.VISIBLE),
    "removed": lambda story: story.show(Visibility.REMOVED),
    "comment hidden": Story.hide_comment,
    "suspended": lambda story: ballots.suspend(SYSTEM, story.ballot.id) and None,
    "proclaimed and published": Story.close,
}


@pytest.fixture
def story(app: Flask) -> Story:
    search.rebuild()  # the ground that every test stands on
    told = Story()
    search.follow(queries.locked(told.ballot.proposal_id or 0))  # its factory does without the deed
    return told


@pytest.mark.parametrize("name", DEEDS)
def test_search_follows_every_deed(story: Story, name: str) -> None:
    DEEDS[name](story)
    followed = contents()
    search.rebuild()
    assert followed == contents()


def test_a_hidden_proposal_takes_its_debate_along(story: Story) -> None:
    assert {"proposal", "comment", "answer", "ballot"} <= kinds()
    story.show(Visibility.HIDDEN)
    proposals.set_visibility(SYSTEM, queries.locked(story.ballot.proposal_id or 0), Visibility.HIDDEN)
    assert not {"proposal", "comment", "answer", "ballot"} & kinds()


def test_a_moved_proposal_takes_its_debate_along(story: Story) -> None:
    proposal = stories.submitted(title="Un banc")
    proposals.publish(SYSTEM, proposal, queries.newest_version(proposal))
    comments.written(proposal)
    proposals.move_to_chantier(SYSTEM, proposal, 1)
    followed = contents()
    search.rebuild()
    assert followed == contents()
    under = sa.select(SearchEntry.chantier_number).where(SearchEntry.parent_id == proposal.id)
    assert db.session.scalars(under).all() == [1]


def test_only_the_newest_answer_is_found(story: Story) -> None:
    story.answered()
    db.session.flush()
    found = sa.select(sa.func.count()).where(SearchEntry.kind == SearchKind.ANSWER)
    assert db.session.scalar(found) == 1


def test_whoever_leaves_is_no_neighbour_any_more(story: Story) -> None:
    kind = sa.select(SearchEntry.author_kind).where(SearchEntry.object_id == story.proposal.id)
    kind = kind.where(SearchEntry.kind == SearchKind.PROPOSAL)
    assert db.session.scalar(kind) is AuthorKind.NEIGHBOUR
    story.author.password_hash = None
    accounts.erase(people.actor(story.author), None)
    db.session.flush()
    assert db.session.scalar(kind) is AuthorKind.RESIDENT
    followed = contents()
    search.rebuild()
    assert followed == contents()


def test_an_installation_whose_tables_an_update_emptied_fills_them_as_it_starts(app, tmp_path):
    proposal = stories.published()
    db.session.commit()
    assert not search_queries.count()
    fill_search(tmp_path)
    assert search_queries.findable(SearchKind.PROPOSAL, proposal.id)
    search.forget(SearchKind.PROPOSAL, proposal.id)
    fill_search(tmp_path)
    assert not search_queries.findable(SearchKind.PROPOSAL, proposal.id), "what reads as before is left alone"
