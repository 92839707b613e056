"""The minutes of ballots as everybody reads them: page, table, data and PDF, and what they never tell."""

import csv
import io
import json
import time

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import NullMailer
from consult.gateways.pdf import NoPdf, NullPdf
from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.ballots import Ballot, RollEntry, VoteReason
from consult.rules.lifecycle import Visibility
from consult.rules.voting import Choice, Mode
from consult.services import ballots
from tests.factories import councils, minutes
from tests.support.browser import Browser
from tests.support.statements import counted

FORMS = ("minutes", "minutes.csv", "minutes.json", "minutes.pdf")


def table(browser: Browser, path: str) -> list[list[str]]:
    response = browser.get(path).response
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_page_tells_everything_and_which_text_counts(browser: Browser, language: str) -> None:
    ballot = minutes.opinion()
    page = browser.get(f"/{language}/ballots/{ballot.id}/minutes")
    words = page.words()
    for name in db.session.scalars(sa.select(RollEntry.family_name).filter_by(ballot_id=ballot.id)):
        assert name in words
    for told in (
        "Grandville",
        "Hameau",
        minutes.REASON,
        ballot.log_head,
        ballot.rules_sha256,
        ballot.question_sha256,
    ):
        assert str(told) in words
    assert minutes.WITHHELD not in page.text
    other = {"fr": "de", "de": "fr"}[language]
    links = [link for link in page.all("a") if link.get("href") == f"/{other}/ballots/{ballot.id}/minutes"]
    assert any(link.get("hreflang") == other for link in links)
    figures = [cell.text for cell in page.all("td") if cell.get("class") == "number"]
    assert figures[:9] == ["14", "14", "11", "9", "6", "3", "1", "1", "3"]


def test_nothing_is_told_before_the_count(browser: Browser) -> None:
    seats = councils.electorate(3)
    ballot = councils.opened()
    ballots.cast(SYSTEM, ballot.id, councils.vote(seats[0]))
    (coming,) = councils.scheduled()
    for one in (ballot, coming):
        for form in FORMS:
            browser.get(f"/fr/ballots/{one.id}/{form}", status=404)
    with time_machine.travel(councils.after_the_end(ballot)):
        browser.get(f"/fr/ballots/{ballot.id}/minutes", status=404)
    browser.get("/fr/ballots/999999/minutes", status=404)


def test_both_languages_hold_one_record(browser: Browser) -> None:
    ballot = minutes.opinion()
    found = {
        code: json.loads(browser.get(f"/{code}/ballots/{ballot.id}/minutes.json").text)
        for code in ("fr", "de")
    }
    assert found["fr"]["record"] == found["de"]["record"]
    assert [found[code]["translation"] for code in ("fr", "de")] == [False, True]
    record = found["de"]["record"]
    assert record["figures"] | {"cast": 11, "for": 6, "roll": 14} == record["figures"]
    voices = [voice for group in record["groups"] for voice in group["voices"]]
    assert len(voices) == 14
    assert [voice["choice"] for voice in voices].count(None) == 3
    assert sum(voice["reason_withheld"] for voice in voices) == 1
    assert {"num", "den"} == set(record["readings"]["inhabitants"]["for"])


