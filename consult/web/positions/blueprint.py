"""The area of positions, so that its view modules share one blueprint without importing each other."""

from consult.web.kit.locale import area

bp = area("positions", __name__)
