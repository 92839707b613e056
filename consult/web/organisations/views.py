"""Pages of the area organisations."""

from consult.web.kit.locale import area

bp = area("organisations", __name__)
