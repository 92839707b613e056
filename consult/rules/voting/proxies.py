"""Whoever records or uses a power to vote for an absent member asks here (CGCT L2121-20)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_


@dataclass(frozen=True, slots=True)
class ProxyRule:
    """How many proxies a councillor may hold, and for how many consecutive sittings one is given."""

    per_holder: int
    consecutive_sittings: int


@dataclass(frozen=True, slots=True)
class Proxy:
    """A written, named power: the holder's seat votes for the grantor's seat in one sitting."""

    grantor: int
    holder: int


def check_new_proxy(rule: ProxyRule, new: Proxy, active: Iterable[Proxy]) -> None:
    """Raise unless ``new`` may stand beside the ``active`` proxies of the same sitting.

    ``Invalid`` for a proxy to oneself; ``Conflict`` if the grantor has given one or the holder has enough.
    """
    standing = tuple(active)
    if new.grantor == new.holder:
        raise Invalid("proxy_to_oneself", N_("Nobody can be their own proxy holder."), field="holder")
    if any(proxy.grantor == new.grantor for proxy in standing):
        raise Conflict("proxy_already_given", N_("This member has already given a proxy for this sitting."))
    if sum(proxy.holder == new.holder for proxy in standing) >= rule.per_holder:
        raise Conflict("proxy_holder_taken", N_("This member already holds a proxy for this sitting."))


def check_duration(rule: ProxyRule, sittings: int, *, documented_illness: bool = False) -> None:
    """Raise ``Invalid`` unless a proxy may be given for that many consecutive sittings."""
    if sittings < 1 or (sittings > rule.consecutive_sittings and not documented_illness):
        raise Invalid(
            "proxy_too_long",
            N_("A proxy lasts at most %(limit)s consecutive sittings, longer only with documented illness."),
            field="sittings",
            limit=rule.consecutive_sittings,
        )


def proxy_stands(proxy: Proxy, present: Collection[int]) -> bool:
    """Whether it holds with these seats in the room: it lapses once the grantor is in or the holder out."""
    return proxy.holder in present and proxy.grantor not in present
