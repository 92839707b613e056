"""The stances a comment may take and the orders a thread may be read in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.rules.lifecycle import Visibility


class Stance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


STANCE_LABELS = {
    Stance.FOR: N_("Argument for"),
    Stance.AGAINST: N_("Argument against"),
    Stance.NEUTRAL: N_("Remark"),
}


class CommentOrder(StrEnum):
    BALANCED = "balanced"
    NEWEST = "newest"
    USEFUL = "useful"


COMMENT_ORDER_LABELS = {
    CommentOrder.BALANCED: N_("Both sides alternate"),
    CommentOrder.NEWEST: N_("Newest first"),
    CommentOrder.USEFUL: N_("Most useful first"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the order of a thread needs to know of one comment of the first level."""

    id: int
    stance: Stance
    useful: int = 0
    not_useful: int = 0


def arranged(comments: Iterable[Standing], order: CommentOrder) -> list[int]:
    """The ids in reading order; every comment appears exactly once.

    Most useful: by useful marks less the others, newer first among equals. Balanced: the most useful
    argument for, the most useful against, the most useful remark, and so on; when one side has no more,
    the others go on.
    """
    newest = sorted(comments, key=lambda comment: -comment.id)
    if order is CommentOrder.NEWEST:
        return [comment.id for comment in newest]
    useful = sorted(newest, key=lambda comment: comment.not_useful - comment.useful)
    if order is CommentOrder.USEFUL:
        return [comment.id for comment in useful]
    sides = ([comment.id for comment in useful if comment.stance is stance] for stance in Stance)
    return [number for places in zip_longest(*sides) for number in places if number is not None]


def page_start(arrangement: Sequence[int], comment_id: int, size: int) -> int:
    """The index at which the page of ``size`` that holds ``comment_id`` begins; 0 when it is not there."""
    if comment_id not in arrangement:
        return 0
    return arrangement.index(comment_id) // size * size


def check_answerable(visibility: Visibility, published: bool) -> None:
    """``Conflict`` for a comment that moderation withholds, or has not let through yet."""
    if visibility is not Visibility.VISIBLE:
        raise Conflict(
            "parent_withheld", N_("The comment you want to answer has been withheld by moderation meanwhile.")
        )
    if not published:
        raise Conflict(
            "parent_waiting", N_("This comment waits for a moderator, so it cannot be answered yet.")
        )
