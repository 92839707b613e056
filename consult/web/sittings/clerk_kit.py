"""What the clerk's pages of sittings share: the page for each stage, and refusals that come back on it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from consult.kernel.errors import Conflict, DomainError, IllegalTransition, Invalid, NotAllowed, NotFound
from consult.kernel.i18n import translate
from consult.kernel.messages import N_
from consult.queries.sittings import clerk as queries
from consult.queries.sittings.clerk_record import BallotRow, ClerkSitting, ItemRow, by_letter
from consult.rules.sittings import SittingState

View = TypeVar("View", bound=Callable[..., Any])
#: What a form's page shows of a refusal, given the values of its address; None when it fits no more.
Page = Callable[..., ResponseReturnValue | None]
TEMPLATES = {SittingState.OPEN: "sittings/clerk_room.html", SittingState.ENDED: "sittings/clerk_summary.html"}
PREPARATION = "sittings/clerk_preparation.html"
#: Up to so many members a list needs no letters.
SHORT_LIST = 15


def page(sitting: ClerkSitting, refusal: DomainError | None = None) -> str:
    """The sitting's own page at its stage, with what was refused; ticks that were sent stay ticked."""
    everyone = request.args.get("tick") == "all"
    ticked = {str(one.seat_id) for one in sitting.absent} if everyone else set(request.form.getlist("seats"))
    return render_template(
        TEMPLATES.get(sitting.state, PREPARATION),
        sitting=sitting,
        refusal=translate(refusal.message) if refusal else None,
        ticked=ticked,
        by_letter=by_letter,
        short_list=SHORT_LIST,
    )


def sitting_of(
    sitting_id: int | None = None,
    item_id: int | None = None,
    proxy_id: int | None = None,
    ballot_id: int | None = None,
    **_others: object,
) -> ClerkSitting:
    """The sitting that an address is about, whichever of its parts the address names."""
    found = sitting_id or queries.sitting_id_of(item_id=item_id, proxy_id=proxy_id, ballot_id=ballot_id)
    return queries.sitting(found)


def coming_back(form_page: Page | None = None) -> Callable[[View], View]:
    """A refused step comes back, once its transaction is undone, on ``form_page`` or the sitting's own page.

    Stands outside ``once``, so that the page shows how things are and not how the step would have left them.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def entered(**values: Any) -> Any:
            try:
                return view(**values)
            except (Conflict, Invalid, NotAllowed) as refusal:
                again = form_page if request.method == "POST" else None
                shown = again(refusal, **values) if again else None
                return shown or page(sitting_of(**values), refusal), refusal.status

        return cast(View, entered)

    return decorated


def back(sitting_id: int, region: str | None = None) -> Response:
    """To the sitting's page, to one of its regions if one is named."""
    return redirect(url_for("sittings.clerk_sitting", sitting_id=sitting_id, _anchor=region))


def expect(sitting: ClerkSitting, *states: SittingState) -> ClerkSitting:
    """The sitting; ``IllegalTransition`` unless it is in one of ``states``."""
    if sitting.state not in states:
        raise IllegalTransition(
            "illegal_sitting_step", N_("The sitting is in a state in which this is not possible.")
        )
    return sitting


def item_in(sitting: ClerkSitting, item_id: int) -> ItemRow:
    """The item, as the sitting's page knows it; ``NotFound`` once it is gone."""
    found = next((item for item in sitting.items if item.id == item_id), None)
    if found is None:
        raise NotFound()
    return found


def going(sitting: ClerkSitting, ballot_id: int) -> BallotRow | None:
    """The ballot, if it is the one under way and not suspended."""
    found = sitting.under_way
    return found if found and found.id == ballot_id and found.state.value == "open" else None


def require_going(sitting: ClerkSitting, ballot_id: int) -> BallotRow:
    """The ballot under way; ``Conflict`` once it is closed or suspended."""
    found = going(sitting, ballot_id)
    if found is None:
        raise Conflict("ballot_not_open", N_("This vote is not open, so nothing can be entered now."))
    return found
