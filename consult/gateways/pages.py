"""Pages and glossary that an installation ships as data: Markdown and CSV files become what the web shows."""

import csv
import re
from dataclasses import dataclass
from functools import cache

from consult.kernel.db import Localised
from consult.kernel.territory import DATA, territory
from consult.kernel.text.markdown import render_page

_TITLE = re.compile(r"\A# (.+)\n")


@dataclass(frozen=True, slots=True)
class DataPage:
    """A page in one language: its ``title`` as text, what follows as safe HTML."""

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
    """The page ``pages/<name>.<language>.md``; its first line is the title."""
    text = (DATA / "pages" / f"{name}.{language}.md").read_text("utf-8")
    title = _TITLE.match(text)
    if title is None:
        raise ValueError(f"{name}.{language}.md begins without a title")
    return DataPage(title[1].strip(), render_page(text[title.end() :]))


@cache
def glossary() -> tuple[Term, ...]:
    """All terms of ``glossary.csv``, in the file's order."""
    languages = territory().languages
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
