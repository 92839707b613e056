"""The chantiers and the programme of actions, as everybody reads them."""

from flask import Response, request

from consult.kernel.clock import now, today
from consult.kernel.territory import territory
from consult.queries import owed, positions
from consult.queries import territory as communes
from consult.queries.following import is_following
from consult.queries.programme import action as action_query
from consult.queries.programme import chantier as chantier_query
from consult.queries.programme import listing, overview
from consult.queries.programme import results as results_query
from consult.queries.programme.facets import partner_key
from consult.rules.following import Followed
from consult.rules.positions import About, Thing
from consult.web.kit.access import current_actor, public
from consult.web.kit.locale import area
from consult.web.kit.pages import public_page
from consult.web.programme.calendar import line, own_years
from consult.web.programme.cells import drawn
from consult.web.programme.forms import ChantierForm, FilterForm, filters, grouping

bp = area("programme", __name__)


@bp.get("/chantiers")
@public
def chantiers() -> Response:
    return public_page("programme/chantiers.html", ambitions=overview.ambitions(today()))


@bp.get("/chantiers/<int:number>")
@public
def chantier(number: int) -> Response:
    page = chantier_query.page(number, today())
    years = own_years(page.own)
    groups = ((group.orientation, group.actions) for group in page.groups)
    drawing = line(groups, *years) if years else None
    following = is_following(current_actor().account_id, Followed.CHANTIER, number)
    return public_page(
        "programme/chantier.html",
        page=page,
        line=drawing,
        cells=drawn(*communes.by_chantier(number, today())),
        following=following,
    )


@bp.get("/chantiers/<int:number>/results")
@public
def results(number: int) -> Response:
    page = results_query.page(number, request.args.get("after"))
    return public_page("programme/results.html", page=page)


@bp.get("/answers")
@public
def answers() -> Response:
    answered, moment = request.args.get("view") == "answered", now()
    chantier = request.args.get("chantier", type=int)
    page = owed.page(moment, answered=answered, chantier=chantier, after=request.args.get("after"))
    return public_page(
        "programme/answers.html",
        page=page,
        answered=answered,
        form=ChantierForm(page),
        settings=territory().settings,
    )


@bp.get("/programme")
@public
def programme() -> Response:
    group, window = grouping(), (territory().hundred_days["from"], territory().hundred_days["to"])
    page = listing.page(filters(), group)
    by_chantier = ((actions[0].chantier, actions) for actions in page.hundred_days)
    return public_page(
        "programme/programme.html",
        page=page,
        form=FilterForm(page.chosen, group, page.facets),
        group=group,
        line=line(by_chantier, *window),
        window=window,
    )


bp.app_template_global()(partner_key)


@bp.get("/programme/<int:action_id>")
@public
def action(action_id: int) -> Response:
    return public_page(
        "programme/action.html",
        page=action_query.page(action_id),
        positions=positions.count_of(Thing(About.ACTION, action_id)),
    )
