"""The results page reads a tally in other lights here, by commune and by population; both without effect."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from consult.rules.voting.counting import Tally, share
from consult.rules.voting.words import Leaning


@dataclass(frozen=True, slots=True)
class PopulationReading:
    """Inhabitants standing behind each choice, as exact fractions that add up to ``total``."""

    for_: Fraction
    against: Fraction
    abstain: Fraction
    blank: Fraction
    no_vote: Fraction

    @property
    def total(self) -> Fraction:
        """All inhabitants of the communes read."""
        return self.for_ + self.against + self.abstain + self.blank + self.no_vote

    @property
    def for_share(self) -> Fraction | None:
        """For by expressed, exact; ``None`` when nothing was expressed."""
        return share(self.for_, self.for_ + self.against)


def leaning(tally: Tally) -> Leaning:
    """Majority of the votes expressed; a tie is split, and silent means that nobody voted at all."""
    if not tally.cast:
        return Leaning.silent
    if tally.for_ == tally.against:
        return Leaning.split_
    return Leaning.for_ if tally.for_ > tally.against else Leaning.against


def by_commune(tallies: Mapping[str, Tally]) -> dict[str, Leaning]:
    """The leaning of each commune (keys: INSEE codes), in the order given."""
    return {commune: leaning(tally) for commune, tally in tallies.items()}


def count_leanings(leanings: Mapping[str, Leaning]) -> dict[Leaning, int]:
    """How many communes lean each way; every leaning is a key."""
    counts = Counter(leanings.values())
    return {leaning: counts[leaning] for leaning in Leaning}


def by_population(tallies: Mapping[str, Tally], populations: Mapping[str, int]) -> PopulationReading:
    """Each seat stands for an equal part of its commune's inhabitants.

    A commune without a seat on the roll counts as ``no_vote``; one of unknown population raises ``KeyError``.
    """
    sums = dict.fromkeys(("for_", "against", "abstain", "blank", "no_vote"), Fraction(0))
    for commune, tally in tallies.items():
        population = populations[commune]
        if not tally.in_roll:
            sums["no_vote"] += population
            continue
        for name in sums:
            sums[name] += Fraction(population * getattr(tally, name), tally.in_roll)
    return PopulationReading(**sums)
