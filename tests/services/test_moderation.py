"""Moderators' decisions, on both databases: what each does, whom it tells, and what is refused."""

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import VISITOR, Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.comments import Comment
from consult.models.journal import JournalEntry
from consult.models.moderation import Decision, Report
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.search import SearchEntry
from consult.queries import moderation as queries
from consult.queries import proposals as proposal_queries
from consult.rules.lifecycle import ProposalState, Review, Visibility
from consult.rules.moderation import (
    DecisionKind,
    Ground,
    Notice,
    Ruling,
    Source,
    Subject,
    SubjectKind,
    possible,
)
from consult.services import moderation
from tests.factories import people, proposals
from tests.factories.comments import written

SPAM = Notice(Ground.SPAM, "C’est de la publicité.")
FACTS = "Le deuxième paragraphe donne un nom et une adresse."
REASON = "Vous nommez une personne et donnez son adresse."


def of(thing: Proposal | Comment) -> Subject:
    kind = SubjectKind.COMMENT if isinstance(thing, Comment) else SubjectKind.PROPOSAL
    return Subject(kind, thing.id)


def moderator(chantier: int | None = None) -> Actor:
    return people.actor(people.with_role(Role.MODERATOR, chantier))


def owed(event: str) -> list[int | None]:
    db.session.flush()
    found = sa.select(OutboxItem.account_id).where(OutboxItem.event == event).order_by(OutboxItem.account_id)
    return list(db.session.scalars(found))


def restrict(actor: Actor, thing: Proposal | Comment, kind: DecisionKind, **values: object) -> Decision:
    return moderation.decide(actor, of(thing), Ruling(kind, Ground.PERSONAL_DATA, REASON, FACTS), **values)  # type: ignore[arg-type]


def documents(kind: str) -> int:
    db.session.flush()
    statement = sa.select(sa.func.count()).select_from(SearchEntry).where(SearchEntry.kind == kind)
    return db.session.scalar(statement) or 0


def with_change(proposal: Proposal) -> ProposalVersion:
    """A later version of a public proposal that waits to be accepted."""
    proposal.newest_version += 1
    version = ProposalVersion(
        proposal_id=proposal.id,
        number=proposal.newest_version,
        title="Un verger pour tous, en mieux",
        body=proposal.body + "Et des ruches.",
        language="fr",
        created_at=now(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def test_publishing_makes_a_proposal_public_and_tells_its_author(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.submitted(author)
    decision = moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.PUBLISH), version=1, seen=0)
    assert proposal.state is ProposalState.PUBLISHED
    assert decision.source is Source.REVIEW
    assert decision.proposal_version_id is not None
    assert owed("decision-published") == [author.id]
    assert documents("proposal") == 1
    entry = db.session.scalar(sa.select(JournalEntry).where(JournalEntry.event == "moderation.decided"))
    assert entry is not None
    assert entry.facts["decision"] == "publish"
    assert REASON not in str(entry.facts)


def test_returning_owes_a_note_in_the_authors_language(app: Flask) -> None:
    author = people.neighbour()
    proposal = proposals.submitted(author)
    with pytest.raises(Invalid, match="ground_missing"):
        moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.RETURN, None, REASON))
    decision = moderation.decide(
        moderator(), of(proposal), Ruling(DecisionKind.RETURN, Ground.UNCLEAR, REASON)
    )
    assert proposal.state is ProposalState.RETURNED
    assert (decision.language, decision.ground) == ("de", Ground.UNCLEAR)
    assert owed("decision-returned") == [author.id]


def test_a_refused_later_version_leaves_the_public_text(app: Flask) -> None:
    proposal = proposals.published()
    title = proposal.title
    version = with_change(proposal)
    restrict(moderator(), proposal, DecisionKind.RETURN)
    assert version.review is Review.REFUSED
    assert (proposal.state, proposal.title) == (ProposalState.PUBLISHED, title)


