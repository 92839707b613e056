"""A search that finds a meeting leads to its own page, and says when it is called off."""

from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.services import events
from tests.factories import events as stories
from tests.support.browser import Browser


def test_a_meeting_is_found_under_its_own_address(app: Flask, browser: Browser) -> None:
    event = stories.published(title={"fr": "Veillée des hirondelles", "de": "Schwalbenabend"})
    stories.draft(title={"fr": "Brouillon des hirondelles"})
    for language, word in (("fr", "hirondelles"), ("de", "Schwalbenabend")):
        page = browser.get(f"/{language}/search?q={word}")
        assert f"/{language}/events/{event.id}" in page.text
        assert f"/{language}/programme/{event.id}" not in page.text
        assert "Brouillon" not in page.text
    events.cancel(SYSTEM, event.id, {"fr": "Pluie.", "de": "Regen."})
    assert "Annulé" in browser.get("/fr/search?q=hirondelles").text
