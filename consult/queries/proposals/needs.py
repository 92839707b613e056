"""What a need's page says of the help it gets, and where a solution finds the need that it answers."""

from dataclasses import dataclass

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.i18n import current_language
from consult.models.offers import Offer
from consult.models.proposals import Proposal
from consult.queries.brought import Brought, brought, figures
from consult.queries.conditions import listed, public
from consult.queries.proposals.cards import Card, card, columns
from consult.queries.translations import joins
from consult.rules.lifecycle import OPEN_STATES, ProposalKind

#: So many solutions stand on the need's page; further ones in the list of proposals.
MOST_SOLUTIONS = 6


@dataclass(frozen=True, slots=True)
class NeedPart:
    """``solutions`` are the newest of ``solution_count`` public ones, also those of needs merged into it."""

    brought: Brought
    solutions: list[Card]
    solution_count: int


@dataclass(frozen=True, slots=True)
class NeedTitle:
    """A need that everybody may read, as a solution names it; ``title`` is in ``language``."""

    id: int
    title: str
    language: str
    chantier: int


def answered_by(need_id: int) -> sa.ColumnElement[bool]:
    """Condition: the proposal answers the need, or one that was merged into it."""
    needs = sa.select(Proposal.id).where(sa.or_(Proposal.id == need_id, Proposal.merged_into_id == need_id))
    return Proposal.need_id.in_(needs)


def of_need(need_id: int) -> NeedPart:
    """Figures of the offers and the solutions, in one statement."""
    solutions = (
        columns()
        .add_columns(sa.func.count().over().label("solution_count"))
        .where(listed(), answered_by(need_id))
        .order_by(Proposal.published_at.desc(), Proposal.id.desc())
        .limit(MOST_SOLUTIONS)
        .subquery()
    )
    offers = figures(Offer.proposal_id.expression, Offer.proposal_id == need_id)
    # nothing joins: each row is a solution or a figure
    both = solutions.join(offers, sa.false(), full=True)
    rows = db.session.execute(sa.select(*solutions.c, *offers.c).select_from(both)).all()
    found = [row for row in rows if row.id is not None]
    cards = sorted(map(card, found), key=lambda one: (one.published_at, one.id), reverse=True)
    return NeedPart(brought(rows), cards, found[0].solution_count if found else 0)


def need_title(need_id: int | None) -> NeedTitle | None:
    """The need of a solution; None while it is withheld. One statement, none without a need."""
    return _title(need_id, public()) if need_id is not None else None


def open_need(need_id: int) -> NeedTitle | None:
    """A need that a new solution may answer: public and open."""
    kind = sa.and_(Proposal.kind == ProposalKind.NEED, Proposal.state.in_(OPEN_STATES))
    return _title(need_id, sa.and_(public(), kind))


def _title(need_id: int, condition: sa.ColumnElement[bool]) -> NeedTitle | None:
    row = db.session.execute(
        sa.select(Proposal.id, *joins.heading(current_language()), Proposal.chantier_number).where(
            Proposal.id == need_id, condition
        )
    ).first()
    return NeedTitle(*row) if row else None
