"""The lists of meetings: in order of time, page by page, narrowed, and with a fixed number of statements."""

from datetime import date, timedelta

from flask import Flask

from consult.kernel.actor import SYSTEM, VISITOR
from consult.models.events import Event
from consult.queries import events as queries
from consult.queries.events import EventFilters
from consult.rules.events import EventKind
from consult.rules.programme import Precision
from consult.services import events
from tests.factories import events as stories
from tests.factories import people
from tests.support.statements import counted


def in_days(days: float, **values: object) -> Event:
    starts_at = stories.now().replace(microsecond=0) + timedelta(days=days)
    return stories.published(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), **values)


def ids(filters: EventFilters, after: str | None = None) -> list[int]:
    return [event.id for event in queries.listing.page(filters, after).events]


def vague(day: date) -> Event:
    return stories.published(
        starts_at=None,
        ends_at=None,
        registration=False,
        precision=Precision.PERIOD,
        starts_on=day,
        ends_on=day + timedelta(days=90),
    )


def test_the_soonest_first_then_page_by_page_and_the_latest_first_of_the_past(app: Flask) -> None:
    coming = [in_days(day).id for day in range(25, 0, -1)][::-1]
    past = [in_days(-day).id for day in range(1, 24)]
    announced = vague(date(2019, 1, 30)).id
    first = queries.listing.page(EventFilters())
    assert [event.id for event in first.events] == coming[:20]
    assert ids(EventFilters(), first.after) == coming[20:]
    before = queries.listing.page(EventFilters(past=True))
    assert [event.id for event in before.events] == past[:20]
    assert ids(EventFilters(past=True), before.after) == [*past[20:], announced]
    assert [event.id for event in queries.coming(2)] == coming[:2]


def test_drafts_stand_nowhere_and_cancelled_events_do(app: Flask) -> None:
    draft, off = stories.draft(), in_days(3)
    events.cancel(SYSTEM, off.id, {"fr": "Pluie."})
    assert ids(EventFilters()) == [off.id]
    assert [event.id for event in queries.for_calendar()] == [off.id]
    assert not list(queries.for_calendar(event_id=draft.id))
    assert queries.coming() == []


def test_each_filter_narrows(app: Flask) -> None:
    walk = in_days(2, kind=EventKind.WALK, languages=("de",), interpreting=())
    far = in_days(3, chantier_number=5, venues=(stories.room(commune_insee="57039"),))
    assert ids(EventFilters(kind=EventKind.WALK)) == [walk.id]
    assert ids(EventFilters(chantier=5)) == [far.id]
    assert ids(EventFilters(commune="57039")) == [far.id]
    assert ids(EventFilters(language="fr")) == [far.id]
    assert ids(EventFilters(language="de")) == [walk.id, far.id]
    assert [event.id for event in queries.of_chantier(5, 3)] == [far.id]
    assert [event.id for event in queries.of_commune("57039", 3)] == [far.id]


def test_few_rows_or_many_cost_the_same(app: Flask) -> None:
    event = stories.published(venues=(stories.room(1), stories.online()))
    number = event.id
    actor = people.actor(people.participant())
    for venue_id in (event.venues[0].id, event.venues[1].id):
        events.register(people.actor(people.participant()), event.id, venue_id)
    events.register(actor, event.id, event.venues[0].id)
    for page, most in (
        (lambda: queries.one.page(VISITOR, number), 3),
        (lambda: queries.one.page(actor, number), 5),
        (lambda: queries.listing.page(EventFilters()), 4),
        (lambda: queries.of_chantier(4, 3), 4),
    ):
        stories.db.session.flush()
        stories.db.session.expunge_all()
        with counted() as seen:
            page()
        assert len(seen) <= most, seen
