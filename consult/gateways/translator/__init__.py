"""The worker has texts translated by a machine here, where the operator has named a service."""

from consult.gateways.translator.asking import Limits
from consult.gateways.translator.providers import DeepL, LibreTranslate, NullTranslator, translator_for
from consult.gateways.translator.shapes import Away, BadAnswer, Translator, TranslatorError

__all__ = [
    "Away",
    "BadAnswer",
    "DeepL",
    "LibreTranslate",
    "Limits",
    "NullTranslator",
    "Translator",
    "TranslatorError",
    "translator_for",
]
