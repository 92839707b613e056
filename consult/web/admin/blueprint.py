"""The area of administration, so that its view modules share one blueprint without importing each other."""

from consult.web.kit.locale import area

bp = area("admin", __name__)
