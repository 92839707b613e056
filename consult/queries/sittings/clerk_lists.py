"""The clerk's list of sittings, the assemblies that may be convened, and who has voted so far."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel import cursor
from consult.kernel.db import Localised, db
from consult.kernel.text.collation import in_order
from consult.models.assemblies import Assembly, AssemblyKind
from consult.models.ballots import RollEntry, Vote
from consult.models.sittings import AgendaItem, Recusal, Sitting
from consult.rules.rule_sets import RULE_SETS
from consult.rules.sittings import SittingState

PAGE_SIZE = 20
#: The profiles under which an assembly sits, rather than only gives its opinion.
SITTING_PROFILES = [profile.value for profile, rules in RULE_SETS.items() if rules.sitting is not None]
AHEAD = (SittingState.DRAFT, SittingState.CONVENED, SittingState.OPEN)


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A sitting in the clerk's list."""

    id: int
    assembly: Localised
    state: SittingState
    place: str
    starts_at: datetime
    second: bool
    items: int


@dataclass(frozen=True, slots=True)
class SittingList:
    """What is under way or to come, the next one first, and a keyset page of what is over."""

    ahead: list[SittingRow]
    over: list[SittingRow]
    next: str | None


@dataclass(frozen=True, slots=True)
class RollRow:
    """A seat on a ballot's roll that has not stepped back."""

    seat_id: int
    full_name: str
    family_name: str
    given_name: str
    voted: bool


def sittings(after: str | None) -> SittingList:
    """All sittings of all assemblies; ``Invalid`` for a cursor that is none."""
    ahead = sa.select(Sitting).where(Sitting.state.in_(AHEAD)).order_by(Sitting.starts_at, Sitting.id)
    past = sa.select(Sitting).where(Sitting.state.not_in(AHEAD)).order_by(Sitting.id.desc())
    if after:
        (before,) = cursor.decode(after, (int,))
        past = past.where(Sitting.id < before)
    over = _rows(past.limit(PAGE_SIZE + 1))
    more = len(over) > PAGE_SIZE
    over = over[:PAGE_SIZE]
    return SittingList(
        ahead=[] if after else _rows(ahead),
        over=over,
        next=cursor.encode(over[-1].id) if more else None,
    )


def _rows(query: sa.Select[Sitting]) -> list[SittingRow]:
    count = (
        sa.select(sa.func.count())
        .where(AgendaItem.sitting_id == Sitting.id)
        .correlate(Sitting)
        .scalar_subquery()
    )
    rows = db.session.execute(query.add_columns(count).options(joinedload(Sitting.assembly)))
    return [
        SittingRow(
            id=sitting.id,
            assembly=sitting.assembly.name,
            state=sitting.state,
            place=sitting.place,
            starts_at=sitting.starts_at,
            second=sitting.first_id is not None,
            items=items,
        )
        for sitting, items in rows
    ]


def assemblies() -> list[tuple[int, AssemblyKind, Localised]]:
    """The assemblies that hold sittings here: id, kind, name."""
    rows = db.session.execute(
        sa.select(Assembly.id, Assembly.kind, Assembly.name).where(Assembly.profile.in_(SITTING_PROFILES))
    )
    return [(number, kind, name) for number, kind, name in rows]


def roll(ballot_id: int, item_id: int) -> list[RollRow]:
    """Who may vote, by name; whoever has stepped back is left out."""
    recused = sa.exists().where(Recusal.item_id == item_id, Recusal.seat_id == RollEntry.seat_id)
    rows = db.session.execute(
        sa.select(RollEntry.seat_id, RollEntry.family_name, RollEntry.given_name, Vote.seat_id)
        .outerjoin(Vote, sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == RollEntry.seat_id))
        .where(RollEntry.ballot_id == ballot_id, ~recused)
    )
    return [
        RollRow(seat, f"{given} {family}", family, given, voted is not None)
        for seat, family, given, voted in sorted(rows, key=lambda row: (*in_order(row[1], row[2]), row[0]))
    ]
