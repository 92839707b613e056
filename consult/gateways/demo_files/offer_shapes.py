"""What the demonstration's people offer: to calls of the administration and to each other's needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consult.kernel.db import Localised
from consult.rules.offers import OfferKind, OfferStatus


@dataclass(frozen=True, slots=True)
class OfferText:
    """``reply`` is empty while nobody has answered."""

    kind: OfferKind
    status: OfferStatus
    language: str
    named: bool
    text: str
    reply: str


@dataclass(frozen=True, slots=True)
class CallText:
    """A call made so many days before today on the action with that key, open for some days yet."""

    action: str
    title: Localised
    text: Localised
    wanted: int
    days_ago: int
    open_in_days: int
    offers: tuple[OfferText, ...]


@dataclass(frozen=True, slots=True)
class NeedText:
    """The keys of a need and of the solutions that answer it, with the offers to the need."""

    proposal: str
    solutions: tuple[str, ...]
    offers: tuple[OfferText, ...]


@dataclass(frozen=True, slots=True)
class Helped:
    calls: tuple[CallText, ...]
    needs: tuple[NeedText, ...]


def helped(raw: Mapping[str, Any]) -> Helped:
    """From the file; ``KeyError`` or ``ValueError`` when it is not right."""
    return Helped(tuple(map(_call, raw["calls"])), tuple(map(_need, raw["needs"])))


def _call(raw: Mapping[str, Any]) -> CallText:
    plain = {name: raw[name] for name in ("action", "title", "text", "wanted", "days_ago", "open_in_days")}
    return CallText(**plain, offers=_offers(raw))


def _need(raw: Mapping[str, Any]) -> NeedText:
    return NeedText(raw["proposal"], tuple(raw["solutions"]), _offers(raw))


def _offers(raw: Mapping[str, Any]) -> tuple[OfferText, ...]:
    return tuple(
        OfferText(
            OfferKind(one["kind"]),
            OfferStatus(one["status"]),
            one["language"],
            one.get("named", False),
            one["text"],
            one.get("reply", ""),
        )
        for one in raw["offers"]
    )
