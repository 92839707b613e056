"""The worker reminds those who have not voted here: seven days and 24 hours before the end."""

from datetime import datetime

from consult.kernel.clock import local_day
from consult.queries import ballots as queries
from consult.rules.reminders import BEFORE_THE_END, notice_due
from consult.services import outbox

EVENT = "ballot-reminder"


def remind_due(moment: datetime) -> int:
    """Owe each notice that has fallen due by ``moment``; how many. Done again, it owes none twice.

    One letter a person and paper, however many of its questions and of their seats are without a vote; the
    worker asks again when it writes the letter. Suspended ballots remind nobody.
    """
    count = 0
    for ending in queries.ending(moment, moment + max(BEFORE_THE_END.values())):
        notice = notice_due(ending.opens_at, ending.closes_at, moment)
        if notice is None:
            continue
        together = f"paper{ending.paper_id}" if ending.paper_id else f"ballot{ending.ballot_ids[0]}"
        key = f"{together}:{notice.value}"
        accounts = queries.accounts_unvoted(ending.ballot_ids, local_day(moment), outbox.key_of(EVENT, key))
        outbox.tell(EVENT, accounts, key, ballot_ids=list(ending.ballot_ids))
        count += len(accounts)
    return count
