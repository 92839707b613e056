"""Titles of pages say the thing, its area and the site: whoever has many windows open finds this one again."""

import re
from collections import defaultdict
from html import unescape

import pytest
from flask import Flask

from tests.support import world as worlds
from tests.support.browser import Browser
from tests.support.walking import addresses, browsing, fetch


@pytest.mark.parametrize("language", ["fr", "de"])
def test_probe(app: Flask, language: str) -> None:
    town = worlds.build()
    browser = browsing(app, town, "visitor")
    found = defaultdict(set)
    for one in addresses(app, town, "GET", language):
        answer = fetch(browser, one.path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        t = re.search("<title>(.*?)</title>", answer.text, re.S)
        found[unescape(t[1]) if t else "NONE"].add(one.path)
    for t, p in sorted(found.items()):
        print(len(p), t, sorted(p) if len(p) > 1 else min(p))
    assert 0
