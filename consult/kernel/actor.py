"""Who acts: a frozen picture of the account behind a request, command or worker, without the database."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """Roles that are granted; participants and councillors need no grant."""

    MODERATOR = "moderator"
    EDITOR = "editor"
    CLERK = "clerk"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for one chantier's number, or for all when ``chantier`` is None."""

    role: Role
    chantier: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Account, roles and mandates as they stood when the request began.

    ``seats`` are the ids of seats in office; ``tied_people`` and ``tied_organisations`` those whom they
    declared to be close to; ``system`` marks the command line and the worker.
    """

    account_id: int | None = None
    display_name: str = ""
    language: str = "fr"
    confirmed: bool = False
    suspended: bool = False
    grants: frozenset[Grant] = frozenset()
    organisations: frozenset[int] = frozenset()
    councillor_id: int | None = None
    seats: frozenset[int] = field(default_factory=frozenset)
    tied_people: frozenset[int] = frozenset()
    tied_organisations: frozenset[int] = frozenset()
    session_id: int | None = None
    system: bool = False

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def is_councillor(self) -> bool:
        return self.councillor_id is not None

    def has_role(self, role: Role, chantier: int | None = None) -> bool:
        """Whether a grant of ``role`` covers ``chantier``; with None, whether any grant of it exists."""
        return any(
            grant.role is role and (grant.chantier is None or chantier is None or grant.chantier == chantier)
            for grant in self.grants
        )

    def chantiers_of(self, *roles: Role) -> frozenset[int] | None:
        """The numbers of the chantiers in which one of ``roles`` is held; None for all."""
        numbers = {grant.chantier for grant in self.grants if grant.role in roles}
        if self.system or None in numbers:
            return None
        return frozenset(number for number in numbers if number is not None)


VISITOR = Actor()
SYSTEM = Actor(display_name="system", confirmed=True, system=True)
