"""Everyone who needs a name, language or setting of the installation's territory asks here."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

DATA = Path(__file__).resolve().parent.parent / "data"
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """Something a participant may declare: where from (``country``, ``neighbour``) or which tie."""

    key: str
    name: Words
    country: str | None = None
    neighbour: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    name: Words
    tagline: Words
    explanation: Words


@dataclass(frozen=True, slots=True)
class Territory:
    """What ``data/territory.yaml`` says; words are mappings from language to text.

    ``languages`` are those of the pages; in ``content_languages``, some or all of them, every text that
    this folder ships stands, while a language added later shows them in another one at first.
    """

    name: Words
    authority: Words
    site: Site
    time_zone: str
    languages: tuple[str, ...]
    content_languages: tuple[str, ...]
    authoritative_language: str
    neighbour_languages: tuple[str, ...]
    cross_border_chantiers: tuple[int, ...]
    origins: tuple[Option, ...]
    ties: tuple[Option, ...]
    holidays: tuple[dict[str, str], ...]
    home_country: str
    age_sentence: Words
    contacts: dict[str, Any]
    settings: dict[str, int]
    reserved_names: tuple[str, ...]
    facts: tuple[dict[str, Words], ...]
    hundred_days: dict[str, Any]
    strategy: dict[str, Any]
    areas: tuple[Option, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def text_languages(self) -> tuple[str, ...]:
        """The languages that people may write in: those of the pages, then the neighbours'."""
        return (*self.languages, *self.neighbour_languages)

    def is_neighbour(self, origin: str | None) -> bool:
        """Whether an account's ``origin`` lies across the border."""
        return any(option.neighbour for option in self.origins if option.key == origin)

    def origin_name(self, key: str | None) -> Words:
        """What a declared origin is called; empty without one."""
        return _name_in(self.origins, key)

    def area_name(self, key: str | None) -> Words:
        """What an action's wider area is called; empty where it has none."""
        return _name_in(self.areas, key)


def _name_in(options: tuple[Option, ...], key: str | None) -> Words:
    return next((option.name for option in options if option.key == key), {})


@cache
def territory() -> Territory:
    """The installation's territory, read once."""
    raw = yaml.safe_load((DATA / "territory.yaml").read_text("utf-8"))
    return Territory(
        name=raw["name"],
        authority=raw["authority"],
        site=Site(**raw["site"]),
        time_zone=raw["time_zone"],
        languages=tuple(raw["languages"]),
        content_languages=tuple(raw.get("content_languages", raw["languages"])),
        authoritative_language=raw["authoritative_language"],
        neighbour_languages=tuple(raw["neighbour_languages"]),
        cross_border_chantiers=tuple(raw["cross_border_chantiers"]),
        origins=tuple(Option(**option) for option in raw["origins"]),
        ties=tuple(Option(**option) for option in raw["ties"]),
        holidays=tuple(raw["holidays"]),
        home_country=raw["home_country"],
        age_sentence=raw["age_sentence"],
        contacts=raw["contacts"],
        settings=raw["settings"],
        reserved_names=tuple(raw["reserved_names"]),
        facts=tuple(raw["facts"]),
        hundred_days=raw["hundred_days"],
        strategy=raw["strategy"],
        areas=tuple(Option(**option) for option in raw["areas"]),
    )
