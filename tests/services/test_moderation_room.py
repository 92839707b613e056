"""The moderators' own room, on both databases: taking, ties, languages, reminders, spam, suspensions."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.journal import JournalEntry
from consult.models.moderation import Decision, DeclaredTie, Taken
from consult.models.proposals import Proposal
from consult.models.search import SearchEntry
from consult.queries import moderation as queries
from consult.queries.moderation import Filters
from consult.rules.lifecycle import ProposalState, Review, Visibility
from consult.rules.moderation import DecisionKind, Ground, Label, Ruling, Subject, SubjectKind
from consult.services import moderation
from consult.services.moderation import Ticked, wordings
from tests.factories import people, proposals, waiting
from tests.factories.waiting import FACTS, REASON, of
from tests.services.test_moderation import owed

SPAM_FR, SPAM_DE = (wordings.for_ground(Ground.SPAM, language) for language in ("fr", "de"))


def moderator(chantier: int | None = None) -> Actor:
    return people.actor(people.with_role(Role.MODERATOR, chantier))


def again(actor: Actor) -> Actor:
    """The same person at their next request."""
    account = db.session.get(people.Account, actor.account_id)
    assert account is not None
    return people.actor(account)


def events() -> list[str]:
    db.session.flush()
    return list(db.session.scalars(sa.select(JournalEntry.event).order_by(JournalEntry.id)))


def count(model: type[Decision | Taken | DeclaredTie]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_taking_shows_who_has_it_and_giving_back_forgets(app: Flask) -> None:
    proposal, first, second = proposals.submitted(), moderator(), moderator()
    moderation.take(first, of(proposal))
    moderation.take(first, of(proposal))
    with pytest.raises(Conflict, match="taken"):
        moderation.take(second, of(proposal))
    holder = queries.item(second, of(proposal)).holder
    assert holder is not None
    assert holder.account_id == first.account_id
    moderation.take(second, of(proposal), over=True)
    moderation.release(first, of(proposal))
    assert queries.item(first, of(proposal)).holder is not None
    moderation.release(second, of(proposal))
    moderation.release(second, of(proposal))
    assert queries.item(first, of(proposal)).holder is None
    assert events().count("moderation.taken") == 2
    assert events().count("moderation.given_back") == 1


def test_what_was_taken_comes_back_by_itself(app: Flask) -> None:
    proposal, first, second = proposals.submitted(), moderator(), moderator()
    moderation.take(first, of(proposal))
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        assert queries.item(second, of(proposal)).holder is None
        assert moderation.take(second, of(proposal)).account_id == second.account_id
    assert count(Taken) == 1


def test_a_decision_gives_the_item_back_whoever_had_it(app: Flask) -> None:
    proposal = proposals.submitted()
    moderation.take(moderator(), of(proposal))
    moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.PUBLISH))
    assert count(Taken) == 0


def test_taking_is_for_those_who_may_decide(app: Flask) -> None:
    account = people.with_role(Role.MODERATOR)
    with pytest.raises(NotAllowed):
        moderation.take(people.actor(account), of(proposals.submitted(account)))
    with pytest.raises(NotAllowed):
        moderation.take(moderator(5), of(proposals.submitted(chantier_number=4)))
    with pytest.raises(NotFound):
        moderation.take(moderator(), Subject(SubjectKind.ORGANISATION, 999_999))
    assert count(Taken) == 0


def test_a_declared_tie_leaves_it_to_others_until_it_ends(app: Flask) -> None:
    author, actor = people.participant(), moderator()
    proposal = proposals.submitted(author)
    moderation.declare(actor, Subject(SubjectKind.ACCOUNT, author.id))
    moderation.declare(actor, Subject(SubjectKind.ACCOUNT, author.id))
    tied = again(actor)
    with pytest.raises(NotAllowed, match="own_text"):
        moderation.decide(tied, of(proposal), Ruling(DecisionKind.PUBLISH))
    with pytest.raises(NotAllowed, match="own_text"):
        queries.item(tied, of(proposal))
    with pytest.raises(NotAllowed):
        queries.item(tied, of(author))
    (tie,) = queries.ties_of(actor.account_id)
    with pytest.raises(NotFound):
        moderation.end(moderator(), tie.id)
    moderation.end(tied, tie.id)
    moderation.decide(again(actor), of(proposal), Ruling(DecisionKind.PUBLISH))
    assert [event for event in events() if "tie" in event] == [
        "moderation.tie_declared",
        "moderation.tie_ended",
    ]


def test_a_tie_to_an_organisation(app: Flask) -> None:
    house, actor = people.organisation(people.participant()), moderator()
    moderation.declare(actor, of(house))
    with pytest.raises(NotAllowed, match="own_text"):
        queries.item(again(actor), of(proposals.submitted(organisation_id=house.id)))
    assert [(tie.name, tie.organisation) for tie in queries.ties_of(actor.account_id)] == [(house.name, True)]


def test_ties_to_nobody(app: Flask) -> None:
    actor = moderator()
    with pytest.raises(NotFound):
        moderation.declare(actor, Subject(SubjectKind.ACCOUNT, 999_999))
    assert actor.account_id is not None
    with pytest.raises(Conflict, match="tie_oneself"):
        moderation.declare(actor, Subject(SubjectKind.ACCOUNT, actor.account_id))
    with pytest.raises(NotAllowed):
        moderation.declare(people.actor(people.participant()), Subject(SubjectKind.ACCOUNT, actor.account_id))
    assert count(DeclaredTie) == 0


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_settled_language_is_stored_shown_and_searched(app: Flask, language: str) -> None:
    proposal, actor = waiting.doubtful(), moderator()
    moderation.settle_language(actor, of(proposal), language, version=1)
    version = waiting.newest(proposal)
    assert (version.language, version.language_doubt, proposal.language) == (language, None, language)
    db.session.flush()
    found = db.session.scalars(sa.select(SearchEntry.language)).all()
    assert set(found) <= {language}
    assert (language == "fr") or found
    assert queries.queue(actor, Filters(), now()).total == 0
    with pytest.raises(Conflict, match="no_doubt"):
        moderation.settle_language(actor, of(proposal), language, version=1)
    assert events().count("moderation.language_settled") == 1


def test_the_language_of_a_comment_and_of_a_version_that_waits(app: Flask) -> None:
    comment, proposal, actor = waiting.commented(), waiting.changed(), moderator()
    waiting.newest_of_comment(comment).language_doubt = "de"
    waiting.newest(proposal).language_doubt = "de"
    moderation.settle_language(actor, of(comment), "de", version=1)
    moderation.settle_language(actor, of(proposal), "de", version=2)
    assert (comment.language, proposal.language, waiting.newest(proposal).language) == ("de", "fr", "de")
    found = sa.select(SearchEntry.language).where(SearchEntry.kind == "comment")
    assert db.session.scalars(found).all() == ["de"]


def test_a_language_is_one_of_the_two_and_of_this_version(app: Flask) -> None:
    proposal, actor = waiting.doubtful(), moderator()
    with pytest.raises(Invalid, match="language_unknown"):
        moderation.settle_language(actor, of(proposal), "en", version=1)
    with pytest.raises(Conflict, match="stale_version"):
        moderation.settle_language(actor, of(proposal), "de", version=2)
    with pytest.raises(Conflict, match="no_doubt"):
        moderation.settle_language(actor, of(people.participant()), "de", version=0)
    with pytest.raises(NotAllowed):
        moderation.settle_language(moderator(9), of(proposal), "de", version=1)


def test_the_administration_is_reminded_once_a_week(app: Flask) -> None:
    proposal, actor = waiting.overdue(), moderator()
    with pytest.raises(Conflict, match="nobody_answers"):
        moderation.remind(actor, proposal.id)
    here, everywhere = people.with_role(Role.EDITOR, 4), people.with_role(Role.EDITOR)
    people.with_role(Role.EDITOR, 5)
    assert moderation.remind(actor, proposal.id) == 2
    assert owed("answer-overdue") == [here.id, everywhere.id]
    assert queries.queue(actor, Filters(), now()).total == 0
    with pytest.raises(Conflict, match="reminded_already"):
        moderation.remind(actor, proposal.id)
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        assert queries.queue(actor, Filters(), now()).total == 1
        moderation.remind(actor, proposal.id)
    assert len(owed("answer-overdue")) == 4


def test_only_an_overdue_answer_is_reminded_of(app: Flask) -> None:
    people.with_role(Role.EDITOR)
    actor = moderator()
    early = proposals.published(answer_due_at=now() + timedelta(days=1))
    done = proposals.in_state(ProposalState.ANSWERED, answer_due_at=now() - timedelta(days=1))
    for proposal in (early, done, proposals.published()):
        with pytest.raises(Conflict, match="answer_not_overdue"):
            moderation.remind(actor, proposal.id)
    with pytest.raises(NotFound):
        moderation.remind(actor, waiting.overdue(visibility=Visibility.HIDDEN).id)
    with pytest.raises(NotAllowed):
        moderation.remind(moderator(5), waiting.overdue().id)
    assert owed("answer-overdue") == []


def tick(thing: Proposal | waiting.Comment | waiting.Account, version: int = 1, seen: int = 0) -> Ticked:
    return Ticked(of(thing), version, seen)


def test_spam_is_hidden_by_a_decision_each_in_its_authors_language(app: Flask) -> None:
    french, german = proposals.submitted(), proposals.submitted(people.neighbour())
    comment, person = waiting.commented(review=Review.WATCHED), people.participant("Achetez ici")
    ticked = [tick(german), tick(person, 0), tick(comment), tick(french)]
    sweep = moderation.hide_spam(moderator(), ticked)
    assert (len(sweep.hidden), sweep.skipped) == (4, [])
    words = {decision.language: (decision.facts, decision.reason) for decision in sweep.hidden}
    assert words == {"fr": (SPAM_FR.facts, SPAM_FR.reason), "de": (SPAM_DE.facts, SPAM_DE.reason)}
    assert {(one.kind, one.ground) for one in sweep.hidden} == {(DecisionKind.HIDE, Ground.SPAM)}
    assert {one.visibility for one in (french, german, comment)} == {Visibility.HIDDEN}
    assert person.display_name != "Achetez ici"
    again_ = moderation.hide_spam(moderator(), ticked)
    assert (again_.hidden, len(again_.skipped)) == ([], 4)
    assert count(Decision) == 4


def test_what_cannot_be_hidden_is_left_alone_with_its_reason(app: Flask) -> None:
    account = people.with_role(Role.MODERATOR, 4)
    good, own = proposals.submitted(), proposals.submitted(account)
    newer, decided = waiting.changed(), proposals.published()
    waiting.hidden(decided)
    elsewhere = proposals.submitted(chantier_number=5)
    forged = Ticked(Subject(SubjectKind.COMMENT, 999_999), 1, 0)
    ticked = [tick(own), tick(newer), tick(decided), tick(elsewhere), forged, tick(good), tick(good)]
    sweep = moderation.hide_spam(people.actor(account), ticked)
    assert [decision.subject for decision in sweep.hidden] == [of(good)]
    assert {one.subject for one, _ in sweep.skipped} == {
        forged.subject,
        *(of(thing) for thing in (own, newer, decided, elsewhere)),
    }
    assert all(why.sentence for _, why in sweep.skipped)
    assert {own.visibility, newer.visibility, elsewhere.visibility} == {Visibility.VISIBLE}


def test_at_most_forty_at_once(app: Flask) -> None:
    ticked = [Ticked(Subject(SubjectKind.PROPOSAL, number), 1, 0) for number in range(1, 42)]
    with pytest.raises(Conflict, match="too_many"):
        moderation.hide_spam(moderator(), ticked)


def test_a_suspension_takes_two_people(app: Flask) -> None:
    person, first, second = people.participant(), moderator(), moderator()
    ruling = Ruling(DecisionKind.SUSPEND, Ground.INSULT, REASON, FACTS, days=10)
    made = moderation.propose(first, person.id, ruling)
    item = queries.item(second, of(person))
    assert (item.suspension_id, item.suspended_until) == (made.id, None)
    with pytest.raises(NotAllowed, match="own_proposal"):
        moderation.confirm(first, made.id)
    with pytest.raises(NotAllowed):
        moderation.confirm(people.actor(people.participant()), made.id)
    decision = moderation.confirm(people.actor(people.with_role(Role.ADMINISTRATOR)), made.id)
    assert queries.item(second, of(person)).suspended_until == decision.ends_at == person.suspended_until
    with pytest.raises(Conflict, match="suspension_decided"):
        moderation.decline(second, made.id)


def test_the_item_of_a_person(app: Flask) -> None:
    author = people.participant("Rosa Linden", language="de")
    proposals.draft(author)
    waiting.commented(author)
    waiting.hidden(proposals.published(author))
    waiting.report(author, 2)
    item = queries.item(moderator(), of(author))
    assert item.text is not None
    assert (item.text.title, item.author_language, item.texts) == ("Rosa Linden", "de", (1, 1))
    assert item.earlier == {DecisionKind.HIDE: 1}
    assert set(item.possible) == {DecisionKind.DISMISS, DecisionKind.HIDE, DecisionKind.SUSPEND}
    moderation.decide(moderator(), of(author), Ruling(DecisionKind.HIDE, Ground.IMPERSONATION, REASON, FACTS))
    assert queries.item(moderator(), of(author)).withheld == "Rosa Linden"


def test_a_reporters_record_is_told_not_weighed(app: Flask) -> None:
    reporter = people.actor(people.participant())
    for number in range(4):
        thing = proposals.published()
        moderation.report(reporter, of(thing), waiting.SPAM)
        if number:
            waiting.hidden(thing)
        else:
            moderation.decide(moderator(), of(thing), Ruling(DecisionKind.DISMISS))
    last = proposals.published()
    moderation.report(reporter, of(last), waiting.SPAM)
    (line,) = queries.item(moderator(), of(last)).reports
    assert line.record is not None
    assert (line.record.founded, line.record.dismissed) == (3, 1)


def test_every_wording_is_there_in_both_languages() -> None:
    for language in ("fr", "de"):
        found = wordings.all_in(language)
        assert set(found["ground"]) == set(Ground)
        assert set(found["label"]) == set(Label)
        assert DecisionKind.MOVE in found["kind"]
        for facts, reason in (words for part in found.values() for words in part.values()):
            assert not facts or 10 <= len(facts) <= 1000
            assert 10 <= len(reason) <= 2000
    assert not wordings.unfinished(SPAM_FR.facts)
    assert wordings.unfinished(wordings.for_ground(Ground.INSULT, "de").facts)
    assert wordings.for_ground(Ground.INSULT, "lb") == wordings.for_ground(Ground.INSULT, "fr")
