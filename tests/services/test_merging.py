"""Merging and its undoing, on both databases: what moves, what stays, and whom it tells."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.journal import JournalEntry
from consult.models.proposals import Proposal, Support
from consult.models.search import SearchEntry
from consult.queries import proposals as proposal_queries
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import DecisionKind, Ground, Ruling, Source
from consult.services import moderation
from consult.services import proposals as deeds
from consult.services.moderation.cases import locked
from consult.services.moderation.deciding import enact
from consult.services.proposals.answers import AnswerFields
from consult.services.proposals.states import show_in_search
from tests.factories import people, proposals
from tests.factories.comments import written
from tests.factories.ground import words
from tests.support.merging import (
    REASON,
    back,
    backers,
    co_authors,
    ids,
    merge,
    moderator,
    of,
    owed,
    pair,
    some_people,
    undo,
)
from tests.support.statements import counted


def test_the_target_has_everybody_once_and_the_source_everybody_it_had(app: Flask) -> None:
    source, target = pair()
    both, mine, theirs = some_people(3)
    neighbour = people.neighbour()
    back(source, both, mine, neighbour)
    back(target, both, theirs)
    decision = merge(source, target)
    assert backers(target) == ids(both, mine, theirs, neighbour)
    assert backers(source) == ids(both, mine, neighbour)
    assert (target.support_count, target.neighbour_support_count) == (4, 1)
    assert (source.state, source.merged_into_id) == (ProposalState.MERGED, target.id)
    assert (decision.kind, decision.merged_into_id) == (DecisionKind.MERGE, target.id)
    gained = sa.select(Support.account_id).where(Support.proposal_id == target.id, Support.via_merge)
    assert set(db.session.scalars(gained)) == ids(mine, neighbour)


def test_everybody_concerned_is_told_once(app: Flask) -> None:
    source, target = pair()
    both, mine = some_people(2)
    back(source, both, mine)
    back(target, both)
    merge(source, target)
    assert owed("decision-merged") == [source.author_id]
    assert owed("proposal-merged") == [target.author_id]
    assert owed("support-merged") == sorted(ids(both, mine))
    undo(source)
    assert owed("decision-unmerged") == [source.author_id]
    assert owed("proposal-unmerged") == [target.author_id]
    assert owed("support-unmerged") == sorted(ids(both, mine))


def test_the_author_of_both_gets_the_decision_only(app: Flask) -> None:
    author = people.participant()
    merge(proposals.published(author), target := proposals.published(author))
    assert owed("decision-merged") == [author.id]
    assert owed("proposal-merged") == []
    assert co_authors(target) == set()


def test_a_merged_original_leaves_search_and_lists(app: Flask) -> None:
    source, target = pair()
    show_in_search(source)
    merge(source, target)
    db.session.flush()
    documents = sa.select(SearchEntry.object_id).where(SearchEntry.kind == "proposal")
    assert source.id not in set(db.session.scalars(documents))
    assert source.id not in {card.id for card in proposal_queries.cards(limit=50)}
    undo(source)
    db.session.flush()
    assert source.id in set(db.session.scalars(documents))
    assert source.id in {card.id for card in proposal_queries.cards(limit=50)}


def test_undo_restores_both_after_new_supports_came_in(app: Flask) -> None:
    source, target = pair()
    both, mine, theirs, late, keen = some_people(5)
    back(source, both, mine, keen)
    back(target, both, theirs)
    merge(source, target)
    back(target, late, keen)
    undo(source)
    assert backers(source) == ids(both, mine, keen)
    assert backers(target) == ids(both, theirs, late, keen)
    assert (source.state, source.merged_into_id) == (ProposalState.PUBLISHED, None)


def test_what_came_over_becomes_ones_own_without_counting_twice(app: Flask) -> None:
    source, target = pair()
    person = people.neighbour()
    back(source, person)
    merge(source, target)
    back(target, person)
    assert backers(target) == ids(person)
    with pytest.raises(Conflict, match="already_supported"):
        back(target, person)
    undo(source)
    assert backers(target) == ids(person)


def test_who_takes_the_support_back_leaves_the_target_only(app: Flask) -> None:
    source, target = pair()
    person = people.participant()
    back(source, person)
    merge(source, target)
    deeds.withdraw_support(people.actor(person), target.id)
    assert backers(target) == set()
    assert backers(source) == ids(person)
    undo(source)
    assert backers(target) == set()
    assert backers(source) == ids(person)


@pytest.mark.parametrize("first", [0, 1])
def test_several_sources_are_undone_in_any_order(app: Flask, first: int) -> None:
    one, two, target = (proposals.published() for _ in range(3))
    shared, only_one, only_two, own = some_people(4)
    back(one, shared, only_one)
    back(two, shared, only_two)
    back(target, own)
    merge(one, target), merge(two, target)
    assert backers(target) == ids(shared, only_one, only_two, own)
    sources = [one, two]
    undo(sources.pop(first))
    left = {one.id: only_one, two.id: only_two}[sources[0].id]
    assert backers(target) == ids(shared, left, own)
    undo(sources[0])
    assert backers(target) == ids(own)


def test_a_later_merge_does_not_bring_back_what_was_withdrawn_after_an_earlier_one(app: Flask) -> None:
    one, two, target = (proposals.published() for _ in range(3))
    person = people.participant()
    back(one, person)
    back(two, person)
    merge(one, target)
    deeds.withdraw_support(people.actor(person), target.id)
    merge(two, target)
    assert backers(target) == ids(person)
    undo(two)
    assert backers(target) == set()


def test_a_chain_is_undone_from_its_end(app: Flask) -> None:
    first, second, third = (proposals.published() for _ in range(3))
    a, b, c = some_people(3)
    back(first, a)
    back(second, b)
    back(third, c)
    merge(first, second), merge(second, third)
    assert backers(third) == ids(a, b, c)
    assert co_authors(third) == {first.author_id, second.author_id}
    with pytest.raises(Conflict, match="merged_further"):
        undo(first)
    undo(second)
    assert backers(third) == ids(c)
    assert co_authors(third) == set()
    undo(first)
    assert (backers(first), backers(second)) == (ids(a), ids(b))


def test_time_to_undo_ends_but_not_for_an_appeal(app: Flask) -> None:
    source, target = pair()
    person = people.participant()
    back(source, person)
    decision = merge(source, target)
    days = territory().settings["merge_undo_days"]
    with time_machine.travel(decision.decided_at + timedelta(days=days, minutes=1), tick=False):
        with pytest.raises(Conflict, match="undo_late"):
            undo(source)
        case = locked(of(source))
        ruling = Ruling(DecisionKind.UNMERGE, reason=REASON)
        assert enact(moderator(), case, ruling, Source.APPEAL).source is Source.APPEAL
    assert backers(target) == set()
    assert source.state is ProposalState.PUBLISHED


@pytest.mark.parametrize("change", ["withdrawn", "hidden"])
def test_a_merge_into_what_nobody_finds_any_more_can_always_be_undone(app: Flask, change: str) -> None:
    source, target = pair()
    decision = merge(source, target)
    if change == "withdrawn":
        target.state = ProposalState.WITHDRAWN
    else:
        target.visibility = Visibility.HIDDEN
    with time_machine.travel(decision.decided_at + timedelta(days=400), tick=False):
        undo(source)
    assert source.state is ProposalState.PUBLISHED


@pytest.mark.parametrize("state", [ProposalState.IN_BALLOT, ProposalState.VOTED, ProposalState.ANSWERED])
def test_undo_while_the_target_has_moved_on(app: Flask, state: ProposalState) -> None:
    source, target = pair()
    mine, theirs = some_people(2)
    back(source, mine)
    back(target, theirs)
    merge(source, target)
    target.state, target.chantier_number = state, 5
    undo(source, moderator(4))
    assert backers(target) == ids(theirs)
    assert target.state is state


def test_authors_join_the_target_unless_they_refuse_for_good(app: Flask) -> None:
    source, target = pair()
    author = db.session.get(Account, source.author_id)
    assert author is not None
    merge(source, target)
    assert co_authors(target) == {author.id}
    actor = people.actor(author)
    moderation.refuse_co_authorship(actor, target.id)
    assert co_authors(target) == set()
    with pytest.raises(Conflict, match="not_co_author"):
        moderation.refuse_co_authorship(actor, target.id)
    undo(source), merge(source, target)
    assert co_authors(target) == set()


def test_an_author_of_two_originals_stays_until_the_last_is_undone(app: Flask) -> None:
    author = people.participant()
    one, two, target = proposals.published(author), proposals.published(author), proposals.published()
    merge(one, target), merge(two, target)
    undo(one)
    assert co_authors(target) == {author.id}
    undo(two)
    assert co_authors(target) == set()


def test_who_has_left_is_neither_named_nor_told(app: Flask) -> None:
    source, target = pair()
    gone = people.participant(erased_at=now(), display_name="", email=None)
    db.session.add(Support(proposal_id=source.id, account_id=gone.id, neighbour=True, created_at=now()))
    source.support_count = source.neighbour_support_count = 1
    source.author_id = gone.id
    db.session.flush()
    merge(source, target)
    assert co_authors(target) == set()
    assert backers(target) == ids(gone), "tallies do not move when somebody leaves"


def test_what_came_on_paper_has_no_co_author(app: Flask) -> None:
    source, target = pair(author_id=None, entered_by_id=people.participant().id, behalf_name="Anne V.")
    merge(target, source)
    assert co_authors(source) == set()
    assert owed("decision-merged") == [target.entered_by_id]


def test_co_authors_hear_what_the_author_hears(app: Flask) -> None:
    source, target = pair()
    merge(source, target)
    written(target)
    assert set(owed("comment-new")) == {source.author_id, target.author_id}
    editor = people.actor(people.with_role(Role.EDITOR))
    fields = AnswerFields(None, words("Nous étudions.", "Wir prüfen."), {}, {}, (now() + timedelta(9)).date())
    deeds.answer(editor, target.id, fields)
    assert set(owed("answer-interim")) == {source.author_id, target.author_id}


def test_a_co_author_does_not_decide_on_the_proposal(app: Flask) -> None:
    author = people.with_role(Role.MODERATOR)
    source, target = proposals.published(author), proposals.published()
    merge(source, target)
    with pytest.raises(NotAllowed, match="own_text"):
        hiding = Ruling(DecisionKind.HIDE, Ground.SPAM, REASON, REASON)
        moderation.decide(people.actor(author), of(target), hiding)
    with pytest.raises(NotAllowed, match="own_text"):
        merge(proposals.published(), target, people.actor(author))


def test_an_answer_owed_to_the_source_is_not_owed_later(app: Flask) -> None:
    source, target = pair()
    due = now() + timedelta(days=12)
    source.answer_due_at = due
    merge(source, target)
    assert target.answer_due_at == due
    undo(source)
    assert (source.answer_due_at, target.answer_due_at) == (due, due)


def test_a_merge_that_reaches_the_threshold_starts_the_clock(app: Flask) -> None:
    source, target = pair()
    threshold = territory().settings["support_threshold"]
    crowd = some_people(threshold)
    db.session.add_all(
        Support(proposal_id=(source, target)[n % 2].id, account_id=one.id, neighbour=False, created_at=now())
        for n, one in enumerate(crowd)
    )
    db.session.flush()
    merge(source, target)
    db.session.flush()
    assert target.answer_due_at is not None
    events = set(
        db.session.scalars(sa.select(JournalEntry.event).where(JournalEntry.subject_id == target.id))
    )
    assert {"proposal.received_merge", "proposal.threshold_reached"} <= events


def test_six_hundred_supporters_cost_a_handful_of_statements(app: Flask) -> None:
    def crowded(count: int) -> tuple[Proposal, Proposal]:
        source, target = pair()
        accounts = some_people(count)
        db.session.add_all(
            Support(proposal_id=source.id, account_id=one.id, neighbour=False, created_at=now())
            for one in accounts
        )
        target.answer_due_at = now()  # so that no threshold is reached on the way
        db.session.flush()
        return source, target

    actor = moderator()
    figures = []
    for count in (5, 600):
        source, target = crowded(count)
        with counted() as merging:
            merge(source, target, actor)
            db.session.flush()
        with counted() as undoing:
            undo(source, actor)
            db.session.flush()
        figures.append((len(merging), len(undoing)))
    (few, few_back), (many, many_back) = figures
    assert few <= 40
    assert many - few == many_back - few_back == 1, "one more chunk of mail"


def test_the_journal_holds_numbers_only(app: Flask) -> None:
    source, target = pair()
    merge(source, target)
    db.session.flush()
    line = db.session.scalar(sa.select(JournalEntry).where(JournalEntry.event == "proposal.received_merge"))
    assert line is not None
    assert line.facts == {"merge_id": line.facts["merge_id"], "source": source.id, "supports": 0}