def test_the_tables_hold_equal_names_and_numbers_and_no_formula(browser: Browser) -> None:
    ballot = minutes.opinion()
    reason = db.session.scalar(
        sa.select(VoteReason).filter_by(ballot_id=ballot.id, visibility=Visibility.VISIBLE)
    )
    assert reason is not None
    reason.body = '=HYPERLINK("http://example.org")'
    ballot.question = {"fr": "@SUM(A1) ?", "de": "-1+1?"}
    db.session.flush()
    french, german = (table(browser, f"/{code}/ballots/{ballot.id}/minutes.csv") for code in ("fr", "de"))
    assert [row[2] for row in french[1:] if row[2].startswith(("Claude", "Dominique"))] == [
        row[2] for row in german[1:] if row[2].startswith(("Claude", "Dominique"))
    ]
    assert [row[3] for row in french if row[3].isdigit()] == [row[3] for row in german if row[3].isdigit()]
    cells = [cell for row in french + german for cell in row]
    assert {"'@SUM(A1) ?", "'-1+1?", '\'=HYPERLINK("http://example.org")'} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_an_annulled_ballot_says_why_and_shows_no_choice(browser: Browser) -> None:
    seats = councils.electorate(4)
    ballot = councils.opened()
    ballots.cast(SYSTEM, ballot.id, councils.vote(seats[0]))
    minutes.counted(ballot, proclaimed=False)
    ballots.ask_annulment(councils.clerk(), ballot.id, "La question imprimée n’était pas la bonne.")
    ballots.confirm_annulment(councils.clerk(), ballot.id)
    page = browser.get(f"/de/ballots/{ballot.id}/minutes")
    assert "imprimée" in page.words()
    assert "Noyer" not in page.text
    record = json.loads(browser.get(f"/de/ballots/{ballot.id}/minutes.json").text)["record"]
    assert (record["groups"], record["readings"], record["outcome"]) == ([], None, None)


def test_an_ordinary_vote_never_tells_who_chose_what(browser: Browser) -> None:
    chamber = minutes.busy_sitting(Mode.ordinary)
    (ballot,) = db.session.scalars(sa.select(Ballot).filter_by(agenda_item_id=chamber.item.id))
    record = json.loads(browser.get(f"/fr/ballots/{ballot.id}/minutes.json").text)["record"]
    assert (record["groups"], record["readings"], record["figures"]["against"]) == ([], None, 3)
    for form in FORMS[:3]:
        told = browser.get(f"/fr/ballots/{ballot.id}/{form}").text.replace("Dominique Verger", "", 1)
        assert "Verger0" not in told.replace(record["sitting"]["president"], "")


def test_the_pdf_is_handed_out_only_while_it_says_what_the_record_says(browser: Browser) -> None:
    ballot = minutes.opinion()
    address = f"/de/ballots/{ballot.id}/minutes.pdf"
    waiting = browser.get(address, status=503)
    assert waiting.response.headers["Retry-After"] == "15"
    db.session.commit()
    Worker(NullMailer(), pdf=NullPdf()).once()
    ready = browser.get(address).response
    assert (ready.status_code, ready.mimetype) == (200, "application/pdf")
    assert ".pdf" in ready.headers["Content-Disposition"]
    again = browser.client.get(address, headers={"If-None-Match": ready.headers["ETag"]})
    assert again.status_code == 304
    for reason in db.session.scalars(sa.select(VoteReason).filter_by(ballot_id=ballot.id)):
        reason.visibility = Visibility.HIDDEN
    browser.get(address, status=503)


def test_the_page_says_so_where_no_pdf_can_be_made(browser: Browser, app: Flask) -> None:
    ballot = minutes.opinion()
    early = minutes.counted(councils.opened(), proclaimed=False)
    browser.get(f"/fr/ballots/{early.id}/minutes.pdf", status=404)
    db.session.commit()
    Worker(NullMailer(), pdf=NoPdf()).once()
    browser.get(f"/fr/ballots/{ballot.id}/minutes.pdf", status=404)
    page = browser.get(f"/fr/ballots/{ballot.id}/minutes")
    assert "PDF" in page.words()
    links = [link.get("href") for link in page.all("a")]
    assert f"/fr/ballots/{ballot.id}/minutes.csv" in links


def test_a_ballot_of_all_councillors_is_a_fast_page(browser: Browser) -> None:
    seats = councils.electorate(838)
    ballot = councils.opened()
    councils.insert_votes(ballot, {seat.id: list(Choice)[seat.id % 4] for seat in seats[:800]})
    minutes.counted(ballot)
    for path, most in (("minutes", 8), ("minutes.csv", 8), ("minutes.json", 8), ("minutes.pdf", 8)):
        with counted() as statements:
            began = time.perf_counter()
            response = browser.client.get(f"/fr/ballots/{ballot.id}/{path}")
            took = time.perf_counter() - began
        assert response.status_code in (200, 503)
        assert len(statements) <= most, (path, len(statements))
        assert took < 3, (path, took)
