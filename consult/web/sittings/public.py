"""Everybody reads here when councils sit and what they dealt with; members find their own place there too."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.kernel.errors import NotFound
from consult.kernel.i18n import localised
from consult.queries import sittings as queries
from consult.queries.sittings import Now
from consult.rules.sittings import SittingState
from consult.rules.voting import BallotState
from consult.web.kit.access import current_actor, public
from consult.web.kit.conditional import conditional
from consult.web.kit.forms import row_number
from consult.web.kit.pages import public_page
from consult.web.kit.vote_form import vote_forms
from consult.web.sittings.blueprint import bp
from consult.web.sittings.member_forms import ArriveForm, ProxyForm


@bp.get("/sittings")
@public
def index() -> Response:
    chosen = request.args.get("assembly")
    try:
        assembly_id = row_number(chosen) if chosen else None
    except ValueError:
        raise NotFound() from None
    page = queries.sitting_list(assembly_id, request.args.get("after"))
    return public_page("sittings/index.html", page=page)


@bp.get("/sittings/<int:sitting_id>")
@public
def show(sitting_id: int) -> Response:
    return sitting_page(sitting_id)


def sitting_page(
    sitting_id: int, *, arriving: ArriveForm | None = None, proxy: ProxyForm | None = None
) -> Response:
    """The page of a sitting; a form that was refused is shown again as it was sent."""
    page = queries.page(current_actor(), sitting_id)
    if page.place is not None:
        arriving = arriving or ArriveForm(formdata=None)
        proxy = proxy or ProxyForm(formdata=None)
        proxy.offer(page.place.others, page.rules.proxies.consecutive_sittings)
    return public_page(
        "sittings/show.html",
        page=page,
        arriving=arriving,
        proxy=proxy,
        form=next((one for one in (arriving, proxy) if one is not None and one.errors), None),
        votes=vote_forms([page.vote] if page.vote else []),
    )


@bp.get("/sittings/<int:sitting_id>/now")
@public
def now(sitting_id: int) -> Response:
    """``stage`` differs when the page would show other buttons; ``text`` is what is going on in words."""
    found = queries.now_in(sitting_id)
    return conditional((found,), lambda: _told(found))


def _told(found: Now) -> dict[str, Any]:
    over = found.state in (SittingState.ENDED, SittingState.CANCELLED)
    return {"stage": found.stage, "text": now_words(found), "over": over}


@bp.app_template_global()
def now_words(found: Now) -> str:
    """What is going on in the room, in one to three sentences."""
    if found.state is not SittingState.OPEN:
        words = {
            SittingState.CONVENED: _("The sitting has not begun yet."),
            SittingState.ENDED: _("The sitting has ended."),
            SittingState.CANCELLED: _("The sitting has been called off."),
        }
        return str(words.get(found.state, ""))
    sentences = [ngettext("%(num)s member is present.", "%(num)s members are present.", found.present)]
    if found.item_id is None:
        sentences.append(_("No item is under discussion at the moment."))
    else:
        title = localised(found.title)
        sentences.append(
            _("Under discussion: item %(number)s, “%(title)s”.", number=found.position, title=title)
        )
    if found.vote is BallotState.open and found.on_paper:
        sentences.append(_("The vote is open. It is secret and takes place on paper."))
    elif found.vote is BallotState.open:
        of = ngettext("of %(num)s seat", "of %(num)s seats", found.roll)
        cast = ngettext("%(num)s vote cast", "%(num)s votes cast", found.cast)
        sentences.append(_("The vote is open: %(cast)s %(of)s.", cast=cast, of=of))
    elif found.vote is BallotState.suspended:
        sentences.append(_("Voting is suspended for now. Votes already cast stand."))
    return " ".join(sentences)
