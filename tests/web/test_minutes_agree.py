"""French and German minutes carry equal numbers and names: cell by cell, whatever was voted."""

import re
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.models.ballots import Ballot
from consult.rules.voting import Choice, Mode
from consult.services import ballots
from tests.factories import councils, minutes
from tests.support.browser import XHTML, Browser, Page

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"])

VOTES = (
    {},
    {Choice.blank: 1},
    {Choice.for_: 3, Choice.against: 3},
    {Choice.for_: 7, Choice.abstain: 2, Choice.blank: 3},
    {Choice.against: 1234},
    {Choice.for_: 1, Choice.against: 900, Choice.abstain: 17, Choice.blank: 5},
)
#: Separators of thousands in both languages: 1 234 and 1.234.
BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\u00a0\u202f.](?=\d{3}\b)")


def text(node: Element) -> str:
    return re.sub(r"\s+", " ", "".join(node.itertext())).strip()


def cells(page: Page) -> list[str]:
    """Every cell of figures, and the first cell of every row of names, in the order of the page."""
    found = []
    for table in page.all("table"):
        kind = table.get("class") or ""
        for row in table.iter(XHTML + "tr"):
            for cell in row:
                numeric = cell.get("class") == "number" and cell.tag == XHTML + "td"
                named = cell.get("scope") == "row" and ("names" in kind or "communes" in kind)
                if numeric or named:
                    found.append(BETWEEN_DIGITS.sub("", text(cell)))
    return found


def marks(page: Page) -> list[str]:
    """Digests and signatures, which are the same in every language."""
    return re.findall(r"\b[0-9a-f]{64,}\b", page.words())


def both(browser: Browser, path: str) -> tuple[Page, Page]:
    return browser.get(f"/fr/{path}"), browser.get(f"/de/{path}")


def counted(votes: dict[Choice, int]) -> Ballot:
    """An opinion ballot with so many votes on a roll a little larger."""
    seats = councils.electorate(sum(votes.values()) + 4)
    ballot = councils.opened()
    chosen = [choice for choice, count in votes.items() for _ in range(count)]
    councils.insert_votes(ballot, {seat.id: choice for seat, choice in zip(seats, chosen, strict=False)})
    return minutes.counted(ballot)


@pytest.mark.parametrize("votes", VOTES)
def test_opinion_ballots_agree_cell_by_cell(browser: Browser, votes: dict[Choice, int]) -> None:
    ballot = counted(votes)
    french, german = both(browser, f"ballots/{ballot.id}/minutes")
    assert cells(french) == cells(german)
    assert marks(french) == marks(german) != []
    figures = [
        str(ballot.figures[name])
        for name in ("cast", "expressed", "for", "against", "abstain", "blank", "no_vote")
    ]
    assert cells(french)[2:9] == figures


def test_whatever_was_voted_both_languages_carry_equal_numbers(browser: Browser) -> None:
    seats = [seat.id for seat in councils.electorate(20)]

    @settings(max_examples=10, deadline=None)
    @given(st.dictionaries(st.sampled_from(seats), st.sampled_from(Choice)))
    def agree(choices: dict[int, Choice]) -> None:
        ballot = councils.opened()
        councils.insert_votes(ballot, choices)
        minutes.counted(ballot)
        french, german = both(browser, f"ballots/{ballot.id}/minutes")
        assert cells(french) == cells(german)
        assert cells(french)[2] == str(len(choices))

    agree()


@pytest.mark.parametrize("mode", list(Mode))
def test_sittings_agree_cell_by_cell(browser: Browser, mode: Mode) -> None:
    sitting = minutes.ended(minutes.busy_sitting(mode))
    french, german = both(browser, f"sittings/{sitting.id}/minutes")
    assert cells(french) == cells(german)
    assert marks(french) == marks(german) != []


def test_an_annulled_ballot_agrees(app: Flask, browser: Browser) -> None:
    ballot = councils.opened()
    ballots.ask_annulment(councils.clerk(), ballot.id, "La question imprimée n’était pas la bonne.")
    ballots.confirm_annulment(councils.clerk(), ballot.id)
    french, german = both(browser, f"ballots/{ballot.id}/minutes")
    assert cells(french) == cells(german) == []
    assert marks(french) == marks(german)
