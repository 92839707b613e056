"""The translators' list, page by page: what waits, why it stands where it stands, and what is to be done."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.actor import Actor, Role
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.kernel.text.snippets import plain
from consult.queries.translations.waiting import PLACE, Filters, waiting
from consult.rules.translations import Urgency, Work

PAGE = 50
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the list. ``words`` (a title, or how the text begins) are in ``language``.

    ``about`` is ``proposal``, ``comment`` or ``action``, ``text_id`` its number. ``stale``: an older version
    was translated; ``summary``: there is a summary in two lines, or, of a translation, that it is one;
    ``translation_id``: what is to be checked; ``mine``: the reader proposed it.
    """

    work: Work
    urgency: Urgency
    about: str
    text_id: int
    words: str
    language: str
    written_in: str
    chantier: int
    requests: int
    stale: bool
    summary: bool
    translation_id: int
    machine: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Room:
    lines: tuple[Line, ...]
    after: str | None


def room(actor: Actor, filters: Filters, after: str | None = None) -> Room:
    """The fifty lines after the cursor, the most urgent first. One statement, however long the list."""
    every = waiting(actor, filters).subquery()
    place = [every.c[name] for name in PLACE]
    statement = sa.select(every).order_by(*place).limit(PAGE + 1)
    if after:
        keys = cursor.decode(after, (int, int, int, str))
        statement = statement.where(sa.tuple_(*place) > sa.tuple_(*map(sa.literal, keys)))
    rows = db.session.execute(statement).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Room(
        lines=tuple(map(_line, rows[:PAGE])),
        after=cursor.encode(*(getattr(last, name) for name in PLACE)) if last is not None else None,
    )


def elsewhere(actor: Actor, filters: Filters) -> dict[str, int]:
    """How many translations wait for the reader's word in each other language than the list's, whatever else
    narrows it; empty for whoever is not of the team. One statement, none for them."""
    others = [code for code in territory().languages if code != filters.language]
    if not others or actor.chantiers_of(Role.EDITOR, Role.MODERATOR) == frozenset():
        return {}
    of = [waiting(actor, Filters(language=code, work=Work.REVIEW)).subquery() for code in others]
    every = sa.union_all(*(sa.select(rows.c.language) for rows in of)).subquery()
    counts = sa.select(every.c.language, sa.func.count().label("number")).group_by(every.c.language)
    found = {row.language: row.number for row in db.session.execute(counts)}
    return {code: found[code] for code in others if code in found}


def _line(row: sa.Row[Any]) -> Line:
    return Line(
        work=Work(row.work),
        urgency=Urgency(row.urgency),
        about=row.about,
        text_id=row.text_id,
        words=_shortened(row.words),
        language=row.language,
        written_in=row.written_in,
        chantier=row.chantier,
        requests=row.requests,
        stale=bool(row.stale),
        summary=bool(row.summary),
        translation_id=row.translation_id,
        machine=bool(row.machine),
        mine=bool(row.mine),
    )


def _shortened(words: str) -> str:
    """Without Markdown signs, cut between words."""
    text = plain(words)
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(None, 1)[0] + " …"
