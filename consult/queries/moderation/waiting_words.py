"""The parts of the queue that are words without versions: reported offers of help, reported positions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.actor import Actor
from consult.kernel.territory import territory
from consult.models.moderation import Report
from consult.models.offers import Call, Offer
from consult.models.positions import Position, Project
from consult.models.programme import Action
from consult.models.proposals import Proposal
from consult.queries.moderation.waiting_columns import columns, excerpt
from consult.queries.moderation.waiting_texts import Parts, open_reports
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import QueueKind, SubjectKind


def reasons_column() -> tuple[sa.ColumnElement[str], sa.ColumnElement[str]]:
    """A position's reasons in the first of the territory's languages that has them, and which that is."""
    said = {code: Position.reasons[code].as_string() for code in territory().languages}
    language = sa.case(*((words.is_not(None), code) for code, words in said.items()), else_="")
    return sa.func.coalesce(*said.values(), ""), language


def reported_offers(actor: Actor, now: datetime) -> Parts:
    """An offer is between two people, so both its sides are concerned: who offers, and who was to answer."""
    found, of_action, on = open_reports(Report.offer_id), aliased(Action), sa.func.coalesce
    statement = columns(
        QueueKind.REPORTED_OFFER,
        SubjectKind.OFFER,
        id=Offer.id,
        author_id=Offer.account_id,
        organisation_id=Proposal.organisation_id,
        entered_by_id=Offer.replied_by_id,
        also_id=Proposal.author_id,
        chantier=on(Proposal.chantier_number, of_action.chantier_number),
        commune=Proposal.commune_insee,
        due_at=found.c.due_at,
        since=found.c.since,
        text=excerpt(Offer.text),
        language=Offer.language,
        reports=found.c.reports,
    )
    return [
        statement.select_from(found)
        .join(Offer, Offer.id == found.c.subject_id)
        .outerjoin(Proposal, Proposal.id == Offer.proposal_id)
        .outerjoin(Call, Call.id == Offer.call_id)
        .outerjoin(of_action, of_action.id == Call.action_id)
        .where(Offer.visibility == Visibility.VISIBLE)
    ]


def reported_positions(actor: Actor, now: datetime) -> Parts:
    found, (words, language) = open_reports(Report.position_id), reasons_column()
    statement = columns(
        QueueKind.REPORTED_POSITION,
        SubjectKind.POSITION,
        id=Position.id,
        author_id=Position.given_by_id,
        organisation_id=Position.organisation_id,
        chantier=_chantier_of_position(),
        due_at=found.c.due_at,
        since=found.c.since,
        text=excerpt(words),
        language=language,
        version=Position.number,
        reports=found.c.reports,
        can_hide=sa.true(),
    )
    return [
        statement.select_from(found)
        .join(Position, Position.id == found.c.subject_id)
        .outerjoin(Action, Action.id == Position.action_id)
        .outerjoin(Project, Project.id == Position.project_id)
        .where(Position.visibility == Visibility.VISIBLE)
    ]


def _chantier_of_position() -> sa.ColumnElement[int | None]:
    return sa.func.coalesce(Position.chantier_number, Action.chantier_number, Project.chantier_number)


def words_said() -> sa.Subquery:
    """Every offer and position as an appeal asks of it: where it belongs, and all whom it concerns."""
    nobody = sa.cast(sa.null(), sa.Integer)
    offers = (
        _said(
            SubjectKind.OFFER,
            Offer.id,
            chantier=sa.func.coalesce(Proposal.chantier_number, Action.chantier_number),
            author_id=Offer.account_id,
            organisation_id=Proposal.organisation_id,
            entered_by_id=Offer.replied_by_id,
            owner_id=Proposal.author_id,
        )
        .outerjoin(Proposal, Proposal.id == Offer.proposal_id)
        .outerjoin(Call, Call.id == Offer.call_id)
        .outerjoin(Action, Action.id == Call.action_id)
    )
    positions = (
        _said(
            SubjectKind.POSITION,
            Position.id,
            chantier=_chantier_of_position(),
            author_id=Position.given_by_id,
            organisation_id=Position.organisation_id,
            entered_by_id=nobody,
            owner_id=nobody,
        )
        .outerjoin(Action, Action.id == Position.action_id)
        .outerjoin(Project, Project.id == Position.project_id)
    )
    return sa.union_all(offers, positions).subquery()


def _said(kind: SubjectKind, number: Any, **whose: Any) -> sa.Select[Any]:
    table = Offer if kind is SubjectKind.OFFER else Position
    named = (column.label(name) for name, column in whose.items())
    return sa.select(sa.literal(kind.value).label("kind"), number.label("id"), *named).select_from(table)
