"""What the letters about meetings tell: a place or a line, a reminder, another time, the end of it."""

from collections.abc import Collection

from consult.kernel.clock import now
from consult.kernel.messages import N_
from consult.models.events import Event
from consult.queries import letters
from consult.queries.letters import Recipient
from consult.rules.events import EventStatus, RegistrationStatus
from consult.services.mailing.contents import Content, Ids

WHY = N_("You receive this message because you registered for this event.")
SEE = N_("See the event")
_R = RegistrationStatus


def registered(ids: Ids, reader: Recipient) -> Content | None:
    """Somebody has a place, from the start or now that one was free; None once they gave it back."""
    return _planned(ids, reader, {_R.REGISTERED})


def waiting(ids: Ids, reader: Recipient) -> Content | None:
    """Somebody stands in line; None once they moved up or left it."""
    return _planned(ids, reader, {_R.WAITING})


def moved(ids: Ids, reader: Recipient) -> Content | None:
    """Another time or place; None for whoever gave the place back."""
    return _planned(ids, reader, {_R.REGISTERED, _R.WAITING})


def reminder(ids: Ids, reader: Recipient) -> Content | None:
    """It begins soon; None when it has begun, or begins at another moment than this letter was owed for."""
    content = _planned(ids, reader, {_R.REGISTERED})
    if content is None:
        return None
    starts_at = content.values["event"].starts_at
    in_time = starts_at is not None and starts_at > now() and starts_at.isoformat() == ids["starts_at"]
    return content if in_time else None


def cancelled(ids: Ids, reader: Recipient) -> Content | None:
    """It does not take place, and why not."""
    event = letters.event(ids["event_id"])
    if event is None or event.status is not EventStatus.CANCELLED:
        return None
    return _content(event, reader, {_R.REGISTERED, _R.WAITING})


def reported(ids: Ids, reader: Recipient) -> Content | None:
    """What came of it, to whoever had a place."""
    content = _planned(ids, reader, {_R.REGISTERED})
    return content if content is not None and content.values["event"].report else None


def _planned(ids: Ids, reader: Recipient, standing: Collection[RegistrationStatus]) -> Content | None:
    event = letters.event(ids["event_id"])
    if event is None or event.status is not EventStatus.PUBLISHED:
        return None
    return _content(event, reader, standing)


def _content(event: Event, reader: Recipient, standing: Collection[RegistrationStatus]) -> Content | None:
    """The event and where the reader goes, while they stand there as the letter says."""
    own = letters.registration(event.id, reader.account_id)
    if own is None or own.status not in standing:
        return None
    venue = next(each for each in event.venues if each.id == own.venue_id)
    return Content({"event": event, "venue": venue}, {"event_id": event.id})
