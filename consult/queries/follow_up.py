"""What came of answered proposals: their actions, meetings and dated notes, for every page that tells it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.events import Event, EventProposal
from consult.models.programme import Action
from consult.models.proposals import FollowUp, ProposalAction
from consult.rules.events import EventStatus
from consult.rules.programme import ActionStatus, Precision


class StepKind(StrEnum):
    ACTION = "action"
    EVENT = "event"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Step:
    """An action that carries a proposal out, a meeting of it or about the proposal, or an editor's note.

    ``words``: the title, or what the note says. Only actions have a ``status``. A note is of one day.
    """

    kind: StepKind
    id: int
    precision: Precision
    starts_on: date
    ends_on: date
    words: Localised
    status: ActionStatus | None


def steps_of(proposal_ids: Collection[int]) -> dict[int, list[Step]]:
    """The steps of each proposal that has any: actions first, then meetings and notes, each in order of time.

    One statement.
    """
    if not proposal_ids:
        return {}
    return told(db.session.execute(rows_of(proposal_ids)))


def rows_of(ids: Collection[int]) -> sa.CompoundSelect[Any]:
    """The statement of what ``told`` reads, for whoever asks for something else in the same one."""
    parts: tuple[sa.Select[Any], ...] = (_actions(ids), _events(ids), _notes(ids))
    return sa.union_all(*parts)


def told(rows: Iterable[Any]) -> dict[int, list[Step]]:
    """The steps of each proposal from the rows of ``rows_of``."""
    found: dict[int, list[Step]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Step(StepKind(row[1]), *row[2:]))
    return {
        proposal_id: sorted(
            steps, key=lambda step: (step.kind is not StepKind.ACTION, step.starts_on, step.id)
        )
        for proposal_id, steps in found.items()
    }


def _actions(ids: Collection[int]) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        ProposalAction.proposal_id,
        sa.literal(StepKind.ACTION.value),
        Action.id,
        Action.precision,
        Action.starts_on,
        Action.ends_on,
        Action.title,
        Action.status,
    )
    return (
        sa.select(*columns)
        .join(Action, Action.id == ProposalAction.action_id)
        .where(ProposalAction.proposal_id.in_(ids))
    )


def _events(ids: Collection[int]) -> sa.Select[Any]:
    """Public ones, each once: of an action that carries a proposal out, or reporting on the proposal."""
    of_action = (
        sa.select(ProposalAction.proposal_id, Event.id.label("event_id"))
        .join(Event, Event.action_id == ProposalAction.action_id)
        .where(ProposalAction.proposal_id.in_(ids))
    )
    reported = sa.select(EventProposal.proposal_id, EventProposal.event_id).where(
        EventProposal.proposal_id.in_(ids)
    )
    both = sa.union(of_action, reported).subquery()
    return (
        sa.select(
            both.c.proposal_id,
            sa.literal(StepKind.EVENT.value),
            Event.id,
            Event.precision,
            Event.starts_on,
            Event.ends_on,
            Event.title,
            sa.cast(sa.null(), sa.String),
        )
        .join(Event, Event.id == both.c.event_id)
        .where(Event.status == EventStatus.PUBLISHED)
    )


def _notes(ids: Collection[int]) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        FollowUp.proposal_id,
        sa.literal(StepKind.NOTE.value),
        FollowUp.id,
        sa.cast(sa.literal(Precision.DAY.value), sa.String),
        FollowUp.happened_on,
        FollowUp.happened_on,
        FollowUp.note,
        sa.cast(sa.null(), sa.String),
    )
    return sa.select(*columns).where(FollowUp.proposal_id.in_(ids))
