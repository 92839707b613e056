"""The worker owes here, once to each registered person, the reminder before an event begins."""

from datetime import timedelta

from consult.kernel.clock import now
from consult.kernel.territory import territory
from consult.queries import events as queries
from consult.services import outbox

LETTER = "event-reminder"
CHUNK = 500


def remind(limit: int = CHUNK) -> int:
    """Owe at most ``limit`` reminders; how many. As long as it is ``limit`` there may be more.

    Each is owed once for the moment at which the event begins, so that one that moves reminds again.
    """
    moment = now()
    until = moment + timedelta(days=territory().settings["event_reminder_days"])
    count = 0
    for event_id, starts_at in queries.soon(moment, until):
        key = f"{event_id}:{starts_at:%Y%m%dT%H%M%S}"
        accounts = queries.not_reminded(event_id, outbox.key_of(LETTER, key), limit - count)
        outbox.tell(LETTER, accounts, key, event_id=event_id, starts_at=starts_at.isoformat())
        count += len(accounts)
        if count >= limit:
            break
    return count
