"""Communes and places: all that concerns them, on a page each."""

from flask import render_template

from consult.kernel.clock import today
from consult.queries import territory as query
from consult.web.kit.access import public
from consult.web.kit.dots import dots
from consult.web.kit.locale import area

bp = area("territory", __name__)


@bp.get("/communes")
@public
def communes() -> str:
    page = query.communes(today())
    return render_template("territory/communes.html", page=page, map=dots(row.commune for row in page.rows))


@bp.get("/communes/<string(length=5):insee>")
@public
def commune(insee: str) -> str:
    return render_template("territory/commune.html", page=query.commune(insee, today()))


@bp.get("/places/<int:place_id>")
@public
def place(place_id: int) -> str:
    return render_template("territory/place.html", page=query.place(place_id))
