"""The search page asks here: one page of what was found, why, and how much there is of each kind."""

from dataclasses import dataclass, field

from consult.kernel.text.analysis import fold
from consult.queries.search import finding
from consult.queries.search.asking import Question, question
from consult.queries.search.finding import Asked
from consult.queries.search.hits import Hit, hits
from consult.queries.search.loosening import loosened
from consult.queries.search.matching import prefer_indexes
from consult.queries.search.mending import Mended, mended
from consult.rules.search import ReasonKind, SearchKind


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits. ``total`` counts all under every filter, ``kinds`` under all but the kind's.

    ``after``: cursor of the next page. ``corrected``: with which words something was found, when those typed
    found nothing. ``partly``: nothing holds all words, these things hold some.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    kinds: dict[SearchKind, int] = field(default_factory=dict)
    after: str | None = None
    corrected: str | None = None
    partly: bool = False


def results(asked: Asked) -> Results:
    """At most five statements, three more where nothing holds all words; ``Invalid`` for a foreign cursor.

    Whatever was typed is only ever words: no sign of it has a meaning for the database.
    """
    wanted = question(asked.words, asked.reader)
    if wanted is None:
        return Results()
    prefer_indexes()
    (kinds,) = finding.counts(asked, wanted)
    if kinds:
        return _found(asked, wanted, kinds)
    better = mended(wanted, asked.reader)
    meant = [better.question] if better else []
    tried = [*meant, *loosened(better.question if better else wanted, asked.reader)]
    for each, kinds in zip(tried, finding.counts(asked, *tried) if tried else (), strict=True):
        if kinds:
            return _found(asked, each, kinds, better)
    return Results()


def _found(
    asked: Asked, wanted: Question, kinds: dict[SearchKind, int], better: Mended | None = None
) -> Results:
    total = sum(kinds.values()) if asked.kind is None else kinds.get(asked.kind, 0)
    page = finding.page(asked, wanted)
    shown = hits(page.ids, wanted, asked.reader, better.replaced if better else {})
    return Results(
        hits=shown,
        total=total,
        kinds=kinds,
        after=page.after,
        corrected=_as_written(better, shown) if better else None,
        partly=bool(wanted.words),
    )


def _as_written(better: Mended, shown: tuple[Hit, ...]) -> str:
    """The words that something was found with, as the first text that holds them writes them."""
    known = {typed: word for word, typed in better.replaced.items()}
    spoken: dict[str, str] = {}
    for reason in (reason for hit in shown for reason in hit.reasons if reason.kind is ReasonKind.TYPING):
        if fold(reason.found) == known[reason.asked]:
            spoken.setdefault(known[reason.asked], reason.found)
    return " ".join(spoken.get(word, word) for word in better.words)
