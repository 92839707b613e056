"""Who takes part, in words: groups as the sheet tells them, the merged ones last."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from consult.kernel.i18n import language_name, localised
from consult.kernel.territory import Option, territory
from consult.web.insight.charts.shapes import Bar, Chart, ChartData, Part, widths
from consult.web.kit.jinja import day


def taking_part(sheet: ChartData) -> Part:
    people, few = sheet.tables["people"], territory().settings["small_group"]
    until = date.fromisoformat(people["until"])
    charts = [_kinds(people["kinds"])]
    if people["kinds"]["person"] is not None:
        charts = [
            *charts,
            _groups(
                "homes",
                _("Where they live"),
                _("Place of residence"),
                people["homes"],
                lambda key: _home(sheet, key),
            ),
            _groups("languages", _("Language they chose"), _("Language"), people["languages"], _language),
        ]
    return Part(
        "people",
        _("Who takes part"),
        _(
            "Counted are people who wrote a public proposal or comment, or supported one, before %(day)s. "
            "This count is renewed once a month.",
            day=day(until),
        ),
        charts,
        notes=[
            _(
                "Groups of fewer than %(few)s people are never shown apart. They stand together, with the "
                "next larger group where one could otherwise work them out.",
                few=few,
            ),
            _("People who have erased their account since are not counted."),
        ],
    )


def _few() -> str:
    return str(_("fewer than %(few)s", few=territory().settings["small_group"]))


def _kinds(kinds: dict[str, int | None]) -> Chart:
    words = {
        "person": _("people who took part for themselves"),
        "keeper": _("people who spoke for an organisation"),
        "councillor": _("councillors who joined the debate"),
    }
    told = {key: _few() if kinds[key] is None else format_decimal(kinds[key]) for key in words}
    return Chart(
        "kinds",
        _("As whom they take part"),
        [_("As whom"), _("How many")],
        [[words[key], _few() if kinds[key] is None else kinds[key]] for key in words],
        hint=_("Three counts that are never added up. Councillors are not among the people below."),
        stats=[(told[key], words[key]) for key in words],
    )


def _groups(
    name: str, title: str, head: str, groups: dict[str, Any], words: Callable[[str], tuple[str, str]]
) -> Chart:
    rows = [(*words(key), count) for key, count in groups["shown"]]
    rest = groups["rest"]
    if rest:
        rows.append((_("Other, smaller groups") if rows else _("All together"), "", rest))
    wide = widths([count for *_words, count in rows])
    return Chart(
        name,
        title,
        [head, _("Country"), _("People")] if name == "homes" else [head, _("People")],
        [[label, note, count] if name == "homes" else [label, count] for label, note, count in rows],
        bars=[
            Bar(label, format_decimal(count), width, mark=bool(rest) and row == len(rows) - 1, note=note)
            for row, ((label, note, count), width) in enumerate(zip(rows, wide, strict=True))
        ],
    )


def _home(sheet: ChartData, key: str) -> tuple[str, str]:
    """A commune's name, or a region with its country."""
    kind, _colon, value = key.partition(":")
    if kind == "commune":
        return sheet.names.communes.get(value, value), ""
    option = next((one for one in territory().origins if one.key == value), None)
    return (localised(option.name), _country(option)) if option else (str(_("Residence not given")), "")


def _country(option: Option) -> str:
    """The country of a neighbouring region, where its name does not say it already."""
    name = get_locale().territories.get(option.country or "", "")
    return name if option.neighbour and name != localised(option.name) else ""


def _language(key: str) -> tuple[str, str]:
    name = language_name(key)
    return name[:1].upper() + name[1:], ""
