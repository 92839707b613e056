"""Templates show official texts through here: in the page's language, or marked as being in another one."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from markupsafe import Markup

from consult.kernel.db import Localised
from consult.kernel.i18n import current_language, language_of, localised
from consult.kernel.text.collation import in_order
from consult.web.kit.setting import set_localised


class Named(Protocol):
    """What has a name in several languages: a place."""

    @property
    def name(self) -> Localised: ...


Thing = TypeVar("Thing", bound=Named)


def told(words: Localised | None) -> str:
    """A text for the body of a page; one that lacks the page's language names its own in ``lang``.

    In attributes and in ``<title>``, where no markup can stand, ``localised`` gives the bare text.
    """
    text, attribute = set_localised(words), lang_attribute(words)
    return Markup("<span{}>{}</span>").format(attribute, text) if attribute else text


def lang_attribute(words: Localised | None) -> Markup:
    """`` lang="de"`` for the element around a text that lacks the page's language, else nothing."""
    language = language_of(words)
    if language in ("", current_language()):
        return Markup()
    return Markup(' lang="{}"').format(language)


def to_follow(texts: Iterable[Localised]) -> bool:
    """Whether one of ``texts`` is still to be translated into the page's language."""
    return any(language_of(words) not in ("", current_language()) for words in texts)


def by_name(things: Iterable[Thing]) -> list[Thing]:
    """In the order of the names that the page shows: é with e, ä with a."""
    return sorted(things, key=lambda thing: in_order(localised(thing.name)))
