"""Whether a text is published after a decision or at once: a setting of each chantier and kind."""

from enum import StrEnum

from consult.kernel.messages import N_
from consult.rules.moderation.subjects import SubjectKind


class Mode(StrEnum):
    PRE = "pre"
    POST = "post"


MODE_LABELS = {
    Mode.PRE: N_("published after a moderator has read it"),
    Mode.POST: N_("published at once, read over afterwards"),
}
#: What holds where a chantier says nothing else (moderation design: pre for proposals, post for comments).
DEFAULT_MODES = {SubjectKind.PROPOSAL: Mode.PRE, SubjectKind.COMMENT: Mode.POST}
