"""Chantiers of the demonstration go through dated phases, and some actions through steps, told by editors."""

from datetime import timedelta

from consult.models.programme import Action, ActionUpdate, Chantier, Phase
from consult.queries import demo as queries
from consult.services.demo.cast import Person
from consult.services.demo.stage import Stage

#: So many days before today an editor dated the processes.
DATED_DAYS_AGO = 30
AFTERNOON = timedelta(hours=14, minutes=10)


def date_processes(stage: Stage, editor: Person) -> None:
    """Replace the phases of the kinds that the files name; a later import then leaves the process alone."""
    at = stage.ago(DATED_DAYS_AGO) + AFTERNOON
    for number, phases in stage.files.processes.items():
        queries.drop_phases(number, {phase.kind for phase in phases})
        rows = [
            {
                "chantier_number": number,
                "kind": phase.kind,
                "starts_on": stage.day(phase.first),
                "ends_on": stage.day(phase.last),
                "note": phase.note,
            }
            for phase in phases
        ]
        queries.add(Phase, rows)
        queries.change(Chantier, [{"number": number, "process_revision": 2}])
        event = "chantier.process_changed"
        stage.tell(at, editor.id, event, "chantier", number, chantier=number, revision=2)


def tell_steps(stage: Stage, editor: Person) -> None:
    """The steps of the file in its order, which is that of time for each action."""
    actions = queries.action_ids()
    for step in stage.files.action_steps:
        at, number = stage.ago(step.days_ago) + AFTERNOON, actions[step.action]
        row = {"action_id": number, "status": step.status, "note": step.note}
        told = {"happened_on": stage.day(-step.days_ago), "recorded_at": at}
        (update_id,) = queries.add(ActionUpdate, [row | told])
        queries.change(Action, [{"id": number, "status": step.status}])
        chantier, status = int(step.action[1:3]), step.status.value
        told_of = ("action.status_told", "action", number)
        stage.tell(at, editor.id, *told_of, chantier=chantier, status=status, update_id=update_id)
