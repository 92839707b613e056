"""Votes in a sitting: modes, ties, arrivals, votes by hand and on paper; the log tells the same story."""

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.models.ballots import Ballot, BallotLogEntry, Vote
from consult.queries import ballots as ballot_queries
from consult.queries import sittings as queries
from consult.rules.ballot_log import Entry, verify_chain
from consult.rules.voting import BallotState, Choice, Flag, Majority, Mode, Outcome
from consult.services import ballots, sittings
from tests.factories import councils
from tests.factories.sittings import Chamber, convened, under_way

pytestmark = pytest.mark.usefixtures("app")
FOR, AGAINST, ABSTAIN, BLANK = Choice.for_, Choice.against, Choice.abstain, Choice.blank


def events(ballot: Ballot) -> list[str]:
    rows = db.session.query(BallotLogEntry).filter_by(ballot_id=ballot.id).order_by(BallotLogEntry.number)
    verify_chain(Entry(row.number, row.body, row.head) for row in rows)
    return [row.kind for row in rows]


def closed(ballot: Ballot) -> Ballot:
    return ballots.close(SYSTEM, ballot.id)


def test_eleven_in_office_ten_present_four_for_six_abstain(app: Flask) -> None:
    """Worked example 1."""
    chamber = under_way(11, present=10)
    ballot = chamber.vote_opens()
    assert (ballot.mode, ballot.roll_size) == (Mode.ordinary, 10)
    chamber.cast_all(ballot, {FOR: 4, ABSTAIN: 6})
    closed(ballot)
    assert (ballot.outcome, ballot.figures["expressed"]) == (Outcome.adopted, 4)
    assert {name: ballot.figures[name] for name in ("in_office", "present", "represented", "roll")} == {
        "in_office": 11,
        "present": 10,
        "represented": 0,
        "roll": 10,
    }


def test_six_present_of_eleven_and_one_vote_for(app: Flask) -> None:
    """Worked example 10."""
    chamber = under_way(11, present=6)
    ballot = chamber.vote_opens()
    chamber.cast_all(ballot, {FOR: 1, ABSTAIN: 5})
    assert closed(ballot).outcome is Outcome.adopted


@pytest.mark.parametrize(
    ("president", "outcome", "flag"),
    [
        (FOR, Outcome.adopted, Flag.casting_vote),
        (AGAINST, Outcome.not_adopted, Flag.casting_vote),
        (ABSTAIN, Outcome.not_adopted, Flag.president_silent),
    ],
)
def test_a_tie_is_decided_by_the_presidents_own_voice(
    app: Flask, president: Choice, outcome: Outcome, flag: Flag
) -> None:
    """Worked example 5: fourteen present, 6–6–2."""
    chamber = under_way(14)
    ballot = chamber.vote_opens()
    choices = [FOR] * 6 + [AGAINST] * 6 + [ABSTAIN] * 2
    choices.remove(president)
    for number, choice in enumerate([president, *choices]):
        chamber.cast(ballot, number, choice)
    closed(ballot)
    assert (ballot.outcome, ballot.figures["flags"]) == (outcome, [flag.value])


def test_a_vote_the_president_casts_by_proxy_is_not_the_presidents_voice(app: Flask) -> None:
    chamber = under_way(5, present=4)
    chamber.proxy(4, 0)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 0, ABSTAIN)
    chamber.cast(ballot, 4, FOR, by=0)
    chamber.cast(ballot, 1, AGAINST)
    closed(ballot)
    assert ballot.outcome is Outcome.not_adopted
    assert ballot.figures["flags"] == [Flag.president_silent.value]


def test_nothing_expressed_is_not_adopted(app: Flask) -> None:
    """Worked example 7."""
    chamber = under_way(10)
    ballot = chamber.vote_opens()
    chamber.cast_all(ballot, {ABSTAIN: 9, BLANK: 1})
    closed(ballot)
    assert (ballot.outcome, ballot.figures["flags"]) == (
        Outcome.not_adopted,
        [Flag.nothing_expressed.value],
    )


