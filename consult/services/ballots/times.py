"""A clerk writes local times; here they become moments, unless the clocks change just then."""

from datetime import UTC, datetime

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory


def local_instant(local: datetime, field: str) -> datetime:
    """The moment, in UTC, of a naive date and time in the territory's zone.

    ``Invalid``, on ``field``, for a time that comes twice (end of summer time) or not at all (its beginning).
    """
    zone = territory().zone
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    clock = f"{local:%H:%M}"
    if first.astimezone(zone).replace(tzinfo=None) == local:
        raise Invalid(
            "time_twice",
            N_("The clocks go back that night, so %(clock)s comes twice. Please choose another time."),
            field=field,
            clock=clock,
        )
    raise Invalid(
        "time_missing",
        N_("The clocks go forward that night, so %(clock)s does not exist. Please choose another time."),
        field=field,
        clock=clock,
    )
