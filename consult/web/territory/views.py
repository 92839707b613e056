"""Pages of the area territory."""

from consult.web.kit.locale import area

bp = area("territory", __name__)
