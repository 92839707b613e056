"""Deeds around comments, on both databases: what they change, whom they tell, what they refuse."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.comments import Comment, CommentVersion
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.models.organisations import Keeper
from consult.models.proposals import Proposal
from consult.models.search import SearchEntry
from consult.queries import comments as queries
from consult.rules.comments import CommentOrder, Stance
from consult.rules.lifecycle import ProposalState, Visibility
from consult.services import comments
from tests.factories import people, proposals
from tests.factories.comments import written

GERMAN = "Die Kinder der Schule nebenan könnten diese Bäume im Frühling selbst pflanzen."


def owed() -> set[tuple[str, int | None]]:
    return {(item.event, item.account_id) for item in db.session.scalars(sa.select(OutboxItem))}


def count(proposal: Proposal) -> int:
    return db.session.scalar(sa.select(Proposal.comment_count).where(Proposal.id == proposal.id)) or 0


def indexed(comment: Comment) -> list[str]:
    found = sa.select(SearchEntry.language).where(
        SearchEntry.kind == "comment", SearchEntry.object_id == comment.id
    )
    return list(db.session.scalars(found))


def events() -> list[str]:
    return list(db.session.scalars(sa.select(JournalEntry.event).order_by(JournalEntry.id)))


def test_a_comment_is_counted_indexed_told_and_noted(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.published(author)
    comment = written(proposal, stance=Stance.FOR)
    db.session.flush()
    assert count(proposal) == 1
    assert indexed(comment) == ["fr"]
    assert owed() == {("comment-new", author.id)}
    assert [(v.number, v.body) for v in queries.versions(comment.id)] == [(1, comment.body)]
    assert events() == ["comment.written"]


def test_nobody_is_told_of_their_own_comment(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.published(author)
    comment = written(proposal, author)
    written(proposal, author, parent=comment)
    assert owed() == set()


def test_a_reply_to_a_reply_stands_under_the_same_comment_and_both_hear_of_it(app: Flask) -> None:
    owner, first, second, third = (people.participant() for _ in range(4))
    proposal = proposals.published(owner)
    top = written(proposal, first)
    reply = written(proposal, second, parent=top)
    deeper = written(proposal, third, parent=reply)
    assert reply.parent_id == deeper.parent_id == top.id
    replies = {person for event, person in owed() if event == "comment-reply"}
    assert replies == {first.id, second.id}
    deeper_news = sa.select(OutboxItem.account_id).where(
        OutboxItem.event == "comment-new", OutboxItem.deduplication.contains(f":{deeper.id}:")
    )
    assert list(db.session.scalars(deeper_news)) == [owner.id]


def test_the_language_is_asked_of_the_text(app: Flask) -> None:
    proposal = proposals.published()
    reader_of_french = people.participant(language="fr")
    assert written(proposal, reader_of_french, GERMAN, language=None).language == "de"


def test_the_author_knows_better_and_short_texts_are_in_the_authors_language(app: Flask) -> None:
    proposal = proposals.published()
    assert written(proposal, body=GERMAN, language="lb").language == "lb"
    assert written(proposal, people.neighbour(), "Bravo!", language=None).language == "de"


def test_a_text_in_no_clear_language_is_asked_about(app: Flask) -> None:
    with pytest.raises(Invalid) as refusal:
        written(proposals.published(), body="12345 67890 12345 67890 ???", language=None)
    assert refusal.value.field == "language"


@pytest.mark.parametrize("state", [ProposalState.ANSWERED, ProposalState.DONE, ProposalState.WITHDRAWN])
def test_the_debate_closes_with_the_proposal(app: Flask, state: ProposalState) -> None:
    proposal = proposals.in_state(state)
    with pytest.raises(NotAllowed):
        written(proposal)


def test_what_one_cannot_read_one_cannot_comment(app: Flask) -> None:
    for proposal in (
        proposals.draft(),
        proposals.submitted(),
        proposals.published(visibility=Visibility.HIDDEN),
    ):
        with pytest.raises(NotFound):
            written(proposal)


@pytest.mark.parametrize("body", ["", "x", "  \u200b ", "y" * 2001])
def test_length(app: Flask, body: str) -> None:
    with pytest.raises(Invalid) as refusal:
        written(proposals.published(), body=body)
    assert refusal.value.field == "body"


def test_suspended_and_unconfirmed_people_cannot_write(app: Flask) -> None:
    proposal = proposals.published()
    for person in (
        people.participant(confirmed_at=None),
        people.participant(suspended_until=now() + timedelta(days=1)),
    ):
        with pytest.raises(NotAllowed):
            written(proposal, person)


def test_only_keepers_write_for_an_organisation(app: Flask) -> None:
    keeper, other = people.participant(), people.participant()
    house = people.organisation(keeper)
    proposal = proposals.published()
    assert written(proposal, keeper, organisation_id=house.id).organisation_id == house.id
    with pytest.raises(Invalid, match="not_keeper"):
        written(proposal, other, organisation_id=house.id)


def test_answers_belong_to_a_visible_comment_of_the_same_proposal(app: Flask) -> None:
    moderator = people.actor(people.participant())
    top = written(proposals.published())
    with pytest.raises(NotFound):
        written(proposals.published(), parent=top)
    comments.set_visibility(moderator, queries.locked(top.id), Visibility.HIDDEN)
    with pytest.raises(Conflict, match="parent_withheld"):
        written(db.session.get_one(Proposal, top.proposal_id), parent=top)


def test_an_edit_keeps_the_earlier_text(app: Flask) -> None:
    author = people.participant()
    comment = written(proposals.published(), author)
    comments.edit(people.actor(author), comment.id, 1, GERMAN)
    db.session.flush()
    assert [version.language for version in queries.versions(comment.id)] == ["fr", "de"]
    assert comment.version == 2
    assert comment.edited_at is not None
    assert indexed(comment) == ["de"]


def test_an_edit_that_changes_nothing_writes_nothing(app: Flask) -> None:
    author = people.participant()
    comment = written(proposals.published(), author)
    comments.edit(people.actor(author), comment.id, 1, f"  {comment.body}\r\n", "fr")
    assert comment.edited_at is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CommentVersion)) == 1


def test_an_edit_from_a_stale_page_is_refused(app: Flask) -> None:
    author = people.participant()
    comment = written(proposals.published(), author)
    comments.edit(people.actor(author), comment.id, 1, "Un autre texte, plus clair que le premier.", "fr")
    with pytest.raises(Conflict, match="stale_version"):
        comments.edit(people.actor(author), comment.id, 1, "Encore un autre texte, trop tard.", "fr")


def test_only_the_author_edits_and_only_while_visible(app: Flask) -> None:
    author, other = people.participant(), people.participant()
    comment = written(proposals.published(), author)
    with pytest.raises(NotAllowed):
        comments.edit(people.actor(other), comment.id, 1, "Je réécris les autres.", "fr")
    comments.set_visibility(people.actor(other), queries.locked(comment.id), Visibility.HIDDEN)
    with pytest.raises(NotAllowed):
        comments.edit(people.actor(author), comment.id, 1, "Je contourne la modération.", "fr")
    with pytest.raises(NotFound):
        comments.edit(people.actor(other), comment.id, 1, "Je réécris les autres.", "fr")


def marks(comment: Comment) -> tuple[int, int]:
    row = db.session.execute(
        sa.select(Comment.useful_count, Comment.not_useful_count).where(Comment.id == comment.id)
    ).one()
    return row[0], row[1]


def test_one_mark_a_person_changed_and_withdrawn(app: Flask) -> None:
    comment = written(proposals.published())
    reader = people.actor(people.participant())
    comments.mark(reader, comment.id, True)
    comments.mark(reader, comment.id, True)
    db.session.flush()
    assert marks(comment) == (1, 0)
    comments.mark(reader, comment.id, False)
    db.session.flush()
    assert marks(comment) == (0, 1)
    comments.unmark(reader, comment.id)
    comments.unmark(reader, comment.id)
    db.session.flush()
    assert marks(comment) == (0, 0)


def test_nobody_marks_their_own_comment_nor_their_organisations(app: Flask) -> None:
    author, colleague = people.participant(), people.participant()
    house = people.organisation(author)
    db.session.add(Keeper(organisation_id=house.id, account_id=colleague.id, started_at=now()))
    comment = written(proposals.published(), author, organisation_id=house.id)
    for person in (author, colleague):
        with pytest.raises(NotAllowed):
            comments.mark(people.actor(person), comment.id, True)


def test_withholding_changes_count_and_index_and_showing_restores_them(app: Flask) -> None:
    proposal = proposals.published()
    comment = written(proposal)
    moderator = people.actor(people.participant())
    for visibility, shown in ((Visibility.HIDDEN, 0), (Visibility.REMOVED, 0), (Visibility.VISIBLE, 1)):
        comments.set_visibility(moderator, queries.locked(comment.id), visibility)
        db.session.flush()
        assert count(proposal) == shown
        assert len(indexed(comment)) == shown
    assert events()[-3:] == ["comment.made_hidden", "comment.made_removed", "comment.made_visible"]


def test_pages_of_twenty_lead_through_the_whole_thread(app: Flask) -> None:
    proposal = proposals.published()
    author = people.participant()
    written_ids = [written(proposal, author).id for _ in range(45)]
    reader = people.actor(people.participant())
    seen: list[int] = []
    after: str | None = None
    for size in (20, 20, 5):
        page = queries.thread(reader, proposal.id, proposal.facts, CommentOrder.NEWEST, after)
        assert len(page.comments) == size
        seen += [comment.id for comment in page.comments]
        after = page.next
    assert seen == written_ids[::-1]
    assert after is None
    assert page.previous is not None
    place = queries.place(reader, written_ids[0], CommentOrder.NEWEST)
    last = queries.thread(reader, proposal.id, proposal.facts, CommentOrder.NEWEST, place.after)
    assert written_ids[0] in [comment.id for comment in last.comments]


def test_a_false_cursor_is_refused(app: Flask) -> None:
    proposal = proposals.published()
    with pytest.raises(Invalid):
        queries.thread(people.actor(people.participant()), proposal.id, proposal.facts, after="xyz")


def test_a_withheld_comment_leaves_no_word_behind(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.published()
    comment = written(proposal, author)
    comments.set_visibility(people.actor(author), queries.locked(comment.id), Visibility.REMOVED)
    db.session.flush()
    reader = people.actor(people.participant())
    (line,) = queries.thread(reader, proposal.id, proposal.facts).comments
    assert (line.body, line.author, line.organisation) == (None, None, None)
    (own,) = queries.thread(people.actor(author), proposal.id, proposal.facts).comments
    assert own.body == comment.body
    with pytest.raises(NotFound):
        queries.history(reader, comment.id)
