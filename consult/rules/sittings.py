"""The life of a sitting and of its agenda, who is in the room, and whose vote counts for an item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consult.kernel.errors import IllegalTransition, Invalid
from consult.kernel.messages import N_
from consult.rules.voting import Flag, Proxy, QuorumCheck, proxy_stands


class SittingState(StrEnum):
    """A draft is only the clerk's; from its convocation on a sitting is public."""

    DRAFT = "draft"
    CONVENED = "convened"
    OPEN = "open"
    ENDED = "ended"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """``FAILED``: the quorum was missing when the discussion opened; it may open again once members come."""

    WAITING = "waiting"
    OPEN = "open"
    FAILED = "failed"
    DONE = "done"


class Movement(StrEnum):
    ARRIVED = "arrived"
    LEFT = "left"


class Source(StrEnum):
    """Who entered it: the clerk, or the councillor (with the code shown in the room)."""

    CLERK = "clerk"
    COUNCILLOR = "councillor"


class ProxyState(StrEnum):
    ACTIVE = "active"
    REVOKED = "revoked"
    LAPSED = "lapsed"


class ProxyEnd(StrEnum):
    """Why a proxy ended before its sitting did (CGCT L2121-20)."""

    REVOKED = "revoked"
    GRANTOR_ARRIVED = "grantor_arrived"
    HOLDER_LEFT = "holder_left"


SITTING_LABELS: dict[SittingState, str] = {
    SittingState.DRAFT: N_("Sitting in preparation"),
    SittingState.CONVENED: N_("Sitting convened"),
    SittingState.OPEN: N_("Sitting under way"),
    SittingState.ENDED: N_("Sitting ended"),
    SittingState.CANCELLED: N_("Sitting cancelled"),
}
ITEM_LABELS: dict[ItemState, str] = {
    ItemState.WAITING: N_("To come"),
    ItemState.OPEN: N_("Under discussion"),
    ItemState.FAILED: N_("Quorum not reached"),
    ItemState.DONE: N_("Dealt with"),
}
MOVEMENT_LABELS: dict[Movement, str] = {
    Movement.ARRIVED: N_("Arrival"),
    Movement.LEFT: N_("Departure"),
}
SOURCE_LABELS: dict[Source, str] = {
    Source.CLERK: N_("entered by the clerk"),
    Source.COUNCILLOR: N_("by the councillor"),
}
PROXY_LABELS: dict[ProxyState, str] = {
    ProxyState.ACTIVE: N_("Proxy in force"),
    ProxyState.REVOKED: N_("Proxy revoked"),
    ProxyState.LAPSED: N_("Proxy lapsed"),
}
PROXY_END_LABELS: dict[ProxyEnd, str] = {
    ProxyEnd.REVOKED: N_("The member took it back."),
    ProxyEnd.GRANTOR_ARRIVED: N_("The member who gave it has arrived."),
    ProxyEnd.HOLDER_LEFT: N_("The member who held it has left."),
}

SITTING_STEPS: dict[SittingState, frozenset[SittingState]] = {
    SittingState.DRAFT: frozenset({SittingState.CONVENED, SittingState.CANCELLED}),
    SittingState.CONVENED: frozenset({SittingState.OPEN, SittingState.CANCELLED}),
    SittingState.OPEN: frozenset({SittingState.ENDED}),
    SittingState.ENDED: frozenset(),
    SittingState.CANCELLED: frozenset(),
}
ITEM_STEPS: dict[ItemState, frozenset[ItemState]] = {
    ItemState.WAITING: frozenset({ItemState.OPEN, ItemState.FAILED}),
    ItemState.FAILED: frozenset({ItemState.OPEN, ItemState.FAILED}),
    ItemState.OPEN: frozenset({ItemState.DONE}),
    ItemState.DONE: frozenset(),
}


@dataclass(frozen=True, slots=True)
class ConvocationRule:
    """Clear days between the convocation and the sitting, and the fewest when it is urgent."""

    clear_days: int
    urgent_clear_days: int


