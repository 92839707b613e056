"""Titles say "thing – area – site", so that whoever has many windows open knows which is which."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask

from consult.kernel.territory import territory
from consult.rules.lifecycle import ProposalKind
from tests.factories import proposals
from tests.support.browser import Browser
from tests.support.walking import Address, addresses, browsing, fetch
from tests.support.world import World, build

LANGUAGES = pytest.mark.parametrize("language", ["fr", "de"])
#: The town's ballots ask the same in German, papers and people recur, and a receipt is secret.
SHARED = ("/ballots/<", "/ballots/papers/<", "/report-name", "/reports/")


def title(page: str) -> str:
    (found,) = re.findall("<title>(.*?)</title>", page.split("<body", 1)[0], re.S)
    return unescape(found)


def pages(app: Flask, world: World, language: str) -> Iterator[tuple[Address, int, str]]:
    """Each address in the reader's own window: its status and its title."""
    browser = browsing(app, world, "visitor")
    for address in addresses(app, world, "GET", language):
        answer = fetch(browser, address.path)
        if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303, 308}:
            yield address, answer.status_code, title(answer.text)


@LANGUAGES
def test_every_thing_has_a_title_of_its_own(app: Flask, language: str) -> None:
    world, named = build(), defaultdict(set)
    ending = f" – {territory().site.name[language]}"
    for address, status, words in pages(app, world, language):
        assert words.endswith(ending), f"{address.path}: {words}"
        assert words.removesuffix(ending).strip(), address.path
        if status == 200 and not any(part in address.rule for part in SHARED):
            named[words].add(address.path)
    twice = {words: sorted(paths) for words, paths in named.items() if len(paths) > 1}
    assert not twice
    assert len(named) > 60


@LANGUAGES
@pytest.mark.parametrize("path", ["proposals/{}", "proposals/{}/offers/new", "proposals/new?need={}"])
def test_a_need_names_what_is_about_it(browser: Browser, language: str, path: str) -> None:
    need = proposals.published(kind=ProposalKind.NEED, title="Des bancs à l’ombre")
    assert "Des bancs à l’ombre" in title(browser.get(f"/{language}/{path.format(need.id)}").text)


@LANGUAGES
def test_a_search_names_its_words(browser: Browser, language: str) -> None:
    every, found = (title(browser.get(f"/{language}/proposals{q}").text) for q in ("", "?q=xylophone"))
    assert every != found
    assert "xylophone" in found
    assert found.endswith(every), "the list is the area of its search"


@LANGUAGES
def test_past_events_are_events(browser: Browser, language: str) -> None:
    coming, past = (title(browser.get(f"/{language}/events{q}").text) for q in ("", "?past=1"))
    assert past != coming
    assert past.endswith(coming)
