"""In which order the comments of the first level stand under a proposal: their places, from 1.

Most useful: by useful marks less the others, newer first among equals. Balanced: the most useful argument
for, the most useful against, the most useful remark, and so on; when one side has no more, the others go on.
"""

import sqlalchemy as sa

from consult.models.comments import Comment
from consult.queries.conditions import in_thread
from consult.rules.comments import CommentOrder, Stance
from consult.rules.lifecycle import Visibility

VISIBLE = sa.and_(Comment.visibility == Visibility.VISIBLE, Comment.published_at.is_not(None))
SIDES = {stance: sa.and_(VISIBLE, Comment.parent_id.is_(None), Comment.stance == stance) for stance in Stance}

_NEWEST = (-Comment.id,)
_USEFUL = (Comment.not_useful_count - Comment.useful_count, *_NEWEST)
_ROUND = sa.func.row_number().over(partition_by=Comment.stance, order_by=_USEFUL)
_TURN = sa.case({stance: turn for turn, stance in enumerate(Stance)}, value=Comment.stance)
_KEYS: dict[CommentOrder, tuple[sa.ColumnElement[int], ...]] = {
    CommentOrder.NEWEST: _NEWEST,
    CommentOrder.USEFUL: _USEFUL,
    CommentOrder.BALANCED: (_ROUND, _TURN),
}


def places(proposal_id: int, account_id: int | None, order: CommentOrder) -> sa.CTE:
    """``id`` and ``place`` of every first-level comment that has a place in the debate for this reader."""
    first = sa.and_(Comment.proposal_id == proposal_id, Comment.parent_id.is_(None), in_thread(account_id))
    keys = [key.label(f"key_{at}") for at, key in enumerate(_KEYS[order])]
    ordered = sa.select(Comment.id, *keys).where(first).subquery()
    place = sa.func.row_number().over(order_by=[ordered.c[key.name] for key in keys]).label("place")
    return sa.select(ordered.c.id, place).cte("placed")
