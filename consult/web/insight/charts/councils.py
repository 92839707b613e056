"""How councillors take part, in words: seats, proclaimed ballots, communes."""

from typing import Any

from flask import url_for
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from consult.kernel.i18n import localised
from consult.kernel.text.analysis import fold
from consult.web.insight.charts.shapes import Chart, ChartData, Part, strip

#: So many ballots stand on the page; the file holds all.
NEWEST = 8


def councillors(sheet: ChartData) -> Part:
    charts = [_seats(sheet.tables["seats"])] if sheet.tables["seats"] else []
    if sheet.tables["ballots"]:
        charts.append(_ballots(sheet.tables["ballots"]))
    if sheet.tables["communes"]:
        charts.append(_communes(sheet))
    text = _("Ballots in which the councillors of all communes may vote, once they are proclaimed.")
    empty = "" if sheet.tables["ballots"] else str(_("No ballot has been proclaimed yet."))
    return Part("councillors", _("How councillors take part"), text, charts, empty=empty)


def percent(share: float) -> str:
    """A share of one hundred with one decimal, as the page's language writes it."""
    return str(format_percent(share / 100, "#,##0.#\u00a0%"))


def _share(cast: int, roll: int) -> float:
    return round(100 * cast / roll, 1) if roll else 0.0


def _seats(seats: dict[str, int]) -> Chart:
    rows = [
        (_("seats of councillors in office"), seats["in_office"]),
        (_("of these, seats whose councillor has an account here"), seats["claimed"]),
    ]
    return Chart(
        "seats",
        _("Seats"),
        [_("What"), _("How many")],
        rows,
        stats=[(format_decimal(count), words) for words, count in rows],
    )


def _ballots(ballots: list[dict[str, Any]]) -> Chart:
    lines = [
        (localised(one["question"]), one["day"], one["roll"], one["cast"], _share(one["cast"], one["roll"]))
        for one in ballots
    ]
    drawn = strip([share for *_line, share in lines])
    return Chart(
        "ballots",
        _("Participation in ballots"),
        [_("Question"), _("Proclaimed on"), _("Councillors on the roll"), _("Voted"), _("Percent")],
        lines,
        hint=_(
            "One mark a ballot. On average %(share)s of the councillors voted.", share=percent(drawn.mean)
        ),
        strip=drawn,
        links=[url_for("ballots.results", ballot_id=one["id"]) for one in ballots],
        shown=NEWEST,
    )


def _communes(sheet: ChartData) -> Chart:
    lines = [
        (sheet.names.communes.get(insee, insee), roll, cast, _share(cast, roll))
        for insee, roll, cast in sheet.tables["communes"]
    ]
    lines.sort(key=lambda line: fold(line[0]))
    return Chart(
        "communes",
        _("Participation by commune"),
        [_("Commune"), _("Votes possible"), _("Votes given"), _("Percent")],
        lines,
        hint=_(
            "One mark a commune: of all votes that its councillors could cast, how many they cast. Ballots "
            "with a secret vote are left out."
        ),
        strip=strip([share for *_line, share in lines]),
    )
