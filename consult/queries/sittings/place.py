"""The reader's own place in a sitting: presence, proxies, and what they said about its items."""

from collections.abc import Iterable
from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.models.sittings import Proxy
from consult.queries.sittings.members import Member
from consult.rules.sittings import Room
from consult.rules.voting import Mode


@dataclass(frozen=True, slots=True)
class Place:
    """The reader as a member: ``given`` and ``held`` are proxies in force, with the other member.

    ``recused`` are items stepped back from, ``asked`` pairs of item and mode; ``others`` may still be given
    a proxy.
    """

    seat_id: int
    present: bool
    given: tuple[Proxy, Member] | None
    held: tuple[Proxy, Member] | None
    recused: frozenset[int]
    asked: frozenset[tuple[int, Mode]]
    others: list[Member]


def place_of(
    actor: Actor,
    members: list[Member],
    there: Room,
    proxies: list[Proxy],
    steps: Iterable[tuple[int, int, Mode | None]],
) -> Place | None:
    """Where the reader stands, if they hold a seat; ``steps``: (item, seat, mode asked for or None)."""
    own = next((one for one in members if one.councillor_id == actor.councillor_id), None)
    if own is None:
        return None
    by_seat = {one.seat_id: one for one in members}
    given = next((one for one in proxies if one.grantor_seat_id == own.seat_id), None)
    held = next((one for one in proxies if one.holder_seat_id == own.seat_id), None)
    taken = {one.holder_seat_id for one in proxies} | {own.seat_id}
    mine = [(item, mode) for item, seat, mode in steps if seat == own.seat_id]
    return Place(
        seat_id=own.seat_id,
        present=own.seat_id in there.present,
        given=_with(given, by_seat.get(given.holder_seat_id) if given else None),
        held=_with(held, by_seat.get(held.grantor_seat_id) if held else None),
        recused=frozenset(item for item, mode in mine if mode is None),
        asked=frozenset((item, mode) for item, mode in mine if mode is not None),
        others=[one for one in members if one.seat_id not in taken],
    )


def _with(proxy: Proxy | None, other: Member | None) -> tuple[Proxy, Member] | None:
    return (proxy, other) if proxy is not None and other is not None else None
