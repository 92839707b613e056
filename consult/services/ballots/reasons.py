"""Moderators withhold a councillor's public reason here, or show it again; the count stays as it is."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.queries import ballots as queries
from consult.queries.ballots import PublicReason
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import REPORT_GROUNDS, Ground
from consult.rules.permissions import Facts, Permission, require
from consult.services import documents, journal, outbox


def withhold(actor: Actor, ballot_id: int, seat_id: int, ground: Ground) -> None:
    """Take the words of a public reason off the pages, under a rule of the charter; the councillor is told.

    The log keeps only a salted hash of the reason, so its chain verifies as before. ``NotFound`` before the
    count, ``Conflict`` when the reason is withheld already.
    """
    if ground not in REPORT_GROUNDS:
        raise Invalid("ground_unclear", N_("Please choose the rule that applies."), field="ground")
    reason = _moderated(actor, ballot_id, seat_id)
    if reason.row.visibility is not Visibility.VISIBLE:
        raise Conflict("already_withheld", N_("This reason is withheld already."))
    reason.row.visibility = Visibility.HIDDEN
    _record(actor, reason, "reason.withheld", ground)


def restore(actor: Actor, ballot_id: int, seat_id: int) -> None:
    """Show a withheld reason again; the councillor is told."""
    reason = _moderated(actor, ballot_id, seat_id)
    if reason.row.visibility is Visibility.VISIBLE:
        raise Conflict("not_withheld", N_("This reason is not withheld."))
    reason.row.visibility = Visibility.VISIBLE
    _record(actor, reason, "reason.restored", None)


def _moderated(actor: Actor, ballot_id: int, seat_id: int) -> PublicReason:
    reason = queries.public_reason(ballot_id, seat_id, lock=True)
    require(actor, Permission.MODERATE, facts_of(reason))
    return reason


def facts_of(reason: PublicReason) -> Facts:
    """What the permission table asks about a reason: its councillor is its author."""
    proposal = reason.ballot.proposal
    return Facts(author_id=reason.account_id, chantier=proposal.chantier_number if proposal else None)


def _record(actor: Actor, reason: PublicReason, event: str, ground: Ground | None) -> None:
    ballot_id, seat_id = reason.row.ballot_id, reason.row.seat_id
    rule = ground.value if ground else None
    documents.refresh(ballot_id=ballot_id)
    journal.record(
        actor, event, "ballot", ballot_id, chantier=facts_of(reason).chantier, seat=seat_id, ground=rule
    )
    outbox.tell(
        "vote-reason-withheld",
        [reason.account_id],
        f"ballot{ballot_id}:seat{seat_id}:{now():%Y%m%dT%H%M%S%f}",
        ballot_id=ballot_id,
        seat_id=seat_id,
        ground=rule,
    )
