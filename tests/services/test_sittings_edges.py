"""Where a sitting might go wrong: mandates that end in the room, powers between sittings, late entries."""

from datetime import timedelta

import pytest
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.errors import Conflict, IllegalTransition, Invalid, NotAllowed
from consult.models.ballots import Ballot, BallotLogEntry, Vote
from consult.models.sittings import Proxy
from consult.queries import ballots as ballot_queries
from consult.queries import sittings as queries
from consult.rules.ballot_log import read_body
from consult.rules.sittings import ItemState, Movement, ProxyState
from consult.rules.voting import BallotState, Choice, Mode, Outcome
from consult.services import ballots, seats, sittings
from tests.factories import councils
from tests.factories import sittings as chambers
from tests.factories.sittings import Chamber, convened, under_way

pytestmark = pytest.mark.usefixtures("app")
FOR, AGAINST, ABSTAIN = Choice.for_, Choice.against, Choice.abstain


def ends(chamber: Chamber, number: int) -> None:
    """The member's mandate ended yesterday, as the clerk learns just now."""
    seat = chamber.members[number].seat
    seat.starts_on = councils.today() - timedelta(days=9)
    seats.end_seat(SYSTEM, seat.id, councils.today() - timedelta(days=1))
    db.session.flush()


def proxies_told(ballot: Ballot) -> list[tuple[int, int]]:
    rows = db.session.query(BallotLogEntry).filter_by(ballot_id=ballot.id, kind="proxy")
    bodies = [read_body(row.body, row.number) for row in rows.order_by(BallotLogEntry.number)]
    return [(int(str(body["grantor"])), int(str(body["holder"]))) for body in bodies]


def adds_up(ballot: Ballot) -> None:
    """Whoever was there and did not step back, and whoever was represented, make the roll."""
    f = ballot.figures
    assert f["present"] - f["recused"] + f["represented"] == f["roll"] == f["cast"] + f["no_vote"]


def test_a_holder_whose_mandate_has_ended_casts_no_vote_for_anybody(app: Flask) -> None:
    chamber = under_way(6, present=5)
    chamber.proxy(5, 1)
    ballot = chamber.vote_opens()
    ends(chamber, 1)
    size = ballot.log_size
    with pytest.raises(NotAllowed, match="holder_absent"):
        chamber.cast(ballot, 5, by=1)
    with pytest.raises(NotAllowed, match="mandate_ended"):
        chamber.cast(ballot, 1)
    for number in (1, 5):
        with pytest.raises(Invalid, match="cannot_vote"):
            sittings.enter_by_hand(SYSTEM, ballot.id, {chamber.seats[0]: FOR, chamber.seats[number]: FOR})
    assert (ballot.log_size, ballot.cast_count, db.session.query(Vote).count()) == (size, 0, 0)


def test_a_grantor_whose_mandate_has_ended_is_represented_by_nobody(app: Flask) -> None:
    chamber = under_way(6, present=5)
    given = chamber.proxy(5, 1)
    ends(chamber, 5)
    ballot = chamber.vote_opens()
    assert ballot_queries.on_roll(ballot.id) == set(chamber.seats[:5])
    with pytest.raises(NotAllowed):
        chamber.cast(ballot, 5, by=1)
    sittings.revoke_proxy(councils.clerk(), given)
    assert queries.active_proxies(chamber.sitting.id) == []


def test_whoever_is_in_the_room_without_a_mandate_counts_nowhere(app: Flask) -> None:
    chamber = under_way(8, present=6)
    chamber.ask(Mode.public, 5)
    ends(chamber, 5)
    item = sittings.open_item(SYSTEM, chamber.item.id)
    assert {name: item.quorum[name] for name in ("in_office", "present", "counted")} == {
        "in_office": 7,
        "present": 5,
        "counted": 5,
    }
    ballot = sittings.put_to_vote(SYSTEM, item.id)
    assert (ballot.mode, ballot.roll_size) == (Mode.ordinary, 5)
    with pytest.raises(NotAllowed, match="not_present_to_ask"):
        chamber.ask(Mode.secret, 5)
    chamber.leave(5)
    ballots.close(SYSTEM, ballot.id)
    assert (ballot.figures["present"], ballot.figures["roll"]) == (5, 5)


def test_a_grantor_who_arrives_after_the_holder_left_votes_in_person(app: Flask) -> None:
    chamber = under_way(6, present=5)
    chamber.proxy(5, 1)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 5, FOR, by=1)
    chamber.leave(1)
    assert ballot.cast_count == 1
    chamber.arrive(5)
    assert ballot.cast_count == 0
    chamber.cast(ballot, 5, AGAINST)
    ballots.close(SYSTEM, ballot.id)
    assert (ballot.figures["for"], ballot.figures["against"]) == (0, 1)
    adds_up(ballot)


