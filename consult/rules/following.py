"""What can be followed, which lines of the journal are news, and how often somebody hears of them."""

from datetime import timedelta
from enum import StrEnum

from consult.kernel.messages import N_


class Followed(StrEnum):
    CHANTIER = "chantier"
    PROPOSAL = "proposal"
    COMMUNE = "commune"


class Pace(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


#: The shortest time between two digests; who wants none has none.
INTERVALS = {
    Pace.AT_ONCE: timedelta(0),
    Pace.DAILY: timedelta(days=1),
    Pace.WEEKLY: timedelta(days=7),
}
#: A line of the journal may be written before and committed after another: news waits until all are there.
SETTLED = timedelta(minutes=5)
#: Events of the journal that followers hear of, in a few words each.
NEWS = {
    "proposal.published": N_("New proposal"),
    "proposal.in_ballot": N_("Before the councillors"),
    "proposal.voted": N_("Councillors have voted"),
    "proposal.answered": N_("The administration has answered"),
    "proposal.progress_noted": N_("News of its progress"),
    "proposal.in_progress": N_("In progress"),
    "proposal.done": N_("Done"),
    "event.published": N_("New meeting"),
    "event.moved": N_("The meeting has moved"),
    "event.cancelled": N_("The meeting is cancelled"),
    "event.reported": N_("Report of the meeting"),
}
PACE_LABELS = {
    Pace.AT_ONCE: N_("At once"),
    Pace.DAILY: N_("Once a day"),
    Pace.WEEKLY: N_("Once a week"),
    Pace.NEVER: N_("Never"),
}
