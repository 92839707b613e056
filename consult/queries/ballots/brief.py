"""The two-minute brief of a proposal: its text, its supports, the best arguments on both sides, its cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.i18n import current_language
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.queries.conditions import public_comment
from consult.queries.translations import Reading, readings
from consult.rules.comments import Stance
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Label, Subject, SubjectKind

ARGUMENTS = 3


@dataclass(frozen=True, slots=True)
class Argument:
    """A comment that people found useful, as the reader gets it."""

    id: int
    text: Reading
    label: Label | None
    useful: int


@dataclass(frozen=True, slots=True)
class Brief:
    """What a councillor reads before voting. ``readable`` is false when moderation withholds the text.

    Texts are in the reader's language where a person has translated them or approved a machine's translation.
    """

    proposal_id: int
    readable: bool
    text: Reading
    label: Label | None
    supports: int
    neighbours: int
    cost_euros: int | None
    arguments_for: tuple[Argument, ...]
    arguments_against: tuple[Argument, ...]


def briefs(proposals: Iterable[Proposal]) -> dict[int, Brief]:
    """Proposal id → its brief, with one statement for all their arguments and one for translations, if any
    text is in another language than the reader's."""
    wanted = {proposal.id: proposal for proposal in proposals}
    comments = _arguments(list(wanted))
    texts = readings([*wanted.values(), *comments], current_language())
    arguments: dict[tuple[int, Stance], list[Argument]] = {}
    for comment in comments:
        text = texts[Subject(SubjectKind.COMMENT, comment.id)].by_people
        argument = Argument(comment.id, text, comment.label, comment.useful_count)
        arguments.setdefault((comment.proposal_id, comment.stance), []).append(argument)
    return {
        proposal.id: Brief(
            proposal_id=proposal.id,
            readable=proposal.visibility is Visibility.VISIBLE,
            text=texts[Subject(SubjectKind.PROPOSAL, proposal.id)].by_people,
            label=proposal.label,
            supports=proposal.support_count,
            neighbours=proposal.neighbour_support_count,
            cost_euros=proposal.cost_euros,
            arguments_for=tuple(arguments.get((proposal.id, Stance.FOR), ())),
            arguments_against=tuple(arguments.get((proposal.id, Stance.AGAINST), ())),
        )
        for proposal in wanted.values()
    }


def _arguments(proposal_ids: list[int]) -> Sequence[Comment]:
    """The most useful comments on both sides, the best first."""
    if not proposal_ids:
        return []
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
    wanted = sa.select(best).where(ranked.c.place <= ARGUMENTS).order_by(ranked.c.place)
    return db.session.scalars(wanted).all()