def test_the_log_names_every_proxy_that_may_be_used_and_no_other(app: Flask) -> None:
    chamber = under_way(7, present=6)
    early = chamber.proxy(6, 1)
    sittings.open_item(SYSTEM, chamber.item.id)
    sittings.revoke_proxy(SYSTEM, early)
    ballot = sittings.put_to_vote(SYSTEM, chamber.item.id)
    assert proxies_told(ballot) == []
    chamber.leave(5)
    chamber.proxy(5, 0)
    chamber.proxy(6, 2)
    s = chamber.seats
    assert proxies_told(ballot) == [(s[5], s[0]), (s[6], s[2])]
    chamber.leave(4)
    chamber.arrive(4)
    assert len(proxies_told(ballot)) == 2
    chamber.cast(ballot, 5, by=0)


def test_coming_and_going_before_the_vote_leaves_figures_that_add_up(app: Flask) -> None:
    chamber = under_way(9, present=6)
    chamber.proxy(8, 1)
    chamber.recuse(2)
    sittings.open_item(SYSTEM, chamber.item.id)
    chamber.arrive(6)
    chamber.leave(6)
    ballot = sittings.put_to_vote(SYSTEM, chamber.item.id)
    chamber.arrive(7)
    chamber.recuse(3)
    chamber.cast(ballot, 8, by=1)
    ballots.close(SYSTEM, ballot.id)
    f = ballot.figures
    assert (f["present"], f["recused"], f["represented"], f["roll"]) == (7, 2, 1, 6)
    adds_up(ballot)


def test_what_was_entered_stays_once_the_sitting_has_ended_or_the_vote_goes_on(app: Flask) -> None:
    chamber = under_way(9, present=5)
    chamber.recuse(0)
    chamber.ask(Mode.public, 1, 2, 3)
    assert sittings.open_item(SYSTEM, chamber.item.id).state is ItemState.FAILED
    chamber.arrive(5, 6)
    chamber.vote_opens()
    with pytest.raises(Conflict, match="vote_under_way"):
        sittings.take_back_request(SYSTEM, chamber.item.id, chamber.seats[1], Mode.public)
    other = under_way(9, present=2, insee="57480")
    other.recuse(0)
    other.ask(Mode.public, 1)
    sittings.open_item(SYSTEM, other.item.id)
    sittings.end_sitting(SYSTEM, other.sitting.id)
    for deed in (
        lambda: sittings.take_back_recusal(SYSTEM, other.item.id, other.seats[0]),
        lambda: sittings.take_back_request(SYSTEM, other.item.id, other.seats[1], Mode.public),
    ):
        with pytest.raises(IllegalTransition, match="illegal_sitting_step"):
            deed()
    assert queries.recused(other.item.id) == {other.seats[0]}


def test_votes_entered_by_hand_are_all_checked_before_one_is_written(app: Flask) -> None:
    chamber = under_way(4, present=4)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 3)
    size = ballot.log_size
    with pytest.raises(Conflict, match="already_voted"):
        sittings.enter_by_hand(SYSTEM, ballot.id, dict.fromkeys(chamber.seats, FOR))
    assert (ballot.log_size, db.session.query(Vote).count()) == (size, 1)


@pytest.mark.parametrize("gone", ["left", "recused", "ended"])
def test_a_tie_without_its_president_is_not_adopted_and_flagged(app: Flask, gone: str) -> None:
    chamber = under_way(5)
    ballot = chamber.vote_opens()
    if gone == "left":
        chamber.leave(0)
    elif gone == "recused":
        chamber.recuse(0)
    else:
        ends(chamber, 0)
    for number, choice in enumerate((FOR, FOR, AGAINST, AGAINST), start=1):
        chamber.cast(ballot, number, choice)
    ballots.close(SYSTEM, ballot.id)
    assert (ballot.outcome, ballot.figures["flags"]) == (Outcome.not_adopted, ["president_silent"])
    ballots.proclaim(SYSTEM, ballot.id)
    sittings.close_item(SYSTEM, chamber.item.id)
    sittings.preside(SYSTEM, chamber.sitting.id, chamber.seats[1])


def test_when_everybody_leaves_the_clerk_can_still_come_to_the_end(app: Flask) -> None:
    chamber = under_way(4, items=2)
    ballot = chamber.vote_opens()
    chamber.leave(0, 1, 2, 3)
    ballots.suspend(SYSTEM, ballot.id)
    with pytest.raises(Conflict, match="vote_under_way"):
        sittings.close_item(SYSTEM, chamber.item.id)
    with pytest.raises(Conflict, match="item_open"):
        sittings.end_sitting(SYSTEM, chamber.sitting.id)
    ballots.resume(SYSTEM, ballot.id)
    ballots.close(SYSTEM, ballot.id)
    assert ballot.outcome is Outcome.not_adopted
    sittings.close_item(SYSTEM, chamber.item.id)
    assert sittings.open_item(SYSTEM, chamber.items[1].id).state is ItemState.FAILED
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    ballots.ask_annulment(councils.clerk(), ballot.id, "Le vote s’est tenu dans une salle vide.")
    with pytest.raises(Conflict, match="annulment_asked"):
        ballots.proclaim(SYSTEM, ballot.id)
    ballots.confirm_annulment(councils.clerk(), ballot.id)
    assert ballot.state is BallotState.annulled


