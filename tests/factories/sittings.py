"""Sittings at the stages a story needs: members in the room, proxies given, an item under discussion."""

from dataclasses import dataclass, field
from datetime import timedelta

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.assemblies import Assembly, Seat
from consult.models.ballots import Ballot
from consult.models.sittings import AgendaItem, Sitting
from consult.rules.sittings import Movement
from consult.rules.voting import Choice, Mode
from consult.services import ballots, sittings
from consult.services.ballots import NewVote
from consult.services.sittings import ItemDraft, ProxyDraft, SittingDraft
from tests.factories import councils
from tests.factories.councils import Member
from tests.factories.ground import words

HASH = "ab" * 32


@dataclass(frozen=True, slots=True)
class Chamber:
    """A council whose first members have accounts; ``president`` is the first of all."""

    assembly: Assembly
    members: list[Member]
    sitting: Sitting
    items: list[AgendaItem] = field(default_factory=list)

    @property
    def seats(self) -> list[int]:
        return [member.seat.id for member in self.members]

    @property
    def president(self) -> Member:
        return self.members[0]

    @property
    def item(self) -> AgendaItem:
        return self.items[0]

    def arrive(self, *numbers: int) -> None:
        """Members by their place in the list come in."""
        sittings.record_movements(SYSTEM, self.sitting.id, [self.seats[n] for n in numbers], Movement.ARRIVED)

    def leave(self, *numbers: int) -> None:
        sittings.record_movements(SYSTEM, self.sitting.id, [self.seats[n] for n in numbers], Movement.LEFT)

    def proxy(self, grantor: int, holder: int, count: int = 1) -> int:
        """The clerk enters a paper: the id of the proxy."""
        draft = ProxyDraft(self.seats[grantor], self.seats[holder], count, document_sha256=HASH)
        return sittings.enter_proxy(SYSTEM, self.sitting.id, draft).id

    def ask(self, mode: Mode, *numbers: int) -> None:
        sittings.ask_mode(SYSTEM, self.item.id, [self.seats[n] for n in numbers], mode)

    def recuse(self, *numbers: int) -> None:
        for number in numbers:
            sittings.recuse(SYSTEM, self.item.id, self.seats[number])

    def vote_opens(self) -> Ballot:
        """The first item is opened and put to the vote."""
        sittings.open_item(SYSTEM, self.item.id)
        return sittings.put_to_vote(SYSTEM, self.item.id)

    def cast(self, ballot: Ballot, number: int, choice: Choice = Choice.for_, by: int | None = None) -> None:
        """A member votes, or ``by`` another one for them."""
        speaker = self.members[number if by is None else by]
        ballots.cast(speaker.actor, ballot.id, self.vote(number, choice))

    def vote(self, number: int, choice: Choice = Choice.for_) -> NewVote:
        return councils.vote(self.members[number].seat, choice)

    def cast_all(self, ballot: Ballot, choices: dict[Choice, int], start: int = 0) -> None:
        """The members from ``start`` on vote: so many for each choice."""
        sent = [choice for choice, count in choices.items() for _ in range(count)]
        for number, choice in enumerate(sent, start=start):
            self.cast(ballot, number, choice)


def draft(assembly: Assembly, *, days: float = 10, **values: bool) -> SittingDraft:
    return SittingDraft(
        assembly.id, "Salle des fêtes", councils.local(now() + timedelta(days=days)), **values
    )


def item_draft(number: int = 1, **values: object) -> ItemDraft:
    return ItemDraft(
        title=words(f"Le verger n° {number}", f"Streuobstwiese Nr. {number}"),
        question=words(f"Planter le verger n° {number} ?", f"Streuobstwiese Nr. {number} pflanzen?"),
        **values,  # type: ignore[arg-type]  # a test names real fields
    )


def convened(count: int = 11, *, items: int = 1, insee: str = "57463", **values: object) -> Chamber:
    """A council of ``count`` members, convened in ten days' time with an agenda of ``items`` questions."""
    assembly = councils.council(insee)
    members = [councils.member(assembly) for _ in range(count)]
    sitting = sittings.prepare(SYSTEM, draft(assembly))
    agenda = [
        sittings.add_item(SYSTEM, sitting.id, item_draft(number, **values)) for number in range(1, items + 1)
    ]
    sittings.convene(SYSTEM, sitting.id)
    return Chamber(assembly, members, sitting, agenda)


def day_has_come(sitting: Sitting) -> Sitting:
    """The day that the members were convened for is today."""
    sitting.starts_at = now()
    db.session.flush()
    return sitting


def opened(sitting: Sitting, president_seat_id: int) -> Sitting:
    """The day has come, and somebody takes the chair."""
    return sittings.open_sitting(SYSTEM, day_has_come(sitting).id, president_seat_id)


def under_way(count: int = 11, present: int | None = None, **values: object) -> Chamber:
    """The sitting has opened, the first members are in the room (all of them when not said)."""
    chamber = convened(count, **values)  # type: ignore[arg-type]  # a test names real fields
    opened(chamber.sitting, chamber.president.seat.id)
    chamber.arrive(*range(count if present is None else present))
    return chamber


def unclaimed(assembly: Assembly, count: int) -> list[Seat]:
    """More members, without accounts."""
    seats = [councils.councillor(assembly) for _ in range(count)]
    db.session.flush()
    return seats
