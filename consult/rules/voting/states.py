"""Every deed on a ballot asks here whether its step exists; every GET asks which state holds by now."""

from datetime import datetime
from enum import StrEnum

from consult.kernel.errors import IllegalTransition
from consult.kernel.messages import N_


class BallotState(StrEnum):
    """The life of a ballot; there is no reset and no delete, a re-vote is a new ballot."""

    draft = "draft"
    scheduled = "scheduled"
    open = "open"
    suspended = "suspended"
    closed = "closed"
    proclaimed = "proclaimed"
    published = "published"
    withdrawn = "withdrawn"
    annulled = "annulled"


STATE_LABELS: dict[BallotState, str] = {
    BallotState.draft: N_("Ballot in preparation"),
    BallotState.scheduled: N_("Ballot scheduled"),
    BallotState.open: N_("Ballot open"),
    BallotState.suspended: N_("Ballot suspended"),
    BallotState.closed: N_("Ballot closed"),
    BallotState.proclaimed: N_("Result proclaimed"),
    BallotState.published: N_("Result published"),
    BallotState.withdrawn: N_("Ballot withdrawn"),
    BallotState.annulled: N_("Ballot annulled"),
}

TRANSITIONS: dict[BallotState, frozenset[BallotState]] = {
    BallotState.draft: frozenset({BallotState.scheduled, BallotState.withdrawn}),
    BallotState.scheduled: frozenset({BallotState.open, BallotState.withdrawn}),
    BallotState.open: frozenset({BallotState.suspended, BallotState.closed, BallotState.annulled}),
    BallotState.suspended: frozenset({BallotState.open, BallotState.annulled}),
    BallotState.closed: frozenset({BallotState.proclaimed, BallotState.annulled}),
    BallotState.proclaimed: frozenset({BallotState.published}),
    BallotState.published: frozenset(),
    BallotState.withdrawn: frozenset(),
    BallotState.annulled: frozenset(),
}


def check_transition(source: BallotState, target: BallotState) -> None:
    """Raise ``IllegalTransition`` unless ``TRANSITIONS`` has the step; staying put is no step either."""
    if target not in TRANSITIONS[source]:
        raise IllegalTransition(
            "illegal_ballot_transition",
            N_("The ballot is in a state in which this is not possible."),
            source=source.value,
            target=target.value,
        )


def effective_state(
    state: BallotState, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> BallotState:
    """The state that holds at ``now`` although no deed has written it yet.

    All instants are aware. ``opens_at`` belongs to the open time, and so does ``closes_at``: a vote received
    at that very instant counts. ``None`` means that the clerk opens or closes by hand. A suspended ballot
    stays suspended past its end, since only a person may resume or annul it.
    """
    if state is BallotState.scheduled and opens_at is not None and now >= opens_at:
        state = BallotState.open
    if state is BallotState.open and closes_at is not None and now > closes_at:
        state = BallotState.closed
    return state
