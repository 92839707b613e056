"""The area of proposals, so that its view modules share one blueprint without importing each other."""

from consult.web.kit.locale import area

bp = area("proposals", __name__)
