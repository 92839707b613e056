"""The area of editing, so that its view modules share one blueprint without importing each other."""

from consult.web.kit.locale import area

bp = area("editing", __name__)
