"""House law of languages: another one costs a catalogue and one setting, and no line of code."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from consult.cli.hard_coded import FOREIGN
from consult.kernel.territory import DATA, territory
from tests.support.browser import XHTML
from tests.support.toy_catalogues import marked, write

ROOT = Path(__file__).resolve().parents[2]
LANGUAGE, ITS_NAME = "nl", "Nederlands"
RUN = """
import sys
from pathlib import Path
from consult.kernel import territory
folder = Path(sys.argv[1])
territory.DATA = folder / "data"
from tests.support.third_language import tell
tell(folder, sys.argv[2])
"""
#: Where no markup can stand, a mixed text cannot say which part of it is in which language.
NO_MARKUP = {"script", "style", "option", "title"}
#: Rooms, as staff typed them: names have no language.
NAMES = {"Salle des fêtes"}
#: Whether they are there or not, these are pages of the site.
ANSWERS = {200, 301, 302, 303, 304, 401, 403, 404, 409, 410, 422, 503}


@dataclass(frozen=True)
class Page:
    path: str
    status: int
    headers: dict[str, str]
    text: str

    @cached_property
    def tree(self) -> Element:
        return html5lib.parse(self.text)

    @property
    def is_html(self) -> bool:
        return "</html>" in self.text


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a site whose setting names a third language, with a toy catalogue of it, answered and mailed."""
    folder = tmp_path_factory.mktemp("third")
    shutil.copytree(DATA, folder / "data")
    setting = folder / "data" / "territory.yaml"
    before = setting.read_text("utf-8")
    listed = ", ".join(territory().languages)
    setting.write_text(
        before.replace(f"languages: [{listed}]", f"languages: [{listed}, {LANGUAGE}]", 1), "utf-8"
    )
    assert setting.read_text("utf-8") != before
    write(folder / "translations", LANGUAGE, marked)
    command = [sys.executable, "-c", RUN, str(folder), LANGUAGE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads((folder / "seen.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def pages(seen: dict[str, Any]) -> list[Page]:
    return [Page(**page) for who in ("visitor", "everything") for page in seen["pages"][who]]


@pytest.fixture(scope="module")
def public(seen: dict[str, Any], pages: list[Page]) -> list[Page]:
    """The pages that a visitor gets."""
    visited = pages[: len(seen["pages"]["visitor"])]
    return [page for page in visited if page.status == 200 and page.is_html]


def test_every_address_answers_in_it(pages: list[Page], public: list[Page]) -> None:
    assert len(public) > 30
    broken = {page.path: page.status for page in pages if page.status not in ANSWERS}
    assert not broken
    for page in pages:
        assert page.headers["Content-Language"] == LANGUAGE, page.path
        if page.is_html:
            assert page.tree.get("lang") == LANGUAGE, page.path
            assert "nl:" in page.text, page.path


def test_every_page_offers_all_languages(public: list[Page]) -> None:
    for page in public:
        links = list(page.tree.iter(f"{XHTML}link"))
        offered = [link.get("hreflang") for link in links if link.get("hreflang")]
        assert sorted(map(str, offered)) == ["de", "fr", LANGUAGE, "x-default"], page.path
        (switch,) = (nav for nav in page.tree.iter(f"{XHTML}nav") if nav.get("class") == "languages")
        names = ["".join(item.itertext()).strip() for item in switch.iter(f"{XHTML}li")]
        assert names == ["Français", "Deutsch", ITS_NAME], page.path


def test_what_is_not_translated_names_its_language(public: list[Page]) -> None:
    """Texts of data in French or German stand inside an element that says so."""
    hidden = {}
    for page in public:
        body = page.tree.find(f"{XHTML}body")
        assert body is not None
        found = [
            text
            for text in _spoken(body, LANGUAGE)
            if not text.startswith("nl:") and FOREIGN.search(text) and text not in NAMES
        ]
        if found:
            hidden[page.path] = found[:3]
    assert not hidden


def _spoken(node: Element, language: str) -> list[str]:
    """The texts below ``node`` that pass for the page's own language."""
    if not isinstance(node.tag, str) or node.tag.partition("}")[2] in NO_MARKUP:
        return []
    language = node.get("lang", language)
    found = [node.text or ""] if language == LANGUAGE else []
    for child in node:
        found += _spoken(child, language)
        found += [child.tail or ""] if language == LANGUAGE else []
    return [" ".join(text.split()) for text in found if text.strip()]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("chantiers/4", "Chantier 4"),
        ("communes", "Sarre"),
        ("charter", "Charte de participation"),
        ("glossary", "Leitziel"),
        ("", "De l’idée à l’action"),
    ],
)
def test_official_texts_fall_back(public: list[Page], path: str, said: str) -> None:
    (page,) = (page for page in public if page.path == f"/{LANGUAGE}/{path}")
    marked_texts = [
        "".join(node.itertext()) for node in page.tree.iter() if node.get("lang") in territory().languages
    ]
    assert any(said in text for text in marked_texts), marked_texts


def test_forms_offer_it(pages: list[Page]) -> None:
    (profile,) = (
        page for page in pages if page.path == f"/{LANGUAGE}/account/profile" and page.status == 200
    )
    assert LANGUAGE in {node.get("value") for node in profile.tree.iter(f"{XHTML}input")}
    labels = {"".join(node.itertext()).strip() for node in profile.tree.iter(f"{XHTML}label")}
    assert ITS_NAME in labels


def test_mails_are_written_in_it(seen: dict[str, Any]) -> None:
    assert len(seen["letters"]) == 3
    for letter in seen["letters"]:
        assert letter["subject"].startswith("nl:")
        assert "nl:" in letter["text"]
        assert f'<html lang="{LANGUAGE}"' in letter["html"]
        assert not re.search(r"\{\w+\}|%\(\w+\)s", letter["text"])


def test_what_is_written_in_it_is_found_by_readers_of_any_language(seen: dict[str, Any]) -> None:
    written, translated = seen["found"]["fietsenstalling"], seen["found"]["zitbankjes"]
    for answers in (written, translated):
        assert {reader: answer["status"] for reader, answer in answers.items()} == dict.fromkeys(
            ("fr", "de", LANGUAGE), 200
        )
    assert "<mark>fietsenstalling</mark>" in written["fr"]["text"]
    assert "néerlandais" in written["fr"]["text"]  # what it is written in
    assert "Niederländisch" in written["de"]["text"]  # what its German version was translated from
    assert "<mark>zitbankjes</mark>" in translated[LANGUAGE]["text"]
    assert "néerlandais" in translated["fr"]["text"]  # the word stands in the Dutch version
