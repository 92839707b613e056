"""Pages of the area comments."""

from consult.web.kit.locale import area

bp = area("comments", __name__)
