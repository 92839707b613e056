"""Pages of the area proposals."""

from consult.web.kit.locale import area

bp = area("proposals", __name__)
