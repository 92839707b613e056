"""The meetings of the demonstration, as its file tells them and as the loader receives them."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from consult.gateways.demo_files.voting_shapes import Words
from consult.rules.events import Audience, EventKind, VenueKind


@dataclass(frozen=True, slots=True)
class VenueText:
    """``registered`` and ``waiting``: how many people hold a place there, and wait for one."""

    kind: VenueKind
    name: Words
    address: str = ""
    commune: str | None = None
    place: str | None = None
    city: str | None = None
    url: str | None = None
    capacity: int | None = None
    registered: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class EventText:
    """``in_days``: after the demonstration's today, before it when negative; ``begins`` by the territory's
    clocks, for so many ``hours``. ``sequence`` and ``moved_days_ago`` of one whose time has changed."""

    key: str
    kind: EventKind
    chantier: int
    in_days: int
    begins: time
    hours: float
    title: Words
    summary: Words
    host: Words
    languages: list[str]
    venues: tuple[VenueText, ...]
    audience: Audience = Audience.EVERYBODY
    interpreting: tuple[str, ...] = ()
    access_note: Words | None = None
    sequence: int = 0
    moved_days_ago: int | None = None
    cancelled_days_ago: int | None = None
    cancellation: Words | None = None
    report_days_ago: int | None = None
    report: Words | None = None
    proposals: tuple[str, ...] = ()


def event(raw: dict[str, Any]) -> EventText:
    """One entry of the file; a plain error when it is not right."""
    venues = tuple(VenueText(**venue | {"kind": VenueKind(venue["kind"])}) for venue in raw["venues"])
    told = {"kind": EventKind(raw["kind"]), "begins": time.fromisoformat(raw["begins"]), "venues": venues}
    audience = Audience(raw.get("audience", Audience.EVERYBODY))
    return EventText(**raw | told | {"audience": audience})
