"""The area of ballots, so that its view modules share one blueprint without importing each other."""

from datetime import datetime

from flask_babel import format_timedelta

from consult.kernel.clock import now
from consult.web.kit.locale import area

bp = area("ballots", __name__)


@bp.app_template_filter("time_left")
def time_left(end: datetime) -> str:
    """How long until ``end``, in words: days, or hours on the last day."""
    return str(format_timedelta(end - now(), granularity="minute", threshold=1.2))
