"""What an arrival, a departure or the end of a proxy does to the vote that is under way."""

from collections.abc import Collection
from datetime import datetime

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.models.sittings import Proxy, Sitting
from consult.queries import ballots as ballot_queries
from consult.queries import sittings as queries
from consult.rules.ballot_log import Event, roll_digest
from consult.rules.sittings import ProxyEnd, ProxyState, entitled
from consult.rules.voting import BallotState
from consult.services import journal
from consult.services.ballots import log


def vote_under_way(sitting: Sitting) -> Ballot | None:
    """The open ballot, locked. ``Conflict`` while it is suspended: nothing in the room may change then."""
    ballot = queries.open_ballot(sitting.id)
    if ballot is not None and ballot.state is not BallotState.open:
        raise Conflict("vote_suspended", N_("A vote is suspended. Resume it first."))
    return ballot


def require_no_vote(sitting: Sitting) -> None:
    """``Conflict`` as long as a vote is open or suspended."""
    if queries.open_ballot(sitting.id) is not None:
        raise Conflict("vote_under_way", N_("A vote is under way. Close it first."))


def end_proxy(actor: Actor, ballot: Ballot | None, proxy: Proxy, end: ProxyEnd, moment: datetime) -> None:
    """The proxy ends; a vote cast through it is void once its grantor takes it back, and else stands."""
    proxy.state = ProxyState.REVOKED if end is ProxyEnd.REVOKED else ProxyState.LAPSED
    proxy.end, proxy.ended_at = end, moment
    journal.record(
        actor,
        "proxy.ended",
        "proxy",
        proxy.id,
        cause=end.value,
        grantor=proxy.grantor_seat_id,
        holder=proxy.holder_seat_id,
    )
    db.session.flush()
    if ballot is not None and end is ProxyEnd.REVOKED:
        void_proxied(actor, ballot, [proxy.grantor_seat_id], end, moment)


def void_proxied(
    actor: Actor, ballot: Ballot, grantors: Collection[int], cause: ProxyEnd, moment: datetime
) -> None:
    """Votes that others cast for these seats are void; also one whose proxy has lapsed since (L2121-20)."""
    for vote in ballot_queries.votes_of(ballot.id):
        if vote.seat_id in grantors and vote.cast_by_seat_id is not None:
            db.session.delete(vote)
            ballot.cast_count -= 1
            log.append(ballot, Event.void, moment, {"seat": vote.seat_id, "cause": cause.value})
            journal.record(actor, "vote.voided", "ballot", ballot.id, seat=vote.seat_id, cause=cause.value)
    db.session.flush()


def widen_roll(ballot: Ballot, moment: datetime) -> None:
    """Put on the roll whoever may vote by now and was not on it; nobody ever leaves it.

    The log also names who may vote for whom by now, as far as it has not said so before.
    """
    item = queries.item_of(ballot)
    if item is None:
        return
    there = queries.room(item.sitting_id)
    may_vote = entitled(there, queries.recused(item.id))
    new = may_vote - ballot_queries.on_roll(ballot.id)
    for row in ballot_queries.take_roll(ballot.id, ballot_queries.these(new)) if new else ():
        ballot.roll_size += 1
        log.append(ballot, Event.roll_add, moment, {"seat": row[0], "row_sha256": roll_digest([row])})
    pairs = {(seat, holder) for seat, holder in there.represented.items() if seat in may_vote}
    for grantor, holder in sorted(pairs - ballot_queries.proxies_told(ballot.id) if pairs else ()):
        log.append(ballot, Event.proxy, moment, {"grantor": grantor, "holder": holder})


def leave_vote(ballot: Ballot, seat_id: int) -> None:
    """A member steps back while the vote is under way; too late once they have voted, for anybody."""
    if any(seat_id in (vote.seat_id, vote.cast_by_seat_id) for vote in ballot_queries.votes_of(ballot.id)):
        raise Conflict("already_voted", N_("This member has voted on this item already."))
    if seat_id in ballot_queries.on_roll(ballot.id):
        ballot.roll_size -= 1
    log.append(ballot, Event.recusal, now(), {"seat": seat_id})