@pytest.mark.parametrize(
    ("public", "secret", "mode"), [(6, 0, Mode.public), (5, 0, Mode.ordinary), (6, 8, Mode.secret)]
)
def test_members_ask_for_a_public_or_a_secret_vote(app: Flask, public: int, secret: int, mode: Mode) -> None:
    """Worked example 9: twenty-four present."""
    chamber = under_way(24)
    chamber.ask(Mode.public, *range(public))
    chamber.ask(Mode.secret, *range(24 - secret, 24))
    assert chamber.vote_opens().mode is mode


def test_an_appointment_is_secret_by_itself_and_counted_on_paper(app: Flask) -> None:
    """Worked example 6: a secret tie is not adopted, whatever the president voted."""
    chamber = under_way(10, appointment=True)
    ballot = chamber.vote_opens()
    assert ballot.mode is Mode.secret
    with pytest.raises(Conflict, match="on_paper"):
        chamber.cast(ballot, 0)
    with pytest.raises(Conflict, match="totals_missing"):
        closed(ballot)
    with pytest.raises(Invalid, match="tally_impossible"):
        sittings.enter_totals(SYSTEM, ballot.id, for_=6, against=5, abstain=0, blank=0)
    sittings.enter_totals(SYSTEM, ballot.id, for_=9, against=0, abstain=0, blank=0)
    clerk = councils.clerk()
    sittings.enter_totals(clerk, ballot.id, for_=5, against=5, abstain=0, blank=0)
    closed(ballot)
    assert (ballot.outcome, ballot.figures["cast"]) == (Outcome.not_adopted, 10)
    assert ballot.figures["by_hand"] == {"for": 5, "against": 5, "abstain": 0, "blank": 0}
    assert ballot.figures["flags"] == [Flag.secret_tie.value]
    assert events(ballot) == ["open", "manual_totals", "manual_totals", "close"]


def test_totals_by_hand_are_for_secret_votes_only(app: Flask) -> None:
    ballot = under_way(4).vote_opens()
    with pytest.raises(Conflict, match="not_secret"):
        sittings.enter_totals(SYSTEM, ballot.id, for_=1, against=0, abstain=0, blank=0)


def test_a_thirteenth_member_arrives_before_closing_and_decides(app: Flask) -> None:
    """Worked example 15: 6–6, then 7–6; the quorum as it stood."""
    chamber = under_way(13, present=12)
    ballot = chamber.vote_opens()
    chamber.cast_all(ballot, {FOR: 6, AGAINST: 6})
    chamber.arrive(12)
    chamber.cast(ballot, 12, FOR)
    closed(ballot)
    assert (ballot.outcome, ballot.figures["for"], ballot.figures["against"]) == (Outcome.adopted, 7, 6)
    assert (ballot.figures["present"], ballot.figures["roll"]) == (13, 13)
    assert ballot.figures["quorum"]["counted"] == 12
    assert events(ballot)[-3:] == ["roll_add", "vote", "close"]


def test_a_member_who_left_cannot_vote_and_who_never_came_is_not_on_the_roll(app: Flask) -> None:
    chamber = under_way(5, present=4)
    ballot = chamber.vote_opens()
    chamber.leave(3)
    with pytest.raises(NotAllowed, match="not_present"):
        chamber.cast(ballot, 3)
    with pytest.raises(NotAllowed, match="not_on_roll"):
        chamber.cast(ballot, 4)
    assert events(ballot) == ["open"]


def test_whoever_came_between_the_discussion_and_the_vote_is_added_to_the_roll(app: Flask) -> None:
    chamber = under_way(5, present=3)
    sittings.open_item(SYSTEM, chamber.item.id)
    chamber.leave(2)
    chamber.arrive(3)
    ballot = sittings.put_to_vote(SYSTEM, chamber.item.id)
    assert events(ballot) == ["open", "roll_add"]
    assert ballot_queries.on_roll(ballot.id) == set(chamber.seats[:4])


def test_recused_members_have_no_vote_not_even_a_proxys(app: Flask) -> None:
    chamber = under_way(6, present=5)
    chamber.proxy(5, 1)
    chamber.recuse(1)
    ballot = chamber.vote_opens()
    assert ballot_queries.on_roll(ballot.id) == {chamber.seats[n] for n in (0, 2, 3, 4)}
    for number, by in ((1, None), (5, 1)):
        with pytest.raises(NotAllowed):
            chamber.cast(ballot, number, by=by)


