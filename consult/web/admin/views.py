"""Pages of the area admin."""

from consult.web.kit.locale import area

bp = area("admin", __name__)
