"""The demonstration's meetings are what the real deeds would have left behind."""

from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.db import db
from consult.models.events import Event, EventProposal, Registration, Venue
from consult.rules.events import EventStatus, RegistrationStatus


def test_every_count_is_that_of_its_rows_and_no_room_is_overfull(told: Flask) -> None:
    rows = db.session.execute(
        sa.select(Registration.venue_id, Registration.status, sa.func.count()).group_by(
            Registration.venue_id, Registration.status
        )
    )
    found = Counter({(venue, status): count for venue, status, count in rows})
    for venue in db.session.scalars(sa.select(Venue)):
        assert venue.registered == found[venue.id, RegistrationStatus.REGISTERED]
        assert venue.waiting == found[venue.id, RegistrationStatus.WAITING]


def test_there_is_one_of_each_kind_to_look_at(told: Flask) -> None:
    shown = list(db.session.scalars(sa.select(Event)))
    assert sum(event.key is not None for event in shown) == 5
    assert {event.status for event in shown} == {EventStatus.PUBLISHED, EventStatus.CANCELLED}
    assert any(event.sequence and event.status is EventStatus.PUBLISHED for event in shown)
    assert any(event.report for event in shown)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(EventProposal)) == 2
    venues = sa.select(Venue.event_id, sa.func.count()).group_by(Venue.event_id)
    assert max(count for _, count in db.session.execute(venues)) == 3


@pytest.mark.parametrize("name", ["waiting", "registered"])
def test_nobody_registered_after_it_began(told: Flask, name: str) -> None:
    late = (
        sa.select(Registration.id)
        .join(Registration.event)
        .where(Registration.status == name, Registration.created_at >= Event.starts_at)
    )
    assert not db.session.scalars(late).all()
