"""What casting asks besides, when the ballot is one of a sitting: presence, proxies, recusals, paper."""

from dataclasses import dataclass

from consult.kernel.errors import Conflict, NotAllowed
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.queries import sittings as queries
from consult.rules.voting import Mode


@dataclass(frozen=True, slots=True)
class Voice:
    """A seat's vote; ``cast_by`` is the seat that gives it as a proxy, None when it speaks for itself."""

    seat_id: int
    cast_by: int | None = None


def holder_of(ballot: Ballot, seat_id: int) -> int | None:
    """The seat that holds the proxy in force of ``seat_id`` in the ballot's sitting, if it is in one."""
    item = queries.item_of(ballot)
    return None if item is None else queries.holder_of(item.sitting_id, seat_id)


def require_voice(ballot: Ballot, voice: Voice) -> None:
    """Refuse a vote that this sitting cannot take.

    ``Conflict`` for a secret vote, which takes place on paper; ``NotAllowed`` with the codes
    ``not_present``, ``holder_absent`` (or no longer in office) and ``recused`` (CGCT L2121-20, L2131-11).
    """
    item = queries.item_of(ballot)
    if item is None:
        return
    if ballot.mode is Mode.secret:
        raise Conflict("on_paper", N_("This vote is secret: it takes place on paper, in the room."))
    speaker = voice.cast_by or voice.seat_id
    if {voice.seat_id, speaker} & queries.recused(item.id):
        raise NotAllowed("recused", N_("Whoever has stepped back for this item casts no vote on it."))
    if speaker not in queries.room(item.sitting_id).present:
        if voice.cast_by is None:
            raise NotAllowed(
                "not_present", N_("You are not on the list of those present, so you cannot vote here.")
            )
        raise NotAllowed("holder_absent", N_("A proxy counts only while the member who holds it is present."))
