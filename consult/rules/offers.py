"""Calls for volunteers and offers of help: what people can bring, and what becomes of an offer."""

from enum import StrEnum

from consult.kernel.messages import N_


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
