"""The owner of a need, or the editors of a call, accept or decline an offer here."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict, NotFound
from consult.kernel.messages import N_
from consult.models.offers import Offer
from consult.queries import offers as queries
from consult.rules.lifecycle import Visibility
from consult.rules.offers import REPLY_LENGTH, OfferStatus, check_judge, check_open
from consult.rules.permissions import Permission, allows, official, require
from consult.services import outbox
from consult.services.offers.fields import words
from consult.services.offers.rows import record


def answer_offer(
    actor: Actor, offer_id: int, *, accept: bool, reply: str, language: str | None = None
) -> Offer:
    """Accept or decline with thanks, once and for good: a reply that somebody acts upon does not change.

    Whoever offered is told; they read the reply and nothing else about its writer.
    """
    found = queries.locked(offer_id)
    if not allows(actor, Permission.READ_OFFER, found.about):
        raise NotFound
    require(actor, Permission.ANSWER_OFFER, found.about)
    check_judge(actor, found.account_id, official(actor, found.about))
    check_open(found.status)
    if found.visibility is not Visibility.VISIBLE:
        raise Conflict("offer_withheld", N_("A moderator has withheld this offer."))
    found.reply, found.reply_language = words(actor, reply, language, REPLY_LENGTH, "reply")
    found.status = OfferStatus.ACCEPTED if accept else OfferStatus.DECLINED
    found.replied_by_id, found.replied_at = actor.account_id, now()
    record(actor, f"offer.{found.status.value}", found)
    outbox.tell(
        "offer-answered",
        [found.account_id],
        f"{found.id}:{found.replied_at.isoformat()}",
        offer_id=found.id,
    )
    return found