def test_stepping_back_during_the_vote_leaves_the_roll_unless_one_has_voted(app: Flask) -> None:
    chamber = under_way(5)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 0)
    with pytest.raises(Conflict, match="already_voted"):
        chamber.recuse(0)
    chamber.recuse(4)
    with pytest.raises(NotAllowed, match="recused"):
        chamber.cast(ballot, 4)
    closed(ballot)
    assert (ballot.figures["roll"], ballot.figures["no_vote"]) == (4, 3)
    assert "recusal" in events(ballot)


def test_in_a_sitting_a_vote_cannot_be_changed(app: Flask) -> None:
    chamber = under_way(3)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 1, FOR)
    with pytest.raises(Conflict, match="no_change_allowed"):
        ballots.cast(chamber.members[1].actor, ballot.id, councils.vote(chamber.members[1].seat, AGAINST, 1))
    sent = chamber.vote(2, AGAINST)
    first = ballots.cast(chamber.members[2].actor, ballot.id, sent)
    assert ballots.cast(chamber.members[2].actor, ballot.id, sent) == first
    assert ballot.cast_count == 2


def test_votes_by_name_are_entered_by_hand_all_or_none(app: Flask) -> None:
    chamber = under_way(6, present=5)
    chamber.proxy(5, 2)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 0, FOR)
    clerk = councils.clerk()
    s = chamber.seats
    with pytest.raises(Conflict, match="already_voted"):
        sittings.enter_by_hand(clerk, ballot.id, {s[0]: AGAINST})
    sittings.enter_by_hand(clerk, ballot.id, {s[1]: FOR, s[2]: AGAINST, s[5]: AGAINST})
    rows = {vote.seat_id: vote for vote in ballot_queries.votes_of(ballot.id)}
    assert rows[s[5]].cast_by_seat_id == s[2]
    assert {rows[s[n]].entered_by_id for n in (1, 2, 5)} == {clerk.account_id}
    chamber.leave(3)
    with pytest.raises(Invalid, match="cannot_vote"):
        sittings.enter_by_hand(clerk, ballot.id, {s[3]: FOR})
    with pytest.raises(NotAllowed):
        sittings.enter_by_hand(chamber.members[1].actor, ballot.id, {s[4]: FOR})
    closed(ballot)
    assert (ballot.figures["for"], ballot.figures["against"], ballot.figures["no_vote"]) == (2, 2, 2)


def test_an_annulled_vote_is_taken_again_by_a_new_ballot(app: Flask) -> None:
    chamber = under_way(4)
    ballot = chamber.vote_opens()
    ballots.ask_annulment(councils.clerk(), ballot.id, "Le décompte a été interrompu.")
    ballots.confirm_annulment(councils.clerk(), ballot.id)
    again = sittings.put_to_vote(SYSTEM, chamber.item.id)
    assert (again.supersedes_id, ballot.state) == (ballot.id, BallotState.annulled)
    with pytest.raises(Conflict, match="vote_under_way"):
        sittings.put_to_vote(SYSTEM, chamber.item.id)
    closed(again)
    with pytest.raises(Conflict, match="not_proclaimed"):
        sittings.put_to_vote(SYSTEM, chamber.item.id)
    ballots.proclaim(SYSTEM, again.id)
    third = sittings.put_to_vote(SYSTEM, chamber.item.id)
    assert third.supersedes_id == again.id


def test_while_a_vote_is_suspended_nothing_in_the_room_changes(app: Flask) -> None:
    chamber = under_way(5, present=4)
    ballot = chamber.vote_opens()
    ballots.suspend(SYSTEM, ballot.id)
    with pytest.raises(Conflict, match="vote_suspended"):
        chamber.arrive(4)
    with pytest.raises(Conflict, match="ballot_closed"):
        chamber.cast(ballot, 0)
    ballots.resume(SYSTEM, ballot.id)
    chamber.arrive(4)
    chamber.cast(ballot, 4)


def test_a_vote_after_closing_is_refused_by_the_application_and_the_database(app: Flask) -> None:
    """Worked example 16."""
    chamber = under_way(3)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 0)
    closed(ballot)
    size = ballot.log_size
    with pytest.raises(Conflict, match="ballot_closed"):
        chamber.cast(ballot, 1)
    for statement in (
        "UPDATE vote SET choice = 'against'",
        "DELETE FROM vote",
        "UPDATE ballot_log_entry SET body = '{}'",
    ):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(db.text(statement))
    assert (ballot.log_size, db.session.query(Vote).count()) == (size, 1)


