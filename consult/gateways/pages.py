"""Pages and glossary that an installation ships as data: Markdown and CSV files become what the web shows."""

import csv
import re
from dataclasses import dataclass
from functools import cache

import yaml

from consult.kernel.db import Localised
from consult.kernel.territory import DATA, territory
from consult.kernel.text.markdown import render_page

_TITLE = re.compile(r"\A# (.+)\n")


@dataclass(frozen=True, slots=True)
class DataPage:
    """A page in one ``language``: its ``title`` as text, what follows as safe HTML."""

    language: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the platform with plural, grammatical gender and definition, each by language."""

    key: str
    word: Localised
    plural: Localised
    gender: Localised
    definition: Localised


@cache
def page(name: str, language: str) -> DataPage:
    """The page ``pages/<name>.<language>.md``; its first line is the title.

    A language added to the site that has no such page yet gets that of the first language that has one;
    ``FileNotFoundError`` when a language of the content lacks it.
    """
    path = DATA / "pages" / f"{name}.{language}.md"
    if not path.exists() and language not in territory().content_languages:
        return page(name, territory().content_languages[0])
    text = path.read_text("utf-8")
    title = _TITLE.match(text)
    if title is None:
        raise ValueError(f"{path.name} begins without a title")
    return DataPage(language, title[1].strip(), render_page(text[title.end() :]))


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
