"""Communes and places: all that concerns them, on a page each."""

from flask import Response, url_for

from consult.kernel.clock import today
from consult.queries import territory as query
from consult.queries.following import is_following
from consult.rules.following import Followed
from consult.web.kit.access import current_actor, public
from consult.web.kit.cells import Look, cell_map, locator
from consult.web.kit.pages import public_page
from consult.web.territory import mapping
from consult.web.territory.blueprint import bp

__all__ = ["bp", "mapping"]


@bp.get("/communes")
@public
def communes() -> Response:
    page = query.communes(today())
    members = [row.commune for row in page.rows if row.member]

    def look(insee: str) -> Look:
        return Look("plain", href=url_for("territory.commune", insee=insee))

    drawing = cell_map(members, look, page.cities)
    numbers = {cell.insee: cell.number for cell in drawing.cells} if drawing else {}
    return public_page("territory/communes.html", page=page, drawing=drawing, numbers=numbers)


@bp.get("/communes/<string(length=5):insee>")
@public
def commune(insee: str) -> Response:
    page = query.commune(insee, today())
    following = is_following(current_actor().account_id, Followed.COMMUNE, insee)
    return public_page("territory/commune.html", page=page, locator=locator(insee), following=following)


@bp.get("/places/<int:place_id>")
@public
def place(place_id: int) -> Response:
    page = query.place(place_id)
    where = locator(page.commune.insee) if page.commune else None
    return public_page("territory/place.html", page=page, locator=where)
