"""What a list of seats is held against, and how its changes are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.assemblies import Assembly, Councillor, Seat, SeatFile
from consult.rules.seat_plans import Person, Standing


@dataclass(frozen=True, slots=True)
class Council:
    """An assembly as lists name it: by its key, or by its commune's code."""

    id: int
    key: str
    commune_insee: str | None
    name: Localised
    seats_total: int


def councils() -> list[Council]:
    """Every assembly a list may name."""
    columns = (Assembly.id, Assembly.key, Assembly.commune_insee, Assembly.name, Assembly.seats_total)
    return [Council(*row) for row in db.session.execute(sa.select(*columns).order_by(Assembly.id))]


def lock(assembly_ids: Iterable[int]) -> None:
    """Let no other list or clerk change the seats of these assemblies before this transaction ends."""
    wanted = sorted(set(assembly_ids))
    for model, column in ((Assembly, Assembly.id), (Seat, Seat.assembly_id)):
        key: Any = model.id
        statement = sa.select(key).where(column.in_(wanted)).order_by(key)
        db.session.execute(statement.with_for_update(key_share=True)).all()


def standing(assembly_ids: Iterable[int]) -> list[Standing]:
    """All seats of these assemblies, former and future ones too, with their councillors."""
    rows = db.session.execute(
        sa.select(
            Seat.id,
            Assembly.key,
            *_PERSON,
            Seat.starts_on,
            Seat.ends_on,
            Seat.function,
            Seat.political_group,
            Seat.leads_group,
        )
        .join(Assembly, Assembly.id == Seat.assembly_id)
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(Seat.assembly_id.in_(set(assembly_ids)))
        .order_by(Seat.id)
    )
    return [
        Standing(seat_id, key, Person(*person), starts, ends, function, group, leads)
        for seat_id, key, *person, starts, ends, function, group, leads in rows
    ]


_PERSON = (
    Councillor.id,
    Councillor.family_name,
    Councillor.given_name,
    Councillor.email,
    Councillor.language,
)


def people(family_names: Iterable[str]) -> list[Person]:
    """Everybody with one of these family names, wherever they sit."""
    rows = db.session.execute(
        sa.select(*_PERSON).where(Councillor.family_name.in_(set(family_names))).order_by(Councillor.id)
    )
    return [Person(*row) for row in rows]


def change_seats(values: Mapping[int, Mapping[str, object]]) -> None:
    """Give seats, by id, new values."""
    _change(Seat, values)


def change_councillors(values: Mapping[int, Mapping[str, object]]) -> None:
    """Give councillors, by id, new values."""
    _change(Councillor, values)


def _change(model: type[Seat] | type[Councillor], values: Mapping[int, Mapping[str, object]]) -> None:
    if values:
        db.session.execute(sa.update(model), [{"id": key, **fields} for key, fields in values.items()])
        db.session.expire_all()


def file(file_id: int) -> SeatFile:
    """The list a clerk sent; ``NotFound`` once it is cleared."""
    found = db.session.get(SeatFile, file_id)
    if found is None:
        raise NotFound()
    return found


def locked_file(file_id: int) -> SeatFile:
    """The same, locked, so that it is applied once."""
    found = db.session.scalar(
        sa.select(SeatFile)
        .where(SeatFile.id == file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found
