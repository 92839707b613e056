"""Pages of the area desk."""

from consult.web.kit.locale import area

bp = area("desk", __name__)
