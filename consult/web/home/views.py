"""The front door: what is open now, the project at a glance, and the pages shipped as data."""

from flask import render_template

from consult.web.kit.access import public
from consult.web.kit.locale import area

bp = area("home", __name__)


@bp.get("/")
@public
def index() -> str:
    return render_template("home/index.html")
