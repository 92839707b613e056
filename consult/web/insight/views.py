"""Pages of the area insight."""

from consult.web.kit.locale import area

bp = area("insight", __name__)
