"""Where organisations stand, and the projects of others."""

from consult.web.kit.locale import area

bp = area("positions", __name__)
