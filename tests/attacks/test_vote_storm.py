"""Every seat votes at the same time, four tries each: exactly one vote a seat and an intact log."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict
from consult.models.ballots import Ballot, BallotLogEntry, Vote
from consult.queries import ballots as queries
from consult.rules.ballot_log import Entry, Opening, read_body, replay, verify_chain
from consult.rules.voting import Choice
from consult.services import ballots
from consult.services.ballots import NewVote
from tests.factories import councils

SEATS = 826
THREADS = 32


@dataclass(frozen=True)
class Answer:
    """What one try came to: the receipt's entry, or the code of the refusal."""

    seat: int
    token: str
    entry: int | None
    refusal: str | None


def tries(seats: list[int]) -> list[NewVote]:
    """Four a seat: the same form again, or another window that shows no vote yet; shuffled."""
    dice = random.Random(826)
    found = []
    for seat in seats:
        forms = [f"window-{seat:06d}-a", f"window-{seat:06d}-b"]
        for number in range(4):
            choice = dice.choice(list(Choice))
            found.append(NewVote(seat, choice, 0, forms[0] if number == 0 else dice.choice(forms)))
    dice.shuffle(found)
    return found


def cast(app: Flask, ballot_id: int, vote: NewVote) -> Answer:
    """Send the form; whoever hears "very busy, nothing was lost" (503) sends the same form again."""
    with app.app_context():
        while True:
            try:
                with writing():
                    receipt = ballots.cast(SYSTEM, ballot_id, vote)
                return Answer(vote.seat_id, vote.client_token, receipt.index, None)
            except Conflict as refusal:
                return Answer(vote.seat_id, vote.client_token, None, refusal.code)
            except sa.exc.OperationalError as error:
                if "database is locked" not in str(error):
                    raise
            finally:
                db.session.remove()


def test_826_seats_from_32_threads_give_826_votes_and_an_intact_log(real_app: Flask) -> None:
    with writing():
        seats = [seat.id for seat in councils.electorate(SEATS)]
        ballot_id = councils.opened().id
    sent = tries(seats)
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda vote: cast(real_app, ballot_id, vote), sent))
    db.session.rollback()
    ballot = db.session.get(Ballot, ballot_id)
    assert ballot is not None
    votes = {vote.seat_id: vote for vote in db.session.scalars(sa.select(Vote))}
    assert (len(votes), ballot.cast_count, ballot.log_size) == (SEATS, SEATS, SEATS + 1)
    assert {answer.refusal for answer in answers} == {None, "vote_changed"}
    receipts: dict[int, set[tuple[str, int | None]]] = {}
    for answer in answers:
        if answer.refusal is None:
            receipts.setdefault(answer.seat, set()).add((answer.token, answer.entry))
    assert receipts.keys() == votes.keys()
    assert all(len(found) == 1 for found in receipts.values())
    recounts(ballot, votes)


def recounts(ballot: Ballot, votes: dict[int, Vote]) -> None:
    """The log alone gives the table that the database holds."""
    record = queries.log_record(ballot.id)
    entries = [Entry(e.index, e.body, e.head) for e in record.entries]
    assert verify_chain(entries) == ballot.log_head
    openings = {seat: Opening(bytes.fromhex(vote.nonce), vote.choice) for seat, vote in votes.items()}
    counted = replay([read_body(entry.body, entry.index) for entry in entries], openings)
    assert counted == {seat: vote.choice for seat, vote in votes.items()}
    tokens = db.session.scalars(sa.select(BallotLogEntry.client_token).where(BallotLogEntry.kind == "vote"))
    assert len(set(tokens)) == SEATS
