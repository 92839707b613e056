"""How often somebody wants to hear of what they follow."""

from datetime import timedelta
from enum import StrEnum

from consult.kernel.messages import N_


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
PACE_LABELS = {
    Pace.AT_ONCE: N_("At once"),
    Pace.DAILY: N_("Once a day"),
    Pace.WEEKLY: N_("Once a week"),
    Pace.NEVER: N_("Never"),
}
