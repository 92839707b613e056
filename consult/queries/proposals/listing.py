"""The list of proposals: filters, four orders, and keyset pages that cost the same at any size."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.queries import search
from consult.queries.conditions import listed
from consult.queries.proposals.cards import Card, columns, read
from consult.rules.lifecycle import ProposalKind, ProposalState
from consult.rules.ranking import ListOrder, circle_start
from consult.rules.search import SearchKind

PAGE = 20
COUNTED_TO = 1000
KEYS: dict[ListOrder, Any] = {
    ListOrder.NEWEST: Proposal.published_at,
    ListOrder.SUPPORTED: Proposal.support_count,
    ListOrder.DISCUSSED: Proposal.comment_count,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list; None or an empty text does not."""

    chantier: int | None = None
    commune: str | None = None
    state: ProposalState | None = None
    language: str | None = None
    kind: ProposalKind | None = None
    words: str = ""

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        wanted: list[tuple[Any, object]] = [
            (Proposal.chantier_number, self.chantier),
            (Proposal.commune_insee, self.commune),
            (Proposal.state, self.state),
            (Proposal.language, self.language),
            (Proposal.kind, self.kind),
        ]
        found = [column == value for column, value in wanted if value is not None]
        if self.words.strip():
            found.append(search.mentions(SearchKind.PROPOSAL, Proposal.id, self.words))
        return found


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of cards; ``after`` opens the next one.

    ``total`` counts what the filters leave; None says more than ``COUNTED_TO``: counting them all would make
    the page slower the more people write.
    """

    cards: list[Card]
    total: int | None
    after: str | None
    counted_to: int = COUNTED_TO


def listing(filters: Filters, order: ListOrder, after: str | None, day: date) -> Listing:
    """A page in ``order``; the circle of the random order is cut open where ``day`` says."""
    total = _total(filters)
    turn = _Turn.read(after, day) if order is ListOrder.RANDOM else None
    page = _descending(filters, order, after) if turn is None else turn.page(filters)
    found = read(
        columns()
        .join(page, page.c.id == Proposal.id)
        .order_by(*([page.c.lap, page.c.key, page.c.id] if turn else [page.c.key.desc(), page.c.id.desc()]))
        .limit(PAGE + 1)
    )
    shown, more = found[:PAGE], len(found) > PAGE
    if not more:
        return Listing(shown, total, None)
    return Listing(shown, total, turn.mark(shown[-1]) if turn else _mark(order, shown[-1]))


def _total(filters: Filters) -> int | None:
    found = sa.select(Proposal.id).where(listed(), *filters.conditions()).limit(COUNTED_TO + 1)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    return total if total <= COUNTED_TO else None


def _lap(
    filters: Filters, key: Any, lap: int, bounds: list[sa.ColumnElement[bool]], descending: bool
) -> sa.Select[Any]:
    """The first of the list from ``bounds`` on, straight from the index of the listed ones on ``key``."""
    ends = [key.desc(), Proposal.id.desc()] if descending else [key, Proposal.id]
    return (
        sa.select(Proposal.id, key.label("key"), sa.literal(lap).label("lap"))
        .where(listed(), *bounds, *filters.conditions())
        .order_by(*ends)
        .limit(PAGE + 1)
    )


def _descending(filters: Filters, order: ListOrder, after: str | None) -> sa.Subquery:
    key, bounds = KEYS[order], []
    if after:
        last, number = _read_mark(order, after)
        bounds.append(sa.tuple_(key, Proposal.id) < sa.tuple_(sa.literal(last, key.type), number))
    return _lap(filters, key, 0, bounds, descending=True).subquery()


def _mark(order: ListOrder, card: Card) -> str:
    if order is ListOrder.NEWEST:
        return cursor.encode(card.published_at.isoformat() if card.published_at else "", card.id)
    return cursor.encode(card.support_count if order is ListOrder.SUPPORTED else card.comment_count, card.id)


def _read_mark(order: ListOrder, after: str) -> tuple[object, int]:
    if order is not ListOrder.NEWEST:
        count, number = cursor.decode(after, (int, int))
        return count, int(number)
    published, number = cursor.decode(after, (str, int))
    return cursor.moment(published), int(number)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Once around the circle from ``start``: lap 0 up to its end, lap 1 from zero back to ``start``."""

    start: int
    lap: int = 0
    key: int | None = None
    number: int = 0

    @classmethod
    def read(cls, after: str | None, day: date) -> "_Turn":
        if not after:
            return cls(circle_start(day))
        start, lap, key, number = (int(part) for part in cursor.decode(after, (int, int, int, int)))
        return cls(start, min(lap, 1), key, number)

    def page(self, filters: Filters) -> sa.Subquery:
        parts = []
        for lap in range(self.lap, 2):
            bounds = [Proposal.random_key >= self.start if lap == 0 else Proposal.random_key < self.start]
            if self.key is not None and lap == self.lap:
                bounds.append(sa.tuple_(Proposal.random_key, Proposal.id) > sa.tuple_(self.key, self.number))
            part = _lap(filters, Proposal.random_key, lap, bounds, descending=False)
            parts.append(sa.select(part.subquery()))
        return sa.union_all(*parts).subquery()

    def mark(self, card: Card) -> str:
        lap = 0 if card.random_key >= self.start else 1
        return cursor.encode(self.start, lap, card.random_key, card.id)
