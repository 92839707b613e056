"""The filter ``|terms``: official texts lead to the glossary where they use one of its words."""

from functools import cache

from flask import url_for
from markupsafe import Markup, escape

from consult.gateways import pages
from consult.kernel.i18n import current_language
from consult.kernel.text.glossary_terms import Vocabulary, Word, forms, marked, vocabulary


def anchor(key: str) -> str:
    """Where the term ``key`` stands on the glossary's page."""
    return key.replace("_", "-")


def terms(text: str) -> Markup:
    """An official text in the page's language with links to the glossary; plain text is escaped first."""
    return marked(escape(text), known(current_language()), _link)


def _link(word: Word, written: str) -> Markup:
    address = url_for("home.glossary", _anchor=anchor(word.key))
    link = Markup('<a class="term" href="{}" title="{}">{}</a>')
    return link.format(address, word.definition, written)


@cache
def known(language: str) -> Vocabulary:
    """The terms that texts in ``language`` are marked with: those of the glossary that need explaining."""
    everyday = pages.everyday_terms(language)
    return vocabulary(
        Word(term.key, term.definition[language], forms(term.word[language], term.plural[language]))
        for term in pages.glossary()
        if term.key not in everyday and term.word.get(language)
    )
