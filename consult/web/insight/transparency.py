"""Everybody reads here what moderation did in a year, as a page, a table and in the Commission's format."""

from flask import Response, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from consult.kernel.clock import today
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language, localised
from consult.kernel.territory import territory
from consult.kernel.text.sheets import sheet
from consult.queries import register, transparency
from consult.web.insight.blueprint import bp
from consult.web.insight.statements import as_statement
from consult.web.insight.tables import parts
from consult.web.kit.access import public
from consult.web.kit.downloads import download, json_bytes
from consult.web.kit.pages import public_page


@bp.get("/transparency")
@public
def newest() -> BaseResponse:
    """The report of the running year, so far."""
    return redirect(url_for(".transparency_report", year=today().year))


@bp.get("/transparency/<int:year>")
@public
def transparency_report(year: int) -> Response:
    years = _years(year)
    report = transparency.of_year(year)
    return public_page(
        "insight/transparency.html",
        report=report,
        parts=parts(report),
        years=years,
        running=year == today().year,
    )


@bp.get("/transparency/<int:year>.csv")
@public
def transparency_csv(year: int) -> Response:
    _years(year)
    head = [str(word) for word in (_("Part"), _("Table"), _("What"), _("Value"))]
    rows = (
        (part.title, table.title, row.label, row.value)
        for part in parts(transparency.of_year(year))
        for table in part.tables
        for row in table.rows
    )
    return download(sheet(head, rows), "text/csv", f"{_name(year)}.csv")


@bp.get("/transparency/<int:year>.json")
@public
def transparency_json(year: int) -> Response:
    """``tables``: name of a table → name of a row → number, null where too few cases would tell of one."""
    _years(year)
    report = transparency.of_year(year)
    document = {
        "format": "transparency-report/1",
        "year": year,
        "complete": year < today().year,
        "automated_means": report.restrictions.automated,
        "tables": {
            table.key: {row.key: row.value for row in table.rows}
            for part in parts(report)
            for table in part.tables
        },
    }
    return download(json_bytes(document), "application/json", f"{_name(year)}.json")


@bp.get("/transparency/<int:year>/statements.json")
@public
def statements(year: int) -> Response:
    """One object a restricting decision, with the fields of the Commission's transparency database."""
    _years(year)
    charter = url_for("home.page", name="charter", _external=True)
    document = {
        "platform_name": localised(territory().site.name),
        "language": current_language(),
        "year": year,
        "statements": [as_statement(one, charter) for one in transparency.statements(year)],
    }
    return download(json_bytes(document), "application/json", f"{_name(year)}-statements.json")


def _years(year: int) -> list[int]:
    """The years with a report, the newest first; ``NotFound`` unless ``year`` is one of them."""
    years = list(range(today().year, register.first_year() - 1, -1))
    if year not in years:
        raise NotFound
    return years


def _name(year: int) -> str:
    return str(_("transparency-report")) + f"-{year}"