def test_the_table_and_the_log_agree_after_a_busy_vote(app: Flask) -> None:
    chamber = under_way(9, present=6)
    chamber.proxy(6, 0)
    chamber.proxy(7, 1)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 6, FOR, by=0)
    chamber.cast(ballot, 7, AGAINST, by=1)
    chamber.arrive(6)
    chamber.cast(ballot, 6, AGAINST)
    chamber.arrive(8)
    chamber.recuse(5)
    chamber.cast_all(ballot, {FOR: 5})
    closed(ballot)
    figures = ballot.figures
    assert figures["cast"] + figures["no_vote"] == figures["roll"] == 8
    assert figures["cast"] == db.session.query(Vote).filter_by(ballot_id=ballot.id).count() == 7
    assert events(ballot) == (
        ["open", "proxy", "proxy", "vote", "vote", "void", "vote", "roll_add", "recusal"]
        + ["vote"] * 5
        + ["close"]
    )


def test_an_item_must_be_open_and_hold_a_question(app: Flask) -> None:
    chamber = under_way(3)
    with pytest.raises(Conflict, match="item_not_open"):
        sittings.put_to_vote(SYSTEM, chamber.item.id)
    chamber.item.question = {}
    sittings.open_item(SYSTEM, chamber.item.id)
    with pytest.raises(Conflict, match="nothing_to_vote"):
        sittings.put_to_vote(SYSTEM, chamber.item.id)


def test_only_members_present_ask_for_a_mode_and_each_counts_once(app: Flask) -> None:
    chamber = under_way(8, present=7)
    with pytest.raises(NotAllowed, match="not_present_to_ask"):
        chamber.ask(Mode.public, 7)
    with pytest.raises(Invalid, match="mode_ordinary"):
        chamber.ask(Mode.ordinary, 0)
    member = chamber.members[2]
    assert sittings.ask_mode(member.actor, chamber.item.id, [member.seat.id], Mode.public) == 1
    assert sittings.ask_mode(member.actor, chamber.item.id, [member.seat.id], Mode.public) == 1
    with pytest.raises(NotAllowed):
        sittings.ask_mode(member.actor, chamber.item.id, [chamber.seats[3]], Mode.public)
    sittings.take_back_request(member.actor, chamber.item.id, member.seat.id, Mode.public)
    db.session.flush()
    assert queries.mode_requests(chamber.item.id)[Mode.public] == 0


def test_the_same_assembly_may_have_sittings_apart(app: Flask) -> None:
    first = convened(2)
    other = Chamber(first.assembly, first.members, convened(1, insee="57480").sitting)
    assert other.sitting.id != first.sitting.id


@pytest.mark.parametrize(
    ("majority", "for_", "against", "outcome"),
    [
        (Majority.two_thirds_expressed, 6, 3, Outcome.adopted),
        (Majority.two_thirds_expressed, 5, 3, Outcome.not_adopted),
        (Majority.absolute_in_office, 6, 0, Outcome.adopted),
        (Majority.absolute_in_office, 5, 0, Outcome.not_adopted),
        (Majority.two_thirds_in_office, 8, 1, Outcome.adopted),
        (Majority.two_thirds_in_office, 7, 0, Outcome.not_adopted),
    ],
)
def test_an_item_may_need_a_qualified_majority(
    app: Flask, majority: Majority, for_: int, against: int, outcome: Outcome
) -> None:
    """Eleven in office; the fraction is reached at exactly its value, unless it is strict."""
    chamber = under_way(11, majority=majority)
    ballot = chamber.vote_opens()
    chamber.cast_all(ballot, {FOR: for_, AGAINST: against})
    assert closed(ballot).outcome is outcome


def test_nobody_votes_in_an_empty_room(app: Flask) -> None:
    chamber = under_way(3, present=2)
    sittings.open_item(SYSTEM, chamber.item.id)
    chamber.leave(0, 1)
    with pytest.raises(Conflict, match="nobody_to_vote"):
        sittings.put_to_vote(SYSTEM, chamber.item.id)
