"""One click for all ballots of a paper: open, close, proclaim, publish those that are ready for it."""

from collections.abc import Callable

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.queries import ballots as queries
from consult.rules.permissions import Permission, require
from consult.rules.voting import BallotState
from consult.services.ballots.closing import close, proclaim, publish
from consult.services.ballots.states import bring_up_to_date


def open_paper(actor: Actor, paper_id: int) -> list[Ballot]:
    """Open every scheduled ballot whose time has come; one whose end has come too is closed at once."""
    moment = now()
    return _each(
        actor,
        paper_id,
        lambda ballot: ballot.state is BallotState.scheduled and ballot.opens_at <= moment,
        bring_up_to_date,
    )


def close_paper(actor: Actor, paper_id: int) -> list[Ballot]:
    """Close and count every open ballot; ``Conflict`` before the end of voting."""
    return _each(actor, paper_id, lambda ballot: ballot.state is BallotState.open, close)


def proclaim_paper(actor: Actor, paper_id: int) -> list[Ballot]:
    """Proclaim every counted ballot for which no annulment is asked."""

    def ready(ballot: Ballot) -> bool:
        return ballot.state is BallotState.closed and ballot.annulment_asked_by_id is None

    return _each(actor, paper_id, ready, proclaim)


def publish_paper(actor: Actor, paper_id: int) -> list[Ballot]:
    """Publish every proclaimed ballot."""
    return _each(actor, paper_id, lambda ballot: ballot.state is BallotState.proclaimed, publish)


def _each(
    actor: Actor,
    paper_id: int,
    ready: Callable[[Ballot], bool],
    deed: Callable[[Actor, int], Ballot],
) -> list[Ballot]:
    require(actor, Permission.RUN_BALLOTS)
    _, ballots = queries.locked_paper(paper_id)
    chosen = [ballot.id for ballot in ballots if ready(ballot)]
    if not chosen:
        raise Conflict("nothing_due", N_("No ballot of this paper is ready for this step."))
    return [deed(actor, ballot_id) for ballot_id in chosen]
