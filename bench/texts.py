"""Any number of invented texts, the same for the same seed, with the words of the programme."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import yaml

from consult.kernel.territory import DATA, territory

SEED = 20190130
FIRST_DAY = datetime(2019, 1, 30, tzinfo=UTC)
DAYS = 2_800
#: Of a hundred words so many are invented, as names and rare words are in real texts.
RARE = 6
RARE_WORDS = 40_000
CONSONANTS, VOWELS = ("b", "br", "ch", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "z"), "aeiou"


@dataclass(frozen=True, slots=True)
class Invented:
    """``translation``: in the other language, for every tenth text; empty else."""

    number: int
    language: str
    title: str
    body: str
    translation: str
    chantier: int
    commune: str | None
    author: int
    happened_at: datetime


def invented(count: int, communes: list[str]) -> Iterator[Invented]:
    """``count`` texts of 30 to 110 words, two thirds in the first language of the pages."""
    chance = random.Random(SEED)  # noqa: S311  # the same texts every time
    known = {language: _words(language) for language in territory().languages}
    rare = [
        "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(2, 5)))
        for _ in range(RARE_WORDS)
    ]
    for number in range(1, count + 1):
        language, other = chance.choice([("fr", "de"), ("fr", "de"), ("de", "fr")])
        yield Invented(
            number=number,
            language=language,
            title=_text(chance, known[language], rare, 4, 9),
            body=_text(chance, known[language], rare, 30, 110),
            translation=_text(chance, known[other], rare, 30, 110) if number % 10 == 0 else "",
            chantier=chance.randint(1, 10),
            commune=chance.choice(communes) if chance.random() < 0.5 else None,
            author=chance.randrange(5),
            happened_at=FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
        )


def _text(chance: random.Random, known: list[str], rare: list[str], least: int, most: int) -> str:
    """Words as often as the programme uses them, in no order that means anything."""
    length = chance.randint(least, most)
    return " ".join(
        chance.choice(rare) if chance.random() < RARE / 100 else chance.choice(known) for _ in range(length)
    )


def _words(language: str) -> list[str]:
    """Every word of the programme's texts in one language, each as often as it stands there."""
    files = [*sorted((DATA / "programme").glob("*.yaml")), DATA / "places.yaml"]
    texts = (text for file in files for text in _in(yaml.safe_load(file.read_text("utf-8")), language))
    return [word for text in texts for word in text.split()]


def _in(value: object, language: str) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get(language), str):
            yield value[language]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _in(each, language)
