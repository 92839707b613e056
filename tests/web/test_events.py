"""The programme of meetings as everybody reads it, and a place at one of them, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.models.events import Event, Registration
from consult.queries import events as queries
from consult.rules.events import Audience, EventKind, RegistrationStatus
from consult.rules.programme import Precision
from consult.services import events as services
from consult.services import passwords
from tests.factories import councils, events, people, proposals
from tests.support.browser import Browser
from tests.support.statements import counted

LANGUAGES = ("fr", "de")
WHY = {"fr": "La salle est fermée.", "de": "Der Saal ist geschlossen."}


def known_by_days(precision: Precision, first: date, last: date, **values: object) -> Event:
    return events.published(
        starts_at=None,
        ends_at=None,
        registration=False,
        precision=precision,
        starts_on=first,
        ends_on=last,
        **values,
    )


def registration(event: Event) -> Registration | None:
    return db.session.query(Registration).filter_by(event_id=event.id).one_or_none()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_coming_stands_under_its_month_in_plain_words(browser: Browser, language: str) -> None:
    with time_machine.travel(datetime(2019, 1, 20, 9, tzinfo=UTC), tick=False):
        empty = browser.get(f"/{language}/events")
        assert {"fr": "Aucun événement", "de": "keine Veranstaltung"}[language] in empty.words()
        start = datetime(2019, 2, 5, 17, 30, tzinfo=UTC)
        rooms = (events.room(12), events.room(1, name={"fr": "Salle de Worms", "de": "Wormser Saal"}))
        open_one = events.published(
            starts_at=start, ends_at=start + timedelta(hours=2), venues=(*rooms, events.online())
        )
        services.register(people.actor(people.participant()), open_one.id, open_one.venues[1].id)
        known_by_days(Precision.PERIOD, date(2019, 1, 30), date(2019, 5, 9))
        gone = events.published(starts_at=start, ends_at=start + timedelta(hours=1))
        services.cancel(SYSTEM, gone.id, WHY)
        draft = events.draft()
        words = browser.get(f"/{language}/events").words()
        for sentence in {
            "fr": ("Février 2019", "Mardi 5 février 2019, de 18:30 à 20:30", "12 places libres"),
            "de": ("Februar 2019", "Dienstag, 5. Februar 2019, 18:30 bis 20:30 Uhr", "12 freie Plätze"),
        }[language]:
            assert sentence in words
        assert {"fr": "le 30 janvier et le 9 mai 2019", "de": "dem 30. Januar und dem 9. Mai 2019"}[
            language
        ] in words
        assert {"fr": "interprétation : allemand", "de": "gedolmetscht in: Deutsch"}[language] in words
        assert {"fr": "Annulé", "de": "Abgesagt"}[language] in words
        assert {"fr": "liste d’attente ouverte", "de": "Warteliste offen"}[language] in words
        assert draft.title[language] not in words


def test_filters_narrow_the_list_and_unknown_values_do_nothing(browser: Browser) -> None:
    walk = events.published(kind=EventKind.WALK, chantier_number=5, venues=(events.room(),))
    german = events.published(languages=("de",), interpreting=(), venues=(events.online(),))
    for query, found, missing in (
        ("chantier=5", walk, german),
        ("kind=walk", walk, german),
        ("language=de&chantier=4", german, walk),
        ("commune=57463", walk, german),
    ):
        page = browser.get(f"/fr/events?{query}")
        assert found.title["fr"] in page.words(), query
        assert missing.title["fr"] not in page.words(), query
    assert "/fr/chantiers/5/events.ics" in browser.get("/fr/events?chantier=5").text
    odd = browser.get("/fr/events?chantier=x&commune=1&kind=ball&language=xx&past=2")
    assert walk.title["fr"] in odd.words()
    assert german.title["fr"] in odd.words()
    assert "Aucun événement ne correspond" in browser.get("/fr/events?kind=workshop&commune=57039").words()
    browser.get("/fr/events?after=nonsense", status=422)


def test_past_meetings_go_back_page_by_page(browser: Browser) -> None:
    old = [events.over() for _number in range(queries.listing.PAGE + 1)]
    first = browser.get("/fr/events?past=1")
    following = next(link.get("href", "") for link in first.all("a") if link.get("rel") == "next")
    second = browser.get(following)
    shown = [one.title["fr"] in first.text for one in old]
    assert sum(shown) == queries.listing.PAGE
    assert [one.title["fr"] in second.text for one in old] == [not each for each in shown]
    assert old[0].title["fr"] not in browser.get("/fr/events").words()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_tells_all_and_a_cancelled_one_why(browser: Browser, language: str) -> None:
    event = events.published(venues=(events.room(), events.online()))
    path = f"/{language}/events/{event.id}"
    page = browser.get(path)
    for told in (event.title[language], event.host[language], "1 place Verte"):
        assert told in page.words()
    assert f"{path}.ics" in page.text
    assert "meet.example.org" not in page.text, "the way in is for those who are registered"
    assert f'action="{path}/register"' not in page.text, "pages of the signed-out hold no form"
    services.cancel(SYSTEM, event.id, WHY)
    assert WHY[language] in browser.get(path).words()
    browser.get(f"/{language}/events/{events.draft().id}", status=404)


def test_two_presses_are_one_registration_and_the_next_steps_are_told(browser: Browser) -> None:
    event, me = events.published(venues=(events.room(1), events.online())), people.participant()
    browser.sign_in(me)
    path = f"/de/events/{event.id}"
    page = browser.get(path)
    assert page.form("/register")["venue"] == [str(event.venues[0].id)]
    after = browser.post(page, "/register", follow=True)
    assert "Eine E-Mail bestätigt es" in after.words()
    again = browser.post(page, "/register", follow=True)
    row = registration(event)
    assert row is not None
    assert row.status is RegistrationStatus.REGISTERED
    assert "meet.example.org" in again.text
    assert event.title["de"] in browser.get("/de/account/events").words()
    moved = browser.post(again, "/switch", follow=True)
    assert "Online" in moved.words()
    browser.post(moved, "/withdraw")
    assert "keiner Veranstaltung" in browser.get("/de/account/events").words()


def test_whoever_waits_sees_the_place_in_line_and_moves_up(browser: Browser) -> None:
    event = events.published(venues=(events.room(1),))
    first, second = (people.participant() for _each in range(2))
    for one in (first, second):
        services.register(people.actor(one), event.id, event.venues[0].id)
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/events/{event.id}")
    assert "1 personne en liste d’attente" in page.words()
    waiting = browser.post(page, "/register", follow=True)
    assert "Votre rang : 2" in waiting.words()
    services.withdraw(people.actor(first), event.id)
    services.withdraw(people.actor(second), event.id)
    assert "Votre inscription est confirmée" in browser.get(f"/fr/events/{event.id}").words()


def test_the_wish_of_a_visitor_waits_behind_signing_in(browser: Browser) -> None:
    event = events.published(venues=(events.room(), events.online()))
    page = browser.get(f"/fr/events/{event.id}/register")
    answer = browser.post(page, "/register", {"venue": str(event.venues[1].id)})
    assert answer.location.endswith("/sign-in")
    assert registration(event) is None
    password = passwords.digest("vier blaue Berge am Fluss", personal=())
    people.participant(email="ida@example.org", password_hash=password)
    signing_in = {"email": "ida@example.org", "password": "vier blaue Berge am Fluss"}
    browser.post(browser.get(answer.location), "/sign-in", signing_in)
    row = registration(event)
    assert row is not None
    assert row.venue_id == event.venues[1].id
    assert "Votre inscription est confirmée" in browser.get(f"/fr/events/{event.id}").words()


def test_councillors_only_says_so_and_refuses_others(browser: Browser) -> None:
    event = events.published(audience=Audience.COUNCILLORS)
    path = f"/fr/events/{event.id}"
    assert "conseillers" in browser.get(path).words()
    browser.sign_in(people.participant())
    page = browser.get(path)
    assert f'action="{path}/register"' not in page.text
    member = people.participant()
    councils.claimed(councils.councillor(), member)
    other = Browser(browser.app).sign_in(member)
    assert "Votre inscription est confirmée" in other.post(other.get(path), "/register", follow=True).words()


def test_closed_suspended_and_unneeded_registrations_say_so(browser: Browser) -> None:
    until = now() - timedelta(minutes=1)
    late = events.published(registration_until=until)
    free = events.published(registration=False)
    blocked = people.participant(suspended_until=now() + timedelta(days=3))
    browser.sign_in(blocked)
    assert "Sans inscription" in browser.get(f"/fr/events/{free.id}").words()
    assert f"{late.id}/register" not in browser.get(f"/fr/events/{late.id}").text
    assert "ne peut pas s’inscrire" in browser.get(f"/fr/events/{events.published().id}").words()


def test_afterwards_the_report_and_its_proposals_stand_on_the_page(browser: Browser) -> None:
    event, published = events.over(), proposals.published()
    assert "Le compte rendu sera publié ici" in browser.get(f"/fr/events/{event.id}").words()
    services.report(SYSTEM, event.id, {"fr": "Une **trentaine** de personnes."}, [published.id])
    page = browser.get(f"/fr/events/{event.id}")
    assert "Une trentaine de personnes." in page.words()
    assert f"/fr/proposals/{published.id}" in page.text
    german = browser.get(f"/de/events/{event.id}")
    assert 'lang="fr"' in german.text


@pytest.mark.parametrize(
    ("language", "announced", "missing"),
    [
        (
            "fr",
            "Annoncé par la stratégie. Aucun compte rendu n’est connu",
            "Aucun compte rendu de cet événement",
        ),
        (
            "de",
            "In der Strategie angekündigt. Ein Bericht ist hier nicht",
            "wurde kein Bericht veröffentlicht",
        ),
    ],
)
def test_no_report_is_promised_that_nobody_will_write(
    browser: Browser, language: str, announced: str, missing: str
) -> None:
    old = today() - timedelta(days=91)
    imported = known_by_days(Precision.DAY, old, old)
    imported.key = "of-the-strategy"
    db.session.flush()
    forgotten = known_by_days(Precision.DAY, old, old)
    recent = known_by_days(Precision.DAY, old + timedelta(days=1), old + timedelta(days=1))
    pages = [browser.get(f"/{language}/events/{event.id}").words() for event in (imported, forgotten, recent)]
    assert [announced in page for page in pages] == [True, False, False]
    assert [missing in page for page in pages] == [False, True, False]


@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_take_as_many_statements_for_many_events_as_for_few(browser: Browser, signed_in: bool) -> None:
    me = people.with_role(Role.EDITOR) if signed_in else None
    if me:
        browser.sign_in(me)
    most = 12 if signed_in else 8
    counts: dict[str, list[int]] = {}
    for more in (3, 57):
        for _number in range(more):
            event = events.published(venues=(events.room(), events.room(), events.online()))
            if me:
                services.register(people.actor(me), event.id, event.venues[0].id)
        own = ("/fr/account/events",) if me else ()
        for path in ("/fr/events", "/fr/events?past=1", f"/fr/events/{event.id}", *own):
            db.session.commit()
            with counted() as statements:
                browser.get(path)
            counts.setdefault(path.rstrip("0123456789"), []).append(len(statements))
    for path, found in counts.items():
        assert len(set(found)) == 1, (path, found)
        assert found[0] <= most, (path, found)
