"""Pages of proposals, the check before sending and the moderator's table ask here what is like a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.db import db
from consult.kernel.text.analysis import terms
from consult.kernel.text.lexicon import marks, spoken
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.similar import TextVector
from consult.queries import search
from consult.queries.conditions import listed
from consult.queries.proposals.cards import Card, card, columns
from consult.rules.search import SearchKind
from consult.rules.similarity import MOST_WORDS, Gist, Likeness, Why, likest

#: With how many of the newest texts one is compared; a page that everybody reads may say fewer.
COMPARED = 300


@dataclass(frozen=True, slots=True)
class SharedWord:
    """``theirs`` as the proposal has it; ``ours`` where the text says the same with another word."""

    theirs: str
    ours: str | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A proposal that is like a text in ``language``, how much, and by what."""

    card: Card
    score: float
    words: tuple[SharedWord, ...]
    why: Why
    language: str


def similar(
    text: str,
    language: str,
    *,
    but: int | None = None,
    version: int | None = None,
    chantier: int | None = None,
    newest: int = COMPARED,
    limit: int = 3,
) -> list[Alike]:
    """Public proposals like ``text``, whose first line is its title, the likest first; in one statement.

    Only the ``newest`` indexed texts are compared, of ``chantier`` if one is given. ``but`` leaves one out;
    if the worker has made a vector of its ``version``, vectors are compared too. No vector is made here.
    """
    rows = db.session.execute(_statement(but, version, chantier, newest)).all()
    vector = rows[0].own if rows else None
    own = _gist(terms(text, language), text.partition("\n")[0], language, vector)
    others = [_gist(row.terms, row.own_title, row.written_in, row.vector) for row in rows]
    return [
        _alike(rows[at], likeness, (text, own), others[at]) for at, likeness in likest(own, others, limit)
    ]


def _statement(but: int | None, version: int | None, chantier: int | None, newest: int) -> sa.Select[Any]:
    """Cards, then the proposal's ``own_title``, ``body``, ``terms`` and ``vector`` as it was written, and in
    each row the text's ``own`` vector."""
    found = search.newest(SearchKind.PROPOSAL, chantier, newest)
    shown, mine, its = aliased(ProposalVersion), aliased(TextVector), aliased(TextVector)
    own = sa.select(mine.vector, mine.model).join(
        ProposalVersion, ProposalVersion.id == mine.proposal_version_id
    )
    own = own.where(ProposalVersion.proposal_id == but, ProposalVersion.number == version)
    ours = own.limit(1).subquery()
    statement = (
        columns()
        .add_columns(
            Proposal.title.label("own_title"),
            Proposal.body,
            found.c.terms,
            its.vector.label("vector"),
            ours.c.vector.label("own"),
        )
        .join(found, sa.and_(found.c.object_id == Proposal.id, found.c.language == Proposal.language))
        .outerjoin(ours, sa.true())
        .outerjoin(
            shown,
            sa.and_(
                shown.proposal_id == Proposal.id,
                shown.number == Proposal.shown_version,
                ours.c.vector.is_not(None),
            ),
        )
        .outerjoin(its, sa.and_(its.proposal_version_id == shown.id, its.model == ours.c.model))
        .where(listed())
        .order_by(Proposal.id.desc())
    )
    return statement if but is None else statement.where(Proposal.id != but)


def _gist(stems: str, title: str, language: str, vector: bytes | None) -> Gist:
    found, in_title = _read(stems, title, language)
    return Gist(language, found, in_title, vector)


@lru_cache(maxsize=1_000)
def _read(stems: str, title: str, language: str) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """The newest texts are compared again and again, so what they are about is read once a process."""
    found = marks(stems.split(), language)
    return found, frozenset(marks(terms(title, language).split(), language))


def _alike(row: sa.Row[Any], likeness: Likeness, ours: tuple[str, Gist], other: Gist) -> Alike:
    text, own = ours
    return Alike(
        card=card(row),
        score=likeness.score,
        words=_shared(likeness, (spoken(text, own.language), own), _spoken_by(row, other)),
        why=likeness.why,
        language=own.language,
    )


def _spoken_by(row: sa.Row[Any], other: Gist) -> tuple[dict[str, str], Gist]:
    return spoken(f"{row.own_title}\n{row.body}", other.language), other


def _shared(
    likeness: Likeness, ours: tuple[dict[str, str], Gist], theirs: tuple[dict[str, str], Gist]
) -> tuple[SharedWord, ...]:
    """At most six shared words, the longest first, each of the proposal's words once."""
    words: dict[str, SharedWord] = {}
    for mine, its in likeness.marks.items():
        our_stems, their_stems = ours[1].marks[mine], theirs[1].marks[its]
        common = our_stems & their_stems
        their = _longest(theirs[0], common or their_stems)
        if their:
            words.setdefault(
                their.lower(), SharedWord(their, None if common else _longest(ours[0], our_stems))
            )
    return tuple(sorted(words.values(), key=lambda word: (-len(word.theirs), word.theirs))[:MOST_WORDS])


def _longest(words: dict[str, str], stems: Sequence[str] | frozenset[str]) -> str | None:
    return max((words[stem] for stem in sorted(stems) if stem in words), key=len, default=None)
