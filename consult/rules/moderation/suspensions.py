"""How long an account may be suspended."""

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_

SUSPENSION_DAYS = (1, 365)


def check_days(days: int | None) -> int:
    """A suspension always has an end, a year away at most."""
    if days is None or not SUSPENSION_DAYS[0] <= days <= SUSPENSION_DAYS[1]:
        raise Invalid("suspension_days", N_("Please say for how many days, from 1 to 365."), field="days")
    return days
