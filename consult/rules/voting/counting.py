"""Whoever counts votes comes here: tallies and exact portions, in integers only."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.voting.words import Choice

Seat = TypeVar("Seat", bound=Hashable)
Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Portion:
    """A fraction kept as two integers, so that a frozen rule never holds a float."""

    num: int
    den: int

    def __post_init__(self) -> None:
        if not 0 < self.num <= self.den:
            raise Invalid("portion_out_of_range", N_("A fraction must lie above zero and not above one."))

    def reached(self, count: int, whole: int) -> bool:
        """Whether ``count`` is at least this portion of ``whole``."""
        return count * self.den >= self.num * whole

    def exceeded(self, count: int, whole: int) -> bool:
        """Whether ``count`` is more than this portion of ``whole``."""
        return count * self.den > self.num * whole


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes by choice, and the number of seats on the roll; ``Invalid`` when the two cannot agree."""

    for_: int
    against: int
    abstain: int
    blank: int
    in_roll: int

    def __post_init__(self) -> None:
        counts = (self.for_, self.against, self.abstain, self.blank)
        if min(counts) < 0 or sum(counts) > self.in_roll:
            raise Invalid(
                "tally_impossible",
                N_(
                    "No count may be below zero, nor may all together exceed the %(seats)s seats of the roll."
                ),
                seats=self.in_roll,
            )

    @property
    def cast(self) -> int:
        """Every vote given, whatever its choice."""
        return self.for_ + self.against + self.abstain + self.blank

    @property
    def expressed(self) -> int:
        """For and against; abstention, blank and absence are not expressed (CGCT L2121-20)."""
        return self.for_ + self.against

    @property
    def no_vote(self) -> int:
        """Seats of the roll that gave no vote."""
        return self.in_roll - self.cast

    @property
    def participation(self) -> Fraction | None:
        """Votes cast by seat of the roll, exact; ``None`` for an empty roll."""
        return share(self.cast, self.in_roll)

    @property
    def for_share(self) -> Fraction | None:
        """Votes for by vote expressed, exact; ``None`` when nothing was expressed."""
        return share(self.for_, self.expressed)


def share(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    """``part`` by ``whole``, exact; ``None`` when there is no whole."""
    return Fraction(part) / whole if whole else None


def tally(choices: Iterable[Choice], roll_size: int) -> Tally:
    """Count one choice per seat that voted; their order never matters."""
    counts = Counter(choices)
    return Tally(
        for_=counts[Choice.for_],
        against=counts[Choice.against],
        abstain=counts[Choice.abstain],
        blank=counts[Choice.blank],
        in_roll=roll_size,
    )


def tally_by(votes: Mapping[Seat, Choice], roll: Mapping[Seat, Group]) -> dict[Group, Tally]:
    """One tally per group of the roll (seat → commune, for instance), groups without a vote included.

    A vote of a seat outside the roll raises ``Invalid``.
    """
    if not votes.keys() <= roll.keys():
        raise Invalid("vote_outside_roll", N_("A vote belongs to no seat of the roll."))
    sizes = Counter(roll.values())
    choices: dict[Group, list[Choice]] = {group: [] for group in sizes}
    for seat, choice in votes.items():
        choices[roll[seat]].append(choice)
    return {group: tally(choices[group], size) for group, size in sizes.items()}
