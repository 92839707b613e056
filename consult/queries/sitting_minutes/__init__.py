"""The record of a whole sitting (``record``) and the reading of it (``loading``), for its minutes."""

from consult.queries.sitting_minutes.loading import minutes, provisional
from consult.queries.sitting_minutes.record import SittingMinutes

__all__ = ["SittingMinutes", "minutes", "provisional"]
