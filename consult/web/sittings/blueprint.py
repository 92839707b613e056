"""The area of sittings, so that its view modules share one blueprint without importing each other."""

from consult.web.kit.locale import area

bp = area("sittings", __name__)
