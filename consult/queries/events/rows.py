"""The deeds on events ask here for the rows they change, locked, and change counts by one statement each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult.kernel.db import db, insert_new
from consult.kernel.errors import NotFound
from consult.models.events import Event, EventProposal, Registration, Venue
from consult.models.proposals import Proposal
from consult.queries.conditions import public
from consult.rules.events import RegistrationStatus

CHUNK = 500
LIVE = (RegistrationStatus.REGISTERED, RegistrationStatus.WAITING)


def locked(event_id: int) -> Event:
    """The event with its venues, fresh and its row locked until the transaction ends, or ``NotFound``.

    Whoever counts places locks the event first, so the rows of its venues need no lock of their own. On
    PostgreSQL FOR NO KEY UPDATE, so that mail may refer to it meanwhile.
    """
    event = db.session.scalar(
        sa.select(Event)
        .where(Event.id == event_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if event is None:
        raise NotFound
    fresh = sa.select(Event).options(selectinload(Event.venues)).where(Event.id == event_id)
    db.session.scalars(fresh.execution_options(populate_existing=True)).one()
    return event


def registration(event_id: int, account_id: int) -> Registration | None:
    """The row of a person at an event, whatever became of it."""
    return db.session.scalar(
        sa.select(Registration)
        .where(Registration.event_id == event_id, Registration.account_id == account_id)
        .execution_options(populate_existing=True)
    )


def has_people(venue_id: int) -> bool:
    """Whether any registration names the venue, withdrawn or not."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Registration.venue_id == venue_id))))


def draw_ticket(event_id: int) -> int:
    """The next number of the event's line; no two are the same."""
    drawn = db.session.scalar(
        sa.update(Event)
        .where(Event.id == event_id)
        .values(next_ticket=Event.next_ticket + 1)
        .returning(Event.next_ticket)
        .execution_options(synchronize_session=False)
    )
    return int(drawn or 0) - 1


def add_to_counts(venue_id: int, registered: int = 0, waiting: int = 0) -> None:
    """Change what is kept of a venue by these steps, in one statement."""
    db.session.flush()
    db.session.execute(
        sa.update(Venue)
        .where(Venue.id == venue_id)
        .values(registered=Venue.registered + registered, waiting=Venue.waiting + waiting)
        .execution_options(synchronize_session=False)
    )


def line(venue_id: int, limit: int | None) -> list[Registration]:
    """Those who wait for a place at a venue, who came first before; ``limit`` None: all of them."""
    return list(
        db.session.scalars(
            sa.select(Registration)
            .where(Registration.venue_id == venue_id, Registration.status == RegistrationStatus.WAITING)
            .order_by(Registration.ticket)
            .limit(limit)
            .execution_options(populate_existing=True)
        )
    )


def account_ids(event_id: int, statuses: Sequence[RegistrationStatus] = LIVE) -> Iterator[int]:
    """The accounts registered for or waiting at an event, a group at a time, so that any number fits."""
    last = 0
    while chunk := db.session.scalars(
        sa.select(Registration.account_id)
        .where(
            Registration.event_id == event_id,
            Registration.status.in_(statuses),
            Registration.account_id > last,
        )
        .order_by(Registration.account_id)
        .limit(CHUNK)
    ).all():
        yield from chunk
        last = chunk[-1]


def link_proposals(event_id: int, proposal_ids: Iterable[int], moment: datetime) -> list[int]:
    """Link exactly those of the proposals that everybody may read; their ids in order."""
    found = list(
        db.session.scalars(
            sa.select(Proposal.id).where(Proposal.id.in_(set(proposal_ids)), public()).order_by(Proposal.id)
        )
    )
    db.session.execute(
        sa.delete(EventProposal)
        .where(EventProposal.event_id == event_id, EventProposal.proposal_id.not_in(found))
        .execution_options(synchronize_session=False)
    )
    if found:
        rows = [{"event_id": event_id, "proposal_id": number, "linked_at": moment} for number in found]
        db.session.execute(insert_new(EventProposal), rows)
    return found


def of_account(account_id: int) -> list[int]:
    """Ids of the events at which an account holds or waits for a place, in the order of locks."""
    return list(
        db.session.scalars(
            sa.select(Registration.event_id)
            .where(Registration.account_id == account_id, Registration.status.in_(LIVE))
            .order_by(Registration.event_id)
        )
    )


def forget_account(account_id: int) -> None:
    """Delete every row that says where an account was; the venues' counts stay."""
    db.session.execute(sa.delete(Registration).where(Registration.account_id == account_id))


def with_venues() -> sa.Select[Event]:
    """Events with chantier and venues, these with commune, place and city: two statements."""
    venues = selectinload(Event.venues)
    return sa.select(Event).options(
        joinedload(Event.chantier),
        venues.joinedload(Venue.commune),
        venues.joinedload(Venue.place),
        venues.joinedload(Venue.city),
    )
