"""Calendars as other programs read them: parsed again with ``icalendar``, moment for moment."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from icalendar import Calendar

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.events import Event
from consult.rules.programme import Precision
from consult.services import events as services
from tests.factories import events
from tests.support.browser import Browser, Page
from tests.support.statements import counted

PARIS_DAY = datetime(2026, 10, 25, tzinfo=UTC)
HOSTILE = "Fête, au ; « verger »\r\nBEGIN:VEVENT\r\nX-EVIL:1\\n"


@pytest.fixture(autouse=True)
def in_september() -> Iterator[None]:
    """Some weeks before the night in which the clocks go back."""
    with time_machine.travel(datetime(2026, 9, 1, 8, tzinfo=UTC), tick=False):
        yield


def parsed(page: Page) -> Any:
    assert page.response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = page.response.data
    assert text.replace(b"\r\n", b"").count(b"\n") == 0, "every line ends with CRLF"
    assert all(len(line) <= 75 for line in text.split(b"\r\n")), "no line is longer than 75 octets"
    found = Calendar.from_ical(text)
    assert isinstance(found, Calendar)
    assert found["VERSION"] == "2.0"
    assert not [error for part in found.walk() for error in part.errors]
    return found


def entries(page: Page) -> list[Any]:
    """The events of a calendar; ``icalendar`` types a property as any of thirty kinds."""
    return list(parsed(page).walk("VEVENT"))


def at(start: datetime, hours: float = 2, **values: object) -> Event:
    return events.published(starts_at=start, ends_at=start + timedelta(hours=hours), **values)


@pytest.mark.parametrize("hour", [-3, -1, -0.5, 0, 0.5, 1, 9])
def test_moments_survive_the_night_in_which_the_clocks_go_back(browser: Browser, hour: float) -> None:
    start = PARIS_DAY + timedelta(hours=hour)
    event = at(start, 1.25)
    page = browser.get(f"/de/events/{event.id}.ics")
    (entry,) = entries(page)
    assert entry.start.astimezone(UTC) == start
    assert entry.end.astimezone(UTC) == start + timedelta(hours=1.25)
    assert b"TZID=Europe/Paris" in page.response.data or start.hour in (0, 1)


def test_the_zone_says_when_its_clocks_change(browser: Browser) -> None:
    at(datetime(2026, 9, 15, 16, tzinfo=UTC))
    at(datetime(2027, 4, 10, 16, tzinfo=UTC))
    calendar = parsed(browser.get("/fr/events.ics"))
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Paris"
    told = [
        (part.name, f"{part['DTSTART'].dt:%Y-%m-%d %H}", part["TZOFFSETTO"].td) for part in zone.subcomponents
    ]
    assert told == [
        ("STANDARD", "2026-01-01 01", timedelta(hours=1)),
        ("DAYLIGHT", "2026-03-29 02", timedelta(hours=2)),
        ("STANDARD", "2026-10-25 03", timedelta(hours=1)),
        ("DAYLIGHT", "2027-03-28 02", timedelta(hours=2)),
    ]
    own = zone.to_tz()
    for entry in calendar.walk("VEVENT"):
        assert entry.start.replace(tzinfo=own).utcoffset() == entry.start.utcoffset()


def test_an_event_known_only_by_its_days_spans_all_of_them(browser: Browser) -> None:
    event = events.published(
        starts_at=None,
        ends_at=None,
        registration=False,
        precision=Precision.PERIOD,
        starts_on=date(2026, 9, 30),
        ends_on=date(2026, 11, 9),
    )
    page = browser.get(f"/fr/events/{event.id}.ics")
    (entry,) = entries(page)
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 9, 30), date(2026, 11, 10))
    assert entry["TRANSP"] == "TRANSPARENT"
    assert b"VTIMEZONE" not in page.response.data
    assert "30 septembre et le 9 novembre 2026" in entry["DESCRIPTION"]


def test_a_moved_event_keeps_its_uid_and_a_cancelled_one_stays_and_says_why(browser: Browser) -> None:
    event = at(PARIS_DAY)
    path = f"/de/events/{event.id}.ics"
    (first,) = entries(browser.get(path))
    assert (first["SEQUENCE"], first["STATUS"]) == (0, "CONFIRMED")
    later = PARIS_DAY + timedelta(days=7)
    changed = events.fields_of(event, starts_at=later, ends_at=later + timedelta(hours=2))
    services.change(SYSTEM, event.id, changed, event.revision)
    (second,) = entries(browser.get(path))
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], 1)
    assert second.start.astimezone(UTC) == later
    services.cancel(SYSTEM, event.id, {"fr": "La salle est fermée.", "de": "Der Saal ist geschlossen."})
    (third,) = entries(browser.get("/de/events.ics"))
    assert (third["UID"], third["SEQUENCE"], third["STATUS"]) == (first["UID"], 2, "CANCELLED")
    assert "Der Saal ist geschlossen." in third["DESCRIPTION"]


def test_two_rooms_and_the_online_one_stand_in_the_location_but_not_the_way_in(browser: Browser) -> None:
    worms = events.room(name={"fr": "Salle de Worms", "de": "Wormser Saal"}, address="Marktplatz 2, Worms")
    event = at(PARIS_DAY, venues=(events.room(), worms, events.online()))
    page = browser.get(f"/de/events/{event.id}.ics")
    (entry,) = entries(page)
    assert entry["LOCATION"].startswith("Obstgartensaal, 1 place Verte, Grandville; Wormser Saal")
    assert entry["LOCATION"].endswith("; Online")
    assert b"meet.example.org" not in page.response.data
    assert entry["URL"].endswith(f"/de/events/{event.id}")


def test_hostile_words_stay_words_in_folded_lines_of_their_language(browser: Browser) -> None:
    event = at(PARIS_DAY)
    event.title = {"fr": HOSTILE, "de": "Ö" * 120}
    event.summary = {"fr": "Le verger\rnu\x01 \x7f"}
    db.session.flush()
    (french,) = entries(browser.get(f"/fr/events/{event.id}.ics"))
    assert french["SUMMARY"] == HOSTILE.replace("\r\n", "\n")
    assert "X-EVIL" not in french
    assert french["SUMMARY"].params["LANGUAGE"] == "fr"
    assert "Le verger\nnu " in french["DESCRIPTION"]
    (german,) = entries(browser.get(f"/de/events/{event.id}.ics"))
    assert german["SUMMARY"] == "Ö" * 120
    assert german["SUMMARY"].params["LANGUAGE"] == "de"
    event.title = {"fr": "Le verger"}
    db.session.flush()
    (untranslated,) = entries(browser.get(f"/de/events/{event.id}.ics"))
    assert untranslated["SUMMARY"].params["LANGUAGE"] == "fr"


def test_calendars_hold_their_chantier_the_past_year_and_no_drafts(browser: Browser) -> None:
    mine, other = at(PARIS_DAY), at(PARIS_DAY, chantier_number=5)
    draft = events.draft()
    last_year = events.moved(events.published(), timedelta(days=-300))
    long_ago = events.moved(events.published(), timedelta(days=-400))
    everything = {entry["UID"] for entry in entries(browser.get("/fr/events.ics"))}
    assert everything == {mine.uid, other.uid, last_year.uid}
    page = browser.get("/fr/chantiers/5/events.ics")
    assert {entry["UID"] for entry in entries(page)} == {other.uid}
    assert "5." in str(parsed(page)["X-WR-CALNAME"])
    assert len(entries(browser.get(f"/fr/events/{long_ago.id}.ics"))) == 1
    for path in (f"events/{draft.id}.ics", "events/999999.ics", "chantiers/99/events.ics"):
        browser.get(f"/fr/{path}", status=404)


def test_who_has_a_calendar_already_gets_nothing_again_until_it_changes(browser: Browser) -> None:
    event = at(PARIS_DAY)
    tag = browser.get("/fr/events.ics").response.headers["ETag"]
    known = {"If-None-Match": tag}
    assert browser.get("/fr/events.ics", status=304, headers=known).text == ""
    with time_machine.travel(datetime(2026, 9, 2, 8, tzinfo=UTC)):
        services.cancel(SYSTEM, event.id, {"fr": "Pluie."})
        assert browser.get("/fr/events.ics", headers=known).response.headers["ETag"] != tag


def test_a_calendar_takes_as_many_statements_for_many_events_as_for_few(browser: Browser) -> None:
    counts = []
    for more in (3, 57):
        for number in range(more):
            at(PARIS_DAY + timedelta(hours=number), venues=(events.room(), events.online()))
        db.session.commit()
        with counted() as statements:
            browser.get("/fr/events.ics")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4
