"""What a counted ballot shows, whatever its kind: figures, readings without effect, the map and the names."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.territory import DATA
from consult.models.ballots import Ballot, RollEntry, Vote
from consult.models.proposals import Proposal
from consult.models.territory import Commune
from consult.rules.voting import BallotState, Choice, Mode, Outcome
from consult.services import ballots, sittings
from tests.factories import councils, proposals
from tests.factories.sittings import Chamber, under_way
from tests.support.browser import XHTML, Browser, Page
from tests.support.statements import counted

LANGUAGES = ("fr", "de")


def in_chantier(number: int) -> Proposal:
    proposal = proposals.published()
    proposal.chantier_number = number
    db.session.flush()
    return proposal


def close_all(*found: Ballot) -> None:
    for ballot in found:
        ballots.bring_up_to_date(SYSTEM, ballot.id, moment=councils.after_the_end(ballot))
        db.session.expire(ballot)


@pytest.fixture
def many_communes(app: Flask) -> int:
    """46 communes, as many as there are."""
    first = db.session.scalars(sa.select(Commune)).first()
    assert first is not None
    known = set(db.session.scalars(sa.select(Commune.insee)))
    drawn = json.loads((DATA / "cells.json").read_text("utf-8"))["cells"]
    for number, insee in enumerate(sorted(drawn.keys() - known)):
        db.session.add(
            Commune(
                insee=insee,
                name=f"Saint-Exemple-lès-Vergers {number}",
                siren=f"999{number:06d}",
                population=300 + 400 * number,
                postal_codes=["57000"],
                member_from=first.member_from,
                lat=49.0 + (number * 7 % 41) / 100,
                lon=6.0 + (number * 11 % 43) / 100,
            )
        )
    db.session.flush()
    return 46


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_46_communes_stays_light_and_draws_them_all(
    browser: Browser, many_communes: int, language: str
) -> None:
    seats = councils.electorate(3 * many_communes)
    ballot = councils.opened(closes=timedelta(hours=1))
    choices = [Choice.for_, Choice.against, Choice.abstain]
    councils.insert_votes(ballot, {seat.id: choices[n % 3] for n, seat in enumerate(seats[:120])})
    close_all(ballot)
    with counted() as statements:
        page = browser.get(f"/{language}/ballots/{ballot.id}/results?sort=took-part")
    assert len(statements) <= 8
    assert len(page.text.encode()) <= 60_000
    (drawing,) = [svg for svg in page.all_svg() if svg.get("aria-labelledby") == "leaning-title leaning-desc"]
    assert drawing.get("role") == "group", "an image would hide its links"
    named = [title.text for title in drawing.iter() if title.tag.endswith("}title")][1:]
    rows = [
        row for table in page.all("table") for row in table.iter(XHTML + "tr") if "href" in str(links(row))
    ]
    assert len(named) == len(rows) == many_communes
    words = {"fr": "sans effet", "de": "ohne Wirkung"}[language]
    assert {words, "without effect"} & set(tags(page))


def tags(page: Page) -> list[str]:
    return ["".join(n.itertext()).strip() for n in page.all("span") if "tag" in n.get("class", "")]


def links(row: object) -> list[dict[str, str]]:
    return [dict(node.attrib) for node in row.iter(XHTML + "a")]  # type: ignore[attr-defined]


def test_leanings_differ_by_shape_and_not_by_colour_alone(browser: Browser) -> None:
    seats = councils.electorate(10)
    ballot = councils.opened(closes=timedelta(hours=1))
    by_commune: dict[str, list[int]] = {}
    roll = db.session.execute(sa.select(RollEntry.commune_insee, RollEntry.seat_id)).all()
    for insee, seat_id in roll:
        by_commune.setdefault(str(insee), []).append(seat_id)
    first, second, third, *_silent = by_commune.values()
    votes = dict.fromkeys(first, Choice.for_) | dict.fromkeys(second, Choice.against)
    votes |= {third[0]: Choice.for_, third[1]: Choice.against}
    councils.insert_votes(ballot, votes)
    close_all(ballot)
    assert len(seats) == len(roll)
    page = browser.get(f"/fr/ballots/{ballot.id}/results")
    (drawing,) = [svg for svg in page.all_svg() if svg.get("aria-labelledby") == "leaning-title leaning-desc"]
    cells = {
        (n.get("class"), n.get("fill")) for n in drawing.iter() if str(n.get("class")).startswith("cell ")
    }
    assert cells == {
        ("cell cell-for", None),
        ("cell cell-against", "url(#leaning-against)"),
        ("cell cell-split", "url(#leaning-split)"),
        ("cell cell-silent", None),
    }, "a full ground, stripes, a chequer, and nothing"


def facts(page: Page) -> dict[str, str]:
    """Terms and values of the page's lists of facts."""
    return {
        "".join(term.itertext()).strip(): " ".join("".join(value.itertext()).split())
        for term, value in zip(page.all("dt"), page.all("dd"), strict=True)
    }


def closed_vote(chamber: Chamber, choices: dict[Choice, int]) -> Ballot:
    ballot = chamber.vote_opens()
    chamber.cast_all(ballot, choices)
    ballots.close(SYSTEM, ballot.id)
    return ballot


