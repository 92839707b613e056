"""Readers find and read proposals here; the other view modules of the area hang on the same blueprint."""

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from consult.kernel.clock import today
from consult.queries import proposals as queries
from consult.queries.proposals import Filters
from consult.rules.comments import CommentOrder
from consult.rules.lifecycle import ProposalKind, ProposalState
from consult.rules.ranking import ORDER_LABELS, ListOrder
from consult.web.kit.access import current_actor, public
from consult.web.kit.cells import locator
from consult.web.kit.pages import public_page
from consult.web.proposals import behalf, co_authors, leaving, supporting, writing
from consult.web.proposals.blueprint import bp
from consult.web.proposals.forms import ListForm

__all__ = ["behalf", "bp", "co_authors", "leaving", "supporting", "writing"]


@bp.get("/proposals")
@public
def index() -> Response:
    form = ListForm()
    form.validate()
    chosen = {name: field.data for name, field in form._fields.items() if field.data and not field.errors}
    order = request.args.get("sort", ListOrder.RANDOM, type=ListOrder)
    after = request.args.get("after")
    listing = queries.listing(_filters(chosen), order, after, today())
    return public_page(
        "proposals/index.html",
        filters=form,
        chosen=chosen,
        listing=listing,
        begun=after is not None,
        order=order,
        orders=_orders(chosen, order),
        next_url=_address(chosen, order, after=listing.after) if listing.after else None,
    )


def _filters(chosen: dict[str, str]) -> Filters:
    return Filters(
        chantier=int(chosen["chantier"]) if "chantier" in chosen else None,
        commune=chosen.get("commune"),
        state=ProposalState(chosen["status"]) if "status" in chosen else None,
        language=chosen.get("language"),
        kind=ProposalKind(chosen["kind"]) if "kind" in chosen else None,
        words=chosen.get("q", ""),
    )


def _address(chosen: dict[str, str], order: ListOrder, **more: Any) -> str:
    """This list in another order, or its next page."""
    sort = {} if order is ListOrder.RANDOM else {"sort": order.value}
    return url_for(".index", **{**chosen, **sort, **more})


def _orders(chosen: dict[str, str], current: ListOrder) -> list[tuple[str, str, bool]]:
    """Links to the same list in each order, from its start."""
    return [(_(words), _address(chosen, order), order is current) for order, words in ORDER_LABELS.items()]


@bp.get("/proposals/<int:proposal_id>")
@public
def show(proposal_id: int) -> Response:
    order = request.args.get("order", CommentOrder.BALANCED, type=CommentOrder)
    as_written = request.args.get("text") == "original"
    page = queries.page(current_actor(), proposal_id, order, request.args.get("after"), as_written)
    insee = page.proposal.commune_insee
    where = locator(insee) if insee else None
    return public_page("proposals/show.html", page=page, thread=page.thread, locator=where)


@bp.get("/proposals/<int:proposal_id>/versions")
@public
def versions(proposal_id: int) -> Response:
    return public_page("proposals/versions.html", page=queries.versions_page(current_actor(), proposal_id))
