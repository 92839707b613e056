"""Calls for volunteers and offers of help: one function a deed."""

from consult.services.offers.answering import answer_offer
from consult.services.offers.calls import CallFields, call, change_call, close_call
from consult.services.offers.fields import OfferFields
from consult.services.offers.making import change_offer, offer, withdraw_offer
from consult.services.offers.showing import set_visibility

__all__ = [
    "CallFields",
    "OfferFields",
    "answer_offer",
    "call",
    "change_call",
    "change_offer",
    "close_call",
    "offer",
    "set_visibility",
    "withdraw_offer",
]
