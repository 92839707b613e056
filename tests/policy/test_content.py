"""House laws of the shipped content: complete, honest and well set in both languages."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

import pytest
from flask import Flask
from flask_babel import force_locale

from consult.gateways import pages, programme_files
from consult.gateways.programme_files import Programme
from consult.gateways.programme_files.shapes import ActionEntry
from consult.kernel.i18n import translate
from consult.kernel.messages import Message
from consult.kernel.territory import DATA, territory
from consult.rules.lifecycle import STATE_LABELS
from consult.rules.phases import ADMITTED, Contribution
from consult.rules.programme import PHASE_LABELS, ActionStatus, PhaseKind, Precision

#: Actions, measures, events and partner projects that the strategy names, by chantier.
ACTIONS = {1: 9, 2: 8, 3: 9, 4: 14, 5: 16, 6: 25, 7: 17, 8: 19, 9: 9, 10: 13}
UNNAMED_LEAD = {
    "fr": "Non précisé par la stratégie 2019-2020",
    "de": "In der Strategie 2019–2020 nicht genannt",
}
WRONG = {
    "fr": re.compile(
        r"[ \u00a0][;!?]|[^\s\u202f\u00a0][;!?](?=\s|$)|[^\u00a0\d/]:(?!//)|'|«[^\u00a0]|[^\u00a0]»|  "
    ),
    "de": re.compile(r"\s[;:!?]|[«»'\"]|  "),
}


@pytest.fixture(scope="module")
def programme() -> Programme:
    return programme_files.read(DATA)


def actions(programme: Programme) -> list[ActionEntry]:
    return list(chain.from_iterable(chantier.actions for chantier in programme.chantiers))


def texts(value: object) -> Iterator[dict[str, str]]:
    """Every text of the programme in its languages, however deep."""
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from texts(getattr(value, name))


def test_every_action_that_the_strategy_names_is_there(programme: Programme) -> None:
    assert {chantier.number: len(chantier.actions) for chantier in programme.chantiers} == ACTIONS


def test_the_ground_is_complete(programme: Programme) -> None:
    assert (len(programme.ambitions), len(programme.communes), len(programme.cities)) == (3, 46, 5)
    in_2019 = [each for each in programme.communes if each.member_from <= date(2019, 1, 1)]
    assert len(in_2019) == 44
    assert sum(place.collective_intelligence for place in programme.places) >= 6


def test_no_text_is_missing_in_either_language(programme: Programme) -> None:
    found = list(texts(programme))
    assert len(found) > 500
    for words in found:
        assert set(words) == set(territory().languages)
        assert all(text.strip() for text in words.values()), words


@pytest.mark.parametrize("language", ["fr", "de"])
def test_typography(programme: Programme, language: str) -> None:
    wrong = [words[language] for words in texts(programme) if WRONG[language].search(words[language])]
    assert not wrong, wrong


def test_dates_lie_in_the_time_of_the_strategy(programme: Programme) -> None:
    for action in actions(programme):
        assert date(2019, 1, 1) <= action.starts_on <= action.ends_on <= date(2021, 12, 31), action.key


def test_the_hundred_days_hold_what_may_fall_into_them(programme: Programme) -> None:
    window = territory().hundred_days
    for action in actions(programme):
        inside = action.starts_on >= window["from"] and action.ends_on <= window["to"]
        assert not inside or action.hundred_days, f"{action.key} lies within the hundred days"


def test_an_undated_action_takes_the_strategys_own_period(programme: Programme) -> None:
    strategy = territory().strategy
    for action in actions(programme):
        if (action.starts_on, action.ends_on) == (strategy["from"], strategy["to"]):
            assert action.precision is Precision.PERIOD, action.key


def test_an_unnamed_lead_is_said_in_one_way(programme: Programme) -> None:
    for action in actions(programme):
        for language, phrase in UNNAMED_LEAD.items():
            if "stratégie" in action.lead[language].lower() or "strategie" in action.lead[language].lower():
                assert action.lead[language] == phrase, action.key


def test_everything_begins_as_announced(programme: Programme) -> None:
    assert {action.status for action in actions(programme)} == {ActionStatus.ANNOUNCED}


def test_ideas_are_welcome_in_every_chantier_without_end(programme: Programme) -> None:
    for chantier in programme.chantiers:
        proposing = [phase for phase in chantier.phases if phase.kind is PhaseKind.PROPOSE]
        assert [phase.ends_on for phase in proposing] == [None], chantier.number


def test_the_strategy_has_its_words_and_the_areas_theirs() -> None:
    for words in (territory().strategy["note"], *(area.name for area in territory().areas)):
        assert set(words) == set(territory().languages)


@pytest.mark.parametrize("name", pages.PAGES)
@pytest.mark.parametrize("language", ["fr", "de"])
def test_pages_have_a_title_and_begin_their_parts_with_h2(name: str, language: str) -> None:
    page = pages.page(name, language)
    assert page.title
    assert "<h1" not in page.html
    assert [f'id="{part.anchor}"' in page.html for part in page.parts] == [True] * page.html.count("<h2")
    assert page.parts


@pytest.mark.parametrize("name", pages.PAGES)
@pytest.mark.parametrize("language", ["fr", "de"])
def test_pages_are_well_set(name: str, language: str) -> None:
    """Addresses and the marks of Markdown are not read."""
    source = pages.source(name)
    text = re.sub(r"\]\([^)]*\)|[*`|]|---|^ ?\d+\. |^[-#]+ ", "", source.body[language], flags=re.MULTILINE)
    wrong = [line for line in text.splitlines() if WRONG[language].search(re.sub(" +", " ", line))]
    assert not wrong, wrong


def test_pages_have_as_many_parts_and_rows_in_each_language() -> None:
    for name in pages.PAGES:
        french, german = (pages.page(name, language) for language in ("fr", "de"))
        assert len(french.parts) == len(german.parts), name
        assert french.html.count("<tr") == german.html.count("<tr"), name


@pytest.mark.parametrize("language", ["fr", "de"])
def test_help_is_said_in_short_sentences(language: str) -> None:
    body = re.sub(r"\]\([^)]*\)", "]", pages.source("help").body[language])
    for line in body.splitlines():
        for sentence in re.split(r"(?<=[.?!])\s", line.lstrip("-*# ")):
            words = re.findall(r"\w[\w’-]*", sentence)
            assert len(words) <= 20, sentence


@pytest.mark.parametrize("language", ["fr", "de"])
def test_help_explains_each_state_by_its_name(app: Flask, language: str) -> None:
    with force_locale(language):
        names = [translate(Message(label)) for label in STATE_LABELS.values()]
    missing = [name for name in names if f"**{name}**" not in pages.source("help").body[language]]
    assert not missing


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_charter_says_what_each_phase_takes(app: Flask, language: str) -> None:
    words = {
        Contribution.PROPOSAL: {"fr": "idée", "de": "Idee"},
        Contribution.NEED: {"fr": "besoin", "de": "Bedarf"},
        Contribution.SUPPORT: {"fr": "soutenir", "de": "unterstützen"},
        Contribution.DEBATE: {"fr": "débattre", "de": "diskutieren"},
    }
    body = pages.source("charter").body[language]
    for kind, admitted in ADMITTED.items():
        with force_locale(language):
            name = translate(Message(PHASE_LABELS[kind]))
        row = next(line.lower() for line in body.splitlines() if line.startswith(f"| {name} |"))
        assert {each for each, word in words.items() if word[language].lower() in row} == admitted, kind


def test_the_glossary_speaks_both_languages() -> None:
    terms = pages.glossary()
    assert len({term.key for term in terms}) == len(terms) > 40
    for term in terms:
        for language in territory().languages:
            assert term.word[language], term.key
            assert term.definition[language], term.key
            assert term.gender[language] in {"m", "f", "n", "pl", "m/f", ""}, term.key
