"""Pages of the area accounts: importing the rooms hangs their views on the blueprint."""

from consult.web.accounts import account, entering, leaving, links
from consult.web.accounts.area import bp

__all__ = ["account", "bp", "entering", "leaving", "links"]
