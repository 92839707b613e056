"""Templates set texts for reading through here: the stored text stays as it was typed."""

from markupsafe import Markup

from consult.kernel.db import Localised
from consult.kernel.i18n import language_of, localised
from consult.kernel.text.markdown import render
from consult.kernel.text.typography import typeset_line


def typeset(text: str | None, language: str | None) -> str:
    """A title, an excerpt or a quote with the spaces and quotes of its ``language``; markup stays markup."""
    if not text:
        return ""
    done = typeset_line(str(text), language)
    return Markup(done) if isinstance(text, Markup) else done  # noqa: S704  # it was markup before


def markdown(text: str, language: str | None = None) -> Markup:
    """Somebody's text as safe HTML, set for reading in ``language``."""
    return Markup(render(text, language))  # noqa: S704  # nh3 has cleaned it


def set_localised(words: Localised | None, language: str | None = None) -> str:
    """``localised``, set for reading in the language that was found."""
    return typeset_line(localised(words, language), language_of(words, language) or None)
