"""How much each data set holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is added to the demonstration, whose 826 councillors and 46 communes every data set has.

    ``threads``: proposals with exactly so many comments, for the pages that are measured; the other comments
    are spread over all published proposals, a few of which have very many. ``followers`` follow a chantier.
    """

    residents: int
    proposals: int
    comments: int
    supports: int
    ballots: int
    threads: tuple[int, ...] = (50, 500, 5_000)
    followers: int = 0


FULL = Sizes(residents=230_000, proposals=10_000, comments=500_000, supports=2_000_000, ballots=200)
#: Against it the pages of the full one are measured: the same pages, next to nothing behind them.
NEARLY_EMPTY = Sizes(
    residents=2_000, proposals=60, comments=1_000, supports=2_000, ballots=0, threads=(50, 500)
)


def growing(proposals: int) -> Sizes:
    """Ten thousand residents, and everything else in step with the proposals."""
    return Sizes(10_000, proposals, comments=proposals, supports=proposals * 2, ballots=0, threads=())


def debated(longest: int) -> Sizes:
    """Little besides threads of up to ``longest`` comments."""
    threads = tuple(size for size in (50, 500, 5_000) if size <= longest)
    return Sizes(2_000, 60, comments=sum(threads), supports=2_000, ballots=0, threads=threads)
