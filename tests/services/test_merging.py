"""Merging and its undoing, on both databases: what moves, what stays, whom it tells, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.journal import JournalEntry
from consult.models.moderation import Decision, DeclaredTie, Merge
from consult.models.notifications import OutboxItem
from consult.models.proposals import CoAuthor, Proposal, Support
from consult.models.search import SearchDocument
from consult.queries import proposals as proposal_queries
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import DecisionKind, Ground, Ruling, Source, Subject, SubjectKind
from consult.services import moderation
from consult.services import proposals as deeds
from consult.services.moderation.cases import locked
from consult.services.moderation.deciding import AlreadyDecided, enact
from consult.services.proposals.answers import AnswerFields
from consult.services.proposals.states import show_in_search
from tests.factories import councils, people, proposals, sittings
from tests.factories.comments import written
from tests.factories.ground import words
from tests.support.statements import counted

REASON = "Les deux textes demandent le même verger au même endroit."


def of(proposal: Proposal) -> Subject:
    return Subject(SubjectKind.PROPOSAL, proposal.id)


def moderator(chantier: int | None = None) -> Actor:
    return people.actor(people.with_role(Role.MODERATOR, chantier))


def merge(source: Proposal, target: Proposal, actor: Actor | None = None, **values: Any) -> Decision:
    ruling = Ruling(DecisionKind.MERGE, reason=REASON, into=target.id)
    return moderation.decide(actor or moderator(), of(source), ruling, **values)


def undo(source: Proposal, actor: Actor | None = None) -> Decision:
    return moderation.decide(actor or moderator(), of(source), Ruling(DecisionKind.UNMERGE, reason=REASON))


def back(proposal: Proposal, *accounts: Account) -> None:
    for account in accounts:
        deeds.support(people.actor(account), proposal.id)


def backers(proposal: Proposal) -> set[int]:
    """Who is counted, after checking that the kept counts say the same."""
    db.session.flush()
    rows = db.session.execute(
        sa.select(Support.account_id, Support.neighbour).where(Support.proposal_id == proposal.id)
    ).all()
    db.session.refresh(proposal)
    assert proposal.support_count == len(rows)
    assert proposal.neighbour_support_count == sum(row.neighbour for row in rows)
    return {row.account_id for row in rows}


def ids(*accounts: Account) -> set[int]:
    return {account.id for account in accounts}


def owed(event: str) -> list[int | None]:
    db.session.flush()
    found = sa.select(OutboxItem.account_id).where(OutboxItem.event == event).order_by(OutboxItem.account_id)
    return list(db.session.scalars(found))


def co_authors(proposal: Proposal) -> set[int]:
    db.session.flush()
    found = sa.select(CoAuthor.account_id).where(
        CoAuthor.proposal_id == proposal.id, CoAuthor.refused_at.is_(None)
    )
    return set(db.session.scalars(found))


def some_people(count: int) -> list[Account]:
    return [people.participant() for _ in range(count)]


def pair(**values: Any) -> tuple[Proposal, Proposal]:
    return proposals.published(), proposals.published(**values)


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
    documents = sa.select(SearchDocument.object_id).where(SearchDocument.kind == "proposal")
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
    back(one, person), back(two, person)
    merge(one, target)
    deeds.withdraw_support(people.actor(person), target.id)
    merge(two, target)
    assert backers(target) == ids(person)
    undo(two)
    assert backers(target) == set()


def test_a_chain_is_undone_from_its_end(app: Flask) -> None:
    first, second, third = (proposals.published() for _ in range(3))
    a, b, c = some_people(3)
    back(first, a), back(second, b), back(third, c)
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
    back(source, mine), back(target, theirs)
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


def on_prepared_ballot() -> Proposal:
    councils.scheduled(found := proposals.published())
    return found


def on_convened_agenda() -> Proposal:
    chamber = sittings.convened(2)
    found = proposals.published()
    chamber.items[0].proposal_id = found.id
    db.session.flush()
    return found


def merged() -> Proposal:
    merge(source := proposals.published(), proposals.published())
    return source


BAD = {
    "withdrawn": (lambda: proposals.in_state(ProposalState.WITHDRAWN), Conflict, "merge_state"),
    "submitted": (proposals.submitted, Conflict, "merge_state"),
    "returned": (lambda: proposals.in_state(ProposalState.RETURNED), Conflict, "merge_state"),
    "in_ballot": (lambda: proposals.in_state(ProposalState.IN_BALLOT), Conflict, "merge_state"),
    "voted": (lambda: proposals.in_state(ProposalState.VOTED), Conflict, "merge_state"),
    "answered": (lambda: proposals.in_state(ProposalState.ANSWERED), Conflict, "merge_state"),
    "hidden": (lambda: proposals.published(visibility=Visibility.HIDDEN), Conflict, "merge_state"),
    "removed": (lambda: proposals.published(visibility=Visibility.REMOVED), Conflict, "merge_state"),
    "merged": (merged, Conflict, "merge_merged"),
    "ballot": (on_prepared_ballot, Conflict, "merge_on_agenda"),
    "agenda": (on_convened_agenda, Conflict, "merge_on_agenda"),
}


def untouched(*pair: Proposal) -> list[tuple[Any, ...]]:
    db.session.flush()
    rows = [(p.state, p.visibility, p.merged_into_id, p.support_count, p.answer_due_at) for p in pair]
    tables = (Decision, Merge, Support, CoAuthor, OutboxItem)
    return [*rows, tuple(db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables)]


def refused(
    error: type[DomainError], code: str, source: Proposal, target: Proposal, actor: Actor | None = None
) -> None:
    actor = actor or moderator()
    before = untouched(source, target)
    with pytest.raises(error, match=f"^{code}$"):
        merge(source, target, actor)
    assert untouched(source, target) == before


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_merged_on_either_side(app: Flask, case: str) -> None:
    make, error, code = BAD[case]
    other, fine = make(), proposals.published()
    back(fine, people.participant())
    refused(error, code, other, fine)
    refused(error, code, fine, other)


def test_with_itself_or_with_nothing(app: Flask) -> None:
    source, target = pair()
    refused(Conflict, "merge_itself", source, source)
    refused(Invalid, "merge_unknown", source, proposals.draft())
    refused(NotFound, "not_found", proposals.draft(), source)
    for into, code in ((None, "merge_target"), (999_999, "merge_unknown")):
        with pytest.raises(Invalid, match=code):
            moderation.decide(moderator(), of(source), Ruling(DecisionKind.MERGE, reason=REASON, into=into))
    with pytest.raises(Invalid, match="reason_missing"):
        moderation.decide(moderator(), of(source), Ruling(DecisionKind.MERGE, into=target.id))
    assert source.state is ProposalState.PUBLISHED


def test_in_a_circle_and_twice(app: Flask) -> None:
    source, target = pair()
    merge(source, target)
    refused(Conflict, "merge_merged", target, source)
    refused(Conflict, "merge_merged", source, target)
    refused(Conflict, "merge_merged", source, proposals.published())


def test_a_stale_version_or_a_decision_not_seen(app: Flask) -> None:
    source, target = pair()
    with pytest.raises(Conflict, match="stale_version"):
        merge(source, target, version=7)
    undone = merge(source, target), undo(source)
    with pytest.raises(AlreadyDecided):
        merge(source, target, version=1, seen=undone[0].id)
    merge(source, target, version=1, seen=undone[1].id)


def test_who_is_concerned_by_the_target_does_not_merge_into_it(app: Flask) -> None:
    own, tied, keeper = (people.with_role(Role.MODERATOR) for _ in range(3))
    organisation = people.organisation(keeper)
    source, target = proposals.published(), proposals.published(own, organisation_id=organisation.id)
    db.session.add(DeclaredTie(account_id=tied.id, person_id=own.id, declared_at=now()))
    db.session.flush()
    for account in (own, tied, keeper):
        refused(NotAllowed, "own_text", source, target, people.actor(account))
    merge(source, target)
    for account in (own, tied, keeper):
        with pytest.raises(NotAllowed, match="own_text"):
            undo(source, people.actor(account))


def test_who_moderates_one_of_the_two_chantiers_only(app: Flask) -> None:
    source, target = pair(chantier_number=5)
    refused(NotAllowed, "not_there", source, target, moderator(4))
    refused(NotAllowed, "not_allowed", source, target, people.actor(people.participant()))


def test_what_is_not_merged_is_not_undone(app: Flask) -> None:
    source, _ = pair()
    with pytest.raises(Conflict, match="not_merged"):
        undo(source)


def test_nobody_supports_or_changes_a_merged_original(app: Flask) -> None:
    source, target = pair()
    back(source, person := people.participant())
    merge(source, target)
    for deed in (deeds.support, deeds.withdraw_support):
        with pytest.raises(NotAllowed):
            deed(people.actor(person), source.id)
    with pytest.raises(Conflict):
        deeds.withdraw(people.actor(db.session.get(Account, source.author_id)), source.id)  # type: ignore[arg-type]


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
