"""The debate under a proposal, a page at a time, in the order the reader chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel import cursor
from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.comments import Comment
from consult.models.moderation import ModerationMode
from consult.models.proposals import Proposal
from consult.queries import organisations
from consult.queries.comments.lines import Line, lines
from consult.queries.comments.places import SIDES, VISIBLE, places
from consult.queries.conditions import in_thread
from consult.rules.comments import CommentOrder, Stance
from consult.rules.lifecycle import OPEN_STATES
from consult.rules.moderation import DEFAULT_MODES, Mode, SubjectKind
from consult.rules.permissions import Facts, Permission, allows

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of the debate under a proposal.

    ``sides`` counts the public comments of the first level by stance; ``previous`` and ``next`` are the
    cursors of the neighbouring pages, "" for the first page; ``organisations`` are those the reader may
    write for; ``read_first``: what they write is published once a moderator has read it; ``debate``: the
    chantier's present phases admit it.
    """

    proposal_id: int
    facts: Facts
    order: CommentOrder
    comments: tuple[Line, ...]
    count: int
    sides: dict[Stance, int]
    previous: str | None
    next: str | None
    organisations: Sequence[tuple[int, str]]
    read_first: bool
    debate: bool

    @property
    def orders(self) -> tuple[CommentOrder, ...]:
        return tuple(CommentOrder)

    @property
    def open(self) -> bool:
        """Whether the proposal is in a state in which people debate."""
        return self.facts.state in OPEN_STATES

    @property
    def foreign(self) -> bool:
        """Whether the reader gets a comment on this page that is not in their language."""
        every = [line for comment in self.comments for line in (comment, *comment.replies)]
        return any(line.reading is not None and line.reading.foreign for line in every)

    def side(self, stance: str) -> int:
        """How many visible first-level comments take ``stance``."""
        return self.sides[Stance(stance)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands: its proposal and the cursor of the page that shows it ("" for the first)."""

    proposal_id: int
    after: str


def thread(
    actor: Actor,
    proposal_id: int,
    facts: Facts,
    order: CommentOrder = CommentOrder.BALANCED,
    after: str | None = None,
    *,
    debate: bool = True,
) -> Thread:
    """The page of 20 first-level comments after the cursor, with their replies; two statements, three for
    keepers of organisations. The proposal's own query has checked that ``actor`` may read it."""
    found = db.session.execute(_around(proposal_id, actor.account_id, order, after)).all()
    told, start = found[0], found[0].start
    standing = {row.place: row.id for row in found if row.id is not None}
    ids = [standing[at] for at in range(start + 1, start + PAGE_SIZE + 1) if at in standing]
    writer = allows(actor, Permission.COMMENT, facts)
    return Thread(
        proposal_id=proposal_id,
        facts=facts,
        order=order,
        comments=lines(actor, facts, ids),
        count=told.visible,
        sides={stance: getattr(told, stance) for stance in Stance},
        previous=_cursor(standing.get(start - PAGE_SIZE)) if start else None,
        next=_cursor(ids[-1]) if start + PAGE_SIZE + 1 in standing else None,
        organisations=organisations.for_actor(actor) if writer and actor.organisations else (),
        read_first=(told.mode or DEFAULT_MODES[SubjectKind.COMMENT]) is Mode.PRE,
        debate=debate,
    )


def _around(
    proposal_id: int, account_id: int | None, order: CommentOrder, after: str | None
) -> sa.Select[*tuple[Any, ...]]:
    """The first-level comments of the page after the cursor with their places, of the page before it, and the
    one that follows; at least one row. Each with the cursor's place, the counts and the mode of the chantier.

    Where marks have moved the cursor's comment, the list goes on from there; one that is gone is the start.
    """
    placed = places(proposal_id, account_id, order)
    last = cursor.decode(after, (int,))[0] if after else 0
    start = sa.func.coalesce(sa.select(placed.c.place).where(placed.c.id == last).scalar_subquery(), 0)
    debated = (
        sa.select(
            sa.func.count().filter(VISIBLE).label("visible"),
            *(sa.func.count().filter(side).label(stance) for stance, side in SIDES.items()),
            start.label("start"),
        )
        .where(Comment.proposal_id == proposal_id)
        .cte("debated")
    )
    near = placed.c.place.between(debated.c.start - PAGE_SIZE, debated.c.start + PAGE_SIZE + 1)
    of_comments = sa.and_(
        ModerationMode.chantier_number == Proposal.chantier_number,
        ModerationMode.kind == SubjectKind.COMMENT,
    )
    return (
        sa.select(ModerationMode.mode, *debated.c, placed.c.id, placed.c.place)
        .select_from(Proposal)
        .join(debated, sa.true())
        .outerjoin(placed, near)
        .outerjoin(ModerationMode, of_comments)
        .where(Proposal.id == proposal_id)
    )


def _cursor(comment_id: int | None) -> str:
    return cursor.encode(comment_id) if comment_id else ""


def place(actor: Actor, comment_id: int, order: CommentOrder = CommentOrder.BALANCED) -> Place:
    """The page on which a comment, or the note that it was withheld, stands in ``order``."""
    comment = db.session.scalar(
        sa.select(Comment)
        .options(joinedload(Comment.proposal))
        .where(Comment.id == comment_id, in_thread(actor.account_id))
    )
    if comment is None or not allows(actor, Permission.READ_PROPOSAL, comment.proposal.facts):
        raise NotFound
    placed = places(comment.proposal_id, actor.account_id, order)
    own = sa.select(placed.c.place).where(placed.c.id == (comment.parent_id or comment.id)).scalar_subquery()
    before = sa.select(placed.c.id).where(placed.c.place == own - 1 - (own - 1) % PAGE_SIZE)
    return Place(comment.proposal_id, _cursor(db.session.scalar(before)))
