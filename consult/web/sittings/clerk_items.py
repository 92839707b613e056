"""What the clerk does with one item while the sitting goes on: quorum, recusals, requests, vote, end."""

from collections.abc import Callable

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.actor import Actor
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.queries.sittings.clerk_record import ClerkSitting, ItemRow
from consult.rules.permissions import Permission
from consult.rules.sittings import ItemState, SittingState
from consult.rules.voting import MODE_LABELS, Mode
from consult.services import sittings as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.sittings.blueprint import bp
from consult.web.sittings.clerk_kit import back, coming_back, expect, item_in, sitting_of
from consult.web.sittings.room_forms import SeatsForm

Refused = ResponseReturnValue | None
#: A step of an item under way → its deed, and the sentence that confirms it.
STEPS: dict[str, tuple[Callable[[Actor, int], object], str]] = {
    "vote": (deeds.put_to_vote, N_("The vote is open.")),
    "close": (deeds.close_item, N_("The item is dealt with.")),
}


@bp.post("/clerk/sittings/items/<int:item_id>/open")
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_item_open(item_id: int) -> ResponseReturnValue:
    item = deeds.open_item(current_actor(), item_id)
    if item.state is ItemState.OPEN and item.quorum.get("waiver"):
        flash(_("The item is open. No quorum is asked."), "success")
    elif item.state is ItemState.OPEN:
        flash(_("The item is open. The quorum is reached."), "success")
    else:
        flash(_("The quorum is not reached, so nothing can be decided on this item."), "warning")
    return back(item.sitting_id)


@bp.post("/clerk/sittings/items/<int:item_id>/<any(vote, close):step>")
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_item_run(item_id: int, step: str) -> ResponseReturnValue:
    deed, done = STEPS[step]
    deed(current_actor(), item_id)
    flash(_(done), "success")
    return back(sitting_of(item_id=item_id).id)


def _require_unfinished(item: ItemRow) -> ItemRow:
    if item.state is ItemState.DONE:
        raise Conflict("item_done", N_("This item has been dealt with."))
    return item


def _recuse(actor: Actor, item_id: int, seat_id: int, sitting: ClerkSitting) -> None:
    """As the deed does, but a refusal names the member among all those ticked."""
    try:
        deeds.recuse(actor, item_id, seat_id)
    except Conflict as refusal:
        if refusal.code != "already_voted":
            raise
        raise Conflict(
            refusal.code,
            N_("%(name)s has voted on this item already, so cannot step back. Nothing was saved."),
            name=sitting.by_seat[seat_id].full_name,
        ) from None


def _recusals_form(sitting: ClerkSitting, item: ItemRow) -> SeatsForm:
    members = [one for one in sitting.members if one.in_office or one.seat_id in item.recused]
    return SeatsForm.of(_("Who steps back for this item"), members, item.recused)


def _recusals_page(form: SeatsForm, sitting: ClerkSitting, item: ItemRow) -> str:
    return render_template("sittings/clerk_recusals.html", form=form, sitting=sitting, item=item)


def _recusals_refused(refusal: Conflict | Invalid, item_id: int) -> Refused:
    """Only a member who has voted already is a matter of the ticks; all else, of the sitting."""
    if refusal.code != "already_voted":
        return None
    sitting = sitting_of(item_id=item_id)
    item = item_in(sitting, item_id)
    form = _recusals_form(sitting, item)
    form.refuse(refusal)
    return _recusals_page(form, sitting, item)


@bp.route("/clerk/sittings/items/<int:item_id>/recusals", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_recusals_refused)
@once
def clerk_recusals(item_id: int) -> ResponseReturnValue:
    """Tick who steps back; a tick taken away is a recusal taken back, before the item opens."""
    sitting = expect(sitting_of(item_id=item_id), SittingState.CONVENED, SittingState.OPEN)
    item = _require_unfinished(item_in(sitting, item_id))
    form = _recusals_form(sitting, item)
    if form.validate_on_submit():
        wanted, actor = set(form.chosen()), current_actor()
        for seat in sorted(wanted - set(item.recused)):
            _recuse(actor, item_id, seat, sitting)
        for seat in sorted(set(item.recused) - wanted):
            deeds.take_back_recusal(actor, item_id, seat)
        flash(_("The recusals are saved."), "success")
        return back(sitting.id)
    return _recusals_page(form, sitting, item), form.http_status


@bp.route("/clerk/sittings/items/<int:item_id>/requests/<any(public, secret):mode>", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_requests(item_id: int, mode: str) -> ResponseReturnValue:
    """Tick who asks for this way of voting; a tick taken away is a request taken back."""
    wanted_mode = Mode(mode)
    sitting = expect(sitting_of(item_id=item_id), SittingState.OPEN)
    item = _require_unfinished(item_in(sitting, item_id))
    asking = set(item.asking(wanted_mode))
    form = SeatsForm.of(_("Members present who ask for it"), sitting.present, item.asking(wanted_mode))
    if form.validate_on_submit():
        wanted, actor = set(form.chosen()), current_actor()
        for seat in sorted(asking - wanted):
            deeds.take_back_request(actor, item_id, seat, wanted_mode)
        if wanted - asking:
            deeds.ask_mode(actor, item_id, sorted(wanted - asking), wanted_mode)
        flash(_("The requests are saved."), "success")
        return back(sitting.id)
    page = render_template(
        "sittings/clerk_requests.html",
        form=form,
        sitting=sitting,
        item=item,
        mode=wanted_mode,
        title=_(MODE_LABELS[wanted_mode]),
    )
    return page, form.http_status