def test_a_cancelled_second_convocation_makes_room_for_another(app: Flask) -> None:
    chamber = under_way(5, present=2)
    sittings.open_item(SYSTEM, chamber.item.id)
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    draft = chambers.draft(chamber.assembly, days=15, recalls_rule=True)
    again = sittings.reconvene(SYSTEM, chamber.sitting.id, draft)
    sittings.convene(SYSTEM, again.id)
    sittings.cancel(SYSTEM, again.id)
    third = sittings.reconvene(SYSTEM, chamber.sitting.id, draft)
    sittings.convene(SYSTEM, third.id)
    chambers.opened(third, chamber.seats[0])
    sittings.record_movements(SYSTEM, third.id, chamber.seats[:1], Movement.ARRIVED)
    (copy,) = queries.items(third.id)
    assert sittings.open_item(SYSTEM, copy.id).state is ItemState.OPEN
    ballot = sittings.put_to_vote(SYSTEM, copy.id)
    assert ballot.supersedes_id == db.session.query(Ballot).order_by(Ballot.id).first().id  # type: ignore[union-attr]


def later(chamber: Chamber, days: int) -> Chamber:
    sitting = sittings.prepare(SYSTEM, chambers.draft(chamber.assembly, days=days))
    item = sittings.add_item(SYSTEM, sitting.id, chambers.item_draft())
    sittings.convene(SYSTEM, sitting.id)
    return Chamber(chamber.assembly, chamber.members, sitting, [item])


def reached(chamber: Chamber) -> list[tuple[int, int]]:
    """Grantor, and for how many sittings, of each power in force."""
    return [(row.grantor_seat_id, row.sittings_left) for row in queries.active_proxies(chamber.sitting.id)]


def test_a_power_taken_back_before_a_cancellation_is_not_carried_past_it(app: Flask) -> None:
    first = convened(4)
    first.proxy(1, 0, 3)
    second = later(first, 20)
    (copy,) = queries.active_proxies(second.sitting.id)
    sittings.revoke_proxy(first.members[1].actor, copy.id)
    sittings.cancel(SYSTEM, second.sitting.id)
    assert reached(later(first, 30)) == []


def test_a_power_carried_past_a_cancelled_sitting_is_taken_back_there_too(app: Flask) -> None:
    first = convened(4)
    given = first.proxy(1, 0, 3)
    sittings.cancel(SYSTEM, later(first, 20).sitting.id)
    third = later(first, 30)
    assert reached(third) == [(first.seats[1], 2)]
    sittings.revoke_proxy(first.members[1].actor, given)
    assert reached(third) == []


def test_taking_a_power_back_voids_its_vote_in_a_later_sitting_too(app: Flask) -> None:
    first = convened(5)
    given = first.proxy(4, 0, 2)
    second = later(first, 20)
    chambers.opened(second.sitting, second.seats[0])
    second.arrive(0, 1, 2, 3)
    ballot = second.vote_opens()
    second.cast(ballot, 4, by=0)
    sittings.revoke_proxy(first.members[4].actor, given)
    assert (ballot.cast_count, db.session.query(Vote).count()) == (0, 0)


def test_a_power_is_taken_back_between_two_sittings_and_after_it_lapsed(app: Flask) -> None:
    first = under_way(6, present=0)
    over, lapsed = first.proxy(1, 0, 3), first.proxy(2, 3, 3)
    single = first.proxy(4, 5)
    first.arrive(2)
    sittings.revoke_proxy(first.members[2].actor, lapsed)
    sittings.end_sitting(SYSTEM, first.sitting.id)
    sittings.revoke_proxy(first.members[1].actor, over)
    for ended in (over, lapsed, single):
        with pytest.raises(Conflict, match="proxy_ended"):
            sittings.revoke_proxy(SYSTEM, ended)
    assert db.session.get_one(Proxy, over).state is ProxyState.ACTIVE
    assert reached(later(first, 20)) == []


def test_a_sitting_convened_in_between_does_not_lengthen_a_power(app: Flask) -> None:
    first = convened(4)
    first.proxy(1, 0, 3)
    third = later(first, 30)
    second = later(first, 20)
    assert (reached(second), reached(third)) == ([(first.seats[1], 2)], [(first.seats[1], 2)])
    assert reached(later(first, 40)) == []


def test_of_two_powers_of_one_member_the_one_in_force_is_carried(app: Flask) -> None:
    first = under_way(5, present=0)
    first.proxy(1, 2, 3)
    first.arrive(1)
    first.leave(1)
    first.proxy(1, 3, 2)
    (carried,) = queries.active_proxies(later(first, 20).sitting.id)
    assert (carried.holder_seat_id, carried.sittings_left) == (first.seats[3], 1)
