"""What is shown of each thing that was found, and why it was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.assemblies import Assembly
from consult.models.ballots import Ballot
from consult.models.search import SearchEntry, SearchText
from consult.queries.search.asking import Question
from consult.queries.search.reasons import Reason, Written, explained
from consult.rules.search import AuthorKind, SearchKind

WITH_PARENT = (SearchKind.COMMENT, SearchKind.ANSWER)
#: What a hit repeats of its entry.
COLUMNS = (
    "kind",
    "key",
    "object_id",
    "parent_id",
    "language",
    "chantier_number",
    "commune_insee",
    "status",
    "author_kind",
    "happened_at",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found. ``title``, ``body``: in ``language``, the reader's where there is a text in it.

    ``key`` is what its address is made of. ``stems``: the terms in ``language`` that set its words apart.
    ``parent_title``: of the proposal that a comment or an answer stands under. ``assembly``: which one a
    ballot asks, None where all councillors are asked.
    """

    kind: SearchKind
    key: str
    object_id: int | None
    parent_id: int | None
    title: str
    body: str
    language: str
    written_in: str | None
    translated: bool
    chantier_number: int | None
    commune_insee: str | None
    status: str | None
    author_kind: AuthorKind
    happened_at: datetime | None
    reasons: tuple[Reason, ...]
    stems: frozenset[str]
    parent_title: str | None
    assembly: Localised | None


def hits(ids: Sequence[int], question: Question, reader: str, replaced: Mapping[str, str]) -> tuple[Hit, ...]:
    """The entries of ``ids`` in that order; two statements.

    ``replaced``: what was typed, by the word that was taken for it.
    """
    if not ids:
        return ()
    found = _with_texts(ids)
    titles = _parent_titles([row for row, _ in found.values()], reader)
    return tuple(
        _hit(*found[number], question, reader, replaced, titles) for number in ids if number in found
    )


def _with_texts(ids: Sequence[int]) -> dict[int, tuple[Any, list[Written]]]:
    """Each entry with what stands of it in every language; its terms, which are long, stay where they are."""
    rows = db.session.execute(
        sa.select(
            *(getattr(SearchEntry, name) for name in ("id", *COLUMNS)),
            SearchText.language.label("text_language"),
            SearchText.title,
            SearchText.body,
            SearchText.translated,
            Assembly.name.label("assembly"),
        )
        .join(SearchText, SearchText.entry_id == SearchEntry.id)
        .outerjoin(Ballot, sa.and_(SearchEntry.kind == SearchKind.BALLOT, Ballot.id == SearchEntry.object_id))
        .outerjoin(Assembly, Assembly.id == Ballot.assembly_id)
        .where(SearchEntry.id.in_(ids))
        .order_by(SearchText.id)
    )
    found: dict[int, tuple[Any, list[Written]]] = {}
    for row in rows:
        text = Written(row.text_language, row.title, row.body, row.translated)
        found.setdefault(row.id, (row, []))[1].append(text)
    return found


def _hit(
    row: Any,
    texts: list[Written],
    question: Question,
    reader: str,
    replaced: Mapping[str, str],
    titles: Mapping[int, str],
) -> Hit:
    shown = _shown(texts, reader, row.language)
    why = explained(question, shown, [text for text in texts if text is not shown], replaced)
    return Hit(
        **{name: getattr(row, name) for name in COLUMNS if name != "language"},
        title=shown.title,
        body=shown.body,
        language=shown.language,
        written_in=row.language,
        translated=shown.translated,
        reasons=why.reasons,
        stems=why.stems,
        parent_title=titles.get(row.parent_id or 0) if row.kind in WITH_PARENT else None,
        assembly=row.assembly,
    )


def _shown(texts: Sequence[Written], reader: str, written_in: str | None) -> Written:
    by_language = {text.language: text for text in texts}
    return by_language.get(reader) or by_language.get(written_in or "") or texts[0]


def _parent_titles(rows: Iterable[Any], reader: str) -> dict[int, str]:
    wanted = {row.parent_id for row in rows if row.kind in WITH_PARENT and row.parent_id}
    if not wanted:
        return {}
    parents = db.session.execute(
        sa.select(SearchEntry.object_id, SearchEntry.language, SearchText.language, SearchText.title)
        .join(SearchText, SearchText.entry_id == SearchEntry.id)
        .where(SearchEntry.kind == SearchKind.PROPOSAL, SearchEntry.object_id.in_(wanted))
        .order_by(SearchEntry.object_id, SearchText.language)
    )
    found: dict[int, str] = {}
    for parent, written_in, language, title in parents:
        number = parent or 0
        if language == reader or (language == written_in and number not in found):
            found[number] = title
    return found
