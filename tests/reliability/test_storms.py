"""Storms with others alongside: the count is exact, readers read on, and other writers have their turn."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from flask import Flask

from consult.kernel.db import db, writing
from consult.models.ballots import Ballot, Vote
from consult.models.comments import Comment
from consult.models.proposals import Proposal, Support
from consult.queries import ballots as queries
from consult.rules.ballot_log import Entry, verify_chain
from consult.rules.comments import Stance
from consult.services import comments, proposals
from consult.services.comments.fields import CommentFields
from tests.attacks.test_vote_storm import cast, tries
from tests.factories import councils, people
from tests.factories import proposals as stories
from tests.factories.comments import BODY
from tests.reliability.reading import reading

#: With two readers fewer than the pool has connections, as in every server process.
THREADS = 14
PEOPLE, WRITERS, EACH, SEATS = 120, 3, 4, 60


def test_a_storm_of_supports_starves_nobody(real_app: Flask) -> None:
    with writing():
        wanted, quiet = stories.published().id, stories.published().id
        crowd = [people.actor(people.participant()) for _ in range(PEOPLE)]
        writers = [people.actor(people.participant()) for _ in range(WRITERS)]
    done: list[str] = []
    together = THREADS - WRITERS
    start = threading.Barrier(THREADS)

    def support(number: int) -> None:
        if number < together:
            start.wait(30)
        with real_app.app_context(), writing():
            proposals.support(crowd[number], wanted)
        done.append("support")

    def write(number: int) -> None:
        start.wait(30)
        for turn in range(EACH):
            with real_app.app_context(), writing():
                words = f"{BODY} Numéro {number}-{turn}."
                comments.write(writers[number], quiet, CommentFields(words, Stance.NEUTRAL))
            done.append(f"writer {number}")

    with reading(real_app, "/fr/", f"/de/proposals/{wanted}", "/fr/proposals") as read:
        with ThreadPoolExecutor(THREADS) as pool:
            others = [pool.submit(write, number) for number in range(WRITERS)]
            storm = [pool.submit(support, number) for number in range(PEOPLE)]
        for each in (*others, *storm):
            each.result()
    assert set(read) == {200}
    assert Counter(done) == {"support": PEOPLE} | {f"writer {n}": EACH for n in range(WRITERS)}
    last_support = len(done) - 1 - done[::-1].index("support")
    for number in range(WRITERS):
        assert done.index(f"writer {number}") < last_support, "it waited until the storm was over"
    check(wanted, quiet)


def test_a_storm_of_votes_while_others_read(real_app: Flask) -> None:
    with writing():
        seats = [seat.id for seat in councils.electorate(SEATS)]
        ballot_id = councils.opened().id
    sent = tries(seats)
    read_on = reading(real_app, f"/fr/ballots/{ballot_id}", "/de/ballots")
    with read_on as read, ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda vote: cast(real_app, ballot_id, vote), sent))
    assert set(read) == {200}
    assert {answer.refusal for answer in answers} == {None, "vote_changed"}
    db.session.rollback()
    ballot = db.session.get_one(Ballot, ballot_id)
    votes = {vote.seat_id: vote for vote in db.session.scalars(sa.select(Vote))}
    assert (len(votes), ballot.cast_count, ballot.log_size) == (SEATS, SEATS, SEATS + 1)
    entries = [Entry(e.index, e.body, e.head) for e in queries.log_record(ballot_id).entries]
    assert verify_chain(entries) == ballot.log_head


def check(wanted: int, quiet: int) -> None:
    db.session.rollback()
    first, second = db.session.get_one(Proposal, wanted), db.session.get_one(Proposal, quiet)
    rows = db.session.scalar(sa.select(sa.func.count()).select_from(Support))
    assert (first.support_count, rows, second.support_count) == (PEOPLE, PEOPLE, 0)
    assert second.comment_count == WRITERS * EACH
    assert len(set(db.session.scalars(sa.select(Comment.body)))) == WRITERS * EACH
