"""Pages of the area programme."""

from consult.web.kit.locale import area

bp = area("programme", __name__)
