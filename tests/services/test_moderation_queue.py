"""The moderation queue, on both databases: what it holds, for whom, in which order, at which cost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.models.moderation import DeclaredTie
from consult.models.proposals import CoAuthor, Proposal, ProposalVersion
from consult.queries import moderation as queries
from consult.queries.moderation import Entry, Filters
from consult.queries.moderation.waiting_columns import shortened
from consult.rules.lifecycle import ProposalKind, ProposalState, Review, Visibility
from consult.rules.moderation import QueueKind, Subject
from consult.services import moderation
from tests.factories import people, proposals, waiting
from tests.factories.waiting import of
from tests.support.statements import counted


def moderator(chantier: int | None = None) -> Actor:
    return people.actor(people.with_role(Role.MODERATOR, chantier))


def entries(actor: Actor, **filters: object) -> list[Entry]:
    return list(queries.queue(actor, Filters(**filters), now()).entries)  # type: ignore[arg-type]


def subjects(actor: Actor, **filters: object) -> list[Subject]:
    return [entry.subject for entry in entries(actor, **filters)]


@pytest.mark.parametrize("kind", QueueKind)
def test_each_part_of_the_queue(app: Flask, kind: QueueKind) -> None:
    waiting.STORIES[kind]()
    (entry,) = entries(moderator())
    assert (entry.kind, entry.own) == (kind, False)
    assert entry.text
    page = queries.queue(moderator(), Filters(kind=kind), now())
    assert page.counts == {kind: 1}
    assert page.late == (entry.due_at < now())


def test_everything_by_due_time_on_one_page(app: Flask) -> None:
    for story in waiting.STORIES.values():
        story()
    page = queries.queue(moderator(), Filters(), now())
    assert {entry.kind for entry in page.entries} == set(QueueKind)
    assert [entry.due_at for entry in page.entries] == sorted(entry.due_at for entry in page.entries)
    assert page.total == len(page.entries) == len(QueueKind)
    assert list(page.counts) == list(QueueKind)


def test_what_waits_for_nobody_is_not_there(app: Flask) -> None:
    proposals.draft()
    proposals.published()
    proposals.submitted(visibility=Visibility.HIDDEN)
    proposals.in_state(ProposalState.RETURNED)
    waiting.commented()
    gone = people.participant()
    waiting.report(gone)
    gone.erased_at = now()
    answered = waiting.overdue()
    answered.state = ProposalState.ANSWERED
    db.session.flush()
    assert entries(moderator()) == []


def test_a_moderator_sees_their_chantiers_and_what_belongs_to_none(app: Flask) -> None:
    here, there = proposals.submitted(chantier_number=4), proposals.submitted(chantier_number=5)
    person, house = people.participant(), people.organisation(people.participant())
    waiting.report(person)
    waiting.report(house)
    waiting.appeal(chantier_number=5)
    assert set(subjects(moderator(4))) == {of(here), of(person), of(house)}
    assert of(there) in subjects(moderator())
    assert subjects(moderator(4), chantier=5) == []
    assert subjects(moderator(4), chantier=4) == [of(here)]


def test_filters(app: Flask) -> None:
    actor = moderator()
    german = proposals.submitted(language="de")
    version = waiting.newest(german)
    version.language = "de"
    placed = proposals.submitted(commune_insee="57480", review_due_at=now() + timedelta(days=9))
    waiting.newest(placed).created_at = now()
    reported, raided = proposals.published(), waiting.raided()
    waiting.report(reported, 3)
    assert subjects(actor, language="de") == [of(german)]
    assert subjects(actor, commune="57480") == [of(placed)]
    assert set(subjects(actor, kind=QueueKind.SUBMITTED, older=7)) == {of(german)}
    assert set(subjects(actor, reports=1)) == {of(reported), of(raided)}
    assert subjects(actor, reports=5) == [of(raided)]
    assert subjects(actor, raid=True) == [of(raided)]
    assert [entry.raid for entry in entries(actor, reports=1) if entry.subject == of(raided)] == [True]
    assert subjects(actor, chantier=9) == []


def test_no_raid_without_a_raid(app: Flask) -> None:
    waiting.report(proposals.published(), 6)
    assert subjects(moderator(), raid=True) == []
    assert [entry.raid for entry in entries(moderator())] == [False]


def test_a_later_version_is_due_from_its_own_day(app: Flask) -> None:
    late = waiting.changed(review_due_at=now() - timedelta(days=300))
    (entry,) = entries(moderator())
    assert entry.subject == of(late)
    assert entry.due_at > now() - timedelta(days=1)


def test_own_and_tied_entries_are_marked(app: Flask) -> None:
    account, friend = people.with_role(Role.MODERATOR), people.participant()
    house, club = people.organisation(account), people.organisation(people.participant())
    foreign = proposals.submitted()
    co_authored = waiting.changed()
    db.session.add_all(
        [
            DeclaredTie(account_id=account.id, person_id=friend.id, declared_at=now()),
            DeclaredTie(account_id=account.id, organisation_id=club.id, declared_at=now()),
            CoAuthor(proposal_id=co_authored.id, account_id=friend.id, since=now()),
        ]
    )
    mine = [
        proposals.submitted(account),
        proposals.submitted(entered_by_id=account.id),
        proposals.submitted(organisation_id=house.id),
        proposals.submitted(friend),
        proposals.submitted(organisation_id=club.id),
        co_authored,
    ]
    found = {entry.subject: entry.own for entry in entries(people.actor(account))}
    assert found == {of(foreign): False} | {of(one): True for one in mine}
    following = queries.next_entry(people.actor(account), Filters(), now())
    assert following is not None
    assert following.subject == of(foreign)


def test_whoever_decided_or_proposed_first_sees_it_marked(app: Flask) -> None:
    first = people.with_role(Role.MODERATOR)
    waiting.appeal(by=first)
    waiting.suspension(by=first)
    assert [entry.own for entry in entries(people.actor(first))] == [True, True]
    assert [entry.own for entry in entries(moderator())] == [False, False]


def test_administrators_see_what_only_they_can_decide(app: Flask) -> None:
    first = people.with_role(Role.MODERATOR, 4)
    administrator = people.actor(people.with_role(Role.ADMINISTRATOR))
    waiting.appeal(by=first, chantier_number=4)
    waiting.suspension(by=first)
    proposals.submitted(chantier_number=4)
    waiting.report(people.participant())
    assert {entry.kind for entry in entries(administrator)} == {QueueKind.APPEAL, QueueKind.SUSPENSION}
    assert entries(administrator, kind=QueueKind.SUBMITTED) == []
    other = people.with_role(Role.MODERATOR, 4)
    assert [entry.kind for entry in entries(administrator)] == [QueueKind.SUSPENSION]
    other.suspended_until = now() + timedelta(days=3)
    db.session.flush()
    assert len(entries(administrator)) == 2


def test_an_administrator_who_moderates_elsewhere(app: Flask) -> None:
    account = people.with_role(Role.ADMINISTRATOR)
    db.session.add(
        people.RoleGrant(account_id=account.id, role=Role.MODERATOR, chantier_number=5, granted_at=now())
    )
    db.session.flush()
    first = people.with_role(Role.MODERATOR, 4)
    waiting.appeal(by=first, chantier_number=4)
    here = proposals.submitted(chantier_number=5)
    proposals.submitted(chantier_number=4)
    assert {entry.kind for entry in entries(people.actor(account))} == {QueueKind.APPEAL, QueueKind.SUBMITTED}
    assert of(here) in subjects(people.actor(account))


def test_pages_of_forty_and_no_other_cursor(app: Flask) -> None:
    author = people.participant()
    made = {of(proposals.submitted(author)) for _ in range(41)}
    comments = {of(waiting.commented(author, Review.WATCHED)) for _ in range(2)}
    actor = moderator()
    first = queries.queue(actor, Filters(), now())
    second = queries.queue(actor, Filters(), now(), first.next)
    assert (len(first.entries), len(second.entries), second.next) == (40, 3, None)
    assert {entry.subject for entry in (*first.entries, *second.entries)} == made | comments
    for cursor in ("zzz", "WzFd", "x" * 300):
        with pytest.raises(Invalid):
            queries.queue(actor, Filters(), now(), cursor)


def test_the_way_from_text_to_text(app: Flask) -> None:
    actor = moderator()
    own = people.with_role(Role.MODERATOR)
    line = [proposals.submitted(review_due_at=now() + timedelta(hours=hours)) for hours in (1, 3, 4)]
    proposals.submitted(own, review_due_at=now() + timedelta(hours=2))
    waiting.overdue()
    middle = queries.beside(people.actor(own), Filters(), of(line[1]), now())
    assert middle.previous is not None
    assert middle.next is not None
    assert (middle.previous.subject, middle.next.subject) == (of(line[0]), of(line[2]))
    first = queries.beside(actor, Filters(), of(line[0]), now())
    assert first.previous is None
    gone = queries.beside(actor, Filters(), of(proposals.published()), now())
    assert gone.next is not None
    assert (gone.previous, gone.next.subject) == (None, of(line[0]))
    last = queries.beside(actor, Filters(), of(line[2]), now())
    assert last.next is None


def test_nobody_is_sent_to_what_somebody_else_reads(app: Flask) -> None:
    first, second = moderator(), moderator()
    line = [proposals.submitted(review_due_at=now() + timedelta(hours=hours)) for hours in (1, 2)]
    moderation.take(first, of(line[0]))
    for actor, expected in ((first, line[0]), (second, line[1])):
        entry = queries.next_entry(actor, Filters(), now())
        assert entry is not None
        assert entry.subject == of(expected)
    later = queries.next_entry(second, Filters(), now() + timedelta(hours=3))
    assert later is not None
    assert later.subject == of(line[0])


def test_excerpts_end_with_a_word() -> None:
    assert shortened("kurz") == "kurz"
    assert shortened("wort " * 40) == "wort " * 28 + "…"
    assert shortened("a" * 141) == "a" * 140 + " …"
    assert shortened("b" * 139 + " " + "c" * 20) == "b" * 139 + " …"
    assert shortened("d" * 100 + " " + "e" * 60) == "d" * 100 + " …"


def test_holders_and_what_a_decision_is_based_on(app: Flask) -> None:
    actor, proposal = moderator(), waiting.changed()
    decision = waiting.hidden(proposal)
    moderation.decide(actor, of(proposal), waiting.Ruling(waiting.DecisionKind.REINSTATE))
    moderation.take(actor, of(proposal))
    (entry,) = entries(moderator())
    assert entry.version == 2
    assert entry.seen > decision.id
    assert entry.holder is not None
    assert entry.holder.account_id == actor.account_id
    assert entry.can_hide


def _many(number: int) -> None:
    """Many submitted proposals, without a deed each."""
    author, moment = people.participant(), now() - timedelta(days=2)
    rows = [
        {
            "chantier_number": 4,
            "kind": ProposalKind.IDEA,
            "state": ProposalState.SUBMITTED,
            "title": f"Un verger, numéro {at}",
            "body": proposals.BODY,
            "language": "fr",
            "author_id": author.id,
            "created_at": moment,
            "changed_at": moment,
            "random_key": at,
        }
        for at in range(number)
    ]
    ids = db.session.scalars(sa.insert(Proposal).returning(Proposal.id), rows).all()
    versions = [
        {
            "proposal_id": made,
            "number": 1,
            "title": "Un verger",
            "body": "…",
            "language": "fr",
            "created_at": moment,
        }
        for made in ids
    ]
    db.session.execute(sa.insert(ProposalVersion), versions)
    db.session.flush()


def test_ten_thousand_items_cost_as_few_statements_as_one(app: Flask) -> None:
    actor = moderator()
    waiting.raided()
    with counted() as few:
        queries.queue(actor, Filters(), now())
    _many(10_000)
    with counted() as many:
        page = queries.queue(actor, Filters(), now())
    assert page.total == 10_001
    assert len(many) <= len(few) <= 6
    with counted() as around:
        queries.beside(actor, Filters(), page.entries[20].subject, now())
    assert len(around) == 1


def test_the_system_sees_everything(app: Flask) -> None:
    for story in waiting.STORIES.values():
        story()
    assert len(entries(SYSTEM)) == len(QueueKind)
