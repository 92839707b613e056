"""Which pages are opened how: every way for the audit, a pairwise choice of the ways for the tests."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from itertools import combinations, product
from typing import Literal, TypeVar

Thing = TypeVar("Thing")
LANGUAGES = ("fr", "de")
WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Way:
    """How a page is opened: by whom, in which language, how wide, how bright, in which state."""

    who: str
    language: str
    width: int
    scheme: str
    state: str

    @property
    def dark(self) -> bool:
        return self.scheme == "dark"

    @property
    def pairs(self) -> set[tuple[object, ...]]:
        """Every two properties of this way together."""
        return set(combinations(enumerate(astuple(self)), 2))


def ways(people: Iterable[str], states: Iterable[str] = ("full",)) -> list[Way]:
    """All ways in which ``people`` can open something."""
    return [Way(*each) for each in product(people, LANGUAGES, WIDTHS, SCHEMES, states)]


def pairwise(things: Sequence[tuple[Thing, Sequence[Way]]]) -> list[tuple[Thing, Way]]:
    """One way for each thing, each time the one that shows the most pairs not shown before.

    Of ways that show as many, things take turns, so that neighbours are not all opened alike.
    """
    shown: set[tuple[object, ...]] = set()
    chosen = []
    for turn, (thing, possible) in enumerate(things):
        turned = [*possible[turn % len(possible) :], *possible[: turn % len(possible)]]
        best = max(turned, key=lambda way: len(way.pairs - shown))
        shown |= best.pairs
        chosen.append((thing, best))
    return chosen
