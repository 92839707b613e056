"""Pages and glossary that an installation ships as data: Markdown and CSV files become what the web shows."""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml

from consult.kernel.db import Localised
from consult.kernel.territory import DATA, territory
from consult.kernel.text.markdown import render_page
from consult.kernel.text.outline import Part, with_anchors, with_stacking_tables

_TITLE = re.compile(r"\A# (.+)\n")


@dataclass(frozen=True, slots=True)
class DataPage:
    """A page in one ``language``: its ``title`` as text, what follows as safe HTML, the ``parts`` of that."""

    language: str
    title: str
    html: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the platform with plural, grammatical gender and definition, each by language."""

    key: str
    word: Localised
    plural: Localised
    gender: Localised
    definition: Localised


#: The static pages, by the name in their address; each may be changed by the administrators.
PAGES = ("charter", "privacy", "legal", "accessibility", "help")


@dataclass(frozen=True, slots=True)
class Source:
    """A page as it is shipped: its titles and what follows as Markdown, in each language that has a file."""

    title: Localised
    body: Localised


@cache
def source(name: str) -> Source:
    """The files ``pages/<name>.<language>.md``, whose first line is the title.

    ``FileNotFoundError`` when a language of the content lacks its file.
    """
    title, body = {}, {}
    for language in territory().languages:
        path = DATA / "pages" / f"{name}.{language}.md"
        if not path.exists() and language not in territory().content_languages:
            continue
        text = path.read_text("utf-8")
        first = _TITLE.match(text)
        if first is None:
            raise ValueError(f"{path.name} begins without a title")
        title[language], body[language] = first[1].strip(), text[first.end() :].strip()
    return Source(title, body)


def page(name: str, language: str, changed: Source | None = None) -> DataPage:
    """The page ``name`` for readers of ``language``, as ``changed`` by editors or else as shipped.

    A language added to the site that has no such page yet gets that of the first language that has one.
    """
    words = changed or source(name)
    if language not in words.body:
        language = next(code for code in territory().content_languages if code in words.body)
    return DataPage(language, words.title[language], *_html(words.body[language]))


@lru_cache(maxsize=64)
def _html(body: str) -> tuple[str, tuple[Part, ...]]:
    """By the words themselves, so that nothing old is ever shown; the page's one h1 is its title."""
    html = render_page(body).replace("h1>", "h2>")
    return with_anchors(with_stacking_tables(html))


@cache
def glossary() -> tuple[Term, ...]:
    """All terms of ``glossary.csv``, in the file's order and in the languages of the content."""
    languages = territory().content_languages
    with (DATA / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Term(
                key=row["term"],
                word={language: row[language] for language in languages},
                plural={language: row[f"{language}_plural"] for language in languages},
                gender={language: row[f"{language}_gender"] for language in languages},
                definition={language: row[f"definition_{language}"] for language in languages},
            )
            for row in csv.DictReader(file)
        )


@cache
def everyday_terms(language: str) -> frozenset[str]:
    """Keys of the terms that in ``language`` are everyday words too: nothing is made of them in a text."""
    words = yaml.safe_load((DATA / "unmarked_terms.yaml").read_text("utf-8"))
    return frozenset(f"{words['all']} {words.get(language, '')}".split())
