"""Translators see beside a text which words of the glossary it uses, and what these are called elsewhere."""

from dataclasses import dataclass
from functools import cache

from consult.gateways import pages
from consult.kernel.text.glossary_terms import Vocabulary, Word, forms, vocabulary


@dataclass(frozen=True, slots=True)
class Pair:
    """A term in the language of the text and in the translation's; ``key`` as on the glossary's page."""

    key: str
    word: str
    meant: str
    definition: str


@cache
def _known(language: str) -> Vocabulary:
    return vocabulary(
        Word(term.key, term.definition.get(language, ""), forms(term.word[language], term.plural[language]))
        for term in pages.glossary()
        if term.word.get(language)
    )


def beside(text: str, written_in: str, language: str) -> list[Pair]:
    """The glossary's terms in ``text``, each once, in its order; none for a language without a glossary."""
    known = _known(written_in)
    found = dict.fromkeys(known.word(match[0]).key for match in known.pattern.finditer(text))
    terms = {term.key: term for term in pages.glossary()}
    return [
        Pair(key, terms[key].word[written_in], terms[key].word[language], terms[key].definition[language])
        for key in found
        if terms[key].word.get(language)
    ]
