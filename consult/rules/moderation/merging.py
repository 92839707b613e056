"""When two proposals can become one, and when that can be undone."""

from datetime import datetime, timedelta

from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.rules.lifecycle import ProposalState, Visibility


def can_merge(state: ProposalState, visibility: Visibility) -> bool:
    """Only published, visible proposals: neither withdrawn nor before the councillors."""
    return state is ProposalState.PUBLISHED and visibility is Visibility.VISIBLE


def check_merge(
    source: tuple[int, ProposalState, Visibility],
    target: tuple[int, ProposalState, Visibility],
    on_agenda: bool,
) -> None:
    """``Conflict`` with a sentence for each thing that cannot be merged.

    ``source`` and ``target``: id, state, visibility; ``on_agenda``: one of them stands on a prepared ballot
    or on the agenda of a sitting to come.
    """
    if source[0] == target[0]:
        raise Conflict("merge_itself", N_("A proposal cannot be merged with itself."))
    if ProposalState.MERGED in {source[1], target[1]}:
        raise Conflict(
            "merge_merged", N_("One of the two is merged already. Choose the proposal it was merged into.")
        )
    if not (can_merge(*source[1:]) and can_merge(*target[1:])):
        raise Conflict("merge_state", N_("Only proposals that are open for debate can be merged."))
    if on_agenda:
        raise Conflict(
            "merge_on_agenda", N_("A vote on one of the two is being prepared, so they cannot be merged now.")
        )


def can_undo(merged_at: datetime, now: datetime, days: int) -> bool:
    """Whether the time to undo a merge, ``days`` days, still runs."""
    return now <= merged_at + timedelta(days=days)
