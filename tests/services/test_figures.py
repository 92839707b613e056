"""A small town counted: exact numbers, nobody in a group of four, the same statements for few and many."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.figures import ALL, FigureSheet
from consult.models.proposals import Answer, CoAuthor, Proposal, Support
from consult.models.territory import Commune
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.participation import Outcome
from consult.rules.voting import Choice
from consult.services import accounts, ballots, figures
from tests.factories import comments, councils, people, proposals
from tests.support.statements import counted

MOMENT = datetime(2026, 10, 24, 3, 0, tzinfo=territory().zone)
LAST_MONTH = datetime(2026, 9, 12, 12, 0, tzinfo=territory().zone)


@pytest.fixture(autouse=True)
def _autumn() -> Iterator[None]:
    """Everything in these stories happens in September, unless it says otherwise."""
    with time_machine.travel(LAST_MONTH, tick=False):
        yield


def sheet(scope: int = ALL) -> dict[str, Any]:
    """Count, and read one sheet as the database kept it."""
    figures.count(MOMENT)
    db.session.flush()
    db.session.expire_all()
    kept = db.session.get(FigureSheet, scope)
    assert kept is not None
    assert kept.as_of == MOMENT
    return kept.tables


def support(proposal: Proposal, account: Account, **values: Any) -> None:
    row = {"neighbour": False, "created_at": now()} | values
    db.session.add(Support(proposal_id=proposal.id, account_id=account.id, **row))
    proposal.support_count += 1
    proposal.neighbour_support_count += row["neighbour"]
    db.session.flush()


def crowd(proposal: Proposal, count: int, **home: Any) -> list[Account]:
    """So many people behind ``proposal``."""
    found = [people.participant(**home) for _ in range(count)]
    for account in found:
        support(proposal, account, neighbour=home.get("origin") == "saarland")
    return found


def other_communes(count: int) -> list[str]:
    found = db.session.scalars(
        sa.select(Commune.insee).where(Commune.insee != "57463").order_by(Commune.insee)
    )
    return list(found)[:count]


def test_people_are_counted_once_by_home_and_language(app: Flask) -> None:
    one, two = proposals.published(chantier_number=4), proposals.published(chantier_number=5)
    everybody = crowd(one, 6) + crowd(one, 7, origin="saarland", language="de")
    for account in everybody:
        support(two, account)
    comments.written(one, everybody[0])
    told = sheet()["people"]
    # six supporters and the two authors
    assert told["homes"] == {"shown": [["commune:57463", 8], ["origin:saarland", 7]], "rest": 0}
    assert told["languages"] == {"shown": [["fr", 8], ["de", 7]], "rest": 0}
    assert told["kinds"] == {"person": 15, "keeper": None, "councillor": None}
    assert sheet(4)["people"]["homes"]["shown"] == [["commune:57463", 7], ["origin:saarland", 7]]
    assert sheet(9)["people"]["homes"] == {"shown": [], "rest": None}


def test_four_people_of_a_commune_appear_nowhere(app: Flask) -> None:
    first, second = other_communes(2)
    proposal = proposals.published()
    crowd(proposal, 20)
    crowd(proposal, 4, commune_insee=first)
    crowd(proposal, 9, commune_insee=second)
    for scope in (ALL, 4):
        homes = sheet(scope)["people"]["homes"]
        assert homes == {"shown": [["commune:57463", 21]], "rest": 13}
    kept = db.session.scalars(sa.select(FigureSheet))
    assert not any(f"commune:{first}" in str(one.tables) for one in kept)


def test_what_is_withheld_is_not_counted(app: Flask) -> None:
    author = people.participant(origin="luxembourg")
    for visibility in (Visibility.HIDDEN, Visibility.REMOVED):
        crowd(proposals.published(author, visibility=visibility), 5)
    for state in (
        ProposalState.MERGED,
        ProposalState.WITHDRAWN,
        ProposalState.SUBMITTED,
        ProposalState.DRAFT,
    ):
        proposals.in_state(state, author)
    tables = sheet()
    assert tables["people"]["kinds"]["person"] is None
    assert tables["states"] == tables["proposal_languages"] == {}
    assert tables["supports"] == {"neighbours": 0, "others": 0}
    assert sum(map(sum, (tables["months"][name] for name in ("proposals", "comments", "supports")))) == 0


def test_kinds_are_counted_apart(app: Flask) -> None:
    proposal = proposals.published()
    crowd(proposal, 5)
    for _ in range(6):
        support(proposal, councils.member().account)
    for _ in range(5):
        keeper = people.participant()
        group = people.organisation(keeper)
        proposals.published(keeper, organisation_id=group.id)
    co_author = people.participant()
    db.session.add(CoAuthor(proposal_id=proposal.id, account_id=co_author.id, since=now()))
    assert sheet()["people"]["kinds"] == {"person": 7, "keeper": 5, "councillor": 6}


def test_who_left_is_no_longer_among_the_people(app: Flask) -> None:
    proposal = proposals.published()
    leaving = crowd(proposal, 6)[0]
    with time_machine.travel(LAST_MONTH + timedelta(hours=1)):
        accounts.erase(people.actor(leaving), None)
    tables = sheet()
    assert tables["people"]["kinds"]["person"] == 6
    assert tables["supports"]["others"] == 6


def test_people_are_counted_as_they_stood_when_the_month_began(app: Flask) -> None:
    proposal = proposals.published()
    crowd(proposal, 6)
    assert sheet()["people"] == sheet()["people"] | {"until": "2026-10-01"}
    with time_machine.travel(MOMENT - timedelta(days=2)):
        crowd(proposal, 3)
    proposal.visibility = Visibility.HIDDEN
    figures.count(MOMENT)
    kept = db.session.get(FigureSheet, ALL)
    assert kept is not None
    assert kept.tables["people"]["kinds"]["person"] == 7
    assert kept.tables["states"] == {}


def test_what_moves_month_by_month(app: Flask) -> None:
    zone = territory().zone
    proposal = proposals.published(published_at=datetime(2026, 9, 30, 23, 59, tzinfo=zone), language="de")
    proposals.published(published_at=datetime(2026, 10, 1, 0, 0, tzinfo=zone), chantier_number=7)
    proposals.published(published_at=datetime(2025, 10, 31, 12, 0, tzinfo=zone))
    comments.written(proposal)
    support(proposal, people.neighbour(), neighbour=True)
    tables = sheet()
    assert tables["months"]["from"] == "2025-11-01"
    assert tables["months"]["proposals"] == [0] * 10 + [1, 1]
    assert tables["months"]["comments"] == tables["months"]["supports"] == [0] * 10 + [1, 0]
    assert tables["chantiers"]["7"] == [0] * 11 + [1]
    assert tables["states"] == {"published": 3}
    assert tables["proposal_languages"] == {"fr": 2, "de": 1}
    assert tables["supports"] == {"neighbours": 1, "others": 0}
    assert sheet(7)["months"]["proposals"] == [0] * 11 + [1]


def test_answers_in_time_late_awaited_and_overdue(app: Flask) -> None:
    def owed(due: timedelta, answered: timedelta | None = None, interim: timedelta | None = None) -> None:
        state = ProposalState.ANSWERED if answered else ProposalState.PUBLISHED
        proposal = proposals.in_state(state, answer_due_at=MOMENT + due)
        for number, (at, outcome) in enumerate([(interim, None), (answered, Outcome.ACCEPTED)], start=1):
            if at is not None:
                words: dict[str, Any] = {"reasons": {}, "next_steps": {}, "in_charge": {}}
                words |= {"answered_at": MOMENT + at}
                day = None if outcome else MOMENT.date()
                db.session.add(
                    Answer(
                        proposal_id=proposal.id, number=number, outcome=outcome, full_answer_on=day, **words
                    )
                )

    day = timedelta(days=1)
    owed(-10 * day, answered=-20 * day)
    owed(-10 * day, answered=-10 * day)
    owed(-30 * day, answered=-5 * day)
    owed(-1 * day, interim=-3 * day)
    owed(2 * day)
    assert sheet()["answers"] == {"in_time": 2, "late": 1, "waiting": 1, "overdue": 1, "days": 90.0}
    assert sheet(4)["answers"] == sheet()["answers"]


def test_councillors_by_ballot_and_commune(app: Flask) -> None:
    councils.electorate(6)
    councils.member()
    proposal = proposals.published(chantier_number=5)
    ballot = councils.opened(proposal)
    councils.cast_all(ballot, {Choice.for_: 3, Choice.abstain: 1})
    with time_machine.travel(councils.after_the_end(ballot)):
        ballots.bring_up_to_date(SYSTEM, ballot.id)
        ballots.proclaim(councils.clerk(), ballot.id)
    tables = sheet()
    assert tables["seats"] == {"in_office": 7, "claimed": 1}
    [line] = tables["ballots"]
    assert (line["id"], line["roll"], line["cast"]) == (ballot.id, 7, 4)
    assert sum(roll for _commune, roll, _cast in tables["communes"]) == 7
    assert sum(cast for _commune, _roll, cast in tables["communes"]) == 4
    assert sheet(5)["ballots"] == tables["ballots"]
    assert sheet(6)["ballots"] == sheet(6)["communes"] == []


def test_the_number_of_statements_is_fixed(app: Flask) -> None:
    def statements(later: timedelta = timedelta()) -> int:
        db.session.flush()
        db.session.expire_all()
        with counted() as seen:
            figures.count(MOMENT + later)
            db.session.flush()
        return len(seen)

    first = statements()
    assert first == 12
    again = statements(timedelta(days=1))
    assert again == 10  # people stand for the month
    for number in range(12):
        proposal = proposals.published(chantier_number=number % 10 + 1)
        crowd(proposal, 6)
        comments.written(proposal)
    assert statements(timedelta(days=2)) == again
    assert statements(timedelta(days=30)) == first


def test_the_worker_counts_first_at_once_then_nightly(app: Flask) -> None:
    assert figures.is_due(MOMENT)
    figures.count(MOMENT)
    db.session.flush()
    assert not figures.is_due(MOMENT + timedelta(hours=12))
    assert figures.is_due(MOMENT + timedelta(days=1))


def test_the_command_counts(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["figures", "count"])
    assert answer.exit_code == 0
    assert answer.output.startswith("Sheets counted: 11")