def test_a_tie_in_public_shows_casting_vote_quorum_presence_and_names(browser: Browser) -> None:
    chamber = under_way(19, present=14)
    chamber.ask(Mode.public, 0, 1, 2, 3)
    ballot = closed_vote(chamber, {Choice.for_: 6, Choice.against: 6, Choice.abstain: 2})
    page = browser.get(f"/fr/ballots/{ballot.id}/results")
    assert ballot.outcome is Outcome.adopted
    shown = facts(page)
    assert {"19", "14", "0", "12"} <= set(shown.values())
    assert any("10" in value and "14" in value for value in shown.values())
    assert "Avis consultatif" not in page.text
    assert "Advisory" not in page.text
    assert page.words().count("Verger") == 14
    assert not [link for link in page.all("a") if "commune=" in link.get("href", "")]


def test_an_ordinary_vote_gives_totals_and_no_name(browser: Browser) -> None:
    ballot = closed_vote(under_way(11, present=8), {Choice.for_: 3, Choice.against: 5})
    page = browser.get(f"/fr/ballots/{ballot.id}/results")
    assert ballot.outcome is Outcome.not_adopted
    assert "Verger" not in page.text
    assert not [node for node in page.tree.iter() if node.get("id") == "names"]  # type: ignore[union-attr]
    browser.get(f"/fr/ballots/{ballot.id}/results?commune=57463", status=404)


def test_a_paper_count_is_marked_as_entered_by_hand(browser: Browser) -> None:
    chamber = under_way(11, present=9)
    chamber.ask(Mode.secret, 0, 1, 2)
    ballot = chamber.vote_opens()
    sittings.enter_totals(councils.clerk(), ballot.id, for_=5, against=3, abstain=0, blank=1)
    ballots.close(SYSTEM, ballot.id)
    page = browser.get(f"/de/ballots/{ballot.id}/results")
    assert {"5", "3", "1"} & set(facts(page).values())
    assert "Verger" not in page.text
    terms = " ".join(facts(page))
    assert "Von Hand eingetragen" in terms or "Entered by hand" in terms


def test_a_missing_quorum_is_no_decision_and_no_opinion(browser: Browser) -> None:
    ballot = closed_vote(under_way(11, present=7), {Choice.for_: 4})
    kept = ballot.figures["quorum"] | {"required": 8, "counted": 7}
    ballot.outcome, ballot.figures = Outcome.no_quorum, ballot.figures | {"quorum": kept}
    page = browser.get(f"/fr/ballots/{ballot.id}/results")
    assert any("8" in value and "7" in value for value in facts(page).values())
    assert "Avis consultatif" not in page.text


def test_a_vote_by_proxy_names_its_holder(browser: Browser) -> None:
    chamber = under_way(11, present=8)
    chamber.proxy(10, 0)
    chamber.ask(Mode.public, 0, 1, 2)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 10, Choice.for_, by=0)
    ballots.close(SYSTEM, ballot.id)
    page = browser.get(f"/fr/ballots/{ballot.id}/results")
    (hint,) = [n for n in page.all("span") if n.get("class") == "hint" and "Verger" in "".join(n.itertext())]
    holder = db.session.get(RollEntry, (ballot.id, chamber.seats[0]))
    assert holder is not None
    assert holder.family_name in "".join(hint.itertext())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_counted_paper_is_read_by_ambition_with_partners_beside(browser: Browser, language: str) -> None:
    councils.electorate(6)
    partner = councils.partner_council()
    theirs_seat = councils.councillor(partner)
    about = [in_chantier(1), in_chantier(2), in_chantier(9)]
    ours = councils.scheduled(*about, opens=timedelta(hours=-1), closes=timedelta(hours=1))
    theirs = councils.opened(about[0], assembly_id=partner.id, closes=timedelta(hours=1))
    ballots.cast(SYSTEM, theirs.id, councils.vote(theirs_seat, Choice.against))
    for ballot, votes in zip(
        ours, ({Choice.for_: 4}, {Choice.for_: 2, Choice.against: 1}, {Choice.against: 5}), strict=True
    ):
        ballots.bring_up_to_date(SYSTEM, ballot.id)
        councils.cast_all(ballot, votes)
    address = f"/{language}/ballots/papers/{ours[0].paper_id}"
    assert not ambition_rows(browser.get(address))
    close_all(*ours, theirs)
    with counted() as statements:
        page = browser.get(address)
    assert len(statements) <= 8
    assert ambition_rows(page) == [["2", "0", "0", "6", "1", "0"], ["0", "1", "0", "0", "5", "0"]]
    assert {"fr": "Conseil de la ville voisine", "de": "Stadtrat der Nachbarstadt"}[language] in page.words()
    single = browser.get(f"/{language}/ballots/{ours[2].id}/results")
    assert {"fr": "Ambition 3", "de": "Leitziel 3"}[language] in single.words()
    assert f"papers/{ours[2].paper_id}#ambitions" in single.text


def ambition_rows(page: Page) -> list[list[str]]:
    return [
        ["".join(cell.itertext()) for cell in row.iter(XHTML + "td")]
        for row in page.all("tr")
        if row.get("class", "").startswith("ambition-")
    ]


def test_an_annulled_ballot_has_a_page_without_figures(browser: Browser) -> None:
    councils.electorate(3)
    ballot = councils.opened()
    councils.cast_all(ballot, {Choice.for_: 2})
    ballots.ask_annulment(councils.clerk(), ballot.id, "La question n’était pas la bonne.")
    ballots.confirm_annulment(councils.clerk(), ballot.id)
    page = browser.get(f"/fr/ballots/{ballot.id}/results")
    assert "Noyer" not in page.text
    assert not page.all("table")
    assert ballot.state is BallotState.annulled
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Vote)) == 2
    with time_machine.travel(now() + timedelta(days=30)):
        browser.get(f"/fr/ballots/{ballot.id}/results")
