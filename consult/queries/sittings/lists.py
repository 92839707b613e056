"""Sittings in lists: the public index, a proposal's page, a councillor's desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from consult.kernel import cursor
from consult.kernel.clock import local_day, now
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.assemblies import Assembly, Councillor, Seat
from consult.models.sittings import AgendaItem, Proxy, Sitting
from consult.queries.seats import in_office
from consult.rules.sittings import ProxyState, SittingState

PAGE_SIZE = 20
#: From its convocation on a sitting is public, also when it is called off afterwards.
PUBLIC = Sitting.convened_at.is_not(None)
AHEAD = (SittingState.CONVENED, SittingState.OPEN)


@dataclass(frozen=True, slots=True)
class SittingCard:
    """A sitting in a list; ``second``: convened again after one that lacked its quorum."""

    id: int
    state: SittingState
    assembly_id: int
    assembly: Localised
    place: str
    starts_at: datetime
    second: bool


@dataclass(frozen=True, slots=True)
class SittingList:
    """The index. ``assemblies`` have public sittings, ``chosen`` is one of them; ``next`` is a cursor."""

    under_way: list[SittingCard]
    coming: list[SittingCard]
    past: list[SittingCard]
    assemblies: list[tuple[int, Localised]]
    chosen: int | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Power:
    """A proxy of the reader for one sitting: ``held`` by them, else given; ``other`` is who with."""

    id: int
    sitting: SittingCard
    held: bool
    other: str
    sittings_left: int


@dataclass(frozen=True, slots=True)
class Convocations:
    """What a councillor's desk shows of sittings: the next ones, and powers held and given."""

    sittings: list[SittingCard]
    held: list[Power]
    given: list[Power]


def card(sitting: Sitting) -> SittingCard:
    """The card of a sitting loaded with its assembly."""
    return SittingCard(
        id=sitting.id,
        state=sitting.state,
        assembly_id=sitting.assembly_id,
        assembly=sitting.assembly.name,
        place=sitting.place,
        starts_at=sitting.starts_at,
        second=sitting.first_id is not None,
    )


def sitting_list(assembly_id: int | None, after: str | None) -> SittingList:
    """The public index, of one assembly or of all; ``Invalid`` for a cursor that is none.

    What was called off stays among the coming ones until its day is over. ``NotFound`` for an assembly
    without any public sitting.
    """
    moment = now()
    assemblies = _assemblies()
    if assembly_id is not None and assembly_id not in {number for number, _ in assemblies}:
        raise NotFound()
    public = sa.and_(PUBLIC, *([Sitting.assembly_id == assembly_id] if assembly_id is not None else []))
    ahead = sa.or_(
        Sitting.state.in_(AHEAD),
        sa.and_(Sitting.state == SittingState.CANCELLED, Sitting.starts_at >= moment),
    )
    coming = _cards(
        sa.select(Sitting).where(public, ahead).order_by(Sitting.starts_at, Sitting.id) if not after else None
    )
    past = sa.select(Sitting).where(public, ~ahead).order_by(Sitting.starts_at.desc(), Sitting.id.desc())
    if after:
        when, number = cursor.decode(after, (str, int))
        past = past.where(sa.tuple_(Sitting.starts_at, Sitting.id) < (cursor.moment(when), number))
    found = _cards(past.limit(PAGE_SIZE + 1))
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return SittingList(
        under_way=[one for one in coming if one.state is SittingState.OPEN],
        coming=[one for one in coming if one.state is not SittingState.OPEN],
        past=found[:PAGE_SIZE],
        assemblies=assemblies,
        chosen=assembly_id,
        next=cursor.encode(last.starts_at.astimezone(UTC).isoformat(), last.id) if last else None,
    )


def _assemblies() -> list[tuple[int, Localised]]:
    rows = db.session.execute(
        sa.select(Assembly.id, Assembly.name)
        .where(Assembly.id.in_(sa.select(Sitting.assembly_id).where(PUBLIC)))
        .order_by(Assembly.kind, Assembly.key)
    )
    return [(number, name) for number, name in rows]


def _cards(query: sa.Select[Sitting] | None) -> list[SittingCard]:
    if query is None:
        return []
    return [card(one) for one in db.session.scalars(query.options(joinedload(Sitting.assembly)))]


def on_agenda(proposal_id: int) -> list[SittingCard]:
    """The public sittings that have a proposal on their agenda, newest first."""
    listed = sa.select(AgendaItem.sitting_id).where(AgendaItem.proposal_id == proposal_id)
    return _cards(
        sa.select(Sitting)
        .where(PUBLIC, Sitting.id.in_(listed))
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
    )


def convocations(councillor_id: int) -> Convocations:
    """The sittings a councillor is convened to and has not seen the end of, in two statements."""
    day = local_day(now())
    seats = sa.select(Seat.assembly_id).where(Seat.councillor_id == councillor_id, in_office(day))
    sittings = _cards(
        sa.select(Sitting)
        .where(PUBLIC, Sitting.state.in_(AHEAD), Sitting.assembly_id.in_(seats))
        .order_by(Sitting.starts_at, Sitting.id)
    )
    powers = list(_powers(councillor_id, {one.id: one for one in sittings}))
    return Convocations(
        sittings, [one for one in powers if one.held], [one for one in powers if not one.held]
    )


def _powers(councillor_id: int, sittings: dict[int, SittingCard]) -> Iterable[Power]:
    grantor, holder = aliased(Seat), aliased(Seat)
    giver, receiver = aliased(Councillor), aliased(Councillor)
    rows = db.session.execute(
        sa.select(Proxy, giver, receiver)
        .join(grantor, grantor.id == Proxy.grantor_seat_id)
        .join(holder, holder.id == Proxy.holder_seat_id)
        .join(giver, giver.id == grantor.councillor_id)
        .join(receiver, receiver.id == holder.councillor_id)
        .where(
            Proxy.sitting_id.in_(list(sittings)),
            Proxy.state == ProxyState.ACTIVE,
            sa.or_(giver.id == councillor_id, receiver.id == councillor_id),
        )
        .order_by(Proxy.id)
    )
    for proxy, who, whom in rows:
        held = whom.id == councillor_id
        other = who if held else whom
        yield Power(proxy.id, sittings[proxy.sitting_id], held, other.full_name, proxy.sittings_left)
