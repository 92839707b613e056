"""Two hundred people want thirty places at once, then ten give theirs back: nobody is lost or passed."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Actor
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict
from consult.models.events import Event, Registration, Venue
from consult.models.notifications import OutboxItem
from consult.rules.events import EventStatus, RegistrationStatus
from consult.services import events
from tests.factories import events as stories
from tests.factories import people

PEOPLE, PLACES, THREADS = 200, 30, 25
Deed = Callable[[], object]
R = RegistrationStatus


def storm(app: Flask, deeds: list[Deed]) -> list[str]:
    """Each deed in a transaction of its own, the first ones at the same moment; ``done`` or the refusal."""
    together = min(THREADS, len(deeds))
    start = Barrier(together)

    def work(deed: Deed) -> str:
        with app.app_context():
            while True:
                try:
                    with writing():
                        deed()
                    return "done"
                except Conflict as refusal:
                    return refusal.code
                except sa.exc.OperationalError as error:
                    if "database is locked" not in str(error):
                        raise
                finally:
                    db.session.remove()

    def first(deed: Deed) -> str:
        start.wait(30)
        return work(deed)

    with ThreadPoolExecutor(together) as pool:
        burst = list(pool.map(first, deeds[:together]))
        return burst + list(pool.map(work, deeds[together:]))


def full_house(capacity: int, crowd: int) -> tuple[int, int, list[Actor]]:
    with writing():
        event = stories.published(venues=(stories.room(capacity),))
        actors = [people.actor(people.participant()) for _ in range(crowd)]
        return event.id, event.venues[0].id, actors


def rows(event_id: int) -> list[Registration]:
    db.session.rollback()
    found = sa.select(Registration).where(Registration.event_id == event_id).order_by(Registration.ticket)
    return list(db.session.scalars(found))


def kept(venue_id: int) -> tuple[int, int]:
    venue = db.session.get(Venue, venue_id, populate_existing=True)
    assert venue is not None
    return venue.registered, venue.waiting


def test_200_people_on_30_places_are_30_and_a_line_of_170(real_app: Flask) -> None:
    event_id, venue_id, crowd = full_house(PLACES, PEOPLE)
    deeds: list[Deed] = [lambda who=who: events.register(who, event_id, venue_id) for who in crowd]  # type: ignore[misc]
    assert storm(real_app, deeds) == ["done"] * PEOPLE
    line = rows(event_id)
    assert [row.ticket for row in line] == list(range(1, PEOPLE + 1))
    assert [row.status for row in line] == [R.REGISTERED] * PLACES + [R.WAITING] * (PEOPLE - PLACES)
    assert kept(venue_id) == (PLACES, PEOPLE - PLACES)
    _ten_leave(real_app, event_id, venue_id, line)


def _ten_leave(app: Flask, event_id: int, venue_id: int, line: list[Registration]) -> None:
    """Of those with a place, all at once: the first ten of the line have theirs, in its order."""
    with writing():
        leaving = [people.actor(row.account) for row in _with_accounts(event_id, 10)]
    tickets = [row.ticket for row in line]
    deeds: list[Deed] = [lambda who=who: events.withdraw(who, event_id) for who in leaving]  # type: ignore[misc]
    assert storm(app, deeds) == ["done"] * 10
    after = {row.ticket: row for row in rows(event_id)}
    assert [after[ticket].status for ticket in tickets[:10]] == [R.CANCELLED] * 10
    assert {after[ticket].status for ticket in tickets[10 : PLACES + 10]} == {R.REGISTERED}
    assert {after[ticket].status for ticket in tickets[PLACES + 10 :]} == {R.WAITING}
    assert kept(venue_id) == (PLACES, PEOPLE - PLACES - 10)
    letters = sa.select(OutboxItem.account_id).where(OutboxItem.event == "event-moved-up")
    told = list(db.session.scalars(letters.order_by(OutboxItem.id)))
    assert sorted(told) == sorted(after[ticket].account_id for ticket in tickets[PLACES : PLACES + 10])
    moved = [after[ticket].moved_up_at for ticket in tickets[PLACES : PLACES + 10]]
    assert moved == sorted(moved)


def _with_accounts(event_id: int, count: int) -> list[Registration]:
    found = sa.select(Registration).options(sa.orm.joinedload(Registration.account))
    wanted = found.where(Registration.event_id == event_id).order_by(Registration.ticket).limit(count)
    return list(db.session.scalars(wanted))


def test_one_person_fifty_times_at_once_has_one_place(real_app: Flask) -> None:
    event_id, venue_id, (anne,) = full_house(PLACES, 1)
    results = storm(real_app, [lambda: events.register(anne, event_id, venue_id)] * 50)
    assert Counter(results) == {"done": 1, "already_registered": 49}
    assert kept(venue_id) == (1, 0)


def test_of_two_editors_at_once_one_hears_that_the_event_changed(real_app: Flask) -> None:
    event_id, _, _ = full_house(PLACES, 0)
    with writing():
        event = db.session.get(Event, event_id)
        assert event is not None
        wanted = [stories.fields(venues=(stories.room(address=f"{n} quai des Vergers"),)) for n in range(2)]
    deeds: list[Deed] = [lambda to=to: events.change(SYSTEM, event_id, to, 1) for to in wanted]  # type: ignore[misc]
    assert sorted(storm(real_app, deeds)) == ["done", "event_changed"]
    db.session.rollback()
    event = db.session.get(Event, event_id, populate_existing=True)
    assert event is not None
    assert (event.revision, event.sequence) == (2, 1)


def test_who_registers_while_it_is_cancelled_is_in_and_told_or_clearly_refused(real_app: Flask) -> None:
    event_id, venue_id, crowd = full_house(5, 24)
    deeds: list[Deed] = [lambda who=who: events.register(who, event_id, venue_id) for who in crowd]  # type: ignore[misc]
    deeds.insert(12, lambda: events.cancel(SYSTEM, event_id, {"fr": "La salle est inondée."}))
    results = storm(real_app, deeds)
    assert results.pop(12) == "done"
    assert set(results) <= {"done", "cancelled"}
    inside = {row.account_id for row in rows(event_id)}
    assert len(inside) == results.count("done") == sum(kept(venue_id))
    told = sa.select(OutboxItem.account_id).where(OutboxItem.event == "event-cancelled")
    assert set(db.session.scalars(told)) == inside
    event = db.session.get(Event, event_id)
    assert event is not None
    assert event.status is EventStatus.CANCELLED


def test_leaving_switching_and_coming_at_once_keep_every_count_true(real_app: Flask) -> None:
    with writing():
        event = stories.published(venues=(stories.room(6), stories.room(6)))
        event_id, venues = event.id, [venue.id for venue in event.venues]
        crowd = [people.actor(people.participant()) for _ in range(40)]
        for number, who in enumerate(crowd[:20]):
            events.register(who, event_id, venues[number % 2])
    deeds: list[Deed] = []
    for number, who in enumerate(crowd):
        if number >= 20:
            deeds.append(lambda who=who, to=venues[number % 2]: events.register(who, event_id, to))  # type: ignore[misc]
        elif number % 4 == 0:
            deeds.append(lambda who=who: events.withdraw(who, event_id))  # type: ignore[misc]
        else:
            deeds.append(lambda who=who, to=venues[(number + 1) % 2]: events.switch(who, event_id, to))  # type: ignore[misc]
    assert set(storm(real_app, deeds)) == {"done"}
    live = rows(event_id)
    for venue_id in venues:
        here = [row for row in live if row.venue_id == venue_id]
        status = Counter(row.status for row in here)
        assert kept(venue_id) == (status[R.REGISTERED], status[R.WAITING])
        assert status[R.REGISTERED] == 6
    assert len({row.ticket for row in live}) == len(live)
