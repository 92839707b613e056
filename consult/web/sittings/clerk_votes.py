"""What the clerk does with a vote in the room: enters votes by hand, closes, proclaims, has it annulled."""

from collections.abc import Callable

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.kernel.actor import Actor
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.queries.sittings import clerk as queries
from consult.queries.sittings import clerk_lists
from consult.queries.sittings.clerk_lists import RollRow
from consult.queries.sittings.clerk_record import ClerkSitting
from consult.rules.permissions import Permission
from consult.rules.voting import Mode
from consult.services import ballots, sittings
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.sittings.blueprint import bp
from consult.web.sittings.clerk_kit import back, coming_back, going, require_going, sitting_of
from consult.web.sittings.room_forms import ByHandForm, ReasonForm, TotalsForm

Refused = ResponseReturnValue | None
Shown = dict[int, bool]
#: A step of a sitting's ballot → its deed, and the sentence that confirms it.
STEPS: dict[str, tuple[Callable[[Actor, int], Ballot], str]] = {
    "suspend": (ballots.suspend, N_("Voting is suspended. Votes already cast stand.")),
    "resume": (ballots.resume, N_("Voting goes on.")),
    "proclaim": (ballots.proclaim, N_("The result is proclaimed.")),
    "publish": (ballots.publish, N_("The result is published.")),
    "confirm-annulment": (
        ballots.confirm_annulment,
        N_("The ballot is annulled. Its votes do not count."),
    ),
    "recall-annulment": (
        ballots.recall_annulment,
        N_("The request for annulment is gone. The ballot stands."),
    ),
}


@bp.post(
    "/clerk/sittings/ballots/<int:ballot_id>"
    "/<any(suspend, resume, proclaim, publish, 'confirm-annulment', 'recall-annulment'):step>"
)
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_ballot_step(ballot_id: int, step: str) -> ResponseReturnValue:
    deed, done = STEPS[step]
    sitting_id = queries.sitting_id_of(ballot_id=ballot_id)
    deed(current_actor(), ballot_id)
    flash(_(done), "success")
    return back(sitting_id)


def _annul_page(form: ReasonForm, sitting: ClerkSitting, ballot_id: int) -> str:
    ballot = sitting.ballot(ballot_id)
    return render_template("sittings/clerk_annul.html", form=form, sitting=sitting, ballot=ballot)


def _annul_refused(refusal: Conflict | Invalid, ballot_id: int) -> Refused:
    form = ReasonForm()
    form.refuse(refusal)
    return _annul_page(form, sitting_of(ballot_id=ballot_id), ballot_id)


@bp.route("/clerk/sittings/ballots/<int:ballot_id>/annul", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_annul_refused)
@once
def clerk_annul(ballot_id: int) -> ResponseReturnValue:
    sitting, form = sitting_of(ballot_id=ballot_id), ReasonForm()
    if form.validate_on_submit():
        ballots.ask_annulment(current_actor(), ballot_id, form.reason.data or "")
        flash(_("You asked for the annulment. A second person must confirm it."), "success")
        return back(sitting.id)
    return _annul_page(form, sitting, ballot_id), form.http_status


@bp.route("/clerk/sittings/ballots/<int:ballot_id>/close", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_close(ballot_id: int) -> ResponseReturnValue:
    """First the seats that have not voted, then the end of the vote."""
    sitting = sitting_of(ballot_id=ballot_id)
    if request.method != "POST":
        ballot = require_going(sitting, ballot_id)
        missing = [one for one in _roll(sitting, ballot_id) if not one.voted]
        return render_template("sittings/clerk_close.html", sitting=sitting, ballot=ballot, missing=missing)
    ballots.close(current_actor(), ballot_id)
    flash(_("The vote is closed and counted."), "success")
    return back(sitting.id)


def _roll(sitting: ClerkSitting, ballot_id: int) -> list[RollRow]:
    return clerk_lists.roll(ballot_id, sitting.item_of(ballot_id).id)


def _totals_page(form: TotalsForm, sitting: ClerkSitting, ballot_id: int) -> str:
    ballot = sitting.ballot(ballot_id)
    return render_template("sittings/clerk_totals.html", form=form, sitting=sitting, ballot=ballot)


def _totals_refused(refusal: Conflict | Invalid, ballot_id: int) -> Refused:
    sitting = sitting_of(ballot_id=ballot_id)
    if going(sitting, ballot_id) is None:
        return None
    form = TotalsForm()
    form.refuse(refusal)
    return _totals_page(form, sitting, ballot_id)


@bp.route("/clerk/sittings/ballots/<int:ballot_id>/totals", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_totals_refused)
@once
def clerk_totals(ballot_id: int) -> ResponseReturnValue:
    sitting = sitting_of(ballot_id=ballot_id)
    ballot = require_going(sitting, ballot_id)
    form = TotalsForm.of(ballot)
    if ballot.mode is not Mode.secret:
        raise NotFound()
    if form.validate_on_submit():
        sittings.enter_totals(
            current_actor(),
            ballot_id,
            for_=form.for_.data or 0,
            against=form.against.data or 0,
            abstain=form.abstain.data or 0,
            blank=form.blank.data or 0,
        )
        flash(_("The totals are entered. Close the vote to count them."), "success")
        return back(sitting.id)
    return _totals_page(form, sitting, ballot_id), form.http_status


def _by_hand(sitting: ClerkSitting, ballot_id: int, *, again: bool = False) -> tuple[ByHandForm, Shown]:
    """The form for everybody who may vote now, and the seats of the page that was read: whether they voted.

    The page shown ``again`` lists nobody who has voted since.
    """
    there = {one.seat_id for one in sitting.members if one.present or one.represented}
    sent = {name.removeprefix("seat_") for name in request.form if name.startswith("seat_")}
    asked = {
        one.seat_id: one
        for one in _roll(sitting, ballot_id)
        if one.seat_id in there and (not one.voted or (str(one.seat_id) in sent and not again))
    }
    form = ByHandForm.of({seat: f"{one.family_name} {one.given_name}" for seat, one in asked.items()})
    return form, {seat: one.voted for seat, one in asked.items() if str(seat) in sent}


def _by_hand_page(form: ByHandForm, sitting: ClerkSitting, ballot_id: int) -> str:
    ballot = sitting.ballot(ballot_id)
    return render_template("sittings/clerk_by_hand.html", form=form, sitting=sitting, ballot=ballot)


def _by_hand_refused(refusal: Conflict | Invalid, ballot_id: int) -> Refused:
    sitting = sitting_of(ballot_id=ballot_id)
    if going(sitting, ballot_id) is None:
        return None
    form, _shown = _by_hand(sitting, ballot_id, again=True)
    form.refuse(refusal)
    return _by_hand_page(form, sitting, ballot_id)


@bp.route("/clerk/sittings/ballots/<int:ballot_id>/by-hand", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_by_hand_refused)
@once
def clerk_by_hand(ballot_id: int) -> ResponseReturnValue:
    sitting = sitting_of(ballot_id=ballot_id)
    if require_going(sitting, ballot_id).mode is Mode.secret:
        raise NotFound()
    form, shown = _by_hand(sitting, ballot_id)
    if form.validate_on_submit():
        choices = form.entered(shown)
        if not choices:
            raise Invalid("nothing_entered", N_("No vote was entered. Choose one for a member at least."))
        sittings.enter_by_hand(current_actor(), ballot_id, choices)
        done = ngettext("%(num)s vote is entered.", "%(num)s votes are entered.", len(choices))
        flash(done, "success")
        return back(sitting.id)
    return _by_hand_page(form, sitting, ballot_id), form.http_status
