"""Whose seat it is in a sitting: the clerk may act for any member, a councillor only for their own seat."""

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.errors import IllegalTransition, Invalid, NotAllowed
from consult.kernel.messages import N_
from consult.models.sittings import Sitting
from consult.queries import sittings as queries
from consult.rules.permissions import Permission, allows, require
from consult.rules.rule_sets import RULE_SETS, Profile, RuleSet, SittingRules
from consult.rules.sittings import SittingState


def rules_for(profile: str) -> RuleSet:
    """The rule set that an assembly's sittings follow, today's version."""
    return RULE_SETS[Profile(profile)]


def sitting_rules(sitting: Sitting) -> SittingRules:
    """What only sittings have of the rules; ``Invalid`` for an assembly that only gives opinions."""
    found = rules_for(sitting.profile or queries.assembly_of(sitting).profile).sitting
    if found is None:
        raise Invalid(
            "no_sittings",
            N_("This assembly only gives opinions; it holds no sittings here."),
            field="assembly",
        )
    return found


def require_state(sitting: Sitting, *states: SittingState) -> None:
    """``IllegalTransition`` unless the sitting is in one of ``states``."""
    if sitting.state not in states:
        raise IllegalTransition(
            "illegal_sitting_step",
            N_("The sitting is in a state in which this is not possible."),
            source=sitting.state.value,
            target=states[0].value,
        )


def own_seat(actor: Actor, sitting: Sitting) -> int:
    """The seat that the actor holds in the assembly that sits; ``NotAllowed`` without one."""
    require(actor, Permission.VOTE)
    seat = None
    if actor.account_id is not None:
        seat = queries.seat_of_account(actor.account_id, sitting.assembly_id, local_day(now()))
    if seat is None:
        raise NotAllowed("not_a_member", N_("You hold no seat in this assembly."))
    return seat.id


def acting_for(actor: Actor, sitting: Sitting, seat_id: int) -> None:
    """``NotAllowed`` unless the actor is the councillor whose seat it is, or else a clerk.

    Whether the seat is still in office is not asked, so that what it left behind can be cleared away.
    """
    own = None
    if actor.is_councillor and actor.account_id is not None:
        own = queries.seat_of_account(actor.account_id, sitting.assembly_id, local_day(now()))
    if own is not None and own.id == seat_id:
        return
    if not allows(actor, Permission.RUN_BALLOTS):
        raise NotAllowed("not_your_seat_here", N_("This seat is not yours."))


def require_members(sitting: Sitting, *seats: int) -> None:
    """``Invalid`` unless each seat is in office in the assembly today."""
    if not set(seats) <= queries.seats_in_office(sitting.assembly_id, local_day(now())):
        raise Invalid("not_in_office", N_("This seat is not in office in this assembly."), field="seat")
