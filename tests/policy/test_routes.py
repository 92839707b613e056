"""House laws of addresses: every route is guarded, typed, kebab-case and safe to repeat."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from consult.app import create_app
from consult.web.kit.access import GUARD
from tests.support.databases import Databases, settings

#: Addresses that belong to no language: the root, and what machines ask.
WITHOUT_LANGUAGE = {"root", "home.healthz", "home.readyz", "home.robots", "metrics"}


@pytest.fixture(scope="module")
def routes(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, list[Rule]]:
    app = create_app(settings("sqlite://", tmp_path_factory.mktemp("routes")))
    return app, list(app.url_map.iter_rules())


def test_every_route_says_who_may_enter(routes: tuple[Flask, list[Rule]]) -> None:
    app, rules = routes
    open_doors = [
        rule.endpoint
        for rule in rules
        if rule.endpoint != "root" and not hasattr(app.view_functions[rule.endpoint], GUARD)
    ]
    assert not open_doors, f"put @public or @allow(Permission…) on {sorted(set(open_doors))}"


def test_every_change_is_made_once(routes: tuple[Flask, list[Rule]]) -> None:
    app, rules = routes
    careless = {
        rule.endpoint
        for rule in rules
        if "POST" in (rule.methods or ()) and not hasattr(app.view_functions[rule.endpoint], "__once__")
    }
    assert not careless, f"put @once on {sorted(careless)}"


def test_addresses_are_kebab_case_and_begin_with_the_language(routes: tuple[Flask, list[Rule]]) -> None:
    for rule in routes[1]:
        words = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", words), f"{rule.rule}: use lower case and hyphens"
        if rule.endpoint not in WITHOUT_LANGUAGE:
            assert rule.rule.startswith("/<language:lang>/"), f"{rule.rule}: use web.kit.locale.area"


def test_parameters_are_typed(routes: tuple[Flask, list[Rule]]) -> None:
    for rule in routes[1]:
        for parameter in re.findall(r"<([^>]+)>", rule.rule):
            assert ":" in parameter, f"{rule.rule}: give <{parameter}> a converter, such as <int:{parameter}>"


def test_reading_has_its_own_methods(routes: tuple[Flask, list[Rule]]) -> None:
    allowed = {"GET", "HEAD", "OPTIONS", "POST"}
    for rule in routes[1]:
        assert (rule.methods or set()) <= allowed, f"{rule.rule}: pages know GET and POST only"
