"""Editors prepare, change, publish, call off and report; nobody's work or place is lost on the way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM, VISITOR, Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Outdated
from consult.models.events import Event
from consult.models.notifications import OutboxItem
from consult.models.search import SearchEntry
from consult.queries import events as queries
from consult.rules.events import Audience, EventStatus, RegistrationStatus
from consult.rules.programme import Precision
from consult.services import events
from tests.factories import events as stories
from tests.factories import people, programme, proposals
from tests.services.test_events import counts, person, refused, told


def editor(chantier: int | None = 4) -> Actor:
    return people.actor(people.with_role(Role.EDITOR, chantier))


def fields_refused(deed: object, *given: object) -> set[str | None]:
    with pytest.raises(Invalid) as refusal:
        deed(*given)  # type: ignore[operator]
    return {refusal.value.field, *(other.field for other in refusal.value.also)}


def test_a_draft_is_its_editors_only(app: Flask) -> None:
    with pytest.raises(NotAllowed):
        events.prepare(person(), stories.fields())
    with pytest.raises(NotAllowed):
        events.prepare(editor(5), stories.fields())
    event = events.prepare(editor(), stories.fields())
    assert (event.status, event.revision, event.sequence) == (EventStatus.DRAFT, 1, 0)
    assert queries.one.page(editor(), event.id).may_edit
    for reader in (VISITOR, person(), editor(5)):
        with pytest.raises(NotFound):
            queries.one.page(reader, event.id)
    events.publish(editor(), event.id)
    assert queries.one.page(VISITOR, event.id).event is event
    assert refused(events.publish, editor(), event.id) == "event_published"


def test_days_follow_from_hours(app: Flask) -> None:
    noon = datetime(2030, 5, 4, 10, tzinfo=UTC)
    hours = {"starts_at": noon, "ends_at": noon + timedelta(hours=2)}
    year = {"precision": Precision.YEAR, "starts_on": date(2019, 1, 1), "ends_on": date(2019, 12, 31)}
    event = stories.draft(**hours, **year)
    assert event.precision is Precision.DAY
    assert event.starts_on == event.ends_on == stories.fields_of(event).starts_on
    vague = stories.draft(
        starts_at=None,
        ends_at=None,
        registration=False,
        precision=Precision.PERIOD,
        starts_on=date(2019, 1, 30),
        ends_on=date(2019, 5, 9),
    )
    assert (vague.precision, vague.starts_on) == (Precision.PERIOD, date(2019, 1, 30))


def test_each_wrong_field_is_named(app: Flask) -> None:
    wrong = stories.fields(
        title={},
        languages=(),
        registration=True,
        venues=(
            stories.room(0),
            stories.room(name={}),
            stories.room(),
            stories.online(url="javascript:alert(1)"),
        ),
    )
    names = {"title", "languages", "venues", "venues-0-capacity", "venues-1-name", "venues-3-url"}
    assert fields_refused(events.prepare, SYSTEM, wrong) == names
    backwards = stories.fields()
    backwards = replace(backwards, ends_at=backwards.starts_at)
    assert fields_refused(events.prepare, SYSTEM, backwards) == {"ends_at"}
    far = replace(backwards, ends_at=datetime(9999, 12, 31, 22, tzinfo=UTC))
    assert fields_refused(events.prepare, SYSTEM, far) == {"ends_at"}
    vague = stories.fields(starts_at=None, ends_at=None)
    assert fields_refused(events.prepare, SYSTEM, vague) == {"registration"}
    past = replace(vague, registration=False, starts_on=date(202, 1, 1), ends_on=date(9999, 12, 31))
    assert fields_refused(events.prepare, SYSTEM, past) == {"starts_on", "ends_on"}
    two_months = {"starts_on": date(2030, 1, 30), "ends_on": date(2030, 2, 1)}
    for precision in (Precision.DAY, Precision.MONTH):
        wide = replace(vague, registration=False, precision=precision, **two_months)
        assert fields_refused(events.prepare, SYSTEM, wide) == {"ends_on"}
    assert events.prepare(SYSTEM, replace(wide, precision=Precision.QUARTER)).ends_on == date(2030, 2, 1)


def test_a_change_over_another_one_is_stale(app: Flask) -> None:
    event = stories.published()
    mine = stories.fields_of(event, host={"fr": "La mairie"})
    events.change(editor(), event.id, mine, 1)
    with pytest.raises(Outdated):
        events.change(editor(), event.id, stories.fields_of(event), 1)
    assert event.host == {"fr": "La mairie"}
    assert (event.revision, event.sequence, told("event-moved")) == (2, 0, [])


def test_who_holds_a_place_hears_when_it_moves(app: Flask) -> None:
    event = stories.published(venues=(stories.room(1),))
    crowd = [person(), person()]
    for each in crowd:
        events.register(each, event.id, event.venues[0].id)
    room = replace(stories.fields_of(event).venues[0], address="2 rue des Vergers")
    events.change(SYSTEM, event.id, stories.fields_of(event, venues=(room,)), 1)
    assert event.sequence == 1
    assert told("event-moved") == [each.account_id for each in crowd]
    events.change(SYSTEM, event.id, stories.fields_of(event, summary={"fr": "Autre chose."}), 2)
    assert (event.revision, event.sequence, len(told("event-moved"))) == (3, 1, 2)


def test_a_larger_room_moves_people_up_and_a_smaller_one_puts_nobody_out(app: Flask) -> None:
    event = stories.published(venues=(stories.room(1), stories.room(4)))
    crowd = [person() for _ in range(4)]
    for each in crowd:
        events.register(each, event.id, event.venues[0].id)
    hall, spare = stories.fields_of(event).venues

    def resized(capacity: int | None) -> object:
        return stories.fields_of(event, venues=(replace(hall, capacity=capacity), spare))

    events.change(SYSTEM, event.id, resized(3), 1)
    assert counts(event)[0] == (3, 1)
    assert told("event-moved-up") == [each.account_id for each in crowd[1:3]]
    assert fields_refused(events.change, SYSTEM, event.id, resized(2), 2) == {"venues-0-capacity"}
    without = stories.fields_of(event, venues=(spare,))
    assert fields_refused(events.change, SYSTEM, event.id, without, 2) == {"venues"}
    swapped = stories.fields_of(event, venues=(spare, replace(hall, capacity=None)))
    events.change(SYSTEM, event.id, swapped, 2)
    assert [venue.id for venue in event.venues] == [spare.id, hall.id]
    assert counts(event) == [(0, 0), (4, 0)]


def test_called_off_it_stays_readable_and_takes_nobody(app: Flask) -> None:
    event = stories.published()
    anne = person()
    events.register(anne, event.id, event.venues[0].id)
    assert fields_refused(events.cancel, SYSTEM, event.id, {}) == {"why"}
    events.cancel(editor(), event.id, {"fr": "La salle est inondée."})
    assert (event.status, event.sequence) == (EventStatus.CANCELLED, 1)
    assert told("event-cancelled") == [anne.account_id]
    assert queries.one.page(anne, event.id).own is not None
    assert refused(events.register, person(), event.id, event.venues[0].id) == "cancelled"
    assert refused(events.withdraw, anne, event.id) == "cancelled"
    assert refused(events.cancel, SYSTEM, event.id, {"fr": "Encore."}) == "not_published"
    with pytest.raises(Conflict):
        events.change(SYSTEM, event.id, stories.fields_of(event), event.revision)


def test_the_report_links_what_everybody_may_read_and_mails_once(app: Flask) -> None:
    event = stories.published(venues=(stories.room(1),))
    crowd = [person(), person()]
    for each in crowd:
        events.register(each, event.id, event.venues[0].id)
    shown, draft = proposals.published(), proposals.in_state(proposals.ProposalState.DRAFT)
    told_of = {"fr": "Nous étions deux."}
    assert refused(events.report, SYSTEM, event.id, told_of, [shown.id]) == "not_begun"
    with time_machine.travel(event.ends_at, tick=False):
        events.report(SYSTEM, event.id, told_of, [shown.id, draft.id])
        events.report(SYSTEM, event.id, {"fr": "Nous étions trois."}, [shown.id])
        page = queries.one.page(VISITOR, event.id)
    assert [card.id for card in page.proposals] == [shown.id]
    assert told("event-reported") == [crowd[0].account_id]


def test_editors_see_who_comes_in_order(app: Flask) -> None:
    event = stories.published(venues=(stories.room(1), stories.online()))
    names = []
    for number in range(3):
        account = people.participant()
        names.append(account.display_name)
        events.register(people.actor(account), event.id, event.venues[0 if number < 2 else 1].id)
    found = queries.attendance(event.id)
    assert [row.name for row in found] == names
    comes, waits = RegistrationStatus.REGISTERED, RegistrationStatus.WAITING
    assert [row.status for row in found] == [comes, waits, comes]


def test_search_finds_published_and_cancelled_events_but_no_draft(app: Flask) -> None:
    def found() -> list[tuple[str, str | None]]:
        rows = db.session.execute(
            sa.select(SearchEntry.key, SearchEntry.status).where(SearchEntry.key.startswith("event-"))
        )
        return [(key, status) for key, status in rows]

    event = stories.draft()
    assert found() == []
    events.publish(SYSTEM, event.id)
    assert found() == [(f"event-{event.id}", "published")]
    events.cancel(SYSTEM, event.id, {"fr": "Trop peu de monde."})
    assert found() == [(f"event-{event.id}", "cancelled")]


def test_a_past_event_that_is_corrected_mails_nobody(app: Flask) -> None:
    event = stories.published()
    events.register(person(), event.id, event.venues[0].id)
    event = stories.moved(event, -timedelta(days=20))
    sooner = event.starts_at - timedelta(hours=1)
    events.change(SYSTEM, event.id, stories.fields_of(event, starts_at=sooner), 1)
    assert event.sequence == 1
    assert not db.session.scalars(sa.select(OutboxItem).where(OutboxItem.event == "event-moved")).all()


def test_what_is_over_is_neither_called_off_nor_held_again(app: Flask) -> None:
    days_only = {"starts_at": None, "ends_at": None, "registration": False, "starts_on": date(2019, 1, 1)}
    vague = stories.published(precision=Precision.YEAR, ends_on=date(2019, 12, 31), **days_only)
    exact = stories.moved(stories.published(), -timedelta(days=20))
    later = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 12, 31)}
    for event, again, field in (
        (vague, stories.fields_of(vague, **later), "ends_on"),
        (exact, stories.fields_of(exact, ends_at=now() + timedelta(days=1)), "ends_at"),
    ):
        page = queries.one.page(VISITOR, event.id)
        assert (page.begun, page.over) == (True, True)
        assert refused(events.cancel, SYSTEM, event.id, {"fr": "Trop tard."}) == "event_over"
        assert fields_refused(events.change, SYSTEM, event.id, again, event.revision) == {field}
    long = stories.published(precision=Precision.PERIOD, ends_on=date(2040, 12, 31), **days_only)
    page = queries.one.page(VISITOR, long.id)
    assert (page.begun, page.over) == (True, False)
    listed = [queries.listing.page(queries.listing.EventFilters(past=past)).events for past in (True, False)]
    assert [[event.id for event in each] for each in listed] == [[exact.id, vague.id], [long.id]]


def test_an_event_of_no_chantier_is_kept_by_any_editor(app: Flask) -> None:
    event = events.prepare(editor(7), stories.fields(chantier_number=None))
    assert isinstance(event, Event)
    taken = stories.fields_of(event, chantier_number=4)
    with pytest.raises(NotAllowed):
        events.change(editor(7), event.id, taken, 1)


def test_an_event_stands_on_actions_of_its_own_chantier_or_of_its_editor(app: Flask) -> None:
    elsewhere, here = programme.action(10), programme.action(4)
    with pytest.raises(Invalid) as refusal:
        events.prepare(editor(4), stories.fields(action_id=elsewhere.id))
    assert refusal.value.code == "foreign_action"
    assert events.prepare(editor(4), stories.fields(action_id=here.id)).action_id == here.id


def test_what_is_to_come_does_not_slip_into_the_past(app: Flask) -> None:
    event = stories.published()
    past = now() - timedelta(days=400)
    with pytest.raises(Invalid) as refusal:
        wanted = stories.fields_of(event, starts_at=past, ends_at=past + timedelta(hours=2))
        events.change(SYSTEM, event.id, wanted, event.revision)
    assert refusal.value.code == "event_to_come"


@pytest.mark.parametrize("change", [{"registration": False}, {"audience": Audience.COUNCILLORS}])
def test_terms_stay_once_somebody_registered(app: Flask, change: dict[str, object]) -> None:
    event = stories.published()
    events.change(SYSTEM, event.id, stories.fields_of(event, **change), event.revision)
    event = stories.published()
    events.register(people.actor(people.participant()), event.id, event.venues[0].id)
    with pytest.raises(Invalid) as refusal:
        events.change(SYSTEM, event.id, stories.fields_of(event, **change), event.revision)
    assert refusal.value.code == "people_registered"


def test_the_second_of_two_reports_is_stale(app: Flask) -> None:
    event = stories.over()
    seen = event.revision
    events.report(SYSTEM, event.id, {"fr": "Dix arbres."}, [], seen)
    with pytest.raises(Outdated):
        events.report(SYSTEM, event.id, {"fr": "Vingt arbres."}, [], seen)
    assert event.report == {"fr": "Dix arbres."}
