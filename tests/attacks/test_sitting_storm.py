"""Everything at once in one room: proxies for one holder, votes, arrivals and revocations, and the close."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import today
from consult.kernel.db import db, writing
from consult.kernel.errors import DomainError
from consult.models.ballots import Ballot, BallotLogEntry, Vote
from consult.models.sittings import Attendance, Proxy
from consult.queries import ballots as queries
from consult.rules.ballot_log import Entry, read_body, standing_votes, verify_chain
from consult.rules.sittings import Movement, ProxyState
from consult.rules.voting import Choice
from consult.services import ballots, seats, sittings
from consult.services.ballots import NewVote
from tests.factories import sittings as chambers

THREADS = 16


def at_once(app: Flask, deeds: list[Callable[[], object]]) -> list[str | None]:
    """Every deed in a transaction of its own, all together; the code of its refusal, or None."""

    def one(deed: Callable[[], object]) -> str | None:
        with app.app_context():
            while True:
                try:
                    with writing():
                        deed()
                    return None
                except DomainError as refusal:
                    return refusal.code
                except sa.exc.OperationalError as error:
                    if "database is locked" not in str(error):
                        raise
                finally:
                    db.session.remove()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, deeds))


def test_twenty_grantors_name_one_holder_and_one_is_accepted(real_app: Flask) -> None:
    """Worked example 14."""
    with writing():
        chamber = chambers.convened(21)
        sitting_id, holder = chamber.sitting.id, chamber.seats[0]
        actors = [member.actor for member in chamber.members[1:]]
    answers = at_once(
        real_app, [lambda a=actor: sittings.give_proxy(a, sitting_id, holder) for actor in actors]
    )
    assert sorted(answers, key=str) == sorted([None] + ["proxy_holder_taken"] * 19, key=str)
    db.session.rollback()
    assert db.session.query(Proxy).filter_by(state=ProxyState.ACTIVE).count() == 1


def test_a_busy_vote_ends_with_a_log_that_tells_the_table(real_app: Flask) -> None:
    """Members vote three times each, for themselves and by proxy, while grantors come and revoke."""
    with writing():
        chamber = chambers.under_way(24, present=16)
        proxies = {16 + number: chamber.proxy(16 + number, number) for number in range(8)}
        ballot = chamber.vote_opens()
        ballot_id, sitting_id, seats = ballot.id, chamber.sitting.id, chamber.seats
        actors = [member.actor for member in chamber.members]
    dice = random.Random(24)
    deeds: list[Callable[[], object]] = []
    for number in range(24):
        speaker = actors[number if number < 16 else number - 16]
        for attempt in range(3):
            vote = NewVote(seats[number], dice.choice(list(Choice)), 0, f"form-{number}-{attempt % 2}")
            deeds.append(lambda a=speaker, v=vote: ballots.cast(a, ballot_id, v))
    for number in (16, 17, 18):
        deeds.append(lambda n=number: sittings.revoke_proxy(actors[n], proxies[n]))
    for number in (19, 20, 21):
        deeds.append(
            lambda n=number: sittings.record_movements(SYSTEM, sitting_id, [seats[n]], Movement.ARRIVED)
        )
    for number in (14, 15):
        deeds.append(
            lambda n=number: sittings.record_movements(SYSTEM, sitting_id, [seats[n]], Movement.LEFT)
        )
    dice.shuffle(deeds)
    answers = at_once(real_app, [*deeds[:60], lambda: ballots.close(SYSTEM, ballot_id), *deeds[60:]])
    known = {None, "vote_changed", "not_your_seat", "not_present", "ballot_closed", "no_change_allowed"}
    assert set(answers) <= known
    db.session.rollback()
    told(ballot_id)
    numbers = db.session.scalars(sa.select(Attendance.number).order_by(Attendance.number)).all()
    assert list(numbers) == list(range(1, len(numbers) + 1))


def told(ballot_id: int) -> None:
    """Log, table, count and figures of a closed ballot agree."""
    ballot = db.session.get_one(Ballot, ballot_id)
    rows = db.session.query(BallotLogEntry).filter_by(ballot_id=ballot_id).order_by(BallotLogEntry.number)
    entries = [Entry(row.number, row.body, row.head) for row in rows]
    assert verify_chain(entries) == ballot.log_head
    standing = standing_votes(read_body(entry.body, entry.index) for entry in entries)
    table = {vote.seat_id for vote in db.session.scalars(sa.select(Vote))}
    assert set(standing) == table
    assert ballot.cast_count == ballot.figures["cast"] == len(table)
    assert ballot.roll_size == ballot.figures["roll"] == len(queries.on_roll(ballot_id))


def test_a_power_taken_back_while_the_next_sitting_is_convened_never_reaches_it(real_app: Flask) -> None:
    """Either the power is not carried over, or it is taken back there as well."""
    with writing():
        chamber = chambers.convened(13)
        given = [(chamber.members[n + 1].actor, chamber.proxy(n + 1, n + 7, 3)) for n in range(6)]
        later = [sittings.prepare(SYSTEM, chambers.draft(chamber.assembly, days=n)) for n in (20, 30)]
        for sitting in later:
            sittings.add_item(SYSTEM, sitting.id, chambers.item_draft())
        ids = [sitting.id for sitting in later]
    deeds: list[Callable[[], object]] = [lambda a=a, p=p: sittings.revoke_proxy(a, p) for a, p in given]
    deeds[2:2] = [lambda n=n: sittings.convene(SYSTEM, n) for n in ids]
    assert at_once(real_app, deeds) == [None] * 8
    db.session.rollback()
    assert db.session.query(Proxy).filter_by(state=ProxyState.ACTIVE).count() == 0


def test_a_mandate_that_ends_during_the_vote_leaves_log_and_table_equal(real_app: Flask) -> None:
    with writing():
        chamber = chambers.under_way(12, present=8)
        for member in chamber.members:
            member.seat.starts_on = today() - timedelta(days=9)
        for number in range(4):
            chamber.proxy(8 + number, number)
        ballot_id, seat_ids = chamber.vote_opens().id, chamber.seats
        actors = [member.actor for member in chamber.members]
    yesterday = today() - timedelta(days=1)
    deeds: list[Callable[[], object]] = []
    for number in range(12):
        vote = NewVote(seat_ids[number], Choice.for_, 0, f"form-{number}")
        deeds.append(lambda a=actors[number % 8], v=vote: ballots.cast(a, ballot_id, v))
        if number % 3 == 0:
            deeds.append(lambda s=seat_ids[number]: seats.end_seat(SYSTEM, s, yesterday))
    random.Random(12).shuffle(deeds)
    answers = at_once(real_app, [*deeds, lambda: ballots.close(SYSTEM, ballot_id)])
    assert set(answers) <= {None, "mandate_ended", "holder_absent", "not_your_seat", "ballot_closed"}
    db.session.rollback()
    told(ballot_id)


def test_a_double_click_on_every_step_of_the_clerk_does_it_once(real_app: Flask) -> None:
    with writing():
        chamber = chambers.under_way(5)
        item_id, sitting_id = chamber.item.id, chamber.sitting.id
    opened = at_once(real_app, [lambda: sittings.open_item(SYSTEM, item_id)] * 4)
    assert opened.count(None) == 1
    voted = at_once(real_app, [lambda: sittings.put_to_vote(SYSTEM, item_id)] * 4)
    assert sorted(voted, key=str) == sorted([None] + ["vote_under_way"] * 3, key=str)
    ballot_id = db.session.scalar(sa.select(Ballot.id))
    assert ballot_id is not None
    db.session.rollback()
    closed = at_once(real_app, [lambda: ballots.close(SYSTEM, ballot_id)] * 4)
    assert closed.count(None) == 1
    done = at_once(real_app, [lambda: sittings.close_item(SYSTEM, item_id)] * 3)
    assert done.count(None) == 1
    ended = at_once(real_app, [lambda: sittings.end_sitting(SYSTEM, sitting_id)] * 3)
    assert ended.count(None) == 1