@dataclass(frozen=True, slots=True)
class Room:
    """Who is there, and the proxies in force, at one moment; seats as numbers.

    ``represented`` maps each absent grantor to the seat that votes for it.
    """

    present: frozenset[int]
    represented: Mapping[int, int]

    def voter_for(self, seat: int) -> int | None:
        """The seat whose holder casts ``seat``'s vote: itself when present, else its proxy, else nobody."""
        return seat if seat in self.present else self.represented.get(seat)


def check_sitting_step(source: SittingState, target: SittingState) -> None:
    """Raise ``IllegalTransition`` unless ``SITTING_STEPS`` has the step."""
    if target not in SITTING_STEPS[source]:
        raise IllegalTransition(
            "illegal_sitting_step",
            N_("The sitting is in a state in which this is not possible."),
            source=source.value,
            target=target.value,
        )


def check_item_step(source: ItemState, target: ItemState) -> None:
    """Raise ``IllegalTransition`` unless ``ITEM_STEPS`` has the step."""
    if target not in ITEM_STEPS[source]:
        raise IllegalTransition(
            "illegal_item_step",
            N_("This item of the agenda is in a state in which this is not possible."),
            source=source.value,
            target=target.value,
        )


def check_convocation(rule: ConvocationRule, *, convened: date, sits: date, urgent: bool) -> None:
    """Raise ``Invalid`` when too few clear days lie between the convocation and the sitting (local dates).

    CGCT L2121-12 (by L5211-1 also for the métropole), L2541-2 in Alsace-Moselle.
    """
    needed = rule.urgent_clear_days if urgent else rule.clear_days
    clear = (sits - convened).days - 1
    if clear < needed == 0:
        raise Invalid(
            "convocation_too_late",
            N_("The members are convened on the day before the sitting at the latest."),
            field="starts_on",
        )
    if clear < needed:
        raise Invalid(
            "convocation_too_late",
            N_("At least %(days)s clear days must lie between the convocation and the sitting."),
            field="starts_on",
            days=needed,
        )


def present_seats(movements: Iterable[tuple[int, Movement]]) -> frozenset[int]:
    """The seats in the room after these movements (seat, movement), oldest first."""
    last = dict(movements)
    return frozenset(seat for seat, movement in last.items() if movement is Movement.ARRIVED)


def room(present: frozenset[int], proxies: Iterable[Proxy]) -> Room:
    """Who votes for whom: a proxy counts while its holder is present and its grantor is not."""
    return Room(present, {proxy.grantor: proxy.holder for proxy in proxies if proxy_stands(proxy, present)})


def entitled(there: Room, recused: Iterable[int]) -> frozenset[int]:
    """The seats that vote on an item: present or represented, and not recused.

    A member who steps back casts no vote at all for this item, a proxy's neither (CGCT L2131-11).
    """
    stepped_back = frozenset(recused)
    represented = {seat for seat, holder in there.represented.items() if holder not in stepped_back}
    return (there.present | represented) - stepped_back


def quorum_figures(check: QuorumCheck, there: Room, recused: int) -> dict[str, int | str | None]:
    """What is kept of the quorum with an item: whole numbers, and the waiver if one was needed."""
    return {
        "in_office": check.in_office,
        "required": check.required,
        "counted": check.counted,
        "present": len(there.present),
        "represented": len(there.represented),
        "recused": recused,
        "waiver": check.waiver.value if check.waiver else None,
    }


def quorum_kept(figures: Mapping[str, int | str | None]) -> QuorumCheck:
    """The check that ``quorum_figures`` wrote down."""
    waiver = figures["waiver"]
    return QuorumCheck(
        in_office=int(figures["in_office"] or 0),
        required=int(figures["required"] or 0),
        counted=int(figures["counted"] or 0),
        waiver=Flag(str(waiver)) if waiver else None,
    )
