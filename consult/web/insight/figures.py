"""Everybody reads here who takes part, what moves, what was answered, and takes each table along."""

from flask import Response
from flask_babel import gettext as _

from consult.kernel.errors import NotFound
from consult.kernel.text.sheets import sheet as as_sheet
from consult.models.figures import ALL
from consult.queries import figures as queries
from consult.web.insight.blueprint import bp
from consult.web.insight.charts import NAMES, Chart, ChartData, parts
from consult.web.kit.access import public
from consult.web.kit.downloads import download
from consult.web.kit.pages import public_page

#: The part of an address that names a chart.
NAMED = f"any({', '.join(map(repr, NAMES))})"


@bp.get("/figures")
@public
def figures() -> Response:
    return _page(ALL)


@bp.get("/chantiers/<int:number>/figures")
@public
def chantier_figures(number: int) -> Response:
    return _page(_chantier(number))


@bp.get(f"/figures/<{NAMED}:name>.csv")
@public
def figures_csv(name: str) -> Response:
    return _file(ALL, name)


@bp.get(f"/chantiers/<int:number>/figures/<{NAMED}:name>.csv")
@public
def chantier_figures_csv(number: int, name: str) -> Response:
    return _file(_chantier(number), name)


def _chantier(number: int) -> int:
    if number == ALL:
        raise NotFound
    return number


def _page(scope: int) -> Response:
    """Three statements: the sheet, the communes' names, the chantiers'."""
    names = queries.names(scope)
    sheet = _sheet(scope, names)
    return public_page(
        "insight/figures.html",
        number=scope,
        name=names.chantiers[scope][0] if scope else None,
        ambition=names.chantiers[scope][1] if scope else None,
        as_of=sheet.as_of if sheet else None,
        parts=parts(sheet) if sheet else [],
    )


def _sheet(scope: int, names: queries.Names) -> ChartData | None:
    kept = queries.sheet(scope)
    return ChartData(scope, kept.tables, kept.as_of, names) if kept else None


def _file(scope: int, name: str) -> Response:
    sheet = _sheet(scope, queries.names(scope))
    chart = _chart(sheet, name) if sheet else None
    if sheet is None or chart is None:
        raise NotFound
    words = [_("figures"), f"{scope}-{name}" if scope else name]
    return download(as_sheet(chart.head, chart.rows), "text/csv", f"{'-'.join(map(str, words))}.csv")


def _chart(sheet: ChartData, name: str) -> Chart | None:
    return next((chart for part in parts(sheet) for chart in part.charts if chart.name == name), None)
