"""Calls for volunteers and offers of help: what people can bring, and what becomes of an offer."""

from datetime import date, datetime
from enum import StrEnum

from consult.kernel.actor import Actor
from consult.kernel.errors import Conflict, NotAllowed
from consult.kernel.messages import N_
from consult.rules.lifecycle import OPEN_STATES, ProposalKind, ProposalState
from consult.rules.permissions import Facts, impartial, not_author


class OfferKind(StrEnum):
    TIME = "time"
    SKILL = "skill"
    PLACE = "place"
    MATERIAL = "material"
    MONEY = "money"


class OfferStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OFFER_LENGTH = (10, 1000)
REPLY_LENGTH = (2, 1000)
CALL_TITLE_LENGTH = (5, 120)
CALL_TEXT_LENGTH = (20, 2000)
MOST_WANTED = 10_000
#: What everybody may count; whoever withdrew is not counted any more.
COUNTED = (OfferStatus.ACCEPTED, OfferStatus.OPEN, OfferStatus.DECLINED)
#: While an offer stands, its person is named if they agreed to it; they can take it back.
STANDING = frozenset({OfferStatus.OPEN, OfferStatus.ACCEPTED})
OFFER_KIND_LABELS = {
    OfferKind.TIME: N_("Some time"),
    OfferKind.SKILL: N_("A skill"),
    OfferKind.PLACE: N_("A place"),
    OfferKind.MATERIAL: N_("Material"),
    OfferKind.MONEY: N_("Money"),
}
OFFER_STATUS_LABELS = {
    OfferStatus.OPEN: N_("Waiting for a reply"),
    OfferStatus.ACCEPTED: N_("Accepted with thanks"),
    OfferStatus.DECLINED: N_("Declined with thanks"),
    OfferStatus.WITHDRAWN: N_("Withdrawn"),
}


def call_is_open(open_until: date | None, closed_at: datetime | None, day: date) -> bool:
    """Whether a call takes offers on ``day``; the last day is included."""
    return closed_at is None and (open_until is None or day <= open_until)


def check_call(open_until: date | None, closed_at: datetime | None, day: date) -> None:
    """``Conflict`` for a call that has ended or was closed."""
    if not call_is_open(open_until, closed_at, day):
        raise Conflict("call_closed", N_("This call is closed. Thank you for wanting to help."))


def check_need(kind: ProposalKind, state: ProposalState) -> None:
    """``Conflict`` for a proposal that is no need, or that is not open any more."""
    if kind is not ProposalKind.NEED:
        raise Conflict("not_a_need", N_("Help is offered to needs only. This proposal is of another kind."))
    if state not in OPEN_STATES:
        raise Conflict("need_closed", N_("This need takes no more offers: it has moved on."))


def check_others(actor: Actor, thing: Facts) -> None:
    """``NotAllowed`` for one's own need, or that of one's organisation."""
    if not not_author(actor, thing):
        raise NotAllowed("own_need", N_("This is your own proposal. Others can offer help for it."))


def check_judge(actor: Actor, account_id: int | None, official: bool) -> None:
    """Nobody answers their own offer; for the administration nobody answers somebody close to them."""
    own = account_id is not None and account_id == actor.account_id
    if own or (official and not impartial(actor, Facts(author_id=account_id))):
        raise NotAllowed(
            "not_impartial", N_("You are too close to this offer. Somebody else must answer it.")
        )


def check_open(status: OfferStatus) -> None:
    """``Conflict`` unless the offer still waits for its reply."""
    if status is OfferStatus.WITHDRAWN:
        raise Conflict("offer_withdrawn", N_("This offer has been withdrawn meanwhile."))
    if status is not OfferStatus.OPEN:
        raise Conflict("offer_answered", N_("This offer has been answered already."))


def check_withdrawable(status: OfferStatus) -> None:
    """An open or accepted offer can be taken back; a declined one has ended."""
    if status is OfferStatus.DECLINED:
        raise Conflict("offer_declined", N_("This offer was declined, so there is nothing to withdraw."))


def check_again(status: OfferStatus, visible: bool) -> None:
    """What was withdrawn may be offered again; nothing else twice, and nothing that moderation withholds."""
    if status is not OfferStatus.WITHDRAWN:
        raise Conflict("already_offered", N_("You have already offered this here."))
    if not visible:
        raise Conflict("offer_withheld", N_("A moderator withheld this offer, so it cannot be made again."))
