"""Which entries a question finds, in which order, and how many of each kind."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.search import SearchEntry
from consult.queries.search.asking import Question
from consult.queries.search.matching import entries_with
from consult.rules.search import AuthorKind, SearchKind

PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for. ``reader``: their language; ``language``: the one it was written in.

    ``since`` and ``until`` are days of the territory, both included; ``after`` is the last page's cursor.
    """

    words: str
    reader: str
    kind: SearchKind | None = None
    chantier: int | None = None
    commune: str | None = None
    status: str | None = None
    language: str | None = None
    author: AuthorKind | None = None
    since: date | None = None
    until: date | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entry ids in their order, and the cursor of the next page."""

    ids: tuple[int, ...]
    after: str | None


def counts(asked: Asked, *questions: Question) -> list[dict[SearchKind, int]]:
    """How many each question finds of each kind under all the other filters; one statement."""
    found: list[dict[SearchKind, int]] = [{} for _ in questions]
    branches = [
        sa.select(sa.literal(at, sa.Integer), SearchEntry.kind, sa.func.count())
        .where(_matched(each, f"matched_{at}"), *_filters(asked))
        .group_by(SearchEntry.kind)
        for at, each in enumerate(questions)
    ]
    for at, kind, number in db.session.execute(sa.union_all(*branches)):
        found[at][kind] = number
    return [{kind: each[kind] for kind in SearchKind if kind in each} for each in found]


def page(asked: Asked, question: Question) -> Page:
    """First what has every word in its title, then in its text, then what means it; of a loosened question
    first what holds most words; one statement.

    What is equally good stands by our own score, then by age in the index. ``Invalid`` for a foreign cursor.
    """
    tier = _tier(question)
    conditions = _filters(asked)
    if asked.kind is not None:
        conditions.append(SearchEntry.kind == asked.kind)
    columns = (SearchEntry.id, SearchEntry.score, tier.label("tier"))
    found = _at_once(sa.select(*columns).where(_matched(question, "matched"), *conditions), "found")
    statement = sa.select(found).order_by(found.c.tier, found.c.score.desc(), found.c.id).limit(PAGE + 1)
    if asked.after is not None:
        statement = statement.where(_behind(found, asked.after))
    return _page(db.session.execute(statement).all())


def _page(rows: Sequence[sa.Row[Any]]) -> Page:
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    return Page(
        ids=tuple(row.id for row in shown),
        after=cursor.encode(last.tier, last.score, last.id) if last is not None else None,
    )


def _tier(question: Question) -> sa.ColumnElement[int]:
    ids = SearchEntry.id
    if question.words:
        missing = (sa.case((ids.in_(entries_with(word)), 0), else_=1) for word in question.words)
        return reduce(operator.add, missing)
    return sa.case(
        (ids.in_(entries_with(question.literal, title=True)), 0),
        (ids.in_(entries_with(question.literal)), 1),
        (ids.in_(entries_with(question.node, title=True)), 2),
        else_=3,
    )


def _matched(question: Question, name: str) -> sa.ColumnElement[bool]:
    found = _at_once(entries_with(question.node), name)
    return SearchEntry.id.in_(sa.select(*found.c))


def _at_once(statement: sa.Select[*tuple[Any, ...]], name: str) -> sa.CTE:
    """PostgreSQL is to find the few that match before it sorts, never to go through all in their order."""
    return statement.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")


def _behind(found: sa.CTE, after: str) -> sa.ColumnElement[bool]:
    tier, score, number = cursor.decode(after, (int, int, int))
    return sa.or_(
        found.c.tier > tier,
        sa.and_(
            found.c.tier == tier,
            sa.or_(found.c.score < score, sa.and_(found.c.score == score, found.c.id > number)),
        ),
    )


def _filters(asked: Asked) -> list[sa.ColumnElement[bool]]:
    """All but the kind; official texts exist in every language, so no choice of one leaves them out."""
    equal = (
        (SearchEntry.chantier_number, asked.chantier),
        (SearchEntry.commune_insee, asked.commune),
        (SearchEntry.status, asked.status),
        (SearchEntry.author_kind, asked.author),
    )
    found: list[sa.ColumnElement[bool]] = [column == value for column, value in equal if value is not None]
    if asked.language is not None:
        found.append(sa.or_(SearchEntry.language == asked.language, SearchEntry.language.is_(None)))
    if asked.since is not None:
        found.append(SearchEntry.happened_at >= _midnight(asked.since))
    if asked.until is not None and asked.until < date.max:
        found.append(SearchEntry.happened_at < _midnight(asked.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), territory().zone)
