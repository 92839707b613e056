"""The words of the programme: kinds of actions, how precise a date is, phases and what each allows."""

from datetime import date
from enum import StrEnum

from consult.kernel.messages import N_


class ActionKind(StrEnum):
    ACTION = "action"
    MEASURE = "measure"
    EVENT = "event"
    PARTNER_PROJECT = "partner_project"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    PERIOD = "period"
    YEAR = "year"


class Part(StrEnum):
    """What the métropole does in an action."""

    LEADS = "leads"
    SUPPORTS = "supports"
    ENCOURAGES = "encourages"


class ActionStatus(StrEnum):
    ANNOUNCED = "announced"
    STARTED = "started"
    DONE = "done"
    CHANGED = "changed"
    STOPPED = "stopped"


class PhaseKind(StrEnum):
    LISTEN = "listen"
    PROPOSE = "propose"
    CURATE = "curate"
    VOTE = "vote"
    ANSWER = "answer"
    CARRY_OUT = "carry_out"
    REVIEW = "review"


KIND_LABELS = {
    ActionKind.ACTION: N_("Action"),
    ActionKind.MEASURE: N_("Measure"),
    ActionKind.EVENT: N_("Event of the programme"),
    ActionKind.PARTNER_PROJECT: N_("Partners’ project"),
}
PART_LABELS = {
    Part.LEADS: N_("leads"),
    Part.SUPPORTS: N_("supports"),
    Part.ENCOURAGES: N_("encourages"),
}
STATUS_LABELS = {
    ActionStatus.ANNOUNCED: N_("Announced"),
    ActionStatus.STARTED: N_("Started"),
    ActionStatus.DONE: N_("Carried out"),
    ActionStatus.CHANGED: N_("Changed"),
    ActionStatus.STOPPED: N_("Stopped"),
}
PHASE_LABELS = {
    PhaseKind.LISTEN: N_("Listen"),
    PhaseKind.PROPOSE: N_("Propose"),
    PhaseKind.CURATE: N_("Curate"),
    PhaseKind.VOTE: N_("Hold the vote"),
    PhaseKind.ANSWER: N_("Give answers"),
    PhaseKind.CARRY_OUT: N_("Carry out"),
    PhaseKind.REVIEW: N_("Take stock"),
}


def is_current(starts_on: date, ends_on: date | None, today: date) -> bool:
    """Whether a phase that may be open-ended holds on ``today``, its bounds included."""
    return starts_on <= today and (ends_on is None or today <= ends_on)
