"""Bursts of votes, supports and registrations against the server, readers alongside, exact afterwards."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

import sqlalchemy as sa
from flask import Flask

from bench.databases import copied, filled, running
from bench.dataset.sizes import FULL
from bench.keeping import keep
from bench.load.pacing import Burst, paced
from bench.load.requests import get, post, signed_in
from bench.pages import comments, path, proposal_with, strangers, supports, votes
from bench.serving import Serving
from bench.speed import house
from consult.kernel.db import db, writing
from consult.models.accounts import Account
from consult.models.ballots import Ballot, Vote
from consult.models.events import Registration
from consult.models.proposals import Proposal, Support
from consult.queries import ballots as ballot_queries
from consult.rules.ballot_log import Entry, verify_chain
from tests.factories import events

SECONDS = 60
SEATS, TRIES, CONNECTIONS = 826, 4, 32
CROWD, OTHERS = 5_000, 300
PEOPLE, PLACES = 200, 30
#: Readers open so many pages a second over so many connections: one a minute each of 2,400 people.
READERS, PAGES_PER_SECOND = 8, 40


@dataclass(frozen=True, slots=True)
class Storm:
    """``exact``: what was counted afterwards against what must be; ``others``: writers alongside.

    All come at set times, as people do: readers who ask as fast as they are answered would only measure how
    much of the machine they can take.
    """

    name: str
    burst: Burst
    readers: Burst
    exact: dict[str, tuple[int, int]]
    others: Burst | None = None

    @property
    def right(self) -> bool:
        return all(found == wanted for found, wanted in self.exact.values())


def run(dialect: str) -> None:
    """All three on a fresh copy of the full data set, and keep what was found."""
    with running(dialect) as template:
        filled(template, "full", FULL)
        with house(copied(template, "full", "played")) as (app, server):
            storms = [storm(app, server) for storm in (voting, supporting, registering)]
    keep("storms", dialect, {"storms": storms, "right": all(storm.right for storm in storms)})


def voting(app: Flask, server: Serving) -> Storm:
    """Every seat tries four times within a minute: twice the same form, twice that of another window."""
    with app.app_context():
        ballot = db.session.scalars(
            sa.select(Ballot.id).where(
                Ballot.state == "open", Ballot.cast_count == 0, Ballot.roll_size >= SEATS
            )
        ).first()
        assert ballot is not None
        windows = [votes(app, SEATS, ballot), votes(app, SEATS, ballot)]
        tries = [request for window in windows for request in window * (TRIES // 2)]
        Random(SEATS).shuffle(tries)  # noqa: S311  # the same order every time
        db.session.remove()
    burst, readers, _ = _together(server, tries, ())
    with app.app_context():
        row = db.session.get_one(Ballot, ballot)
        record = ballot_queries.log_record(ballot)
        entries = [Entry(entry.index, entry.body, entry.head) for entry in record.entries]
        counted = _count(Vote, Vote.ballot_id == ballot)
        exact = {
            "votes": (counted, SEATS),
            "kept count": (row.cast_count, SEATS),
            "entries of the log": (row.log_size, SEATS + 1),
            "the log ends in its head": (int(verify_chain(entries) == row.log_head), 1),
        }
    return Storm("votes", burst, readers, exact)


def supporting(app: Flask, server: Serving) -> Storm:
    """Five thousand people back one proposal within a minute, while others comment elsewhere."""
    with app.app_context():
        proposal, elsewhere = proposal_with(50), proposal_with(500)
        before = _count(Support, Support.proposal_id == proposal)
        crowd = supports(app, proposal, strangers(proposal, CROWD))
        others = comments(app, elsewhere, strangers(elsewhere, OTHERS))
        db.session.remove()
    burst, readers, beside = _together(server, crowd, others)
    with app.app_context():
        kept = db.session.get_one(Proposal, proposal).support_count
        rows = _count(Support, Support.proposal_id == proposal)
    return Storm(
        "supports", burst, readers, {"rows": (rows, before + CROWD), "kept count": (kept, rows)}, beside
    )


def registering(app: Flask, server: Serving) -> Storm:
    """Two hundred people want thirty places within some seconds."""
    with app.app_context():
        with writing():
            event = events.published(venues=(events.room(PLACES),))
            event_id, venue_id = event.id, event.venues[0].id
        accounts = list(db.session.scalars(sa.select(Account.id).order_by(Account.id.desc()).limit(PEOPLE)))
        form = {"venue": str(venue_id)}
        tries = [post(path(f"events/{event_id}/register"), who, form) for who in signed_in(app, accounts)]
        db.session.remove()
    burst, readers, _ = _together(server, tries, (), seconds=5)
    with app.app_context():
        own = Registration.event_id == event_id
        exact = {
            "registered": (_count(Registration, own, Registration.status == "registered"), PLACES),
            "waiting": (_count(Registration, own, Registration.status == "waiting"), PEOPLE - PLACES),
        }
    return Storm("registrations", burst, readers, exact)


def _together(
    server: Serving, tries: Sequence[bytes], others: Sequence[bytes], seconds: int = SECONDS
) -> tuple[Burst, Burst, Burst | None]:
    reading = [get(path(page)) for page in ("", "proposals", "proposals?sort=newest", "ballots")]
    pages = reading * (PAGES_PER_SECOND * seconds // len(reading))
    with ThreadPoolExecutor() as pool:
        readers = pool.submit(paced, server.port, pages, READERS, seconds)
        beside = pool.submit(paced, server.port, others, 4, seconds) if others else None
        burst = Burst.of(paced(server.port, tries, CONNECTIONS, seconds))
        return burst, Burst.of(readers.result()), Burst.of(beside.result()) if beside else None


def _count(model: type, *conditions: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0
