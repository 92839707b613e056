"""Chromium and axe see every template: a pairwise choice of readers, languages, widths, schemes and states.

`make audit` opens every page in every way; here at most 200 visits are made. Pages that must delight are
those of the demonstration, all others those of the small town.
"""

from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.catalogue import DELIGHTFUL, READERS, Stop
from tests.e2e.choosing import Way, pairwise, ways
from tests.e2e.looking import faults, file_name, look, photograph
from tests.e2e.site import ROOT
from tests.e2e.town import PEOPLE, VISITOR, Town, build, drawn, openings, served, visit

MOST = 200
#: The visits to the town are shared out, so that no test takes all the time.
PARTS = 4
DELIGHT = pairwise([(stop, ways([reader or VISITOR for reader in READERS])) for stop in DELIGHTFUL])
#: Page templates that no GET opens in the town, each with its reason.
UNSEEN = {
    **dict.fromkeys(
        (
            "accounts/confirm.html",
            "accounts/confirm_email.html",
            "accounts/enter.html",
            "accounts/reset.html",
        ),
        "its address holds a secret from a mail: tests/e2e/test_journey.py, tests/web/test_accounts.py",
    ),
    "notifications/unsubscribe.html": "the same: tests/web/test_following.py",
    "ballots/clerk_ask_letters.html": "asks for seats without an account: tests/web/test_seats.py",
    "ballots/clerk_letters.html": "answers a POST, once: tests/web/test_seats.py",
    "ballots/minutes.html": "asks for a proclaimed ballot: tests/web/test_minutes_of_ballots.py",
    "ballots/reason.html": "asks for a reason given to the public: tests/web/test_ballots.py",
    "documents/pending.html": "stands while a document is made: tests/web/test_minutes_of_ballots.py",
    "editing/conflict.html": "answers a POST on a changed text: tests/web/test_editing_sheets.py",
    "editing/event_conflict.html": "answers a POST on a changed event: tests/web/test_events_editing.py",
    "errors/error.html": "stands for refusals without a page of their own: tests/web/test_kit.py",
    "moderation/spam_hidden.html": "answers a POST: tests/web/test_moderation_room.py",
    "moderation/unmerge.html": "asks for merged proposals: tests/web/test_merging.py",
    "proposals/receipt.html": "asks for a proposal entered for somebody: tests/web/test_proposals_behalf.py",
    "proposals/stale.html": "answers a POST on a changed text: tests/web/test_proposals_writing.py",
}


@pytest.mark.parametrize(("stop", "way"), DELIGHT, ids=lambda each: getattr(each, "name", ""))
def test_pages_that_must_delight(open_page: Callable[..., Page], shots: Path, stop: Stop, way: Way) -> None:
    page = open_page(way.language, way.width, None if way.who == VISITOR else way.who, dark=way.dark)
    stop.open(page, way.language)
    look(page, shots, f"{way.language}-{way.who}-{stop.name}-{way.scheme}")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return build(tmp_path_factory.mktemp("town"), PEOPLE)


@pytest.fixture(scope="module")
def address(town: Town) -> Iterator[str]:
    with served(town.app()) as url:
        yield url


@pytest.mark.parametrize("part", range(PARTS))
def test_every_template(chromium: Browser, town: Town, address: str, shots: Path, part: int) -> None:
    found = []
    for template, way in pairwise(openings(town))[part::PARTS]:
        with visit(chromium, town, address, drawn(town, template, way), way) as page:
            photograph(page, shots / f"town-{file_name(template)}-{'-'.join(map(str, astuple(way)))}.jpg")
            found += faults(page)
    assert not found, "\n".join(found)


def test_no_page_template_is_forgotten(town: Town) -> None:
    pages = {
        str(path.relative_to(ROOT / "templates"))
        for path in (ROOT / "templates").glob("*/*.html")
        if '{% extends "layouts/' in path.read_text("utf-8")
        and path.parent.name != "layouts"
        and not path.name.startswith("_")
    }
    seen = {template for template, _ in openings(town)}
    forgotten = sorted(pages - seen - UNSEEN.keys())
    assert not forgotten, f"give tests/support/world.py what opens {forgotten}"
    assert not UNSEEN.keys() & seen, "these are opened now"


def test_the_visits_stay_few(town: Town) -> None:
    assert len(DELIGHT) + len(openings(town)) <= MOST


def test_the_picture_of_the_readme(open_page: Callable[..., Page], shots: Path) -> None:
    page = open_page("fr", 1280)
    page.goto("/fr/")
    page.screenshot(path=shots / "readme-home-fr.png")
    committed = ROOT / "docs/images/home-fr.png"
    assert committed.exists(), f"copy {shots / 'readme-home-fr.png'} to {committed}"
    assert committed.stat().st_size < 160_000, f"{committed} is too heavy for a page that shows it"
