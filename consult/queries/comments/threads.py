"""The debate under a proposal, a page at a time, in the order the reader chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
from consult.queries.conditions import in_thread
from consult.rules.comments import CommentOrder, Stance, Standing, arranged, page_start
from consult.rules.lifecycle import OPEN_STATES, Visibility
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
    found = db.session.execute(_standing(proposal_id, actor.account_id)).all()
    rows = [row for row in found if row.id is not None]
    visible = [row for row in rows if row.visibility is Visibility.VISIBLE and row.published_at is not None]
    arrangement = _arrangement(rows, order)
    start = _start(arrangement, after)
    ids = arrangement[start : start + PAGE_SIZE]
    stances = [row.stance for row in visible if row.parent_id is None]
    writer = allows(actor, Permission.COMMENT, facts)
    return Thread(
        proposal_id=proposal_id,
        facts=facts,
        order=order,
        comments=lines(actor, facts, ids),
        count=len(visible),
        sides={stance: stances.count(stance) for stance in Stance},
        previous=_cursor(arrangement, max(start - PAGE_SIZE, 0)) if start else None,
        next=_cursor(arrangement, start + PAGE_SIZE) if start + PAGE_SIZE < len(arrangement) else None,
        organisations=organisations.for_actor(actor) if writer and actor.organisations else (),
        read_first=(found[0].mode or DEFAULT_MODES[SubjectKind.COMMENT]) is Mode.PRE,
        debate=debate,
    )


def _standing(
    proposal_id: int, account_id: int | None
) -> sa.Select[Mode, int, Stance, int, int, Visibility, datetime | None, int | None]:
    """What decides on the order of a debate, a row for each comment that has a place in it, at least one row;
    each with the mode of the chantier."""
    here = sa.and_(Comment.proposal_id == Proposal.id, in_thread(account_id))
    of_comments = sa.and_(
        ModerationMode.chantier_number == Proposal.chantier_number,
        ModerationMode.kind == SubjectKind.COMMENT,
    )
    return (
        sa.select(
            ModerationMode.mode,
            Comment.id,
            Comment.stance,
            Comment.useful_count,
            Comment.not_useful_count,
            Comment.visibility,
            Comment.published_at,
            Comment.parent_id,
        )
        .select_from(Proposal)
        .outerjoin(Comment, here)
        .outerjoin(ModerationMode, of_comments)
        .where(Proposal.id == proposal_id)
    )


def _arrangement(rows: Sequence[Any], order: CommentOrder) -> list[int]:
    first = (row for row in rows if row.parent_id is None)
    standings = (Standing(row.id, row.stance, row.useful_count, row.not_useful_count) for row in first)
    return arranged(standings, order)


def _start(arrangement: Sequence[int], after: str | None) -> int:
    """The index after the cursor's comment; where marks have moved it, the list goes on from there."""
    if not after:
        return 0
    (last,) = cursor.decode(after, (int,))
    return arrangement.index(int(last)) + 1 if last in arrangement else 0


def _cursor(arrangement: Sequence[int], start: int) -> str:
    return cursor.encode(arrangement[start - 1]) if start else ""


def place(actor: Actor, comment_id: int, order: CommentOrder = CommentOrder.BALANCED) -> Place:
    """The page on which a comment, or the note that it was withheld, stands in ``order``."""
    seen = in_thread(actor.account_id)
    comment = db.session.scalar(
        sa.select(Comment).options(joinedload(Comment.proposal)).where(Comment.id == comment_id, seen)
    )
    if comment is None or not allows(actor, Permission.READ_PROPOSAL, comment.proposal.facts):
        raise NotFound
    rows = db.session.execute(
        sa.select(
            Comment.id, Comment.stance, Comment.useful_count, Comment.not_useful_count, Comment.parent_id
        ).where(Comment.proposal_id == comment.proposal_id, Comment.parent_id.is_(None), seen)
    ).all()
    arrangement = _arrangement(rows, order)
    start = page_start(arrangement, comment.parent_id or comment.id, PAGE_SIZE)
    return Place(comment.proposal_id, _cursor(arrangement, start))
