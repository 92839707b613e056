"""What editors keep: the official texts that have drafts, a preview and a guard against lost updates."""

from enum import StrEnum

from consult.kernel.messages import N_


class Kept(StrEnum):
    CHANTIER = "chantier"
    PHASES = "phases"
    ACTION = "action"
    EVENT = "event"
    PLACE = "place"
    PROJECT = "project"
    PAGE = "page"


#: The key of a draft of something that does not exist yet.
NEW = "new"
KEPT_LABELS = {
    Kept.CHANTIER: N_("Page of a chantier"),
    Kept.PHASES: N_("Process of a chantier"),
    Kept.ACTION: N_("Action"),
    Kept.EVENT: N_("Event of the calendar"),
    Kept.PLACE: N_("Place"),
    Kept.PROJECT: N_("Project of others"),
    Kept.PAGE: N_("Static page"),
}
