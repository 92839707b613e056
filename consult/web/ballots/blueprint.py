"""The area of ballots, so that its view modules share one blueprint without importing each other."""

from datetime import datetime

from babel.units import format_unit
from flask_babel import get_locale

from consult.kernel.clock import now
from consult.web.kit.locale import area

bp = area("ballots", __name__)


@bp.app_template_filter("time_left")
def time_left(end: datetime) -> str:
    """How long until ``end``, in words: whole days, then hours, at last minutes; never below zero."""
    seconds = max(0, int((end - now()).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600)):
        if seconds >= 2 * length:
            return format_unit(seconds // length, f"duration-{unit}", locale=get_locale())
    return format_unit(seconds // 60, "duration-minute", locale=get_locale())
