"""The area of offers, so that its view modules share one blueprint without importing each other."""

from consult.web.kit.locale import area

bp = area("offers", __name__)
