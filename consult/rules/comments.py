"""The stances a comment may take and the orders a thread may be read in."""

from enum import StrEnum

from consult.kernel.messages import N_


class Stance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


STANCE_LABELS = {
    Stance.FOR: N_("Argument for"),
    Stance.AGAINST: N_("Argument against"),
    Stance.NEUTRAL: N_("Comment"),
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
