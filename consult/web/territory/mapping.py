"""The map of the communes: what it shows, in which classes, with its table and its file."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request, url_for
from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.kernel.clock import today
from consult.kernel.territory import territory
from consult.kernel.text.sheets import Cell, sheet
from consult.queries import territory as query
from consult.queries.territory import MapPage, Row
from consult.rules.mapping import Class, Show, class_of, fifths, growing
from consult.web.kit.access import public
from consult.web.kit.cells import Look, cell_map
from consult.web.kit.downloads import download
from consult.web.kit.pages import public_page
from consult.web.territory.blueprint import bp

ORDERS = ("name", "value", "inhabitants")
SHOWS = {
    Show.PROPOSALS: _l("Proposals"),
    Show.SUPPORTS: _l("Supports per 1,000 inhabitants"),
    Show.VOTES: _l("Councillors’ votes"),
}
#: What the table calls the values.
HEADINGS = {
    Show.PROPOSALS: _l("Proposals"),
    Show.SUPPORTS: _l("per 1,000 inhabitants"),
    Show.VOTES: _l("Participation"),
}
TITLES = {
    Show.PROPOSALS: _l("Map of the communes: public proposals that name them"),
    Show.SUPPORTS: _l("Map of the communes: supports by residents per 1,000 inhabitants"),
    Show.VOTES: _l("Map of the communes: share of the councillors’ votes that were cast"),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """``value`` of a row in whole steps, ``told``: a step in words; ``blank``: the look and the
    words of a commune without a class."""

    value: Callable[[Row], int | None]
    classes: list[Class]
    told: Callable[[int], str]
    blank: tuple[str, str]


def per_thousand(row: Row) -> int | None:
    """Supports per 1,000 inhabitants in tenths, rounded half up; None where they are withheld."""
    if row.count is None or not row.whole:
        return None
    return (row.count * 20_000 + row.whole) // (2 * row.whole)


def per_cent(row: Row) -> int | None:
    """Votes cast per 100 that could be, rounded down; None where nobody could vote."""
    return row.count * 100 // row.whole if row.count is not None and row.whole else None


def _scale(page: MapPage) -> Scale:
    if page.show is Show.VOTES:
        blank = ("none", str(_("no vote to count")))
        return Scale(per_cent, fifths(), lambda step: format_percent(step / 100), blank)
    if page.show is Show.SUPPORTS:
        classes = growing(filter(None, map(per_thousand, page.rows)))
        fewest = territory().settings["small_group"]
        blank = (
            "withheld",
            str(_("not shown: fewer than %(number)s people, or too near to that", number=fewest)),
        )
        return Scale(per_thousand, classes, lambda step: format_decimal(step / 10), blank)
    classes = growing(row.count or 0 for row in page.rows)
    return Scale(lambda row: row.count, classes, format_decimal, ("none", str(_("no proposal"))))


def words(page: MapPage, row: Row, scale: Scale) -> str:
    """What the drawing says of a commune."""
    value = scale.value(row)
    if value is None:
        return str(_("not shown") if page.show is Show.SUPPORTS else _("no vote to count"))
    if page.show is Show.PROPOSALS:
        return str(ngettext("%(num)s proposal", "%(num)s proposals", value))
    return scale.told(value)


@bp.get("/map", endpoint="map")
@public
def drawn() -> Response:
    page = _page()
    scale, order = _scale(page), request.args.get("sort", "")
    looks = {row.commune.insee: _look(page, row, scale) for row in page.rows}
    drawing = cell_map([row.commune for row in page.rows], lambda insee: looks[insee], page.cities)
    return public_page(
        "territory/map.html",
        page=page,
        drawing=drawing,
        numbers={cell.insee: cell.number for cell in drawing.cells} if drawing else {},
        rows=ordered(page.rows, scale, order),
        order=order if order in ORDERS else "name",
        words={row.commune.insee: words(page, row, scale) for row in page.rows},
        legend=_legend(scale),
        shows=SHOWS,
        title=TITLES[page.show],
        heading=HEADINGS[page.show],
    )


@bp.get("/map.csv")
@public
def map_csv() -> Response:
    """The table of the map, whatever it shows: the same numbers, the same ones withheld."""
    page = _page()
    scale = _scale(page)
    head: list[Cell] = [str(_("INSEE code")), str(_("Commune")), str(_("Inhabitants"))]
    head += {
        Show.PROPOSALS: [str(_("Proposals"))],
        Show.SUPPORTS: [str(_("Supports")), str(_("Supports per 1,000 inhabitants"))],
        Show.VOTES: [str(_("Votes possible")), str(_("Votes cast")), str(_("Participation in per cent"))],
    }[page.show]
    body = [_cells(page.show, row, scale) for row in page.rows]
    name = str(_("map"))
    return download(sheet(head, body), "text/csv", f"{name}-{page.show.value}.csv")


def _cells(show: Show, row: Row, scale: Scale) -> list[Cell]:
    one, value = row.commune, scale.value(row)
    found: list[Cell] = [one.insee, one.name, one.population]
    if show is Show.PROPOSALS:
        return [*found, row.count]
    if show is Show.SUPPORTS:
        return [*found, row.count, None if value is None else value / 10]
    return [*found, row.whole, row.count, value]


def _page() -> MapPage:
    """What the address asks for; what cannot be is left out."""
    asked, chantier = request.args.get("show", ""), request.args.get("chantier", "")
    show = Show(asked) if asked in {each.value for each in Show} else Show.PROPOSALS
    number = int(chantier) if chantier.isascii() and chantier.isdecimal() and len(chantier) < 4 else None
    return query.mapped(show, number, today())


def _look(page: MapPage, row: Row, scale: Scale) -> Look:
    value = scale.value(row)
    number = 0 if value is None else class_of(value, scale.classes)
    href = url_for("territory.commune", insee=row.commune.insee)
    return Look(str(number) if number else scale.blank[0], words(page, row, scale), href)


def ordered(rows: list[Row], scale: Scale, order: str) -> list[Row]:
    """``rows`` come by name; what has no value stands last, still by name: its place tells nothing."""
    if order == "inhabitants":
        return sorted(rows, key=lambda row: -row.commune.population)
    if order != "value":
        return rows
    return sorted(rows, key=lambda row: -(-1 if (value := scale.value(row)) is None else value))


def _legend(scale: Scale) -> list[tuple[str, str]]:
    def span(one: Class) -> str:
        bounds = dict.fromkeys((one.low, one.high))
        return " – ".join(scale.told(bound) for bound in bounds)

    return [scale.blank, *((str(one.number), span(one)) for one in scale.classes)]
