"""Every deed on a sitting: prepare, convene, open; presence, proxies, items and their votes; end."""

from consult.services.sittings.attendance import arrive, leave, record_movements
from consult.services.sittings.convening import cancel, convene, reconvene
from consult.services.sittings.items import (
    ask_mode,
    close_item,
    open_item,
    recuse,
    take_back_recusal,
    take_back_request,
)
from consult.services.sittings.preparing import (
    ItemDraft,
    SittingDraft,
    add_item,
    move_item,
    prepare,
    remove_item,
    revise,
    revise_item,
)
from consult.services.sittings.proxies import ProxyDraft, enter_proxy, give_proxy, revoke_proxy
from consult.services.sittings.running import end_sitting, open_sitting, preside, renew_room_code
from consult.services.sittings.voting import enter_by_hand, enter_totals, put_to_vote

__all__ = [
    "ItemDraft",
    "ProxyDraft",
    "SittingDraft",
    "add_item",
    "arrive",
    "ask_mode",
    "cancel",
    "close_item",
    "convene",
    "end_sitting",
    "enter_by_hand",
    "enter_proxy",
    "enter_totals",
    "give_proxy",
    "leave",
    "move_item",
    "open_item",
    "open_sitting",
    "prepare",
    "preside",
    "put_to_vote",
    "reconvene",
    "record_movements",
    "recuse",
    "remove_item",
    "renew_room_code",
    "revise",
    "revise_item",
    "revoke_proxy",
    "take_back_recusal",
    "take_back_request",
]
