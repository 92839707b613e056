"""Ballots and sittings that have something to tell in every line of their minutes."""

from datetime import timedelta

import time_machine

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.ballots import Ballot, VoteReason
from consult.models.sittings import Sitting
from consult.rules.lifecycle import Visibility
from consult.rules.sittings import SittingState
from consult.rules.voting import Choice, Mode
from consult.services import ballots, documents, sittings
from tests.factories import councils
from tests.factories import sittings as chambers

REASON = "Ce verger fera du bien à tout le quartier, j’y suis favorable."
WITHHELD = "Ce texte a été retiré par la modération."


def counted(ballot: Ballot, *, proclaimed: bool = True) -> Ballot:
    """Closed after its end and, unless a test says otherwise, proclaimed."""
    with time_machine.travel(councils.after_the_end(ballot), tick=False):
        ballots.close(SYSTEM, ballot.id)
        if proclaimed:
            ballots.proclaim(SYSTEM, ballot.id)
    documents.refresh(ballot_id=ballot.id)  # due by the test's clock, not by that of the end
    db.session.flush()
    return ballot


def opinion(count: int = 12, choices: dict[Choice, int] | None = None) -> Ballot:
    """An opinion ballot over five communes with a public reason and a withheld one, suspended once."""
    councils.electorate(count)
    first, second = councils.member(), councils.member()
    ballot = councils.opened()
    ballots.cast(first.actor, ballot.id, councils.vote(first.seat, reason=REASON))
    ballots.cast(second.actor, ballot.id, councils.vote(second.seat, Choice.against, reason=WITHHELD))
    councils.cast_all(
        ballot, choices or {Choice.for_: 5, Choice.against: 2, Choice.abstain: 1, Choice.blank: 1}
    )
    ballots.suspend(SYSTEM, ballot.id)
    ballots.resume(SYSTEM, ballot.id)
    hidden = db.session.get(VoteReason, (ballot.id, second.seat.id))
    assert hidden is not None
    hidden.visibility = Visibility.HIDDEN
    return counted(ballot)


def ended(chamber: chambers.Chamber) -> Sitting:
    """The sitting ends, and its minutes are asked for."""
    if chamber.sitting.state is not SittingState.ENDED:
        sittings.end_sitting(SYSTEM, chamber.sitting.id)
    documents.ask(sitting_id=chamber.sitting.id)
    db.session.flush()
    return chamber.sitting


def busy_sitting(mode: Mode = Mode.public) -> chambers.Chamber:
    """Eleven members: two absent of whom one is represented, a recusal, requests, a vote, a late arrival.

    In ``public`` mode the proxy's holder votes for the grantor; in ``ordinary`` mode only totals are kept; in
    ``secret`` mode the clerk enters the totals.
    """
    chamber = chambers.under_way(11, present=8)
    chamber.proxy(9, 1)
    chamber.proxy(8, 2)
    chamber.recuse(7)
    if mode is not Mode.ordinary:
        chamber.ask(mode, 0, 3, 4)
    ballot = chamber.vote_opens()
    if mode is Mode.secret:
        sittings.enter_totals(councils.clerk(), ballot.id, for_=4, against=2, abstain=1, blank=1)
    else:
        chamber.cast_all(ballot, {Choice.for_: 3, Choice.against: 3, Choice.blank: 1})
        chamber.cast(ballot, 9, Choice.abstain, by=1)
    ballots.close(SYSTEM, ballot.id)
    ballots.proclaim(SYSTEM, ballot.id)
    sittings.close_item(SYSTEM, chamber.item.id)
    chamber.arrive(8)
    chamber.leave(3)
    return chamber


def soon() -> timedelta:
    return timedelta(minutes=11)
