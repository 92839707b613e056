"""One person backs one proposal, or takes the support back; organisations never do."""

from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.models.proposals import Proposal
from consult.queries import proposals as queries
from consult.queries.phases import admitted_by
from consult.rules.permissions import Permission, require
from consult.rules.phases import CLOSED, Contribution
from consult.services import journal
from consult.services.proposals.voting import owe_answer


def support(actor: Actor, proposal_id: int) -> Proposal:
    """Count the person once, for good or until they withdraw; a second time is a ``Conflict``.

    Who is counted because of a merge makes that support their own, which stays when the merge is undone.
    The proposal's row is locked first, so that of many at once each sees the state as it stands. Reaching
    the territory's threshold starts the administration's clock, once.
    """
    proposal = queries.locked(proposal_id)
    require(actor, Permission.SUPPORT, proposal.facts)
    if Contribution.SUPPORT not in admitted_by(proposal.chantier_number):
        raise Conflict("phase_closed", CLOSED[Contribution.SUPPORT])
    if actor.account_id is None:
        raise NotAllowed("not_a_person", N_("Only people support proposals."))
    neighbour = territory().is_neighbour(queries.origin_of(actor.account_id))
    if not queries.insert_support(proposal.id, actor.account_id, neighbour, now()):
        if not queries.keep_support(proposal.id, actor.account_id):
            raise Conflict("already_supported", N_("You already support this proposal."))
        _record(actor, "support.kept", proposal)
        return proposal
    count = queries.add_to_supports(proposal.id, 1, neighbour)
    _refresh(proposal)
    _record(actor, "support.given", proposal)
    if count >= territory().settings["support_threshold"] and owe_answer(proposal):
        _record(actor, "proposal.threshold_reached", proposal, supports=count)
    return proposal


def withdraw_support(actor: Actor, proposal_id: int) -> Proposal:
    """Take the support back while the debate is open, suspended or not; without one it is a ``Conflict``.

    One that came over by a merge is taken from this proposal only: what was merged stays as it was.
    """
    proposal = queries.locked(proposal_id)
    require(actor, Permission.WITHDRAW_SUPPORT, proposal.facts)
    neighbour = queries.delete_support(proposal.id, actor.account_id)
    if neighbour is None:
        raise Conflict("not_supported", N_("You do not support this proposal."))
    queries.add_to_supports(proposal.id, -1, neighbour)
    _refresh(proposal)
    _record(actor, "support.withdrawn", proposal)
    return proposal


def _refresh(proposal: Proposal) -> None:
    """The counts were changed by SQL: what the object remembers of them is no longer true."""
    db.session.expire(proposal, ["support_count", "neighbour_support_count"])


def _record(actor: Actor, event: str, proposal: Proposal, **facts: Any) -> None:
    journal.record(actor, event, "proposal", proposal.id, chantier=proposal.chantier_number, **facts)
