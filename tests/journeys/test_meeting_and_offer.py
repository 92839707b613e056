"""Taking part in person over HTTP, in each language: a place at a meeting, and an offer of help."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from consult.kernel.actor import Role
from consult.models.events import Event
from consult.models.offers import Call
from consult.services import events as services
from tests.factories import events, people
from tests.factories.offers import called
from tests.journeys.test_idea_to_answer import NOON, Story
from tests.support.browser import Browser, Page

SAID = {
    "fr": {
        "one left": "1 place libre",
        "full": "Complet",
        "registered": "Votre inscription est confirmée",
        "waiting": "Vous êtes sur la liste d’attente",
        "rank": "Votre rang : 1",
        "offer": "Je peux venir deux samedis par mois avec ma camionnette et des outils.",
        "reply": "Merci, venez samedi à neuf heures.",
    },
    "de": {
        "one left": "1 freier Platz",
        "full": "Ausgebucht",
        "registered": "Sie sind angemeldet",
        "waiting": "Sie stehen auf der Warteliste",
        "rank": "Ihr Rang: 1",
        "offer": "Ich kann zwei Samstage im Monat mit Lieferwagen und Werkzeug kommen.",
        "reply": "Danke, kommen Sie am Samstag um neun Uhr.",
    },
}


@pytest.fixture(params=["fr", "de"])
def story(app: Flask, request: pytest.FixtureRequest) -> Iterator[Story]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield Story(app, request.param, clock)


def test_the_last_place_passes_on_to_whoever_waits(story: Story) -> None:
    said, event = SAID[story.language], one_place_left()
    mia, otto = (people.participant(name, language=story.language) for name in ("Mia K.", "Otto B."))
    with_mia, with_otto = (Browser(story.app).sign_in(one) for one in (mia, otto))
    path = story.path(f"events/{event.id}")
    assert path in with_mia.get(story.path("events")).text
    page = with_mia.get(path)
    assert said["one left"] in page.words()
    assert said["registered"] in with_mia.post(page, "/register", follow=True).words()
    confirmed = with_mia.get(story.link(story.mail_to(str(mia.email), "event-registered")))

    page = with_otto.get(path)
    assert said["full"] in page.words()
    waiting = with_otto.post(page, "/register", follow=True).words()
    assert said["waiting"] in waiting
    assert said["rank"] in waiting
    led = with_otto.get(story.link(story.mail_to(str(otto.email), "event-waiting")))
    assert led.path == path

    with_mia.post(confirmed, "/withdraw", follow=True)
    assert said["registered"] not in with_mia.get(path).words()
    moved_up = with_otto.get(story.link(story.mail_to(str(otto.email), "event-moved-up")))
    assert said["registered"] in moved_up.words()
    assert event.title[story.language] in with_otto.get(story.path("account/events")).words()
    assert said["full"] in Browser(story.app).get(path).words()


def one_place_left() -> Event:
    event = events.published(venues=(events.room(2),))
    services.register(people.actor(people.participant()), event.id, event.venues[0].id)
    return event


def test_an_offer_gets_its_answer(story: Story) -> None:
    said, call = SAID[story.language], called()
    editor = people.with_role(Role.EDITOR, call.action.chantier_number, language=story.language)
    giver = people.participant("Nora Beil", language=story.language)
    with_giver, with_editor = (Browser(story.app).sign_in(one) for one in (giver, editor))
    sent = offer(story, with_giver, call)
    assert said["offer"] in sent.words()

    found = with_editor.get(story.link(story.mail_to(str(editor.email), "offer-received")))
    assert said["offer"] in found.words()
    assert str(giver.email) not in found.text
    with_editor.post(found, "/answer", {"accept": "yes", "reply": said["reply"]}, follow=True)

    answered = with_giver.get(story.link(story.mail_to(str(giver.email), "offer-answered")))
    assert answered.path == sent.path
    assert said["reply"] in answered.words()
    public = Browser(story.app).get(story.path(f"programme/{call.action_id}")).words()
    assert said["offer"] not in public
    assert said["reply"] not in public


def offer(story: Story, giver: Browser, call: Call) -> Page:
    """From the list of calls to the page of the offer."""
    way = story.path(f"calls/{call.id}/offers/new")
    assert way in giver.get(story.path("calls")).text
    fields = {"kind": "time", "text": SAID[story.language]["offer"]}
    return giver.post(giver.get(way), "/offers/new", fields, follow=True)
