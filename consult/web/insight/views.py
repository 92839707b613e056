"""Pages for those who check: figures, register and report for everybody, the journal for auditors."""

from consult.web.insight import figures, journal, register, transparency
from consult.web.insight.blueprint import bp

__all__ = ["bp", "figures", "journal", "register", "transparency"]
