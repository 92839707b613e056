"""Edges and the worker speak to people through here: the current language, and sentences in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from babel import Locale, UnknownLocaleError
from flask_babel import force_locale, get_locale, gettext

from consult.kernel.messages import LanguageName, Message
from consult.kernel.territory import territory


def language_name(code: str, reader: str | None = None) -> str:
    """What a language is called in ``reader``'s (default: the page's); the code itself when none knows it."""
    try:
        return Locale.parse(code).get_display_name(reader or current_language()) or code
    except (UnknownLocaleError, ValueError):
        return code


def _own_name(code: str) -> str:
    name = language_name(code, code)
    return name[:1].upper() + name[1:]


#: Every language that people may write in, under its own name.
LANGUAGE_NAMES = {code: _own_name(code) for code in territory().text_languages}


def current_language() -> str:
    """The language of the page or mail being made; always one of the territory's."""
    locale = get_locale()
    code = locale.language if locale else ""
    return code if code in territory().languages else territory().languages[0]


def localised(words: dict[str, str] | None, language: str | None = None) -> str:
    """The text in ``language`` (default: the current one), else in the first language that has it."""
    return (words or {}).get(language_of(words, language), "")


def language_of(words: dict[str, str] | None, language: str | None = None) -> str:
    """The language of the text that ``localised`` gives; empty where there is no text at all."""
    order = (language or current_language(), *territory().languages)
    return next((code for code in order if words and words.get(code)), "")


def translate(message: Message) -> str:
    """The sentence in the current language, with its values filled in: a tuple of messages as a list, a
    language under its name in the current one."""
    return str(gettext(message.sentence, **{name: _told(value) for name, value in message.values.items()}))


def _told(value: object) -> object:
    if isinstance(value, LanguageName):
        return language_name(value.code)
    return ", ".join(map(translate, value)) if isinstance(value, tuple) else value


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Everything inside speaks ``language``, whatever the request says."""
    with force_locale(language):
        yield
