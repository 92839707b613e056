"""Editors keep the events of their chantiers: drafts, two languages, no lost update, the report."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.db import db
from consult.models.events import Event
from consult.queries import events as queries
from consult.rules.events import EventStatus, VenueKind
from consult.rules.programme import Precision
from consult.services import events as services
from tests.factories import events, people, proposals
from tests.support.browser import Browser
from tests.support.statements import counted

WHEN = {"starts_at": "2027-03-28T01:30", "ends_at": "2027-03-28T04:00"}
NEW: dict[str, Any] = {
    "title_fr": "Balade du verger",
    "title_de": "Spaziergang im Obstgarten",
    "kind": "walk",
    "audience": "everybody",
    "chantier": "4",
    "precision": "day",
    "languages": ["fr", "de"],
    **WHEN,
}


@pytest.fixture
def editor(browser: Browser) -> Browser:
    return browser.sign_in(people.with_role(Role.EDITOR, 4))


def stored(event_id: int) -> Event:
    return queries.locked(event_id)


def only() -> Event:
    return stored(db.session.query(Event).one().id)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_draft_becomes_an_event_that_everybody_reads(editor: Browser, language: str) -> None:
    assert editor.get(f"/{language}/editing/events")
    page = editor.get(f"/{language}/editing/events/new")
    rooms = {
        "venues-0-name_fr": "Salle des fêtes",
        "venues-0-town": "commune:57463",
        "venues-0-capacity": "30",
        "venues-2-name_de": "Online",
        "venues-2-url": "https://meet.example.org/v",
        "registration": "y",
    }
    draft = editor.post(page, "/new", NEW | rooms, follow=True)
    event = only()
    assert event.status is EventStatus.DRAFT
    assert event.starts_at == datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "winter time before two o’clock"
    assert event.ends_at == datetime(2027, 3, 28, 2, 0, tzinfo=UTC), "summer time after it"
    assert [venue.kind for venue in event.venues] == [VenueKind.ON_SITE, VenueKind.ONLINE]
    assert draft.form(f"/{event.id}")["venues-2-url"] == ["https://meet.example.org/v"]
    Browser(editor.app).get(f"/{language}/events/{event.id}", status=404)
    editor.post(draft, "/publish")
    assert NEW[f"title_{language}"] in Browser(editor.app).get(f"/{language}/events/{event.id}").words()


def test_only_days_are_known(editor: Browser) -> None:
    days = {"precision": "period", "starts_on": "2027-01-30", "ends_on": "2027-05-09"}
    page = editor.get("/fr/editing/events/new")
    editor.post(page, "/new", NEW | {"starts_at": "", "ends_at": ""} | days)
    event = only()
    assert (event.precision, event.starts_at) == (Precision.PERIOD, None)
    assert (event.starts_on, event.ends_on) == (date(2027, 1, 30), date(2027, 5, 9))


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(editor: Browser) -> None:
    page = editor.get("/fr/editing/events/new")
    wrong = {
        "title_fr": "",
        "title_de": "",
        "ends_at": "2027-03-27T10:00",
        "venues-2-name_fr": "En ligne",
        "venues-2-url": "meet",
    }
    again = editor.post(page, "/new", NEW | wrong, status=422)
    flawed = {field.get("id") for field in again.all("input") if field.get("aria-invalid")}
    assert flawed == {"title_fr", "ends_at", "venues-2-url"}
    assert again.form("/new")["venues-2-name_fr"] == ["En ligne"]
    undated = editor.post(page, "/new", NEW | {"starts_at": "", "ends_at": ""}, status=422)
    assert "aria-invalid" in undated.text
    for nonsense in ("tomorrow", "0001-01-01T00:00"):
        refused = editor.post(page, "/new", NEW | {"starts_at": nonsense}, status=422)
        assert refused.form("/new")["starts_at"] == [nonsense]
    assert not db.session.query(Event).count()


def test_who_came_second_sees_both_versions_and_can_save_again(editor: Browser) -> None:
    event = events.published()
    page = editor.get(f"/fr/editing/events/{event.id}")
    larger = replace(events.fields_of(event).venues[0], capacity=12)
    theirs = events.fields_of(event, title={"fr": "Le titre de l’autre"}, venues=(larger,))
    services.change(SYSTEM, event.id, theirs, event.revision)
    conflict = editor.post(page, f"/{event.id}", {"title_fr": "Mon titre"}, status=409)
    assert "Le titre de l’autre" in conflict.words()
    assert conflict.form(f"/{event.id}")["title_fr"] == ["Mon titre"]
    assert stored(event.id).title["fr"] == "Le titre de l’autre"
    differing = {field.get("name") for field in conflict.all("input") if field.get("type") == "radio"}
    assert differing == {"take-title_fr", "take-title_de", "take-venues-0-capacity"}
    half = {"take-title_fr": "mine", "take-title_de": "theirs"}
    again = editor.post(conflict, f"/{event.id}", half, status=422)
    assert again.form(f"/{event.id}")["title_fr"] == ["Mon titre"]
    assert stored(event.id).venues[0].capacity == 12
    editor.post(again, f"/{event.id}", half | {"take-venues-0-capacity": "theirs"})
    now_stored = stored(event.id)
    assert (now_stored.title, now_stored.venues[0].capacity) == ({"fr": "Mon titre"}, 12)
    assert [venue.id for venue in now_stored.venues] == [event.venues[0].id]


def test_saving_without_a_change_moves_nothing(editor: Browser) -> None:
    start = datetime(2027, 6, 1, 17, 30, tzinfo=UTC)
    venues = (events.room(), events.online())
    event = events.published(starts_at=start, ends_at=start + timedelta(hours=2), venues=venues)
    editor.post(editor.get(f"/de/editing/events/{event.id}"), f"/{event.id}")
    same = stored(event.id)
    assert (same.sequence, same.revision) == (0, 2)
    assert [venue.name for venue in same.venues] == [venue.name for venue in event.venues]


def test_cancelling_needs_a_reason_and_happens_once(editor: Browser) -> None:
    event = events.published()
    page = editor.get(f"/fr/editing/events/{event.id}/cancel")
    editor.post(page, "/cancel", status=422)
    editor.post(page, "/cancel", {"why_fr": "Pluie.", "why_de": "Regen."})
    assert stored(event.id).status is EventStatus.CANCELLED
    gone = editor.get(f"/fr/editing/events/{event.id}")
    assert "ne peut plus être modifié" in gone.words()
    editor.post(page, "/cancel", {"why_fr": "Encore.", "form_token": "x" * 30}, status=409)


def test_a_report_links_the_proposals_that_everybody_reads(editor: Browser) -> None:
    event, published, draft = events.over(), proposals.published(), proposals.draft(people.participant())
    assert event.title["de"] in editor.get("/de/editing/events").words()
    page = editor.get(f"/fr/editing/events/{event.id}/report")
    editor.post(page, "/report", {"proposals": "douze"}, status=422)
    numbers = f"#{published.id}, {draft.id}"
    editor.post(page, "/report", {"text_fr": "Une trentaine de personnes.", "proposals": numbers})
    told = editor.get(f"/fr/events/{event.id}")
    assert "Non reliées" in told.words()
    assert f"/fr/proposals/{published.id}" in told.text
    again = editor.get(f"/fr/editing/events/{event.id}/report").form("/report")
    assert again["proposals"] == [str(published.id)]


def test_the_list_for_the_door_has_names_and_is_never_indexed(editor: Browser) -> None:
    event = events.published(venues=(events.room(1),))
    for name in ("Ada Weiss", "Ben Roth"):
        services.register(people.actor(people.participant(name)), event.id, event.venues[0].id)
    page = editor.get(f"/fr/editing/events/{event.id}/attendance")
    assert page.words().index("Ada Weiss") < page.words().index("Ben Roth")
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert page.response.headers["Cache-Control"] == "private, no-store"
    names = Browser(editor.app).get(f"/fr/events/{event.id}")
    assert "Ada Weiss" not in names.text


def test_others_are_refused(editor: Browser) -> None:
    mine, foreign = events.published(), events.published(chantier_number=5)
    foreign_draft = events.draft(chantier_number=5)
    editor.get(f"/fr/editing/events/{mine.id}")
    assert foreign.title["fr"] not in editor.get("/fr/editing/events").words()
    for path in ("", "/cancel", "/report", "/attendance"):
        editor.get(f"/fr/editing/events/{foreign.id}{path}", status=403)
        editor.get(f"/fr/editing/events/{foreign_draft.id}{path}", status=404)
        Browser(editor.app).get(f"/fr/editing/events/{mine.id}{path}", status=401)
    stranger = Browser(editor.app).sign_in(people.participant())
    for path in ("", "/new", f"/{mine.id}", f"/{mine.id}/attendance"):
        stranger.get(f"/fr/editing/events{path}", status=403)


def test_the_room_takes_as_many_statements_for_many_events_as_for_few(editor: Browser) -> None:
    counts: dict[str, list[int]] = {}
    for more in (3, 57):
        with time_machine.travel(datetime(2026, 9, 1, 8, tzinfo=UTC), tick=False):
            past = [events.published() for _number in range(more)]
        ahead = [events.published(venues=(events.room(), events.online())) for _number in range(more)]
        [events.draft() for _number in range(more)]
        for path in ("", f"/{ahead[0].id}", f"/{past[0].id}/report", f"/{ahead[0].id}/attendance"):
            db.session.commit()
            with counted() as statements:
                editor.get(f"/fr/editing/events{path}")
            counts.setdefault(re.sub(r"\d+", "N", path), []).append(len(statements))
    for path, found in counts.items():
        assert len(set(found)) == 1, (path, found)
        assert found[0] <= 12, (path, found)
