"""Who comes to a sitting of the demonstration, who is late, and who votes for whom: drawn beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from consult.gateways.demo_files.voting_shapes import SittingText
from consult.services.demo.sittings.chambers import Chamber, Place


@dataclass(frozen=True, slots=True)
class Power:
    """A proxy to be written; ``paper`` when the clerk enters it."""

    grantor: Place
    holder: Place
    paper: bool


@dataclass(slots=True)
class Idle:
    """Members by what they are going to do; whoever is named is taken out of the list."""

    late: list[Place]
    early: list[Place]

    def next_late(self, count: int) -> list[Place]:
        return [self.late.pop() for _ in range(count)]

    def next_early(self, count: int) -> list[Place]:
        return [self.early.pop() for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Plan:
    """``present`` from the beginning; ``powers`` of the others; ``idle`` may come late or leave early."""

    present: tuple[Place, ...]
    powers: tuple[Power, ...]
    idle: Idle


def plan_of(dice: Random, chamber: Chamber, text: SittingText) -> Plan:
    """The president and the visitors' councillor come for sure, the others by chance up to the share."""
    sure = [place for place in chamber.places if place is chamber.president or place.visitor]
    others = [place for place in chamber.places if place not in sure]
    dice.shuffle(others)
    count = max(round(len(chamber.places) * text.present / 100) - len(sure), 0)
    there, absent = others[:count], others[count:]
    powers = _powers(chamber, text, there, absent)
    bound = {place for power in powers for place in (power.grantor, power.holder)}
    idle = Idle(
        late=[place for place in absent if place not in bound and place.person],
        early=[place for place in there if place not in bound],
    )
    return Plan(tuple(sure + there), powers, idle)


def _powers(
    chamber: Chamber, text: SittingText, there: Sequence[Place], absent: Sequence[Place]
) -> tuple[Power, ...]:
    """Whoever gives a power online has an account, and so has every holder."""
    counts, visitor = text.proxies, chamber.visitor
    online = [place for place in absent if place.person]
    holders = [place for place in there if place.person]
    powers = [Power(online.pop(0), visitor, paper=False) for _ in range(counts.to_visitor) if visitor]
    powers += [Power(online.pop(0), holders.pop(0), paper=False) for _ in range(counts.online)]
    given = {power.grantor for power in powers}
    papers = [place for place in absent if place not in given]
    powers += [Power(papers.pop(), holders.pop(0), paper=True) for _ in range(counts.paper)]
    return tuple(powers)
