"""When two proposals can become one, and when that can be undone."""

from datetime import datetime, timedelta

from consult.kernel.actor import Actor
from consult.kernel.errors import Conflict, NotAllowed
from consult.kernel.messages import N_
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.permissions import Facts, Permission, allows, impartial


def can_merge(state: ProposalState, visibility: Visibility) -> bool:
    """Only published, visible proposals: neither withdrawn nor before the councillors."""
    return state is ProposalState.PUBLISHED and visibility is Visibility.VISIBLE


def check_impartial(actor: Actor, other: Facts) -> None:
    """``NotAllowed`` for whoever gains or loses by a merge: the other proposal's author or co-author, or
    somebody tied to them."""
    if not impartial(actor, other):
        raise NotAllowed("own_text", N_("You are concerned by this yourself, so another moderator decides."))


def check_may_merge(actor: Actor, other: Facts) -> None:
    """The same, and for somebody who does not moderate the other proposal's chantier."""
    check_impartial(actor, other)
    if not allows(actor, Permission.DECIDE_APPEAL, other):
        raise NotAllowed("not_there", N_("You do not moderate the chantier of the other proposal."))


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


def last_moment(merged_at: datetime, days: int) -> datetime:
    """Until when a merge can be undone, ``days`` days after it was made."""
    return merged_at + timedelta(days=days)


def is_gone(state: ProposalState, visibility: Visibility) -> bool:
    """Whether readers no longer find the proposal that another was merged into: withdrawn or withheld."""
    return state is ProposalState.WITHDRAWN or visibility is not Visibility.VISIBLE


def can_undo(merged_at: datetime, now: datetime, days: int, *, gone: bool = False) -> bool:
    """Whether the time to undo a merge, ``days`` days, still runs.

    It has no end once the other proposal is ``gone``, or nobody could find either any more.
    """
    return gone or now <= last_moment(merged_at, days)
