"""The glossary's terms in what a machine translates: protected before it is asked, checked afterwards."""

import re
from dataclasses import dataclass
from functools import cache

from consult.gateways import pages
from consult.kernel.text.glossary_terms import forms
from consult.services.translations.paragraphs import addresses

TOKEN = "QX{}XQ"
_TOKEN = re.compile(r"QX\d+XQ")
#: Case endings that a German noun may have in the singular and in the plural.
_ENDINGS = {"de": (("", "s", "es"), ("", "n"))}
_PLAIN = (("",), ("",))


@dataclass(frozen=True, slots=True)
class Official:
    """A term as it stands in a text of one language; ``plural`` None where both numbers look the same."""

    key: str
    plural: bool | None


@dataclass(frozen=True, slots=True)
class MissingTerm:
    """The original says ``written``; the translation should say ``expected`` and does not."""

    written: str
    expected: str


@dataclass(frozen=True, slots=True)
class Shielded:
    """A paragraph as a service gets it: ``behind`` gives for each placeholder what takes its place."""

    text: str
    behind: dict[str, str]

    def opened(self, answer: str) -> str | None:
        """``answer`` with what was behind its placeholders; None unless each came back exactly once."""
        if sorted(_TOKEN.findall(answer)) != sorted(self.behind):
            return None
        opened = _TOKEN.sub(lambda found: self.behind[found[0]], answer)
        first = _TOKEN.match(answer)
        return opened[:1].upper() + opened[1:] if first and _is_word(self.behind[first[0]]) else opened


def shielded(paragraph: str, source: str, target: str) -> Shielded:
    """Addresses and official terms behind placeholders; terms come back in the target's own words."""
    behind: dict[str, str] = {}

    def token(words: str) -> str:
        name = TOKEN.format(len(behind) + 1)
        behind[name] = words
        return name

    if _TOKEN.search(paragraph):
        return Shielded(paragraph, behind)
    text = paragraph
    for address in sorted(set(addresses(paragraph)), key=len, reverse=True):
        while address in text:
            text = text.replace(address, token(address), 1)

    def official(found: re.Match[str]) -> str:
        words = _in_target(_officials(source)[_folded(found[0])], target)
        return token(words) if words else found[0]

    return Shielded(_pattern(source).sub(official, text), behind)


def missing_terms(original: str, translation: str, source: str, target: str) -> list[MissingTerm]:
    """The official terms of ``original`` that ``translation`` does not call by their name, each once.

    What a reviewer is asked to look at; languages that the glossary does not know give nothing.
    """
    found: dict[str, MissingTerm] = {}
    for match in _pattern(source).finditer(_without_addresses(original)):
        term = _officials(source)[_folded(match[0])]
        names = _names(term.key, target)
        if term.key not in found and names and not _says(translation, names):
            found[term.key] = MissingTerm(match[0], names[0])
    return list(found.values())


def _without_addresses(text: str) -> str:
    for address in addresses(text):
        text = text.replace(address, " ")
    return text


def _says(text: str, names: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}", _folded(text)) for name in map(_folded, names))


def _folded(words: str) -> str:
    return " ".join(words.replace("'", "’").split()).lower()


def _is_word(text: str) -> bool:
    return text[:1].isalpha() and not addresses(text)


@cache
def _officials(language: str) -> dict[str, Official]:
    """Every form in which a term may stand in a text of ``language``, with its number."""
    everyday = pages.everyday_terms(language)
    found: dict[str, Official] = {}
    for term in pages.glossary():
        if term.key in everyday:
            continue
        for plural, names in enumerate((term.word.get(language, ""), term.plural.get(language, ""))):
            for form in _declined(names, bool(plural), language):
                before = found.get(form)
                both = before is not None and before.key == term.key and before.plural is not bool(plural)
                if before is None or both:
                    found[form] = Official(term.key, None if both else bool(plural))
    return found


def _declined(names: str, plural: bool, language: str) -> list[str]:
    endings = _ENDINGS.get(language, _PLAIN)[plural]
    return [_folded(form + ending) for form in forms(names) for ending in endings]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Longer forms are looked for before shorter ones, so that none hides in another."""
    longest = sorted(_officials(language), key=len, reverse=True)
    words = (re.escape(form).replace(r"\ ", r"\s+").replace("’", "['’]") for form in longest)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words) or '(?!)'})(?![\w-])", re.IGNORECASE)


@cache
def _names(key: str, language: str) -> tuple[str, ...]:
    """What the term is called in ``language``, singular first."""
    term = next(term for term in pages.glossary() if term.key == key)
    return forms(term.word.get(language, ""), term.plural.get(language, ""))


def _in_target(term: Official, target: str) -> str:
    """The target's word in the right number; empty where the glossary cannot tell which."""
    found = next(one for one in pages.glossary() if one.key == term.key)
    one, many = (next(iter(forms(each.get(target, ""))), "") for each in (found.word, found.plural))
    if term.plural is None:
        return one if one == many else ""
    return (many or one) if term.plural else one
