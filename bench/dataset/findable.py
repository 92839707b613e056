"""What search finds of the proposals and comments; each text is analysed once, however often it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import click

from bench.dataset.bulk import Row, load, next_id
from bench.dataset.debate import Debate
from bench.dataset.people import People
from bench.texts import Invented
from consult.kernel.clock import now
from consult.kernel.db import db, dialect_name, writing
from consult.kernel.text.analysis import terms
from consult.kernel.text.tokens import index_tokens
from consult.models.search import SearchEntry, SearchText
from consult.rules.search import AuthorKind, SearchKind, score
from consult.services import search

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Analysed:
    """The terms of a text with its title (a proposal's) or without (a comment's)."""

    title_terms: str
    text_terms: str
    texts: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that search finds; ``new``: the first with these words."""

    kind: SearchKind
    object_id: int
    parent_id: int | None
    text: Invented
    author: AuthorKind
    chantier: int
    at: datetime
    new: bool


class Findable:
    """The search rows of all proposals and of ``debate``."""

    def __init__(self, debate: Debate, people: People, texts: Sequence[Invented]) -> None:
        self.debate, self.people, self.texts = debate, people, texts
        self._analysed: dict[tuple[int, bool], Analysed] = {}

    def write(self) -> None:
        first, found = next_id(SearchEntry), list(self._found())
        load(SearchEntry, (self._entry(first + at, each) for at, each in enumerate(found)), len(found))
        count = sum(len(self._analyse(each).texts) for each in found)
        numbers = next_id(SearchText)
        rows = (
            text | {"entry_id": first + at}
            for at, each in enumerate(found)
            for text in self._analyse(each).texts
        )
        load(SearchText, ({"id": numbers + at} | row for at, row in enumerate(rows)), count)
        _learn()

    def _found(self) -> Iterator[Found]:
        seen: set[tuple[bool, int]] = set()
        for each in self.debate.planned:
            if each.public:
                who = self._author(each.author)
                yield Found(SearchKind.PROPOSAL, each.id, None, each.text, who, each.chantier, each.at, True)
        for said in self.debate:
            new = (True, said.text) not in seen
            seen.add((True, said.text))
            yield Found(
                SearchKind.COMMENT,
                said.id,
                said.proposal.id,
                self.texts[said.text],
                self._author(said.author),
                said.proposal.chantier,
                said.at,
                new,
            )

    def _author(self, number: int) -> AuthorKind:
        return AuthorKind.NEIGHBOUR if self.people.neighbour(number) else AuthorKind.RESIDENT

    def _entry(self, number: int, found: Found) -> dict[str, Any]:
        analysed, text = self._analyse(found), found.text
        proposal = found.kind is SearchKind.PROPOSAL
        return {
            "id": number,
            "kind": found.kind,
            "key": str(found.object_id),
            "object_id": found.object_id,
            "parent_id": found.parent_id,
            "language": text.language,
            "chantier_number": found.chantier,
            "commune_insee": text.commune if proposal else None,
            "status": "published" if proposal else None,
            "author_kind": found.author,
            "happened_at": found.at,
            "score": score(found.kind, found.at.date()),
            "title_terms": analysed.title_terms,
            "text_terms": analysed.text_terms,
            "learned": not found.new,
            "changed_at": now(),
        }

    def _analyse(self, found: Found) -> Analysed:
        titled = found.kind is SearchKind.PROPOSAL
        key = (found.text.number, titled)
        if key not in self._analysed:
            self._analysed[key] = _analysed(found.text, titled)
        return self._analysed[key]


def _analysed(text: Invented, titled: bool) -> Analysed:
    other = "de" if text.language == "fr" else "fr"
    title = text.title if titled else ""
    in_title = index_tokens(title, text.language)
    in_text = in_title | index_tokens(text.body, text.language) | index_tokens(text.translation, other)
    rows = tuple(
        {
            "language": language,
            "title": title,
            "body": body,
            "terms": terms(f"{title}\n{body}", language),
            "translated": language != text.language,
        }
        for language, body in ((text.language, text.body), (other, text.translation))
        if body
    )
    return Analysed(" ".join(sorted(in_title)), " ".join(sorted(in_text)), rows)


def _learn() -> None:
    with click.progressbar(length=None, label=f"{dialect_name():<11} words", iterable=chain()) as bar:
        while True:
            with writing():
                learned = search.learn(AT_ONCE)
            if not learned:
                return
            bar.update(learned)
        db.session.remove()
