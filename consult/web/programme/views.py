"""The chantiers and the programme of actions, as everybody reads them."""

from flask import render_template
from flask_babel import gettext as _

from consult.kernel.clock import today
from consult.kernel.territory import territory
from consult.queries.programme import action as action_query
from consult.queries.programme import chantier as chantier_query
from consult.queries.programme import listing, overview
from consult.web.kit.access import public
from consult.web.kit.locale import area
from consult.web.programme.calendar import calendar
from consult.web.programme.forms import FilterForm, filters

bp = area("programme", __name__)


@bp.get("/chantiers")
@public
def chantiers() -> str:
    return render_template("programme/chantiers.html", ambitions=overview.ambitions(today()))


@bp.get("/chantiers/<int:number>")
@public
def chantier(number: int) -> str:
    return render_template("programme/chantier.html", page=chantier_query.page(number, today()))


@bp.get("/programme")
@public
def programme() -> str:
    chosen = filters()
    window = territory().hundred_days["from"], territory().hundred_days["to"]
    page = listing.page(chosen, window)
    everything = {"chantier": _("All chantiers"), "commune": _("All communes"), "status": _("Any status")}
    return render_template(
        "programme/programme.html",
        page=page,
        form=FilterForm(chosen, page, everything),
        chosen=chosen,
        calendar=calendar(page.on_the_line, *window),
        window=window,
    )


@bp.get("/programme/<int:action_id>")
@public
def action(action_id: int) -> str:
    return render_template("programme/action.html", page=action_query.page(action_id))