def test_an_accepted_later_version_is_shown(app: Flask) -> None:
    proposal = proposals.published()
    with_change(proposal)
    moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.PUBLISH))
    assert proposal.title == "Un verger pour tous, en mieux"


@pytest.mark.parametrize(
    ("kind", "visibility", "event"),
    [
        (DecisionKind.HIDE, Visibility.HIDDEN, "decision-hidden"),
        (DecisionKind.REMOVE, Visibility.REMOVED, "decision-removed"),
    ],
)
def test_a_withheld_proposal_is_gone_with_all_its_comments(
    app: Flask, kind: DecisionKind, visibility: Visibility, event: str
) -> None:
    author = people.participant()
    proposal = proposals.submitted(author)
    moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.PUBLISH))
    written(proposal)
    assert (documents("proposal"), documents("comment")) == (1, 1)
    restrict(moderator(), proposal, kind)
    assert proposal.visibility is visibility
    assert (documents("proposal"), documents("comment")) == (0, 0)
    assert owed(event) == [author.id]
    assert proposal_queries.cards() == []
    with pytest.raises(NotFound):
        proposal_queries.page(VISITOR, proposal.id)
    moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.REINSTATE))
    assert (documents("proposal"), documents("comment")) == (1, 1)
    assert owed("decision-reinstated") == [author.id]


def test_hiding_a_comment_changes_count_and_index(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.published()
    comment = written(proposal, author)
    restrict(moderator(), comment, DecisionKind.HIDE, version=1, seen=0)
    db.session.refresh(proposal)
    assert (comment.visibility, proposal.comment_count) == (Visibility.HIDDEN, 0)
    assert documents("comment") == 0
    assert owed("decision-hidden") == [author.id]


def test_nobody_decides_on_their_own_text_nor_their_organisations(app: Flask) -> None:
    account = people.with_role(Role.MODERATOR)
    house = people.organisation(account)
    actor = people.actor(account)
    own = proposals.submitted(account)
    of_house = proposals.submitted(organisation_id=house.id)
    entered = proposals.submitted(entered_by_id=account.id)
    comment = written(proposals.published(), account)
    for thing in (own, of_house, entered, comment):
        with pytest.raises(NotAllowed, match="own_text"):
            restrict(actor, thing, DecisionKind.HIDE)
        with pytest.raises(NotAllowed, match="own_text"):
            queries.item(actor, of(thing))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0


def test_moderators_of_another_chantier_and_others_may_not(app: Flask) -> None:
    proposal = proposals.submitted(chantier_number=4)
    for actor in (
        moderator(5),
        people.actor(people.participant()),
        people.actor(people.with_role(Role.EDITOR)),
    ):
        with pytest.raises(NotAllowed):
            restrict(actor, proposal, DecisionKind.HIDE)
        with pytest.raises(NotFound):
            queries.item(actor, of(proposal))
    assert restrict(moderator(4), proposal, DecisionKind.RETURN).id


def test_drafts_are_nobodys_business(app: Flask) -> None:
    draft = proposals.draft()
    with pytest.raises(NotFound):
        restrict(moderator(), draft, DecisionKind.HIDE)
    with pytest.raises(NotFound):
        queries.item(moderator(), of(draft))


def test_the_second_decision_on_a_version_meets_the_first(app: Flask) -> None:
    proposal = proposals.submitted()
    first = moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.PUBLISH), version=1, seen=0)
    for kind in (DecisionKind.RETURN, DecisionKind.HIDE):
        with pytest.raises(moderation.AlreadyDecided) as refusal:
            restrict(moderator(), proposal, kind, version=1, seen=0)
        assert refusal.value.decision.id == first.id
    with pytest.raises(moderation.AlreadyDecided):
        moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.PUBLISH))


def test_two_moderators_on_one_comment(app: Flask) -> None:
    comment = written(proposals.published())
    restrict(moderator(), comment, DecisionKind.HIDE, version=1, seen=0)
    with pytest.raises(moderation.AlreadyDecided):
        restrict(moderator(), comment, DecisionKind.REMOVE, version=1, seen=0)


