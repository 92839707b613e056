"""Pages of the area moderation."""

from consult.web.kit.locale import area

bp = area("moderation", __name__)
