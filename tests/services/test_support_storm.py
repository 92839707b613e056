"""Fifty at once: the count stays exact on both databases, with real commits from real threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Actor
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict
from consult.models.proposals import Proposal, Support
from consult.services import proposals
from tests.factories import people
from tests.factories import proposals as stories

PEOPLE = 50
THREADS = 25


def storm(app: Flask, deeds: list[tuple[Actor, int]]) -> list[str]:
    """Support in parallel; ``counted`` or the refusal's code for each."""
    start = Barrier(THREADS)

    def work(deed: tuple[Actor, int]) -> str:
        with app.app_context():
            try:
                with writing():
                    proposals.support(*deed)
            except Conflict as refusal:
                return refusal.code
            finally:
                db.session.remove()
        return "counted"

    def first(deed: tuple[Actor, int]) -> str:
        start.wait(30)
        return work(deed)

    with ThreadPoolExecutor(THREADS) as pool:
        burst = list(pool.map(first, deeds[:THREADS]))
        return burst + list(pool.map(work, deeds[THREADS:]))


def figures(number: int) -> tuple[int, int, int]:
    db.session.rollback()
    proposal = db.session.get(Proposal, number)
    rows = db.session.scalar(sa.select(sa.func.count()).select_from(Support))
    return proposal.support_count, proposal.neighbour_support_count, rows


def test_fifty_people_at_once_are_fifty(real_app):
    with writing():
        proposal = stories.published().id
        crowd = [people.neighbour() if n % 5 == 0 else people.participant() for n in range(PEOPLE)]
        deeds = [(people.actor(person), proposal) for person in crowd]
    assert storm(real_app, deeds) == ["counted"] * PEOPLE
    assert figures(proposal) == (PEOPLE, PEOPLE // 5, PEOPLE)


def test_one_person_fifty_times_at_once_is_one(real_app):
    with writing():
        proposal = stories.published().id
        person = people.actor(people.participant())
    results = storm(real_app, [(person, proposal)] * PEOPLE)
    assert sorted(results) == ["already_supported"] * (PEOPLE - 1) + ["counted"]
    assert figures(proposal) == (1, 0, 1)
