"""The worker clears here what the privacy page says is kept only for a while; twice changes nothing."""

from collections.abc import Callable
from datetime import datetime

from consult.kernel.clock import local_day, now
from consult.queries import retention
from consult.rules.retention import Kept, limit

#: So many rows of a kind in one transaction, so that writers never wait long.
CHUNK = 2000

CLEARING: dict[Kept, Callable[[datetime, int], int]] = {
    Kept.SESSIONS: retention.sessions,
    Kept.TOKENS: retention.tokens,
    Kept.FORM_TOKENS: retention.form_tokens,
    Kept.FORMS: retention.forms,
    Kept.MAILS: retention.mails,
    Kept.UNCONFIRMED: retention.unconfirmed,
    Kept.REPORTERS: retention.reporters,
    Kept.NAMES: retention.names,
    Kept.SEAT_FILES: retention.seat_files,
    Kept.OFFERS: retention.offers,
    Kept.REGISTRATIONS: retention.registrations,
    Kept.INVITATIONS: retention.invitations,
}


def clear() -> dict[str, int]:
    """Clear one chunk of each kind; how many rows of each. While one is full there may be more."""
    moment = now()
    cleared = {kept.value: forget(limit(kept, moment), CHUNK) for kept, forget in CLEARING.items()}
    return cleared | {"councillors": retention.councillors_addresses(local_day(moment), CHUNK)}
