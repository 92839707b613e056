"""The two-minute brief of a proposal: its text, its supports, the best arguments on both sides, its cost."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.queries.conditions import public_comment
from consult.rules.comments import Stance
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Label

ARGUMENTS = 3


@dataclass(frozen=True, slots=True)
class Argument:
    """A comment that people found useful."""

    id: int
    body: str
    language: str
    label: Label | None
    useful: int


@dataclass(frozen=True, slots=True)
class Brief:
    """What a councillor reads before voting. ``readable`` is false when moderation withholds the text."""

    proposal_id: int
    readable: bool
    title: str
    body: str
    language: str
    label: Label | None
    supports: int
    neighbours: int
    cost_euros: int | None
    arguments_for: tuple[Argument, ...]
    arguments_against: tuple[Argument, ...]


def briefs(proposals: Iterable[Proposal]) -> dict[int, Brief]:
    """Proposal id → its brief, with one statement for all their arguments."""
    wanted = {proposal.id: proposal for proposal in proposals}
    arguments = _arguments(list(wanted))
    return {
        proposal.id: Brief(
            proposal_id=proposal.id,
            readable=proposal.visibility is Visibility.VISIBLE,
            title=proposal.title,
            body=proposal.body,
            language=proposal.language,
            label=proposal.label,
            supports=proposal.support_count,
            neighbours=proposal.neighbour_support_count,
            cost_euros=proposal.cost_euros,
            arguments_for=tuple(arguments.get((proposal.id, Stance.FOR), ())),
            arguments_against=tuple(arguments.get((proposal.id, Stance.AGAINST), ())),
        )
        for proposal in wanted.values()
    }


def _arguments(proposal_ids: list[int]) -> dict[tuple[int, Stance], list[Argument]]:
    if not proposal_ids:
        return {}
    place = (
        sa.func.row_number()
        .over(
            partition_by=(Comment.proposal_id, Comment.stance),
            order_by=(Comment.useful_count.desc(), Comment.id),
        )
        .label("place")
    )
    ranked = (
        sa.select(Comment, place)
        .where(
            Comment.proposal_id.in_(proposal_ids),
            Comment.stance.in_([Stance.FOR, Stance.AGAINST]),
            Comment.parent_id.is_(None),
            public_comment(),
        )
        .subquery()
    )
    best = sa.orm.aliased(Comment, ranked)
    rows = db.session.scalars(sa.select(best).where(ranked.c.place <= ARGUMENTS).order_by(ranked.c.place))
    found: dict[tuple[int, Stance], list[Argument]] = {}
    for comment in rows:
        argument = Argument(comment.id, comment.body, comment.language, comment.label, comment.useful_count)
        found.setdefault((comment.proposal_id, comment.stance), []).append(argument)
    return found
