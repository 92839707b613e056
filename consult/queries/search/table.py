"""The search tables: rows for the deeds that keep them, conditions for the lists that ask them."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.models.search import SearchEntry, SearchText, SearchTrigram, SearchWord
from consult.rules.search import SearchKind


def entries(kind: SearchKind, keys: Sequence[str]) -> dict[str, SearchEntry]:
    """The rows of some things with their texts, by their keys; two statements."""
    rows = db.session.scalars(
        sa.select(SearchEntry)
        .where(SearchEntry.kind == kind, SearchEntry.key.in_(keys))
        .options(selectinload(SearchEntry.texts))
    )
    return {row.key: row for row in rows}


def findable(kind: SearchKind, object_id: int) -> bool:
    """Whether a thing can be found now."""
    wanted = sa.exists().where(SearchEntry.kind == kind, SearchEntry.object_id == object_id)
    return bool(db.session.scalar(sa.select(wanted)))


def forget(kind: SearchKind, keys: Sequence[str]) -> None:
    """Delete the rows of some things; their texts go with them."""
    if keys:
        _delete(SearchEntry.kind == kind, SearchEntry.key.in_(keys))


def forget_under(proposal_id: int, kinds: Collection[SearchKind]) -> None:
    """Delete what stands under a proposal, of these kinds."""
    _delete(SearchEntry.parent_id == proposal_id, SearchEntry.kind.in_(kinds))


def follow(proposal: Proposal) -> None:
    """What stands under a proposal has its chantier and commune, and its answer its state."""
    under = sa.update(SearchEntry).where(SearchEntry.parent_id == proposal.id)
    place = {"chantier_number": proposal.chantier_number, "commune_insee": proposal.commune_insee}
    db.session.execute(under.values(place))
    answers = under.where(SearchEntry.kind == SearchKind.ANSWER)
    db.session.execute(answers.values(status=proposal.state.value))


def _delete(*conditions: sa.ColumnElement[bool]) -> None:
    """The texts first, so that the session forgets them too: SQLite gives their numbers to others."""
    db.session.flush()
    gone = sa.select(SearchEntry.id).where(*conditions)
    db.session.execute(sa.delete(SearchText).where(SearchText.entry_id.in_(gone)))
    db.session.execute(sa.delete(SearchEntry).where(*conditions))


def newest(kind: SearchKind, chantier: int | None, count: int) -> sa.Subquery:
    """``object_id``, ``language``, ``terms`` of the ``count`` newest texts as written, maybe of a chantier.

    It costs the same at any size: each order is that of an index, read from its end.
    """
    statement = (
        sa.select(SearchEntry.object_id, SearchText.language, SearchText.terms)
        .join(
            SearchText,
            sa.and_(SearchText.entry_id == SearchEntry.id, SearchText.language == SearchEntry.language),
        )
        .where(SearchEntry.kind == kind)
    )
    if chantier is not None:
        statement = statement.where(SearchEntry.chantier_number == chantier)
    return statement.order_by(SearchEntry.object_id.desc()).limit(count).subquery()


def empty() -> None:
    """Forget everything that can be found, and every word."""
    for model in (SearchTrigram, SearchWord, SearchText, SearchEntry):
        db.session.execute(sa.delete(model))


def count() -> int:
    """How many things can be found."""
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(SearchEntry)) or 0)
