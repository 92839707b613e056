"""Official answers and what came of them: for the proposal's page, the editors and the deeds."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.ballots import Ballot
from consult.models.programme import Action, action_chantier
from consult.models.proposals import Answer, Proposal, ProposalAction
from consult.queries.follow_up import Step, StepKind, rows_of, told
from consult.rules.voting import BallotState


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Versions of the answer, the newest first, and the steps that followed."""

    answers: list[Answer]
    steps: list[Step]

    @property
    def actions(self) -> list[Step]:
        """The actions that carry the proposal out."""
        return [step for step in self.steps if step.kind is StepKind.ACTION]

    @property
    def newest(self) -> Answer | None:
        return self.answers[0] if self.answers else None

    @property
    def full(self) -> Answer | None:
        """The newest full answer; it stands even when an interim one came before it."""
        return next((answer for answer in self.answers if answer.outcome is not None), None)

    @property
    def version(self) -> int:
        return self.answers[0].number if self.answers else 0


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What an editor has before them when answering; ``choices`` are actions not yet linked, by title."""

    proposal: Proposal
    follow_up: FollowUp
    ballots: list[Ballot]
    choices: list[tuple[int, Localised]]


def of_proposal(proposal_id: int) -> FollowUp:
    """Answers of a proposal and what followed. One statement."""
    answer = aliased(Answer, sa.select(Answer).where(Answer.proposal_id == proposal_id).subquery())
    steps = rows_of([proposal_id]).subquery()
    # nothing joins: each row is an answer or a step
    both = sa.join(answer, steps, sa.false(), full=True)
    rows = db.session.execute(sa.select(answer, *steps.c).select_from(both)).all()
    answers = sorted((row[0] for row in rows if row[0] is not None), key=lambda one: -one.number)
    return FollowUp(answers, told(row[1:] for row in rows if row[0] is None).get(proposal_id, []))


def sheet(proposal_id: int) -> AnswerPage:
    """The page of one proposal in the editors' room; ``NotFound`` when there is none. Five statements."""
    proposal = db.session.scalars(
        sa.select(Proposal)
        .options(
            joinedload(Proposal.chantier),
            joinedload(Proposal.author),
            joinedload(Proposal.organisation),
            joinedload(Proposal.commune),
        )
        .where(Proposal.id == proposal_id)
    ).first()
    if proposal is None:
        raise NotFound
    follow_up = of_proposal(proposal_id)
    linked = {action.id for action in follow_up.actions}
    counted = (BallotState.proclaimed, BallotState.published)
    ballots = db.session.scalars(
        sa.select(Ballot)
        .where(Ballot.proposal_id == proposal_id, Ballot.state.in_(counted))
        .order_by(Ballot.id)
    )
    choices = [choice for choice in _actions_of(proposal.chantier_number) if choice[0] not in linked]
    return AnswerPage(proposal, follow_up, list(ballots), choices)


def _actions_of(chantier: int) -> list[tuple[int, Localised]]:
    also = sa.select(action_chantier.c.action_id).where(action_chantier.c.chantier_number == chantier)
    rows = db.session.execute(
        sa.select(Action.id, Action.title)
        .where(sa.or_(Action.chantier_number == chantier, Action.id.in_(also)))
        .order_by(Action.chantier_number, Action.position)
    )
    return [(number, title) for number, title in rows]


def newest_number(proposal_id: int) -> int:
    """The number of the newest answer, 0 without one; ask only with the proposal's row locked."""
    return (
        db.session.scalar(sa.select(sa.func.max(Answer.number)).where(Answer.proposal_id == proposal_id)) or 0
    )


def action_exists(action_id: int) -> bool:
    return db.session.scalar(sa.select(Action.id).where(Action.id == action_id)) is not None


def link(proposal_id: int, action_id: int) -> ProposalAction | None:
    """The link between a proposal and an action, if there is one."""
    return db.session.get(ProposalAction, (proposal_id, action_id))
