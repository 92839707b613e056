"""What the clerk's pages show of one sitting, at every stage: members, items with their votes, proxies."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from consult.kernel.clock import local_day, now
from consult.kernel.db import Localised
from consult.kernel.text.analysis import fold
from consult.queries.ballots.figures import Figures
from consult.rules.rule_sets import SittingRules
from consult.rules.sittings import ItemState, Movement, ProxyEnd, ProxyState, SittingState, Source
from consult.rules.voting import (
    BallotState,
    Majority,
    Mode,
    Outcome,
    Portion,
    QuorumCheck,
    quorum,
    requested_mode,
)

#: What the members present may ask for instead of the ordinary vote.
ON_REQUEST = (Mode.public, Mode.secret)
GOING = (BallotState.open, BallotState.suspended)


@dataclass(frozen=True, slots=True)
class Attendee:
    """A member, and where they are. ``proxy_to`` names the holder of a proxy in force, there or not."""

    seat_id: int
    family_name: str
    given_name: str
    function: str | None
    in_office: bool
    present: bool
    represented: bool
    proxy_to: str | None

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def letter(self) -> str:
        """Under which letter a list shows the member."""
        return fold(self.family_name)[:1].upper()


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One line of the attendance list."""

    full_name: str
    movement: Movement
    source: Source
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class ProxyRow:
    """A power and how it stands; ``counts`` while the holder is in the room and the grantor is not."""

    id: int
    grantor_seat_id: int
    holder_seat_id: int
    grantor: str
    holder: str
    source: Source
    state: ProxyState
    end: ProxyEnd | None
    sittings_left: int
    illness: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class BallotRow:
    """A vote on an item. ``has_totals``: those of a secret vote have been entered."""

    id: int
    state: BallotState
    mode: Mode
    question: Localised
    cast_count: int
    roll_size: int
    totals: Mapping[str, int]
    has_totals: bool
    outcome: Outcome | None
    figures: Figures | None
    annulment_reason: str | None
    annulment_asked_by_id: int | None
    annulment_asked_by: str | None

    @property
    def going(self) -> bool:
        return self.state in GOING


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A point of the agenda. ``kept``: the quorum when it was opened; ``ahead``: what it would be now."""

    id: int
    position: int
    first_id: int | None
    title: Localised
    question: Localised
    proposal_id: int | None
    appointment: bool
    majority: Majority
    state: ItemState
    kept: QuorumCheck | None
    ahead: QuorumCheck
    recused: tuple[int, ...]
    public: tuple[int, ...]
    secret: tuple[int, ...]
    ballots: tuple[BallotRow, ...]

    @property
    def ballot(self) -> BallotRow | None:
        """The newest vote on the item."""
        return self.ballots[-1] if self.ballots else None

    @property
    def can_open(self) -> bool:
        return self.state in (ItemState.WAITING, ItemState.FAILED)

    def asking(self, mode: Mode) -> tuple[int, ...]:
        """The seats that ask for a public or for a secret vote."""
        return self.public if mode is Mode.public else self.secret


@dataclass(frozen=True, slots=True)
class ClerkSitting:
    """One sitting; lists are in the order in which they are read, members by name."""

    id: int
    assembly_id: int
    assembly: Localised
    state: SittingState
    place: str
    starts_at: datetime
    urgent: bool
    recalls_rule: bool
    first_id: int | None
    second_id: int | None
    convened_at: datetime | None
    opened_at: datetime | None
    ended_at: datetime | None
    room_code: str | None
    president_seat_id: int | None
    rules: SittingRules
    members: tuple[Attendee, ...]
    items: tuple[ItemRow, ...]
    proxies: tuple[ProxyRow, ...]
    movements: tuple[MovementRow, ...]

    @property
    def by_seat(self) -> dict[int, Attendee]:
        return {member.seat_id: member for member in self.members}

    @property
    def present(self) -> list[Attendee]:
        return [member for member in self.members if member.present]

    @property
    def absent(self) -> list[Attendee]:
        """Who may still arrive: the members in office who are not in the room."""
        return [member for member in self.members if member.in_office and not member.present]

    @property
    def quorum(self) -> int:
        """How many must be present, by the members in office."""
        return quorum(self.in_office)

    @property
    def represented(self) -> int:
        return sum(member.represented for member in self.members)

    @property
    def in_office(self) -> int:
        return sum(member.in_office for member in self.members)

    @property
    def president(self) -> Attendee | None:
        return self.by_seat.get(self.president_seat_id or 0)

    @property
    def active_proxies(self) -> list[ProxyRow]:
        return [proxy for proxy in self.proxies if proxy.state is ProxyState.ACTIVE]

    @property
    def ended_proxies(self) -> list[ProxyRow]:
        return [proxy for proxy in self.proxies if proxy.state is not ProxyState.ACTIVE]

    @property
    def current(self) -> ItemRow | None:
        """The item under discussion."""
        return next((item for item in self.items if item.state is ItemState.OPEN), None)

    @property
    def next(self) -> ItemRow | None:
        """The item to be opened next: the first that waits, or that lacked its quorum and has it now."""
        left = [item for item in self.items if item.can_open]
        ready = [item for item in left if item.state is ItemState.WAITING or item.ahead.reached]
        return next(iter(ready + left), None)

    @property
    def day_has_come(self) -> bool:
        """Whether the sitting may be opened, by its day; the hour is the president's."""
        return local_day(now()) >= local_day(self.starts_at)

    @property
    def under_way(self) -> BallotRow | None:
        """The vote that goes on, or is suspended."""
        return next((one for item in self.items for one in item.ballots if one.going), None)

    @property
    def failed(self) -> list[ItemRow]:
        """The items left for want of a quorum."""
        return [item for item in self.items if item.state is ItemState.FAILED]

    @property
    def unproclaimed(self) -> list[ItemRow]:
        return [item for item in self.items if any(one.state is BallotState.closed for one in item.ballots)]

    @property
    def may_reconvene(self) -> bool:
        """Whether items wait for a second sitting that nobody has prepared (CGCT L2121-17)."""
        ended = self.state is SittingState.ENDED
        return ended and bool(self.failed) and self.first_id is None and self.second_id is None

    @property
    def convene_by(self) -> date:
        """The last day on which the members can be convened in time (local)."""
        rule = self.rules.convocation
        short = self.urgent or self.first_id is not None
        days = rule.urgent_clear_days if short else rule.clear_days
        return local_day(self.starts_at) - timedelta(days=days + 1)

    @property
    def too_late(self) -> bool:
        return local_day(now()) > self.convene_by

    def names(self, seats: Iterable[int]) -> str:
        """Members by name, one after the other."""
        return ", ".join(self.by_seat[seat].full_name for seat in seats)

    def ballot(self, ballot_id: int) -> BallotRow:
        """One of the sitting's ballots; ``KeyError`` for any other."""
        return {one.id: one for item in self.items for one in item.ballots}[ballot_id]

    def item(self, item_id: int) -> ItemRow:
        """One of the sitting's items; ``KeyError`` for any other."""
        return {one.id: one for one in self.items}[item_id]

    def item_of(self, ballot_id: int) -> ItemRow:
        """The item that a ballot of the sitting votes on."""
        return next(item for item in self.items if any(one.id == ballot_id for one in item.ballots))

    @property
    def on_request(self) -> tuple[Mode, ...]:
        return ON_REQUEST

    def needed(self, mode: Mode) -> int:
        """How many members present must ask for a public or secret vote (CGCT L2121-21); at least one."""
        requests = self.rules.requests
        portion = requests.public if mode is Mode.public else requests.secret
        return max(1, _rounded_up(portion, len(self.present)))

    def mode_of(self, item: ItemRow) -> Mode:
        """How the item would be voted on as things stand; a request of somebody who left counts no more."""
        here = {member.seat_id for member in self.present}
        asked = Counter(
            {Mode.public: len(here & set(item.public)), Mode.secret: len(here & set(item.secret))}
        )
        return requested_mode(
            self.rules.requests,
            present=len(here),
            public=asked[Mode.public],
            secret=asked[Mode.secret],
            appointment=item.appointment,
        )


def by_letter(members: Collection[Attendee]) -> list[tuple[str, list[Attendee]]]:
    """Members under the first letters of their family names, so that long lists can be scanned."""
    return [(letter, list(group)) for letter, group in groupby(members, key=lambda one: one.letter)]


def _rounded_up(portion: Portion, whole: int) -> int:
    return -(-whole * portion.num // portion.den)
