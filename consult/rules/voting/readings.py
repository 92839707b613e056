"""Whoever reads tallies in other lights comes here: by commune, population, ambition; all without effect."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from consult.rules.voting.counting import Tally, share
from consult.rules.voting.words import Leaning, Outcome

_OPINIONS = {outcome: outcome for outcome in (Outcome.favourable, Outcome.unfavourable, Outcome.divided)}


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


@dataclass(frozen=True, slots=True)
class AmbitionReading:
    """One ambition's proposals by outcome, and the votes on all of them together."""

    favourable: int
    unfavourable: int
    divided: int
    for_: int
    against: int
    abstain: int

    @property
    def proposals(self) -> int:
        """How many proposals of the ambition were put to the vote."""
        return self.favourable + self.unfavourable + self.divided


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


def by_ambition(results: Iterable[tuple[int, Outcome, Tally]]) -> dict[int, AmbitionReading]:
    """Ambition number → its reading, in ascending order.

    ``results``: one (ambition, outcome, tally) for each counted opinion ballot of one electorate; an outcome
    that only sittings have raises ``KeyError``, since the two are never mixed.
    """
    outcomes: dict[int, Counter[Outcome]] = {}
    votes: dict[int, Counter[str]] = {}
    for ambition, outcome, tally in results:
        outcomes.setdefault(ambition, Counter())[_OPINIONS[outcome]] += 1
        sums = votes.setdefault(ambition, Counter())
        sums.update(for_=tally.for_, against=tally.against, abstain=tally.abstain)
    return {
        ambition: AmbitionReading(
            favourable=counts[Outcome.favourable],
            unfavourable=counts[Outcome.unfavourable],
            divided=counts[Outcome.divided],
            for_=votes[ambition]["for_"],
            against=votes[ambition]["against"],
            abstain=votes[ambition]["abstain"],
        )
        for ambition, counts in sorted(outcomes.items())
    }
