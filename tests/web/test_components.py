"""Whoever writes templates opens the living page of the components; real readers never do."""

from dataclasses import replace

import pytest
from flask import Flask

from consult.web.home.components import colours, icons
from tests.support.browser import Browser
from tests.support.statements import counted


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_component_is_shown(browser: Browser, language: str) -> None:
    with counted() as statements:
        page = browser.get(f"/{language}/components")
    assert page.text.count('class="piece') >= 40
    assert all(f"<code>{name}</code>" in page.text for name in [*colours(), *icons()])
    assert len(colours()) >= 40
    assert len(icons()) > 15
    assert len(statements) <= 2


def test_production_has_no_such_page(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], environment="production"))
    browser.get("/fr/components", status=404)
