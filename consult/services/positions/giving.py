"""Those who keep an organisation say here where it stands and why, one position a thing."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Outdated
from consult.kernel.messages import N_
from consult.models.positions import Position
from consult.queries import positions as queries
from consult.rules.lifecycle import Visibility
from consult.rules.permissions import Facts, Permission, require
from consult.rules.positions import About, Thing
from consult.services.positions.fields import PositionFields, checked
from consult.services.positions.rows import keep_version, record


def give(actor: Actor, organisation_id: int, thing: Thing, fields: PositionFields) -> Position:
    """Say where an organisation stands on a chantier, an action or a project; ``NotFound`` for none of them.

    One that it withdrew can be given again, in other words. ``Conflict`` when it has given its position
    there already, or one that it gave is withheld.
    """
    require(actor, Permission.GIVE_POSITION, Facts(organisation_id=organisation_id))
    queries.thing(thing)
    reasons = checked(fields)
    position = queries.locked_of(organisation_id, thing)
    moment = now()
    if position is None:
        position = Position(organisation_id=organisation_id, number=1, **{COLUMNS[thing.about]: thing.id})
        db.session.add(position)
    elif position.withdrawn_at is None:
        raise Conflict(*Position.conflicts["uq_position_organisation_id_project_id"])
    else:
        _check_shown(position)
        keep_version(position)
        position.withdrawn_at = None
    position.stance, position.reasons = fields.stance, reasons
    position.given_by_id, position.given_at, position.changed_at = actor.account_id, moment, moment
    db.session.flush()
    position = queries.locked(position.id)
    record(actor, "position.given", position, stance=fields.stance.value)
    return position


#: The column that names what a position is about.
COLUMNS = {About.CHANTIER: "chantier_number", About.ACTION: "action_id", About.PROJECT: "project_id"}


def change(actor: Actor, position_id: int, fields: PositionFields, based_on: int) -> Position:
    """Save other words or another stance; what it said before stays readable. The same changes nothing.

    ``based_on``: the number of the version that whoever changes it had before them; ``Outdated`` when
    somebody else has changed it since; ``Conflict`` when it is withdrawn or withheld.
    """
    position = queries.locked(position_id)
    require(actor, Permission.GIVE_POSITION, Facts(organisation_id=position.organisation_id))
    if position.withdrawn_at is not None:
        raise Conflict("position_withdrawn", N_("Your organisation has withdrawn this position."))
    _check_shown(position)
    if position.number != based_on:
        raise Outdated(
            "stale_version",
            N_("Somebody of your organisation has changed this meanwhile. Please look at it again."),
        )
    reasons = checked(fields)
    if (position.stance, position.reasons) == (fields.stance, reasons):
        return position
    before = position.stance
    keep_version(position)
    position.stance, position.reasons = fields.stance, reasons
    position.given_by_id, position.changed_at = actor.account_id, now()
    record(actor, "position.changed", position, stance=fields.stance.value, before=before.value)
    return position


def withdraw(actor: Actor, position_id: int) -> Position:
    """Take a position back; a second time changes nothing, and moderation need not let it through."""
    position = queries.locked(position_id)
    require(actor, Permission.GIVE_POSITION, Facts(organisation_id=position.organisation_id))
    if position.withdrawn_at is None:
        position.withdrawn_at = now()
        record(actor, "position.withdrawn", position)
    return position


def _check_shown(position: Position) -> None:
    if position.visibility is not Visibility.VISIBLE:
        raise Conflict(
            "position_withheld",
            N_("Moderation withholds this position, so its words stay as they are. You can contest that."),
        )
