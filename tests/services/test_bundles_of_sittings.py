"""Bundles of votes in sittings, run by the real deeds: proxies, arrivals, recusals, paper, ties, quorum."""

import pytest
from flask import Flask

from consult.gateways import signing
from consult.gateways.signing import EphemeralKeys
from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.ballots import Ballot
from consult.rules.bundles import Verdict, verify
from consult.rules.voting import Choice, Majority, Mode
from consult.services import ballots, sittings
from consult.services.ballots import bundles
from tests.factories import bundles as factory
from tests.factories import councils
from tests.factories.sittings import Chamber, under_way
from tests.support.verifying import Manipulation, faults

pytestmark = pytest.mark.usefixtures("app")
FOR, AGAINST, ABSTAIN, BLANK = Choice.for_, Choice.against, Choice.abstain, Choice.blank


def judged(ballot: Ballot) -> Verdict:
    """Closed and checked; both checks find the same."""
    ballots.close(SYSTEM, ballot.id)
    text = bundles.bundle(ballot.id)
    assert faults(text) == set()
    return verify(text, signing.verify)


def public_chamber(count: int, **values: int) -> Chamber:
    chamber = under_way(count, **values)
    chamber.ask(Mode.public, *range(1, values.get("present", count)))
    return chamber


def busy(chamber: Chamber) -> Ballot:
    """Proxied votes, one of them void when its grantor comes, an arrival, somebody who steps back."""
    chamber.proxy(6, 0)
    chamber.proxy(7, 1)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 6, FOR, by=0)
    chamber.cast(ballot, 7, AGAINST, by=1)
    chamber.arrive(6)
    chamber.cast(ballot, 6, AGAINST)
    chamber.arrive(8)
    chamber.recuse(5)
    chamber.cast_all(ballot, {FOR: 4})
    sittings.enter_by_hand(councils.clerk(), ballot.id, {chamber.seats[8]: BLANK})
    return ballot


def test_a_busy_public_vote_is_counted_anew(app: Flask) -> None:
    chamber = public_chamber(9, present=6)
    ballot = busy(chamber)
    verdict = judged(ballot)
    assert verdict.recounted
    document = factory.bundle(ballot)
    events = [Manipulation(document).body(n)["event"] for n in range(len(document["log"]))]
    assert {"proxy", "void", "roll_add", "recusal"} <= set(events)
    assert [row[0] for row in document["added"]] == [chamber.seats[8]]
    assert (verdict.outcome, document["figures"]["roll"]) == ("adopted", 8)


def test_a_busy_ordinary_vote_is_only_compared(app: Flask) -> None:
    ballot = busy(under_way(9, present=6))
    verdict = judged(ballot)
    assert (verdict.recounted, verdict.outcome) == (False, "adopted")
    assert factory.bundle(ballot)["openings"] is None


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("president", [FOR, AGAINST, ABSTAIN])
def test_a_tie_and_the_presidents_voice(app: Flask, president: Choice, public: bool) -> None:
    """Where names are not published, the casting vote must be believed; where they are, it is recounted."""
    chamber = public_chamber(14) if public else under_way(14)
    ballot = chamber.vote_opens()
    choices = [FOR] * 6 + [AGAINST] * 6 + [ABSTAIN] * 2
    choices.remove(president)
    for number, choice in enumerate([president, *choices]):
        chamber.cast(ballot, number, choice)
    assert judged(ballot).outcome == ("adopted" if president is FOR else "not_adopted")
    work = Manipulation(factory.bundle(ballot))
    other = "not_adopted" if president is FOR else "adopted"
    work.document["outcome"] = other
    work.rewrite(-1, outcome=other)
    work.rechain()
    work.sign(EphemeralKeys())
    assert faults(work.document) == ({"outcome_wrong"} if public else set())


def test_a_vote_that_the_president_holds_for_another_is_not_that_voice(app: Flask) -> None:
    chamber = public_chamber(5, present=4)
    chamber.proxy(4, 0)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 4, FOR, by=0)
    chamber.cast(ballot, 1, AGAINST)
    assert judged(ballot).outcome == "not_adopted"


def test_a_secret_vote_on_paper_shows_its_totals(app: Flask) -> None:
    ballot = under_way(10, appointment=True).vote_opens()
    sittings.enter_totals(SYSTEM, ballot.id, for_=9, against=0, abstain=0, blank=0)
    sittings.enter_totals(councils.clerk(), ballot.id, for_=5, against=5, abstain=0, blank=0)
    verdict = judged(ballot)
    assert (verdict.outcome, verdict.recounted) == ("not_adopted", False)
    work = Manipulation(factory.bundle(ballot))
    work.document["figures"]["for"] = 6
    assert "tally_wrong" in faults(work.document)


@pytest.mark.parametrize("majority", list(Majority))
@pytest.mark.parametrize(
    "votes", [{FOR: 6, AGAINST: 3}, {FOR: 8, AGAINST: 1}, {FOR: 5, AGAINST: 4}, {ABSTAIN: 9}]
)
def test_every_majority_is_read_from_the_frozen_rules(
    app: Flask, majority: Majority, votes: dict[Choice, int]
) -> None:
    chamber = under_way(11, present=9, majority=majority)
    ballot = chamber.vote_opens()
    chamber.cast_all(ballot, votes)
    outcome = judged(ballot).outcome
    work = Manipulation(factory.bundle(ballot))
    wrong = "adopted" if outcome == "not_adopted" else "not_adopted"
    work.document["outcome"] = wrong
    work.rewrite(-1, outcome=wrong)
    work.rechain()
    work.sign(EphemeralKeys())
    assert faults(work.document) == {"outcome_wrong"}


def test_a_missing_quorum_is_read_from_the_figures(app: Flask) -> None:
    chamber = under_way(11, present=5)
    sittings.open_item(SYSTEM, chamber.item.id)
    ballot = newest_ballot()
    document = factory.bundle(ballot)
    assert faults(document) == set()
    assert document["outcome"] == "no_quorum"


def newest_ballot() -> Ballot:

    return db.session.scalars(db.select(Ballot).order_by(Ballot.id.desc())).first()  # type: ignore[return-value]
