"""Who holds which mandate on which day, and how far the claiming of councillor records has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.kernel.text.analysis import fold
from consult.models.assemblies import Assembly, AssemblyKind, ClaimCode, Councillor, Seat
from consult.models.territory import Commune


@dataclass(frozen=True, slots=True)
class CouncilRow:
    """A council with the number of councillors in office and of those who have claimed their record."""

    assembly_id: int
    name: Localised
    kind: AssemblyKind
    seats_total: int
    in_office: int
    claimed: int


@dataclass(frozen=True, slots=True)
class CouncillorRow:
    """A seat and its councillor as the clerk sees them; ``code_until``: when an unused code ends."""

    id: int
    seat_id: int
    full_name: str
    function: str | None
    political_group: str | None
    leads_group: bool
    starts_on: date
    ends_on: date | None
    email: str | None
    claimed: bool
    code_until: datetime | None

    def in_office(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@dataclass(frozen=True, slots=True)
class SeatPage:
    """One seat, and the other seats of its councillor."""

    row: CouncillorRow
    assembly: Assembly
    language: str
    others: list[Seat]


def in_office(day: date) -> sa.ColumnElement[bool]:
    """Condition: the seat's mandate covers ``day``, its first and last day included."""
    return sa.and_(Seat.starts_on <= day, sa.or_(Seat.ends_on.is_(None), Seat.ends_on >= day))


def _member(day: date) -> sa.ColumnElement[bool]:
    return sa.and_(Commune.member_from <= day, sa.or_(Commune.member_to.is_(None), Commune.member_to >= day))


def in_electorate(assembly_id: int | None, day: date) -> sa.ColumnElement[bool]:
    """Condition on the seat: it belongs to the assembly, or to the council of any member commune."""
    if assembly_id is not None:
        return Seat.assembly_id == assembly_id
    return Seat.assembly_id.in_(
        sa.select(Assembly.id)
        .join(Commune, Commune.insee == Assembly.commune_insee)
        .where(Assembly.kind == AssemblyKind.MUNICIPAL, _member(day))
    )


def seats_of(councillor_id: int, day: date) -> list[Seat]:
    """The seats a councillor holds on ``day``, with their assemblies."""
    return list(
        db.session.scalars(
            sa.select(Seat)
            .where(Seat.councillor_id == councillor_id, in_office(day))
            .options(joinedload(Seat.assembly))
            .order_by(Seat.id)
        )
    )


def assembly(assembly_id: int) -> Assembly:
    """The assembly; ``NotFound`` when there is none."""
    found = db.session.get(Assembly, assembly_id)
    if found is None:
        raise NotFound()
    return found


def assembly_by_key(key: str) -> Assembly | None:
    """The assembly that the command line names."""
    return db.session.scalar(sa.select(Assembly).where(Assembly.key == key))


def communes_without_council(day: date) -> list[Commune]:
    """The communes that are members on ``day`` and whose council nobody has founded yet."""
    return list(
        db.session.scalars(
            sa.select(Commune)
            .outerjoin(Assembly, Assembly.commune_insee == Commune.insee)
            .where(_member(day), Assembly.id.is_(None))
            .order_by(Commune.insee)
        )
    )


def partner_assemblies() -> list[tuple[int, Localised]]:
    """Ids and names of the assemblies across the border, for forms."""
    rows = db.session.execute(
        sa.select(Assembly.id, Assembly.name)
        .where(Assembly.kind == AssemblyKind.PARTNER)
        .order_by(Assembly.key)
    )
    return [(assembly_id, name) for assembly_id, name in rows]


def seat(seat_id: int) -> Seat:
    """The seat, locked; ``NotFound`` when there is none."""
    found = db.session.scalar(sa.select(Seat).where(Seat.id == seat_id).with_for_update())
    if found is None:
        raise NotFound()
    return found


def councillor(councillor_id: int) -> Councillor:
    """The councillor, locked; ``NotFound`` when there is none."""
    return locked_councillors([councillor_id])[0]