def test_a_text_that_changed_meanwhile_must_be_read_again(app: Flask) -> None:
    proposal = proposals.published()
    with_change(proposal)
    with pytest.raises(Conflict, match="stale_version"):
        moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.PUBLISH), version=1, seen=0)


@pytest.mark.parametrize("kind", [DecisionKind.PUBLISH, DecisionKind.DISMISS, DecisionKind.REINSTATE])
def test_impossible_decisions_are_refused(app: Flask, kind: DecisionKind) -> None:
    with pytest.raises(Conflict, match="decision_impossible"):
        moderation.decide(moderator(), of(proposals.published()), Ruling(kind))


def test_ten_supports_need_two_people_for_a_removal(app: Flask) -> None:
    proposal = proposals.published_with_supports(10)
    first, second = moderator(), moderator()
    with pytest.raises(Conflict, match="decision_impossible"):
        restrict(first, proposal, DecisionKind.REMOVE)
    restrict(first, proposal, DecisionKind.HIDE)
    with pytest.raises(Conflict, match="decision_impossible"):
        restrict(first, proposal, DecisionKind.REMOVE)
    restrict(second, proposal, DecisionKind.REMOVE)
    assert proposal.visibility is Visibility.REMOVED


def test_a_decision_settles_the_reports_and_tells_their_reporters(app: Flask) -> None:
    comment = written(proposals.published())
    reporter = people.participant()
    moderation.report(people.actor(reporter), of(comment), Notice(Ground.INSULT, "C’est une insulte."))
    moderation.report(VISITOR, of(comment), Notice(Ground.HATE, "C’est de la haine."), "ab" * 32)
    decision = restrict(moderator(), comment, DecisionKind.HIDE)
    db.session.flush()
    assert set(db.session.scalars(sa.select(Report.decision_id))) == {decision.id}
    assert decision.source is Source.NOTICE
    assert owed("report-outcome") == [reporter.id]


def test_dismissing_reports_leaves_the_text_and_its_author_in_peace(app: Flask) -> None:
    proposal = proposals.published()
    moderation.report(
        people.actor(people.participant()), of(proposal), Notice(Ground.SPAM, "Je suis contre.")
    )
    moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.DISMISS))
    assert proposal.visibility is Visibility.VISIBLE
    told = sa.select(OutboxItem).where(OutboxItem.event.startswith("decision-"))
    assert db.session.scalars(told).all() == []
    assert queries.queue(moderator(), queries.Filters(), now()).total == 0


def test_accepting_a_version_does_not_settle_reports(app: Flask) -> None:
    proposal = proposals.published()
    with_change(proposal)
    moderation.report(people.actor(people.participant()), of(proposal), SPAM)
    moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.PUBLISH))
    assert [report.decision_id for report in queries.open_reports(of(proposal))] == [None]


def test_decisions_never_change(app: Flask) -> None:
    decision = moderation.decide(moderator(), of(proposals.submitted()), Ruling(DecisionKind.PUBLISH))
    with pytest.raises(sa.exc.DatabaseError), db.session.begin_nested():
        db.session.execute(sa.update(Decision).where(Decision.id == decision.id).values(reason="autre"))


def test_what_was_removed_is_withheld_from_moderators_too(app: Flask) -> None:
    comment = written(proposals.published())
    first, second = moderator(), moderator()
    restrict(first, comment, DecisionKind.REMOVE)
    item = queries.item(second, of(comment))
    assert (item.text, item.before) == (None, None)
    assert item.possible == ()
    assert DecisionKind.REINSTATE in possible(item.standing, second.account_id)


def test_the_item_counts_earlier_decisions_on_the_same_author(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.submitted(author)
    for _ in range(2):
        restrict(moderator(), written(proposals.published(), author), DecisionKind.HIDE)
    restrict(moderator(), proposals.submitted(author), DecisionKind.RETURN)
    item = queries.item(moderator(), of(proposal))
    assert item.earlier == {DecisionKind.HIDE: 2, DecisionKind.RETURN: 1}
