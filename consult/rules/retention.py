"""How long the house keeps what it does not need for good; the privacy page promises the same periods."""

from datetime import datetime, timedelta
from enum import StrEnum


class Kept(StrEnum):
    """What has an end, and the moment it is counted from."""

    SESSIONS = "sessions"
    TOKENS = "tokens"
    FORM_TOKENS = "form_tokens"
    FORMS = "forms"
    MAILS = "mails"
    UNCONFIRMED = "unconfirmed"
    REPORTERS = "reporters"
    NAMES = "names"
    SEAT_FILES = "seat_files"
    OFFERS = "offers"
    REGISTRATIONS = "registrations"
    INVITATIONS = "invitations"


#: Sessions and tokens count from their own end, reporters from the decision, the words of an offer from its
#: answer or last change, registrations from the end of the event, the rest from their making. A withheld name
#: goes once six months to contest the decision, and the days to decide on that, are over.
PERIODS: dict[Kept, timedelta] = {
    Kept.SESSIONS: timedelta(0),
    Kept.TOKENS: timedelta(days=30),
    Kept.FORM_TOKENS: timedelta(days=30),
    Kept.FORMS: timedelta(days=30),
    Kept.MAILS: timedelta(days=90),
    Kept.UNCONFIRMED: timedelta(days=30),
    Kept.REPORTERS: timedelta(days=365),
    Kept.NAMES: timedelta(days=215),
    Kept.SEAT_FILES: timedelta(days=1),
    Kept.OFFERS: timedelta(days=730),
    Kept.REGISTRATIONS: timedelta(days=90),
    Kept.INVITATIONS: timedelta(days=90),
}


def limit(kept: Kept, now: datetime) -> datetime:
    """Whatever of ``kept`` dates from before this moment must go."""
    return now - PERIODS[kept]
