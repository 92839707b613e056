"""The short form of a proposal that lists, the home page, chantiers and communes show."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.programme import Chantier
from consult.models.proposals import Proposal
from consult.models.territory import Commune
from consult.queries.conditions import listed
from consult.rules.lifecycle import ProposalKind, ProposalState
from consult.rules.moderation import Label

EXCERPT = 220
_MARKS = re.compile(r"^\s*(?:[-+*]|\d+\.)\s+|[*_`#>\[\]]|\(https?://[^)\s]*\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal in a list; ``title`` and ``excerpt`` are in ``language``."""

    id: int
    title: str
    excerpt: str
    language: str
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


def columns() -> sa.Select[Any]:
    """A statement of everything a card shows; the caller adds which ones, in which order."""
    return (
        sa.select(
            Proposal.id,
            Proposal.title,
            sa.func.substr(Proposal.body, 1, EXCERPT * 2),
            Proposal.language,
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
    plain = " ".join(_MARKS.sub("", body).split())
    if len(plain) <= EXCERPT:
        return plain
    cut = plain[:EXCERPT]
    return cut[: cut.rfind(" ")] + " …" if " " in cut else cut + "…"


def cards(*, chantier: int | None = None, commune: str | None = None, limit: int = 6) -> list[Card]:
    """The newest public proposals, of a chantier or commune if one is given."""
    statement = columns().where(listed())
    if chantier is not None:
        statement = statement.where(Proposal.chantier_number == chantier)
    if commune is not None:
        statement = statement.where(Proposal.commune_insee == commune)
    return read(statement.order_by(Proposal.published_at.desc(), Proposal.id.desc()).limit(limit))
