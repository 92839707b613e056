"""What becomes of an action is told here, a dated step at a time: nothing told before is written over."""

from collections.abc import Mapping
from datetime import date

from consult.kernel.actor import Actor
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.models.programme import ActionUpdate
from consult.queries.editing import things
from consult.rules.dates import slips
from consult.rules.editing import Kept
from consult.rules.permissions import Facts, Permission, require
from consult.rules.programme import ActionStatus
from consult.services import journal, search
from consult.services.editing import wording


def tell(
    actor: Actor, action_id: int, status: ActionStatus, note: Mapping[str, str], happened_on: date
) -> ActionUpdate:
    """Add a step to the action's history and give the action its status.

    ``Invalid`` for a day to come or before the last step: the history reads in the order of what happened.
    The same step told twice in a row stays one.
    """
    action = things.action_with_history(action_id, locked=True)
    require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=action.chantier_number))
    words = wording.checked(Kept.ACTION, {"note": note})["note"]
    last = action.updates[-1] if action.updates else None
    if last is not None and (last.status, last.note, last.happened_on) == (status, words, happened_on):
        return last
    _check_day(happened_on, last)
    step = ActionUpdate(status=status, note=words, happened_on=happened_on, recorded_at=now())
    action.updates.append(step)
    action.status = status
    db.session.flush()
    search.actions([action])
    journal.record(
        actor,
        "action.status_told",
        "action",
        action.id,
        chantier=action.chantier_number,
        status=status.value,
        update_id=step.id,
    )
    return step


def _check_day(happened_on: date, last: ActionUpdate | None) -> None:
    wording.refuse(slips(today(), {"happened_on": happened_on}))
    if happened_on > today():
        raise Invalid("day_to_come", N_("This day is still to come."), field="happened_on")
    if last is not None and happened_on < last.happened_on:
        sentence = N_("The last step is of a later day. Please give that day or one after it.")
        raise Invalid("out_of_order", sentence, field="happened_on")