def locked_councillors(ids: Iterable[int]) -> list[Councillor]:
    """The councillors with these ids, locked, by name; ``NotFound`` when one is missing."""
    wanted = set(ids)
    found = db.session.scalars(
        sa.select(Councillor)
        .where(Councillor.id.in_(wanted))
        .order_by(Councillor.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(found) != len(wanted):
        raise NotFound()
    return sorted(found, key=lambda person: (fold(person.family_name), fold(person.given_name), person.id))


def code(code_hash: str) -> ClaimCode | None:
    """The code kept under a SHA-256, locked, so that two people cannot both use it."""
    return db.session.scalar(sa.select(ClaimCode).where(ClaimCode.code_hash == code_hash).with_for_update())


def councillor_of_account(account_id: int) -> Councillor | None:
    """The record that an account has claimed."""
    return db.session.scalar(sa.select(Councillor).where(Councillor.account_id == account_id))


def expire_codes(councillor_id: int, moment: datetime) -> None:
    """End the councillor's unused codes: a new one, or a claim, makes them worthless."""
    db.session.execute(
        sa.update(ClaimCode)
        .where(
            ClaimCode.councillor_id == councillor_id,
            ClaimCode.used_at.is_(None),
            ClaimCode.expires_at > moment,
        )
        .values(expires_at=moment)
    )


def councils(day: date) -> list[CouncilRow]:
    """Every assembly with its councillors in office on ``day``, by kind and key."""
    rows = db.session.execute(
        sa.select(
            Assembly.id,
            Assembly.name,
            Assembly.kind,
            Assembly.seats_total,
            sa.func.count(Seat.id),
            sa.func.count(Councillor.account_id),
        )
        .outerjoin(Seat, sa.and_(Seat.assembly_id == Assembly.id, in_office(day)))
        .outerjoin(Councillor, Councillor.id == Seat.councillor_id)
        .group_by(Assembly.id)
        .order_by(Assembly.kind, Assembly.key)
    )
    return [CouncilRow(*row) for row in rows]


def _rows(moment: datetime) -> sa.Select[Councillor, Seat, datetime]:
    code_until = (
        sa.select(sa.func.max(ClaimCode.expires_at))
        .where(
            ClaimCode.councillor_id == Councillor.id,
            ClaimCode.used_at.is_(None),
            ClaimCode.expires_at > moment,
        )
        .scalar_subquery()
    )
    return (
        sa.select(Councillor, Seat, code_until)
        .join(Seat, Seat.councillor_id == Councillor.id)
        .order_by(Seat.starts_on, Seat.id)
    )


def _row(person: Councillor, seat: Seat, code_until: datetime | None) -> CouncillorRow:
    return CouncillorRow(
        id=person.id,
        seat_id=seat.id,
        full_name=person.full_name,
        function=seat.function,
        political_group=seat.political_group,
        leads_group=seat.leads_group,
        starts_on=seat.starts_on,
        ends_on=seat.ends_on,
        email=person.email,
        claimed=person.account_id is not None,
        code_until=code_until,
    )


def all_councillors(assembly_id: int, moment: datetime) -> list[CouncillorRow]:
    """Every seat of one assembly, former and future ones too, by name, with the state of the codes."""
    found = db.session.execute(_rows(moment).where(Seat.assembly_id == assembly_id))
    rows = sorted(found, key=lambda row: (fold(row[0].family_name), fold(row[0].given_name)))
    return [_row(person, seat, code_until) for person, seat, code_until in rows]


def councillors(assembly_id: int, day: date, moment: datetime) -> list[CouncillorRow]:
    """The councillors in office of one assembly, by name, with the state of their codes."""
    return [row for row in all_councillors(assembly_id, moment) if row.in_office(day)]


def seat_page(seat_id: int, moment: datetime) -> SeatPage:
    """One seat with all about it; ``NotFound`` when there is none. Two statements."""
    found = db.session.execute(
        _rows(moment).where(Seat.id == seat_id).options(joinedload(Seat.assembly))
    ).first()
    if found is None:
        raise NotFound()
    person, seat, code_until = found
    others = db.session.scalars(
        sa.select(Seat)
        .where(Seat.councillor_id == person.id, Seat.id != seat.id)
        .options(joinedload(Seat.assembly))
        .order_by(Seat.starts_on, Seat.id)
    )
    return SeatPage(_row(person, seat, code_until), seat.assembly, person.language, list(others))


def to_invite(assembly_id: int | None, day: date) -> list[int]:
    """Councillors in office who have an address and no account, of one assembly or of all."""
    statement = (
        sa.select(Councillor.id)
        .join(Seat, Seat.councillor_id == Councillor.id)
        .where(in_office(day), Councillor.account_id.is_(None), Councillor.email.is_not(None))
        .distinct()
    )
    if assembly_id is not None:
        statement = statement.where(Seat.assembly_id == assembly_id)
    return list(db.session.scalars(statement.order_by(Councillor.id)))
