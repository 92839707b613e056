"""A kept sheet as charts with words: page and files are made of the same tables."""

from consult.web.insight.charts.contents import answering, moving
from consult.web.insight.charts.councils import councillors
from consult.web.insight.charts.people import taking_part
from consult.web.insight.charts.shapes import NAMES, Chart, Part, Sheet

__all__ = ["NAMES", "Chart", "Part", "Sheet", "parts"]


def parts(sheet: Sheet) -> list[Part]:
    """The page in the order in which it is read; a part without anything to tell says so in its own words."""
    return [taking_part(sheet), moving(sheet), answering(sheet), councillors(sheet)]
