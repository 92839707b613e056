"""Pages of the area editing."""

from consult.web.kit.locale import area

bp = area("editing", __name__)
