"""Edges and the worker speak to people through here: the current language, and sentences in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import force_locale, get_locale, gettext

from consult.kernel.messages import Message
from consult.kernel.territory import territory

LANGUAGE_NAMES = {"fr": "Français", "de": "Deutsch", "en": "English", "lb": "Lëtzebuergesch"}


def current_language() -> str:
    """The language of the page or mail being made; always one of the territory's."""
    locale = get_locale()
    code = locale.language if locale else ""
    return code if code in territory().languages else territory().languages[0]


def localised(words: dict[str, str] | None, language: str | None = None) -> str:
    """The text in ``language`` (default: the current one), else in the first language that has it."""
    if not words:
        return ""
    wanted = language or current_language()
    if words.get(wanted):
        return words[wanted]
    return next((words[code] for code in territory().languages if words.get(code)), "")


def translate(message: Message) -> str:
    """The sentence in the current language, with its values filled in, a tuple of messages as a list."""
    return str(gettext(message.sentence, **{name: _told(value) for name, value in message.values.items()}))


def _told(value: object) -> object:
    return ", ".join(map(translate, value)) if isinstance(value, tuple) else value


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Everything inside speaks ``language``, whatever the request says."""
    with force_locale(language):
        yield
