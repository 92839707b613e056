"""Calls for volunteers and offers of help."""

from consult.web.kit.locale import area

bp = area("offers", __name__)
