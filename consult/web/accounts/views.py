"""Pages of the area accounts."""

from consult.web.kit.locale import area

bp = area("accounts", __name__)
