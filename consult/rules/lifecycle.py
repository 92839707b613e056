"""Whoever moves a proposal asks here whether the step exists (product design: life of a proposal)."""

from enum import StrEnum

from consult.kernel.errors import IllegalTransition
from consult.kernel.messages import N_


class ProposalKind(StrEnum):
    IDEA = "idea"
    NEED = "need"
    SOLUTION = "solution"


class ProposalState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    IN_BALLOT = "in_ballot"
    VOTED = "voted"
    ANSWERED = "answered"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Visibility(StrEnum):
    VISIBLE = "visible"
    HIDDEN = "hidden"
    REMOVED = "removed"


class Review(StrEnum):
    """What moderation thinks of one version of a text; a watched one is public and waits to be read over."""

    PENDING = "pending"
    WATCHED = "watched"
    ACCEPTED = "accepted"
    REFUSED = "refused"


_S = ProposalState

TRANSITIONS: frozenset[tuple[ProposalState, ProposalState]] = frozenset(
    {
        (_S.DRAFT, _S.SUBMITTED),
        (_S.SUBMITTED, _S.PUBLISHED),
        (_S.SUBMITTED, _S.RETURNED),
        (_S.RETURNED, _S.SUBMITTED),
        (_S.PUBLISHED, _S.IN_BALLOT),
        (_S.PUBLISHED, _S.ANSWERED),
        (_S.PUBLISHED, _S.MERGED),
        (_S.MERGED, _S.PUBLISHED),
        (_S.IN_BALLOT, _S.VOTED),
        (_S.IN_BALLOT, _S.PUBLISHED),
        (_S.VOTED, _S.IN_BALLOT),
        (_S.VOTED, _S.ANSWERED),
        (_S.ANSWERED, _S.IN_PROGRESS),
        (_S.IN_PROGRESS, _S.DONE),
        (_S.DRAFT, _S.WITHDRAWN),
        (_S.SUBMITTED, _S.WITHDRAWN),
        (_S.RETURNED, _S.WITHDRAWN),
        (_S.PUBLISHED, _S.WITHDRAWN),
    }
)

#: States in which a proposal has been accepted for all to read, unless moderation withholds it.
PUBLIC_STATES: frozenset[ProposalState] = frozenset(
    {_S.PUBLISHED, _S.IN_BALLOT, _S.VOTED, _S.ANSWERED, _S.IN_PROGRESS, _S.DONE, _S.MERGED, _S.WITHDRAWN}
)
#: States shown in lists; withdrawn and merged ones stay readable at their address only.
LISTED_STATES: frozenset[ProposalState] = PUBLIC_STATES - {_S.MERGED, _S.WITHDRAWN}
#: States from which a proposal is part of the councils' record; its text stays, whoever wrote it.
RECORDED_STATES: frozenset[ProposalState] = frozenset(
    {_S.IN_BALLOT, _S.VOTED, _S.ANSWERED, _S.IN_PROGRESS, _S.DONE}
)
#: Reviews with which a version may be shown.
SHOWN_REVIEWS: frozenset[Review] = frozenset({Review.WATCHED, Review.ACCEPTED})
#: States in which people may still add or withdraw support, and debate.
OPEN_STATES: frozenset[ProposalState] = frozenset({_S.PUBLISHED, _S.IN_BALLOT, _S.VOTED})
#: States in which the author may change the text.
EDITABLE_STATES: frozenset[ProposalState] = frozenset({_S.DRAFT, _S.RETURNED, _S.SUBMITTED, _S.PUBLISHED})

STATE_LABELS: dict[ProposalState, str] = {
    _S.DRAFT: N_("Draft"),
    _S.SUBMITTED: N_("Awaiting moderation"),
    _S.RETURNED: N_("Returned to the author"),
    _S.PUBLISHED: N_("Open for debate"),
    _S.IN_BALLOT: N_("Before the councillors"),
    _S.VOTED: N_("Councillors have voted"),
    _S.ANSWERED: N_("Answered"),
    _S.IN_PROGRESS: N_("In progress"),
    _S.DONE: N_("Done"),
    _S.WITHDRAWN: N_("Withdrawn"),
    _S.MERGED: N_("Merged"),
}
KIND_LABELS: dict[ProposalKind, str] = {
    ProposalKind.IDEA: N_("Idea"),
    ProposalKind.NEED: N_("Need"),
    ProposalKind.SOLUTION: N_("Solution"),
}


def check_transition(before: ProposalState, after: ProposalState) -> None:
    """Refuse, with ``IllegalTransition``, every step that the table does not hold."""
    if (before, after) not in TRANSITIONS:
        raise IllegalTransition(
            "illegal_transition",
            N_("This proposal has moved on meanwhile, so this step is no longer possible."),
            before=before,
            after=after,
        )
