"""Official texts get links to the glossary here, at the first place where each of its words stands."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from markupsafe import Markup, escape

MOST = 6
#: Nothing is marked inside of these.
LEFT_ALONE = frozenset(
    {
        "a",
        "abbr",
        "button",
        "code",
        "dfn",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "kbd",
        "label",
        "pre",
        "script",
    }
    | {"style", "summary", "svg", "textarea", "title"}
)
_ASIDE = re.compile(r"\s*\(([^)]+)\)")
_APOSTROPHES = re.compile("['’]")


@dataclass(frozen=True, slots=True)
class Word:
    """A term of the glossary in one language: what it is called there and how it may stand in a text."""

    key: str
    definition: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, ready to be looked for."""

    pattern: re.Pattern[str]
    words: Mapping[str, Word]

    def word(self, written: str) -> Word:
        """The word that ``written``, a match of the pattern, is a form of."""
        return self.words[_key(written)]


def forms(*names: str) -> tuple[str, ...]:
    """How ``names`` may stand in a text: what is in brackets stands alone too, and so does the rest."""
    found: list[str] = []
    for name in filter(None, names):
        found += [_ASIDE.sub("", name), *_ASIDE.findall(name)]
    return tuple(dict.fromkeys(form.strip() for form in found))


def vocabulary(words: Iterable[Word]) -> Vocabulary:
    """Longer forms are looked for before shorter ones, so that none hides in another."""
    known = {_key(form): word for word in words for form in word.forms}
    longest = sorted(known, key=len, reverse=True)
    pattern = "|".join(map(_either_case, longest)) or r"(?!)"
    return Vocabulary(re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])"), known)


def _either_case(form: str) -> str:
    """A pattern of ``form``: its first letter large or small, any blank, either apostrophe."""
    first = "".join(re.escape(sign) for sign in dict.fromkeys((form[0].lower(), form[0].upper())))
    rest = _APOSTROPHES.sub("['’]", re.escape(form[1:]).replace(r"\ ", r"\s+"))
    return f"[{first}]{rest}"


def _key(written: str) -> str:
    folded = " ".join(_APOSTROPHES.sub("’", written).split())
    return folded[:1].lower() + folded[1:]


def marked(html: Markup, known: Vocabulary, link: Callable[[Word, str], Markup], most: int = MOST) -> Markup:
    """``html`` with ``link(word, as_written)`` in place of the first mention of at most ``most`` words.

    Only text outside of links, headings and code is looked at; all else leaves as it came.
    """
    walker = _Walker(known, link, most)
    walker.feed(str(html))
    walker.close()
    return Markup("").join(walker.parts)


class _Walker(HTMLParser):
    def __init__(self, known: Vocabulary, link: Callable[[Word, str], Markup], most: int) -> None:
        super().__init__(convert_charrefs=True)
        self.known, self.link, self.left = known, link, most
        self.parts: list[Markup] = []
        self.inside: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._keep(self.get_starttag_text() or "")
        if tag in LEFT_ALONE:
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._keep(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._keep(f"</{tag}>")
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        at = 0
        for match in self.known.pattern.finditer(data) if not self.inside else ():
            word = self.known.word(match[0])
            if word.key not in self.seen and self.left:
                self.seen.add(word.key)
                self.left -= 1
                self.parts += [escape(data[at : match.start()]), self.link(word, match[0])]
                at = match.end()
        self.parts.append(escape(data[at:]))

    def _keep(self, tag: str) -> None:
        self.parts.append(Markup(tag))  # noqa: S704  # a tag as it stood in markup that was given as safe
