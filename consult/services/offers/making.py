"""People offer help to a call or a need here, change what they offer, and take it back."""

from consult.kernel.actor import VISITOR, Actor
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed, NotFound
from consult.kernel.messages import N_
from consult.models.offers import Call, Offer
from consult.models.proposals import Proposal
from consult.queries import offers as queries
from consult.queries import proposals
from consult.queries.moderation import editor_ids
from consult.rules.lifecycle import Visibility
from consult.rules.offers import (
    OFFER_LENGTH,
    OfferStatus,
    check_again,
    check_call,
    check_need,
    check_open,
    check_others,
    check_withdrawable,
)
from consult.rules.permissions import Permission, allows, official, require
from consult.services import outbox
from consult.services.offers.fields import OfferFields, words
from consult.services.offers.rows import record


def offer(actor: Actor, to: Call | Proposal, fields: OfferFields) -> Offer:
    """Offer help to ``to``, once a kind; what one withdrew may be offered again.

    The text is read by the owner alone. Nobody's address is passed on, and no money moves here.
    """
    thing = _locked(actor, to)
    text, language = words(actor, fields.text, fields.language, OFFER_LENGTH, "text")
    found = queries.own(thing, actor.account_id, fields.kind)
    moment = now()
    if found is None:
        found = Offer(account_id=actor.account_id, kind=fields.kind, created_at=moment)
        found.call, found.proposal = _sides(thing)
        db.session.add(found)
    else:
        check_again(found.status, found.visibility is Visibility.VISIBLE)
        found.reply, found.reply_language, found.replied_by_id, found.replied_at = "", None, None, None
    found.status = OfferStatus.OPEN
    found.text, found.language, found.named, found.changed_at = text, language, fields.named, moment
    db.session.flush()
    record(actor, "offer.made", found, kind=found.kind.value)
    key = f"{found.id}:{moment.isoformat()}"
    outbox.tell("offer-received", _owners(found), key, offer_id=found.id)
    return found


def _locked(actor: Actor, to: Call | Proposal) -> Call | Proposal:
    """The thing, locked, so that it does not close meanwhile; refused unless ``actor`` may offer to it."""
    if isinstance(to, Call):
        call = queries.locked_call(to.id)
        require(actor, Permission.OFFER, call.facts)
        check_call(call.open_until, call.closed_at, today())
        return call
    need = proposals.locked(to.id)
    if not allows(actor, Permission.READ_PROPOSAL, need.facts):
        raise NotFound
    check_others(actor, need.facts)
    require(actor, Permission.OFFER, need.facts)
    check_need(need.kind, need.state)
    if not queries.has_owner(need):
        raise Conflict("nobody_answers", N_("Its author has left, so nobody could answer your offer."))
    return need


def _sides(thing: Call | Proposal) -> tuple[Call | None, Proposal | None]:
    return (thing, None) if isinstance(thing, Call) else (None, thing)


def _owners(found: Offer) -> list[int]:
    """Who may answer: the author, the organisation's keepers, or the editors of the chantier."""
    if official(VISITOR, found.about):
        owners = set(editor_ids(found.about.chantier or 0))
    else:
        assert found.proposal is not None
        owners = queries.owner_ids(found.proposal)
    return sorted(owners - {found.account_id or 0})


def change_offer(actor: Actor, offer_id: int, fields: OfferFields) -> Offer:
    """Change text, language and consent to be named while nobody has answered; the kind stays."""
    found = _own(actor, offer_id)
    if actor.suspended:
        require(actor, Permission.OFFER)
    check_open(found.status)
    if found.visibility is not Visibility.VISIBLE:
        raise NotAllowed("offer_withheld", N_("A moderator has withheld this offer."))
    text, language = words(actor, fields.text, fields.language, OFFER_LENGTH, "text")
    if (text, language, fields.named) == (found.text, found.language, found.named):
        return found
    found.text, found.language, found.named = text, language, fields.named
    found.changed_at = now()
    record(actor, "offer.changed", found)
    return found


def withdraw_offer(actor: Actor, offer_id: int) -> Offer:
    """Take one's offer back, at any time and while suspended too; twice changes nothing."""
    found = _own(actor, offer_id)
    if found.status is OfferStatus.WITHDRAWN:
        return found
    check_withdrawable(found.status)
    before, found.status = found.status, OfferStatus.WITHDRAWN
    found.named, found.changed_at = False, now()
    record(actor, "offer.withdrawn", found, before=before.value)
    return found


def _own(actor: Actor, offer_id: int) -> Offer:
    """One's own offer, locked; to everybody else there is none."""
    found = queries.locked(offer_id)
    if actor.account_id is None or found.account_id != actor.account_id:
        raise NotFound
    return found
