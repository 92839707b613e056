"""Every SELECT about calls and offers, with the row locks that their deeds need."""

from consult.queries.offers.calls import (
    ActionCalls,
    CallList,
    CallView,
    call,
    calls,
    of_action,
    open_calls,
)
from consult.queries.offers.lists import Line, OwnOffers, own_offers
from consult.queries.offers.pages import OfferPage, OfferTo, call_page, need_page, page
from consult.queries.offers.rows import (
    action,
    has_owner,
    locked,
    locked_call,
    own,
    owner_ids,
)

__all__ = [
    "ActionCalls",
    "CallList",
    "CallView",
    "Line",
    "OfferPage",
    "OfferTo",
    "OwnOffers",
    "action",
    "call",
    "call_page",
    "calls",
    "has_owner",
    "locked",
    "locked_call",
    "need_page",
    "of_action",
    "open_calls",
    "own",
    "own_offers",
    "owner_ids",
    "page",
]
