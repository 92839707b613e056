"""The stances a comment may take and the orders a thread may be read in."""

from enum import StrEnum

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
