"""Comments that are read before they are published: who sees them, who is told, and what is counted when."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.models.accounts import Account
from consult.models.comments import Comment, CommentVersion
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal
from consult.models.search import SearchEntry
from consult.queries import comments as queries
from consult.queries.ballots.brief import briefs
from consult.rules.comments import Stance
from consult.rules.lifecycle import Review, Visibility
from consult.rules.moderation import DecisionKind, Ground, Mode, Ruling, Subject, SubjectKind
from consult.services import comments, moderation, search
from tests.attacks.test_comments import at_once
from tests.factories import people, proposals
from tests.factories.comments import BODY, written
from tests.factories.modes import set_mode

OTHER = "Un autre texte, plus clair que le premier, et sans publicité."
GERMAN = "Die Kinder der Schule nebenan könnten diese Bäume im Frühling selbst pflanzen."
REASON = "Vous nommez votre voisin."


def held(proposal: Proposal, author: Account | None = None, **values: object) -> Comment:
    """A comment that waits for a moderator."""
    set_mode(SubjectKind.COMMENT, Mode.PRE)
    comment = written(proposal, author, **values)  # type: ignore[arg-type]
    db.session.flush()
    return comment


def decide(comment: Comment, kind: DecisionKind) -> None:
    ground, reason = (Ground.PERSONAL_DATA, REASON) if kind is not DecisionKind.PUBLISH else (None, "")
    ruling = Ruling(kind, ground, reason, facts="Le nom et l’adresse du voisin." if ground else "")
    moderation.decide(
        people.actor(people.with_role(Role.MODERATOR)), Subject(SubjectKind.COMMENT, comment.id), ruling
    )
    db.session.flush()


def accept(comment: Comment) -> None:
    decide(comment, DecisionKind.PUBLISH)


def count(proposal: Proposal) -> int:
    return db.session.scalar(sa.select(Proposal.comment_count).where(Proposal.id == proposal.id)) or 0


def indexed(comment: Comment) -> list[str]:
    found = sa.select(SearchEntry.language).where(
        SearchEntry.kind == "comment", SearchEntry.object_id == comment.id
    )
    return list(db.session.scalars(found))


def told() -> set[tuple[str, int | None]]:
    news = sa.select(OutboxItem).where(OutboxItem.event.startswith("comment-"))
    return {(item.event, item.account_id) for item in db.session.scalars(news)}


def thread_of(proposal: Proposal, reader: Account) -> list[int]:
    page = queries.thread(people.actor(reader), proposal.id, proposal.facts)
    return [line.id for line in page.comments] + [
        reply.id for line in page.comments for reply in line.replies
    ]


def newest(comment: Comment) -> CommentVersion:
    return queries.newest_version(comment)


def test_published_at_once_and_watched_by_default(app: Flask) -> None:
    comment = written(proposals.published())
    db.session.flush()
    assert newest(comment).review is Review.WATCHED
    assert newest(comment).due_at > comment.created_at
    assert comment.published_at is not None


def test_before_it_is_read_only_its_author_sees_it(app: Flask) -> None:
    owner, author, stranger = (people.participant() for _ in range(3))
    proposal = proposals.published(owner)
    comment = held(proposal, author, stance=Stance.FOR)
    assert (comment.published_at, newest(comment).review) == (None, Review.PENDING)
    assert (count(proposal), indexed(comment), told()) == (0, [], set())
    assert thread_of(proposal, author) == [comment.id]
    assert thread_of(proposal, stranger) == thread_of(proposal, owner) == []
    own = queries.thread(people.actor(author), proposal.id, proposal.facts)
    assert (own.count, own.side("for"), own.read_first) == (0, 0, True)
    assert own.comments[0].waiting is not None
    assert own.comments[0].waiting.due_at == newest(comment).due_at
    assert briefs([proposal])[proposal.id].arguments_for == ()
    for asked in (
        lambda: queries.place(people.actor(stranger), comment.id),
        lambda: queries.history(people.actor(stranger), comment.id),
        lambda: queries.answering_comment(people.actor(stranger), comment.id),
        lambda: comments.mark(people.actor(stranger), comment.id, True),
        lambda: written(proposal, stranger, parent=comment),
    ):
        with pytest.raises(NotFound):
            asked()
    with pytest.raises(Conflict, match="parent_waiting"):
        written(proposal, author, parent=comment)
    moderator = people.actor(people.with_role(Role.MODERATOR))
    assert len(queries.history(moderator, comment.id).versions) == 1


def test_accepted_it_counts_is_found_and_whoever_it_concerns_is_told(app: Flask) -> None:
    owner, first, second, third = (people.participant() for _ in range(4))
    proposal = proposals.published(owner)
    top = written(proposal, first)
    reply = written(proposal, second, parent=top)
    db.session.execute(sa.delete(OutboxItem))
    deeper = held(proposal, third, parent=reply)
    accept(deeper)
    assert (count(proposal), indexed(deeper)) == (3, ["fr"])
    assert told() == {("comment-reply", first.id), ("comment-reply", second.id), ("comment-new", owner.id)}
    assert deeper.id in thread_of(proposal, people.participant())
    with pytest.raises(Conflict):
        accept(deeper)
    assert count(proposal) == 3


def test_a_refused_comment_can_be_changed_and_sent_again(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.published()
    comment = held(proposal, author)
    decide(comment, DecisionKind.RETURN)
    (line,) = queries.thread(people.actor(author), proposal.id, proposal.facts).comments
    assert line.waiting is not None
    assert (line.waiting.refused, line.waiting.reason, line.waiting.ground) == (
        True,
        REASON,
        Ground.PERSONAL_DATA,
    )
    with pytest.raises(Invalid, match="unchanged"):
        comments.edit(people.actor(author), comment.id, 1, comment.body, "fr")
    comments.edit(people.actor(author), comment.id, 1, OTHER, "fr")
    db.session.flush()
    assert (comment.body, comment.version, newest(comment).review) == (OTHER, 2, Review.PENDING)
    assert (count(proposal), comment.edited_at) == (0, None)
    accept(comment)
    assert (count(proposal), comment.body, comment.edited_at) == (1, OTHER, None)
    public = queries.history(people.actor(people.participant()), comment.id).versions
    assert [version.number for version in public] == [2]
    own = queries.history(people.actor(author), comment.id).versions
    assert [version.number for version in own] == [1, 2]


def test_a_change_waits_behind_the_last_accepted_text(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.published()
    comment = held(proposal, author)
    accept(comment)
    comments.edit(people.actor(author), comment.id, 1, GERMAN)
    db.session.flush()
    assert (comment.body, comment.version, comment.newest_version) == (BODY, 1, 2)
    assert (indexed(comment), comment.edited_at) == (["fr"], None)
    (line,) = queries.thread(people.actor(author), proposal.id, proposal.facts).comments
    assert line.waiting is not None
    assert queries.own(people.actor(author), comment.id).newest.body == GERMAN
    (seen,) = queries.thread(people.actor(people.participant()), proposal.id, proposal.facts).comments
    assert (seen.body, seen.waiting) == (BODY, None)
    with pytest.raises(Conflict, match="stale_version"):
        comments.edit(people.actor(author), comment.id, 1, OTHER, "fr")
    accept(comment)
    assert (comment.body, comment.version, indexed(comment)) == (GERMAN, 2, ["de"])
    assert comment.edited_at is not None
    assert count(proposal) == 1


def test_a_refused_change_leaves_the_text_as_it_was(app: Flask) -> None:
    author = people.participant()
    comment = held(proposals.published(), author)
    accept(comment)
    comments.edit(people.actor(author), comment.id, 1, OTHER, "fr")
    db.session.flush()
    decide(comment, DecisionKind.RETURN)
    assert (comment.body, comment.version, comment.newest_version) == (BODY, 1, 2)


def test_a_watched_change_shows_at_once_and_goes_when_it_is_refused(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.published()
    comment = written(proposal, author)
    decide(comment, DecisionKind.PUBLISH)
    comments.edit(people.actor(author), comment.id, 1, GERMAN)
    db.session.flush()
    assert (comment.body, comment.version, newest(comment).review) == (GERMAN, 2, Review.WATCHED)
    decide(comment, DecisionKind.RETURN)
    assert (comment.body, comment.version, comment.newest_version) == (BODY, 1, 2)
    assert (indexed(comment), comment.edited_at, count(proposal)) == (["fr"], None, 1)


def test_a_waiting_comment_that_is_hidden_and_shown_again_is_still_unpublished(app: Flask) -> None:
    proposal = proposals.published()
    comment = held(proposal)
    moderator = people.actor(people.participant())
    for visibility in (Visibility.HIDDEN, Visibility.REMOVED, Visibility.VISIBLE):
        comments.set_visibility(moderator, queries.locked(comment.id), visibility)
        db.session.flush()
        assert (count(proposal), indexed(comment)) == (0, [])
    search.follow(proposal)
    assert indexed(comment) == []


def test_a_change_sent_after_the_mode_has_changed_is_published(app: Flask) -> None:
    owner, author = people.participant(), people.participant()
    proposal = proposals.published(owner)
    comment = held(proposal, author)
    set_mode(SubjectKind.COMMENT, Mode.POST)
    assert comment.published_at is None
    comments.edit(people.actor(author), comment.id, 1, OTHER, "fr")
    db.session.flush()
    assert (count(proposal), indexed(comment)) == (1, ["fr"])
    assert told() == {("comment-new", owner.id)}


@pytest.mark.parametrize(
    ("said", "doubt"), [("lb", "de"), ("de", None), (None, None)], ids=["other", "same", "asked of the text"]
)
def test_a_doubtful_language_is_kept_with_the_version(
    app: Flask, said: str | None, doubt: str | None
) -> None:
    author = people.participant()
    comment = written(proposals.published(), author, GERMAN, language=said)
    db.session.flush()
    assert newest(comment).language_doubt == doubt
    comments.edit(people.actor(author), comment.id, 1, GERMAN + " Danke.", "de")
    db.session.flush()
    assert newest(comment).language_doubt is None


def test_accepted_twice_and_edited_at_the_same_moment_it_counts_once(real_app: Flask) -> None:
    author = people.participant()
    proposal = proposals.published()
    comment = held(proposal, author)
    moderators = [people.actor(people.with_role(Role.MODERATOR)) for _ in range(3)]
    writer = people.actor(author)
    subject, comment_id, proposal_id = Subject(SubjectKind.COMMENT, comment.id), comment.id, proposal.id
    set_mode(SubjectKind.COMMENT, Mode.POST)
    db.session.commit()
    deeds: list[Callable[[], object]] = [
        lambda moderator=moderator: moderation.decide(
            moderator, subject, Ruling(DecisionKind.PUBLISH), version=1
        )
        for moderator in moderators
    ]
    deeds.append(lambda: comments.edit(writer, comment_id, 1, OTHER, "fr"))
    codes = at_once(real_app, deeds)
    assert codes[3] == ""
    assert set(codes[:3]) <= {"", "already_decided", "stale_version"}
    assert codes[:3].count("") <= 1
    db.session.expire_all()
    assert db.session.get_one(Proposal, proposal_id).comment_count == 1
    assert db.session.get_one(Comment, comment_id).body == OTHER
