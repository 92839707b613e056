"""A person registers, waits, moves up, switches and withdraws; every refusal has its sentence."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM, VISITOR
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed, NotFound
from consult.models.events import Event, Registration
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.queries import events as queries
from consult.queries.leaving import own_data
from consult.rules.events import Audience, RegistrationStatus
from consult.services import accounts, events, retention
from tests.factories import councils, people
from tests.factories import events as stories

R = RegistrationStatus


def person() -> people.Actor:
    return people.actor(people.participant())


def counts(event: Event) -> list[tuple[int, int]]:
    return [(venue.registered, venue.waiting) for venue in queries.locked(event.id).venues]


def told(letter: str) -> list[int]:
    found = sa.select(OutboxItem.account_id).where(OutboxItem.event == letter).order_by(OutboxItem.id)
    return list(db.session.scalars(found))


def refused(deed: object, *given: object) -> str:
    with pytest.raises(Conflict) as refusal:
        deed(*given)  # type: ignore[operator]
    return refusal.value.code


def test_two_come_and_the_third_waits_and_moves_up(app: Flask) -> None:
    event = stories.published()
    venue = event.venues[0].id
    crowd = [person() for _ in range(4)]
    rows = [events.register(each, event.id, venue) for each in crowd]
    assert [row.status for row in rows] == [R.REGISTERED, R.REGISTERED, R.WAITING, R.WAITING]
    assert [row.ticket for row in rows] == [1, 2, 3, 4]
    assert counts(event) == [(2, 2)]
    assert queries.one.page(crowd[3], event.id).place_in_line == 2
    events.withdraw(crowd[0], event.id)
    assert counts(event) == [(2, 1)]
    assert told("event-moved-up") == [crowd[2].account_id]
    assert queries.one.page(crowd[3], event.id).place_in_line == 1
    assert told("event-registered") == [crowd[0].account_id, crowd[1].account_id]
    assert told("event-waiting") == [crowd[2].account_id, crowd[3].account_id]


def test_once_an_event_and_who_comes_again_stands_last(app: Flask) -> None:
    event = stories.published(venues=(stories.room(1),))
    venue = event.venues[0].id
    anne, bruno, chloe = person(), person(), person()
    for each in (anne, bruno, chloe):
        events.register(each, event.id, venue)
    assert refused(events.register, anne, event.id, venue) == "already_registered"
    events.withdraw(anne, event.id)
    assert refused(events.withdraw, anne, event.id) == "not_registered"
    again = events.register(anne, event.id, venue)
    assert (again.status, again.ticket) == (R.WAITING, 4)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Registration)) == 3
    assert counts(event) == [(1, 2)]


def test_another_venue_is_taken_in_one_deed(app: Flask) -> None:
    event = stories.published(venues=(stories.room(1), stories.online()))
    hall, stream = (venue.id for venue in event.venues)
    anne, bruno = person(), person()
    events.register(anne, event.id, hall)
    events.register(bruno, event.id, hall)
    assert refused(events.switch, anne, event.id, hall) == "already_registered"
    row = events.switch(anne, event.id, stream)
    assert (row.status, row.venue_id, row.ticket) == (R.REGISTERED, stream, 3)
    assert counts(event) == [(1, 0), (1, 0)]
    assert told("event-moved-up") == [bruno.account_id]


def test_who_may_not_register_hears_why(app: Flask) -> None:
    anne, member = person(), people.participant()
    councils.claimed(councils.councillor(), member)
    event = stories.published(audience=Audience.COUNCILLORS)
    venue = event.venues[0].id
    assert refused(events.register, anne, event.id, venue) == "councillors_only"
    assert events.register(people.actor(member), event.id, venue).status is R.REGISTERED
    with pytest.raises(NotAllowed):
        events.register(VISITOR, event.id, venue)
    with pytest.raises(NotFound):
        events.register(anne, stories.draft().id, 1)
    with pytest.raises(NotFound):
        events.register(anne, stories.published().id, venue)
    without = stories.published(registration=False)
    assert refused(events.register, anne, without.id, without.venues[0].id) == "without_registration"
    with time_machine.travel(event.starts_at, tick=False):
        assert refused(events.register, people.actor(member), event.id, venue) == "registration_over"


def test_a_suspended_person_gives_the_place_back_and_takes_none(app: Flask) -> None:
    account = people.participant()
    event, other = stories.published(), stories.published()
    events.register(people.actor(account), event.id, event.venues[0].id)
    account.suspended_until = now() + timedelta(days=3)
    db.session.flush()
    with pytest.raises(NotAllowed):
        events.register(people.actor(account), other.id, other.venues[0].id)
    events.withdraw(people.actor(account), event.id)
    assert counts(event) == [(0, 0)]


def test_nobody_moves_up_once_it_has_begun(app: Flask) -> None:
    event = stories.published(venues=(stories.room(1),))
    anne, bruno = person(), person()
    for each in (anne, bruno):
        events.register(each, event.id, event.venues[0].id)
    with time_machine.travel(event.starts_at + timedelta(minutes=5), tick=False):
        events.withdraw(anne, event.id)
    assert counts(event) == [(0, 1)]
    with time_machine.travel(event.ends_at, tick=False):
        assert refused(events.withdraw, bruno, event.id) == "event_over"


def test_who_leaves_the_platform_frees_the_place(app: Flask) -> None:
    event = stories.published(venues=(stories.room(1),))
    past = stories.published()
    anne, bruno = person(), person()
    for each in (anne, bruno):
        events.register(each, event.id, event.venues[0].id)
    events.register(anne, past.id, past.venues[0].id)
    stories.moved(past, -timedelta(days=11))
    accounts.erase(anne, None)
    assert counts(event) == [(1, 0)]
    assert counts(past) == [(1, 0)]
    assert told("event-moved-up") == [bruno.account_id]
    assert set(db.session.scalars(sa.select(Registration.account_id))) == {bruno.account_id}


def test_one_takes_ones_own_registrations_along(app: Flask) -> None:
    event = stories.published()
    anne = person()
    events.register(anne, event.id, event.venues[0].id)
    (part,) = own_data(anne.account_id)["registrations"]
    assert (part["event_id"], part["status"], part["ticket"]) == (event.id, R.REGISTERED, 1)


def test_counts_of_who_came_outlive_their_rows(app: Flask) -> None:
    event = stories.published()
    events.register(person(), event.id, event.venues[0].id)
    with time_machine.travel(event.ends_at + timedelta(days=91), tick=False):
        assert retention.clear()["registrations"] == 1
    assert counts(event) == [(1, 0)]


def test_the_journal_holds_numbers_only(app: Flask) -> None:
    event = stories.published()
    anne = person()
    row = events.register(anne, event.id, event.venues[0].id)
    events.withdraw(anne, event.id)
    lines = db.session.execute(
        sa.select(JournalEntry.event, JournalEntry.facts)
        .where(JournalEntry.subject_kind == "event")
        .order_by(JournalEntry.id)
    ).all()
    facts = {"registration_id": row.id, "venue_id": event.venues[0].id}
    assert [tuple(line) for line in lines[2:]] == [
        ("registration.registered", facts),
        ("registration.withdrawn", facts),
    ]


def test_each_registered_person_is_reminded_once_and_again_when_it_moves(app: Flask) -> None:
    event = stories.published()
    crowd = [person() for _ in range(3)]
    for each in crowd:
        events.register(each, event.id, event.venues[0].id)
    assert events.remind() == 0
    with time_machine.travel(event.starts_at - timedelta(days=2), tick=False):
        assert [events.remind(1), events.remind(1), events.remind(1)] == [1, 1, 0]
        assert told("event-reminder") == [each.account_id for each in crowd[:2]]
        later = {
            "starts_at": event.starts_at + timedelta(hours=3),
            "ends_at": event.ends_at + timedelta(hours=3),
        }
        events.change(SYSTEM, event.id, stories.fields_of(event, **later), event.revision)
        assert events.remind() == 0
    with time_machine.travel(event.starts_at - timedelta(hours=30), tick=False):
        assert events.remind() == 2
        assert events.remind() == 0
    cancelled = events.cancel(SYSTEM, event.id, {"fr": "La salle est inondée."})
    with time_machine.travel(cancelled.starts_at - timedelta(minutes=1), tick=False):
        assert events.remind() == 0
