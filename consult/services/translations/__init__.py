"""People translate what others wrote, staff accept it, and readers say what they wish to read."""

from consult.services.translations.asking import ask
from consult.services.translations.completing import complete
from consult.services.translations.proposing import TranslationFields, propose
from consult.services.translations.reviewing import accept, refuse
from consult.services.translations.showing import show

__all__ = ["TranslationFields", "accept", "ask", "complete", "propose", "refuse", "show"]
