"""What every translation service is for us: texts in, as many texts out, or one of two errors."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol


class TranslatorError(Exception):
    """No translation came; the text of the error holds no word of what was to be translated."""


class Away(TranslatorError):
    """The service answers nobody now: refused, silent, overloaded, or closed to our key.

    ``retry_after``: how long it asked us to leave it alone.
    """

    def __init__(self, problem: str, retry_after: timedelta | None = None) -> None:
        super().__init__(problem)
        self.retry_after = retry_after


class BadAnswer(TranslatorError):
    """The service answered, but what it said is no translation of this text."""


class Translator(Protocol):
    """``translate`` gives for each text its translation, in the same order; languages are two letters.

    ``name``, at most 40 characters, is what readers are told. Without a name there is no service, and nobody
    asks for translations. Raises ``Away`` or ``BadAnswer``.
    """

    @property
    def name(self) -> str: ...

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]: ...
