"""The council that sits: its members by rank, and who of them has an account to act with."""

from collections.abc import Mapping
from dataclasses import dataclass

from consult.services.demo.cast import Person
from consult.services.demo.councils import Council, Member
from consult.services.demo.mandates import Claim


@dataclass(frozen=True, slots=True)
class Place:
    """A member's seat; ``person`` is None until the councillor record is claimed."""

    seat_id: int
    group: str | None
    person: Person | None

    @property
    def visitor(self) -> bool:
        """Whether a visitor of the demonstration may sign in as this member."""
        return self.person is not None and self.person.password_hash is not None


@dataclass(frozen=True, slots=True)
class Chamber:
    """An assembly and its members in the order of rank; the first one presides."""

    assembly_id: int
    profile: str
    places: tuple[Place, ...]

    @property
    def president(self) -> Place:
        return self.places[0]

    @property
    def visitor(self) -> Place | None:
        """The visitors' own councillor, if it is their council."""
        return next((place for place in self.places if place.visitor), None)

    def place(self, seat_id: int) -> Place:
        return next(place for place in self.places if place.seat_id == seat_id)


def chamber_of(council: Council, assembly_id: int, claims: Mapping[Member, Claim]) -> Chamber:
    """The council with the seats that have been written for it."""
    places = tuple(
        Place(
            seat_id=member.seat_ids[council.key],
            group=mandate.group,
            person=claims[member].person if member in claims else None,
        )
        for member in council.members
        for mandate in member.seats
        if mandate.assembly == council.key
    )
    return Chamber(assembly_id, council.profile.value, places)
