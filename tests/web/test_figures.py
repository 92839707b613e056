"""The pages of figures: what they tell in both languages, what they cost, and each table as a file."""

import csv
import gzip
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from flask import Flask

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.figures import ALL, FigureSheet
from consult.models.territory import Commune
from consult.web.insight.charts import NAMES
from tests.support.browser import Browser, Page
from tests.support.statements import counted

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])
MONTHS = [0, 1, 2, 3, 0, 5, 8, 13, 4, 2, 6, 1]
QUESTION = {"fr": "=Faut-il un verger ?", "de": "=Soll es eine Streuobstwiese geben?"}


def keep(scope: int = ALL, *, ballots: int = 2, communes: tuple[str, ...] = ("57463", "57039")) -> None:
    """A sheet as the worker would write it."""
    homes = [[f"commune:{insee}", 40] for insee in communes] + [["origin:saarland", 7], ["unsaid", 5]]
    tables: dict[str, Any] = {
        "people": {
            "until": "2026-10-01",
            "kinds": {"person": 60, "keeper": None, "councillor": 12},
            "homes": {"shown": homes, "rest": 9},
            "languages": {"shown": [["fr", 50], ["de", 10]], "rest": 0},
        },
        "states": {"published": 12, "answered": 3},
        "proposal_languages": {"fr": 11, "de": 4},
        "supports": {"neighbours": 25, "others": 75},
        "months": {"from": "2025-11-01", "proposals": MONTHS, "comments": MONTHS, "supports": MONTHS},
        "chantiers": {str(number): MONTHS for number in range(1, 11)} if scope == ALL else {},
        "answers": {"in_time": 3, "late": 1, "waiting": 2, "overdue": 1, "days": 41.5},
        "seats": {"in_office": 826, "claimed": 120} if scope == ALL else {},
        "ballots": [
            {"id": n, "question": QUESTION, "day": "2026-09-01", "roll": 100, "cast": 60 + n % 9}
            for n in range(ballots)
        ],
        "communes": [[insee, 20, 10 + place % 9] for place, insee in enumerate(communes)],
    }
    db.session.add(FigureSheet(scope=scope, tables=tables, as_of=now() - timedelta(hours=9)))
    db.session.flush()


def rows(page: Page) -> list[list[str]]:
    return list(csv.reader(StringIO(page.response.get_data().decode("utf-8-sig")), delimiter=";"))


@LANGUAGES
def test_the_page_tells_every_chart_with_its_table_and_file(browser: Browser, lang: str) -> None:
    keep()
    page = browser.get(f"/{lang}/figures")
    for name in NAMES:
        assert f'id="{name}"' in page.text
        assert f'/{lang}/figures/{name}.csv"' in page.text
    words = page.words()
    for number in ("60", "12", "40", "826", "120"):
        assert number in words
    assert {"fr": "moins de 5", "de": "weniger als 5"}[lang] in words or "fewer than 5" in words
    drawings = [svg for svg in page.all_svg() if svg.get("role") == "img"]
    assert len(drawings) == 3 + 10 + 2 + 2
    for svg in drawings:
        assert [child.tag.split("}")[-1] for child in svg][:2] == ["title", "desc"]


@LANGUAGES
def test_a_chantier_has_its_own_page(browser: Browser, lang: str) -> None:
    keep(4)
    page = browser.get(f"/{lang}/chantiers/4/figures")
    assert f'/{lang}/chantiers/4"' in page.text
    assert 'id="chantiers"' not in page.text
    assert rows(browser.get(f"/{lang}/chantiers/4/figures/answers.csv"))[1][1] == "3"
    browser.get(f"/{lang}/chantiers/4/figures/seats.csv", status=404)
    browser.get(f"/{lang}/chantiers/99/figures", status=404)
    browser.get(f"/{lang}/chantiers/0/figures", status=404)


@LANGUAGES
def test_before_the_first_count_the_page_says_so(browser: Browser, lang: str) -> None:
    assert 'class="empty-state"' in browser.get(f"/{lang}/figures").text
    browser.get(f"/{lang}/figures/homes.csv", status=404)


@LANGUAGES
def test_every_table_is_a_file_with_words_of_the_page(browser: Browser, lang: str) -> None:
    keep()
    for name in NAMES:
        page = browser.get(f"/{lang}/figures/{name}.csv")
        assert page.response.mimetype == "text/csv"
        table = rows(page)
        assert len(table) > 1
        assert len({len(row) for row in table}) == 1
    told = rows(browser.get(f"/{lang}/figures/homes.csv"))
    assert [row[-1] for row in told[1:]] == ["40", "40", "7", "5", "9"]
    assert told[3][:2] == {"fr": ["Sarre", "Allemagne"], "de": ["Saarland", "Deutschland"]}[lang]
    question = rows(browser.get(f"/{lang}/figures/ballots.csv"))[1][0]
    assert question == "'" + QUESTION[lang]


def test_three_statements_and_little_to_send_for_any_number_of_rows(app: Flask, browser: Browser) -> None:
    codes = tuple(f"99{number:03d}" for number in range(46))
    for insee in codes:
        db.session.add(
            Commune(
                insee=insee,
                name=f"Vantoux-lès-Coincy {insee}",
                siren=f"9999{insee}",
                population=500,
                postal_codes=[],
                member_from=date(2020, 1, 1),
                lat=49.1,
                lon=6.2,
            )
        )
    keep(4)
    keep(ballots=200, communes=codes)
    for path in ("/fr/figures", "/de/chantiers/4/figures"):
        browser.get(path)
        with counted() as seen:
            page = browser.get(path)
        assert len(seen) <= 3, seen
        body = page.text.encode()
        assert len(body) <= 60_000, len(body)
        assert len(gzip.compress(body)) <= 15_000
