"""The short form of a proposal that lists, the home page, chantiers and communes show."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.db import Localised, db
from consult.kernel.i18n import current_language
from consult.kernel.text.snippets import plain
from consult.models.programme import Chantier
from consult.models.proposals import Proposal
from consult.models.territory import Commune
from consult.models.translations import Translation
from consult.queries.conditions import listed
from consult.queries.translations import joins
from consult.rules.lifecycle import ProposalKind, ProposalState
from consult.rules.moderation import Label

EXCERPT = 220


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal in a list; ``title`` and ``excerpt`` are in ``language``: the reader's where there is a
    translation, else the one it is ``written_in``."""

    id: int
    title: str
    excerpt: str
    language: str
    written_in: str
    kind: ProposalKind
    state: ProposalState
    chantier: int
    chantier_name: Localised
    ambition: int
    commune: str | None
    commune_name: str | None
    support_count: int
    comment_count: int
    published_at: datetime | None
    random_key: int
    label: Label | None

    @property
    def translated(self) -> bool:
        return self.language != self.written_in


def columns() -> sa.Select[Any]:
    """A statement of everything a card shows to a reader of the current language; the caller adds which ones,
    in which order."""
    row = aliased(Translation)
    return (
        sa.select(
            Proposal.id,
            sa.func.coalesce(row.title, Proposal.title).label("title"),
            sa.func.substr(sa.func.coalesce(row.body, Proposal.body), 1, EXCERPT * 2),
            sa.func.coalesce(row.language, Proposal.language).label("language"),
            Proposal.language.label("written_in"),
            Proposal.kind,
            Proposal.state,
            Proposal.chantier_number,
            Chantier.name,
            Chantier.ambition_number,
            Proposal.commune_insee,
            Commune.name,
            Proposal.support_count,
            Proposal.comment_count,
            Proposal.published_at,
            Proposal.random_key,
            Proposal.label,
        )
        .join(Chantier, Chantier.number == Proposal.chantier_number)
        .outerjoin(Commune, Commune.insee == Proposal.commune_insee)
        .outerjoin(row, joins.current(Proposal, row, current_language()))
    )


def read(statement: sa.Select[Any]) -> list[Card]:
    """The cards of a statement made from ``columns``."""
    return [card(row) for row in db.session.execute(statement)]


def card(row: Sequence[Any]) -> Card:
    """The card of a row whose first values are those of ``columns``."""
    number, title, body, *rest = row[: len(fields(Card))]
    return Card(number, title, excerpt(body), *rest)


def excerpt(body: str) -> str:
    """The beginning of a text without its Markdown signs, cut between words."""
    text = plain(body)
    if len(text) <= EXCERPT:
        return text
    cut = text[:EXCERPT]
    return cut[: cut.rfind(" ")] + " …" if " " in cut else cut + "…"


def cards(*, chantier: int | None = None, commune: str | None = None, limit: int = 6) -> list[Card]:
    """The newest public proposals, of a chantier or commune if one is given."""
    statement = columns().where(listed())
    if chantier is not None:
        statement = statement.where(Proposal.chantier_number == chantier)
    if commune is not None:
        statement = statement.where(Proposal.commune_insee == commune)
    return read(statement.order_by(Proposal.published_at.desc(), Proposal.id.desc()).limit(limit))
