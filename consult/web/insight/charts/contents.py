"""What moves and what was answered, in words: proposals, comments, supports, answers owed."""

from datetime import date
from typing import Any

from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _

from consult.kernel.i18n import language_name, localised
from consult.kernel.text.sheets import Cell
from consult.rules.lifecycle import LISTED_STATES, ProposalState
from consult.web.insight.charts.shapes import Bar, Chart, ChartData, Multiple, Part, Slice, widths
from consult.web.kit.labels import label


def moving(sheet: ChartData) -> Part:
    tables = sheet.tables
    text = _("What stands in the public lists; what moderation withheld or authors withdrew is not counted.")
    if not tables["states"]:
        return Part("moves", _("What moves"), text, [], empty=_("No proposal is public yet."))
    states = [
        (label(state), tables["states"].get(state.value, 0))
        for state in ProposalState
        if state in LISTED_STATES
    ]
    languages = sorted(tables["proposal_languages"].items(), key=lambda row: (-row[1], row[0]))
    charts = [_months(tables["months"])]
    if tables["chantiers"]:
        charts.append(_chantiers(sheet))
    charts += [
        _bars("states", _("Proposals by state"), [_("State"), _("Proposals")], states),
        _bars(
            "proposal-languages",
            _("Proposals by language"),
            [_("Language"), _("Proposals")],
            [(_named(code), count) for code, count in languages],
        ),
        _supports(tables["supports"]),
    ]
    return Part("moves", _("What moves"), text, charts)


def _named(code: str) -> str:
    name = language_name(code)
    return name[:1].upper() + name[1:]


def _bars(name: str, title: str, head: list[str], rows: list[tuple[str, int]]) -> Chart:
    wide = widths([count for _label, count in rows])
    bars = [
        Bar(words, format_decimal(count), width) for (words, count), width in zip(rows, wide, strict=True)
    ]
    return Chart(name, title, head, rows, bars=bars)


def month_names(first: str, count: int) -> list[str]:
    """The words for ``count`` months, the one that begins on ``first`` (ISO) being the first."""
    start = date.fromisoformat(first)
    months = range(start.year * 12 + start.month - 1, start.year * 12 + start.month - 1 + count)
    return [format_date(date(number // 12, number % 12 + 1, 1), "LLL y") for number in months]


def _months(months: dict[str, Any]) -> Chart:
    words = {"proposals": _("Proposals published"), "comments": _("Comments"), "supports": _("Supports")}
    names = month_names(months["from"], len(months["proposals"]))
    return Chart(
        "months",
        _("Month by month"),
        [_("Month"), *words.values()],
        [[name, *(months[key][place] for key in words)] for place, name in enumerate(names)],
        hint=_("Each drawing has its own scale. The last month, outlined, is not over."),
        multiples=[Multiple(title, months[key], widths(months[key])) for key, title in words.items()],
        months=names,
    )


def _chantiers(sheet: ChartData) -> Chart:
    series = {int(number): values for number, values in sheet.tables["chantiers"].items()}
    most = max([1, *(max(values) for values in series.values())])
    names = month_names(sheet.tables["months"]["from"], len(next(iter(series.values()))))
    known = {n: (localised(name), ambition) for n, (name, ambition) in sheet.names.chantiers.items()}
    rows: list[list[Cell]] = [
        [f"{number}. {name}", sum(series[number]), *series[number]]
        for number, (name, _ambition) in known.items()
        if number in series
    ]
    return Chart(
        "chantiers",
        _("Proposals published, chantier by chantier"),
        [_("Chantier"), _("Twelve months"), *names],
        rows,
        hint=_("All drawings share one scale. The last month, outlined, is not over."),
        multiples=[
            Multiple(known[number][0], values, _scaled(values, most), number, known[number][1])
            for number, values in sorted(series.items())
            if number in known
        ],
        months=names,
    )


def _scaled(values: list[int], most: int) -> list[float]:
    return [round(value * 100 / most, 2) for value in values]


def _supports(supports: dict[str, int]) -> Chart:
    rows = [
        (_("Neighbours across the border"), supports["neighbours"]),
        (_("All others"), supports["others"]),
    ]
    return Chart(
        "supports",
        _("Supports by neighbours and by others"),
        [_("From whom"), _("Supports")],
        rows,
        hint=_("Supports are counted here, not people: one person may support many proposals."),
        slices=[Slice(fill, *row) for fill, row in zip(("against", "for"), rows, strict=True)],
    )


def answering(sheet: ChartData) -> Part:
    answers = sheet.tables["answers"]
    rows = [
        (_("Given in time"), answers["in_time"]),
        (_("Given late"), answers["late"]),
        (_("Awaited, not due yet"), answers["waiting"]),
        (_("Overdue"), answers["overdue"]),
    ]
    text = _(
        "The administration owes an answer when a proposal reaches its support threshold, or when a ballot "
        "on it is proclaimed. An interim answer does not stop the clock."
    )
    if not any(count for _words, count in rows):
        return Part("answered", _("What was answered"), text, [], empty=_("No answer has been owed yet."))
    days = answers["days"]
    hint = ""
    if days is not None:
        hint = ngettext(
            "Half of the answers came within %(days)s day.",
            "Half of the answers came within %(days)s days.",
            2 if days > 1 else 1,
            days=format_decimal(days),
        )
    chart = Chart(
        "answers",
        _("Answers in time or late"),
        [_("Answers owed"), _("Proposals")],
        [*rows, (_("Median in days"), days)],
        hint=hint,
        slices=[
            Slice(fill, *row)
            for fill, row in zip(("for", "abstained", "blank", "against"), rows, strict=True)
        ],
    )
    return Part("answered", _("What was answered"), text, [chart])
