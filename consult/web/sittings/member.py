"""A member's own deeds in a sitting: arrive and leave, give a proxy, step back, ask for another vote."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Conflict, Invalid
from consult.queries import sittings as queries
from consult.rules.permissions import Permission
from consult.rules.voting import Mode
from consult.services import sittings as deeds
from consult.services.sittings.seats_here import own_seat
from consult.web.kit.access import allow, current_actor
from consult.web.kit.limits import ACCOUNT_ENTRY, limiter
from consult.web.kit.transaction import once
from consult.web.sittings.blueprint import bp
from consult.web.sittings.member_forms import ArriveForm, ProxyForm
from consult.web.sittings.public import sitting_page


def _back(sitting_id: int, anchor: str = "now") -> ResponseReturnValue:
    return redirect(url_for(".show", sitting_id=sitting_id, _anchor=anchor))


@bp.post("/sittings/<int:sitting_id>/arrive")
@allow(Permission.VOTE)
@limiter.limit(ACCOUNT_ENTRY)
@once
def arrive(sitting_id: int) -> ResponseReturnValue:
    queries.public_sitting(sitting_id)
    form = ArriveForm()
    if not form.validate_on_submit():
        return sitting_page(sitting_id, arriving=form), 422
    try:
        deeds.arrive(current_actor(), sitting_id, form.code.data or "")
    except Invalid as refusal:
        form.refuse(refusal)
        return sitting_page(sitting_id, arriving=form), 422
    flash(_("You are on the list of those present."), "success")
    return _back(sitting_id)


@bp.post("/sittings/<int:sitting_id>/leave")
@allow(Permission.VOTE)
@once
def leave(sitting_id: int) -> ResponseReturnValue:
    queries.public_sitting(sitting_id)
    deeds.leave(current_actor(), sitting_id)
    flash(_("You have left the sitting. A vote you have cast stands."), "success")
    return _back(sitting_id)


@bp.post("/sittings/<int:sitting_id>/proxy")
@allow(Permission.VOTE)
@once
def give_proxy(sitting_id: int) -> ResponseReturnValue:
    queries.public_sitting(sitting_id)
    form = ProxyForm()
    if not form.validate_on_submit():
        return sitting_page(sitting_id, proxy=form), 422
    try:
        deeds.give_proxy(current_actor(), sitting_id, form.holder.data, form.sittings.data)
    except (Conflict, Invalid) as refusal:
        form.refuse(refusal)
        return sitting_page(sitting_id, proxy=form), refusal.status
    flash(_("Your proxy is given. The member who holds it gets a message."), "success")
    return _back(sitting_id, "proxy")


@bp.post("/sittings/<int:sitting_id>/proxies/<int:proxy_id>/revoke")
@allow(Permission.VOTE)
@once
def revoke_proxy(sitting_id: int, proxy_id: int) -> ResponseReturnValue:
    queries.proxy_of_sitting(sitting_id, proxy_id)
    deeds.revoke_proxy(current_actor(), proxy_id)
    flash(_("You have taken your proxy back. The member who held it gets a message."), "success")
    return _back(sitting_id, "proxy")


@bp.post("/sittings/<int:sitting_id>/items/<int:item_id>/step-back")
@allow(Permission.VOTE)
@once
def step_back(sitting_id: int, item_id: int) -> ResponseReturnValue:
    deeds.recuse(current_actor(), item_id, _own(sitting_id, item_id))
    flash(_("You step back from this item and cast no vote on it."), "success")
    return _back(sitting_id, f"item-{item_id}")


@bp.post("/sittings/<int:sitting_id>/items/<int:item_id>/take-part")
@allow(Permission.VOTE)
@once
def take_part(sitting_id: int, item_id: int) -> ResponseReturnValue:
    deeds.take_back_recusal(current_actor(), item_id, _own(sitting_id, item_id))
    flash(_("You take part in this item again."), "success")
    return _back(sitting_id, f"item-{item_id}")


@bp.post("/sittings/<int:sitting_id>/items/<int:item_id>/ask/<any(public, secret):mode>")
@allow(Permission.VOTE)
@once
def ask_mode(sitting_id: int, item_id: int, mode: str) -> ResponseReturnValue:
    deeds.ask_mode(current_actor(), item_id, [_own(sitting_id, item_id)], Mode(mode))
    flash(_("Your request has been noted."), "success")
    return _back(sitting_id, f"item-{item_id}")


@bp.post("/sittings/<int:sitting_id>/items/<int:item_id>/unask/<any(public, secret):mode>")
@allow(Permission.VOTE)
@once
def take_back_request(sitting_id: int, item_id: int, mode: str) -> ResponseReturnValue:
    deeds.take_back_request(current_actor(), item_id, _own(sitting_id, item_id), Mode(mode))
    flash(_("Your request has been taken back."), "success")
    return _back(sitting_id, f"item-{item_id}")


def _own(sitting_id: int, item_id: int) -> int:
    """The member's own seat, for an item of this sitting's agenda and no other."""
    return own_seat(current_actor(), queries.item_of_sitting(sitting_id, item_id))
