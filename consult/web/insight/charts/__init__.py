"""A kept sheet as charts with words: page and files are made of the same tables."""

from consult.web.insight.charts.contents import answering, moving
from consult.web.insight.charts.councils import councillors
from consult.web.insight.charts.people import taking_part
from consult.web.insight.charts.shapes import NAMES, Chart, ChartData, Part

__all__ = ["NAMES", "Chart", "ChartData", "Part", "parts"]


def parts(sheet: ChartData) -> list[Part]:
    """The page in the order in which it is read; a part without anything to tell says so in its own words."""
    return [taking_part(sheet), moving(sheet), answering(sheet), councillors(sheet)]
