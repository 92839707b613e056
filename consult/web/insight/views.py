"""Pages for those who check: register and report for everybody, the journal for auditors."""

from consult.web.insight import journal, register, transparency
from consult.web.insight.blueprint import bp

__all__ = ["bp", "journal", "register", "transparency"]
