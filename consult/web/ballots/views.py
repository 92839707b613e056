"""Pages of the area ballots."""

from consult.web.kit.locale import area

bp = area("ballots", __name__)
