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
    in_office: int
    claimed: int


@dataclass(frozen=True, slots=True)
class CouncillorRow:
    """A councillor as the clerk sees one; ``code_until`` is when an unused code stops being good."""

    id: int
    full_name: str
    function: str | None
    email: str | None
    claimed: bool
    code_until: datetime | None


def in_office(day: date) -> sa.ColumnElement[bool]:
    """Condition: the seat's mandate covers ``day``, its first and last day included."""
    return sa.and_(Seat.starts_on <= day, sa.or_(Seat.ends_on.is_(None), Seat.ends_on >= day))


def in_electorate(assembly_id: int | None, day: date) -> sa.ColumnElement[bool]:
    """Condition on the seat: it belongs to the assembly, or to the council of any member commune."""
    if assembly_id is not None:
        return Seat.assembly_id == assembly_id
    member = sa.and_(
        Commune.member_from <= day, sa.or_(Commune.member_to.is_(None), Commune.member_to >= day)
    )
    return Seat.assembly_id.in_(
        sa.select(Assembly.id)
        .join(Commune, Commune.insee == Assembly.commune_insee)
        .where(Assembly.kind == AssemblyKind.MUNICIPAL, member)
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
            sa.func.count(Seat.id),
            sa.func.count(Councillor.account_id),
        )
        .outerjoin(Seat, sa.and_(Seat.assembly_id == Assembly.id, in_office(day)))
        .outerjoin(Councillor, Councillor.id == Seat.councillor_id)
        .group_by(Assembly.id)
        .order_by(Assembly.kind, Assembly.key)
    )
    return [CouncilRow(*row) for row in rows]


def councillors(assembly_id: int, day: date, moment: datetime) -> list[CouncillorRow]:
    """The councillors in office of one assembly, by name, with the state of their codes."""
    code_until = (
        sa.select(sa.func.max(ClaimCode.expires_at))
        .where(
            ClaimCode.councillor_id == Councillor.id,
            ClaimCode.used_at.is_(None),
            ClaimCode.expires_at > moment,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Councillor, Seat.function, code_until)
        .join(Seat, Seat.councillor_id == Councillor.id)
        .where(Seat.assembly_id == assembly_id, in_office(day))
        .order_by(Councillor.family_name, Councillor.given_name, Councillor.id)
    )
    return [
        CouncillorRow(
            person.id, person.full_name, function, person.email, person.account_id is not None, until
        )
        for person, function, until in rows
    ]
