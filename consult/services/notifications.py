"""The worker's deeds on the outbox: claim rows, write each letter, note what became of it.

Each is one transaction of the worker's, so that a kill at any moment loses nothing: an unfinished claim is
taken again after ten minutes, and the letter then has the same Message-ID.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from consult.gateways.mail import Letter, MailError
from consult.kernel.clock import now
from consult.kernel.errors import DomainError
from consult.models.notifications import OutboxItem, OutboxStatus
from consult.queries import notifications
from consult.rules.delivery import CLAIM_LASTS, next_attempt
from consult.services.mailing.composing import compose

BATCH = 20
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claim:
    """Rows that this worker alone may send, until the claim grows old."""

    item_ids: tuple[int, ...]
    claimed_at: datetime


def waiting() -> bool:
    """Whether there is anything to claim; reads only."""
    moment = now()
    return notifications.anything_due(moment, moment - CLAIM_LASTS)


def claim() -> Claim:
    """Take up to 20 rows whose time has come, by their status."""
    moment = now()
    items = notifications.due_locked(moment, moment - CLAIM_LASTS, BATCH)
    for item in items:
        item.status = OutboxStatus.CLAIMED
        item.claimed_at = moment
    return Claim(tuple(item.id for item in items), moment)


def write(claim: Claim, item_id: int) -> Letter | None:
    """The letter of one claimed row; None when it is no longer ours, or must not be sent and is dropped."""
    item = _ours(claim, item_id)
    if item is None:
        return None
    try:
        letter, because = compose(item), "gone_or_withheld"
    except DomainError as refusal:  # for example a code for a record that has been claimed meanwhile
        letter, because = None, refusal.code
    if letter is None:
        item.status = OutboxStatus.DROPPED
        item.problem = because
        log.info("mail_dropped", event_name=item.event, item=item.id, because=because)
    return letter


def sent(claim: Claim, item_id: int) -> None:
    """The letter left the house."""
    item = _ours(claim, item_id)
    if item is not None:
        item.status = OutboxStatus.SENT
        item.sent_at = now()
        item.attempts += 1
        item.problem = None


def failed(claim: Claim, item_id: int, problem: Exception) -> None:
    """The letter stays: tried again later, and given up after eight attempts or a final refusal."""
    item = _ours(claim, item_id)
    if item is None:
        return
    item.attempts += 1
    known = isinstance(problem, MailError)  # only our own words: others may quote an address
    item.problem = str(problem)[:200] if known else type(problem).__name__
    again = (
        None if isinstance(problem, MailError) and problem.permanent else next_attempt(item.attempts, now())
    )
    if again is None:
        item.status = OutboxStatus.FAILED
        log.error("mail_given_up", event_name=item.event, item=item.id, problem=item.problem)
        return
    item.status = OutboxStatus.WAITING
    item.due_at = again
    log.warning("mail_postponed", event_name=item.event, item=item.id, problem=item.problem, until=str(again))


def release(claim: Claim) -> None:
    """Put back, untried, what a stopping worker or a silent server left of a batch."""
    for item in notifications.claimed(claim.item_ids, claim.claimed_at):
        item.status = OutboxStatus.WAITING


def _ours(claim: Claim, item_id: int) -> OutboxItem | None:
    return next(iter(notifications.claimed([item_id], claim.claimed_at)), None)
