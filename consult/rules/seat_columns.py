"""Which columns a list of seats has, however its header spells them, and what each cell may hold."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_

LONGEST_NAME = 60
LONGEST_WORDS = 80
FIRST_YEAR, LAST_YEAR = 1950, 2100


class Column(StrEnum):
    ASSEMBLY = "assembly"
    FAMILY_NAME = "family name"
    GIVEN_NAME = "given name"
    FUNCTION = "function"
    GROUP = "group"
    EMAIL = "e-mail"
    LANGUAGE = "language"
    STARTS_ON = "mandate start"
    ENDS_ON = "mandate end"
    LEADS_GROUP = "group leader"
    PERSON = "person"


COLUMN_LABELS: dict[Column, str] = {
    Column.ASSEMBLY: N_("Commune or assembly"),
    Column.FAMILY_NAME: N_("Family name"),
    Column.GIVEN_NAME: N_("Given name"),
    Column.FUNCTION: N_("Function"),
    Column.GROUP: N_("Political group"),
    Column.EMAIL: N_("E-mail"),
    Column.LANGUAGE: N_("Language"),
    Column.STARTS_ON: N_("Start of mandate"),
    Column.ENDS_ON: N_("End of mandate"),
    Column.LEADS_GROUP: N_("Group leader"),
    Column.PERSON: N_("Person"),
}

OPTIONAL = frozenset({Column.ENDS_ON, Column.LEADS_GROUP, Column.PERSON})

#: Each spelling as ``plain`` leaves it.
SPELLINGS: dict[Column, tuple[str, ...]] = {
    Column.ASSEMBLY: (
        *("assembly", "commune", "commune or assembly", "insee", "insee code"),
        *("assemblee", "commune ou assemblee", "conseil", "code insee", "code commune"),
        *("versammlung", "gemeinde", "gemeinde oder versammlung", "rat", "gemeindecode", "gemeindeschlussel"),
    ),
    Column.FAMILY_NAME: (
        *("family name", "last name", "surname", "nom", "nom de famille"),
        *("familienname", "nachname", "name"),
    ),
    Column.GIVEN_NAME: ("given name", "first name", "prenom", "prenoms", "vorname", "vornamen"),
    Column.FUNCTION: ("function", "fonction", "funktion"),
    Column.GROUP: ("group", "political group", "groupe", "groupe politique", "fraktion", "gruppe"),
    Column.EMAIL: ("e mail", "email", "mail", "courriel", "adresse electronique", "e mail adresse"),
    Column.LANGUAGE: ("language", "langue", "sprache"),
    Column.STARTS_ON: (
        *("mandate start", "start of mandate", "debut du mandat", "debut de mandat"),
        *("mandatsbeginn", "beginn des mandats"),
    ),
    Column.ENDS_ON: ("mandate end", "end of mandate", "fin du mandat", "fin de mandat", "mandatsende"),
    Column.LEADS_GROUP: (
        *("group leader", "president de groupe", "presidence de groupe", "preside le groupe"),
        *("fraktionsvorsitz", "fraktionsvorsitzende", "fraktionsvorsitzender"),
    ),
    Column.PERSON: ("person", "personne"),
}
COLUMNS: dict[str, Column] = {
    spelling: column for column, spellings in SPELLINGS.items() for spelling in spellings
}

ANSWERS: dict[str, bool] = {
    **dict.fromkeys(("", "0", "no", "n", "non", "nein", "false", "faux", "falsch"), False),
    **dict.fromkeys(("1", "x", "yes", "y", "oui", "o", "ja", "j", "true", "vrai", "wahr"), True),
}
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_LOCAL = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a list may refer to: ``assemblies`` from every accepted spelling, in lower case, to its key.

    ``line`` cleans a cell; ``address`` cleans an e-mail address and refuses a wrong one with ``Invalid``.
    """

    languages: tuple[str, ...]
    assemblies: Mapping[str, str]
    line: Callable[[str], str]
    address: Callable[[str], str]


def plain(header: str) -> str:
    """A header without accents, case and signs: ``Début_du mandat`` → ``debut du mandat``."""
    spread = unicodedata.normalize("NFKD", header.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in spread if not unicodedata.combining(c))))


def bad(sentence: str, **values: object) -> Invalid:
    """The refusal of one cell."""
    return Invalid("cell", sentence, field=None, **values)


def _assembly(cell: str, ground: Ground) -> str:
    if not cell:
        raise bad(NEEDED)
    found = ground.assemblies.get(cell.lower())
    if found is None:
        raise bad(N_("There is no assembly called “%(value)s” here."), value=cell[:40])
    return found


NEEDED = N_("This cell must not be empty.")


def _words(most: int) -> Callable[[str, Ground], str | None]:
    def read(cell: str, ground: Ground) -> str | None:
        if len(cell) > most:
            raise bad(N_("This is longer than %(most)s characters."), most=most)
        return cell or None

    return read


def _name(cell: str, ground: Ground) -> str:
    if not cell:
        raise bad(NEEDED)
    if len(cell) > LONGEST_NAME:
        raise bad(N_("This is longer than %(most)s characters."), most=LONGEST_NAME)
    if not any(sign.isalpha() for sign in cell):
        raise bad(N_("“%(value)s” is no name."), value=cell)
    return cell


def _email(cell: str, ground: Ground) -> str | None:
    return ground.address(cell) if cell else None


def _language(cell: str, ground: Ground) -> str:
    if not cell:
        raise bad(NEEDED)
    if cell.lower() not in ground.languages:
        raise bad(N_("The language is one of: %(languages)s."), languages=", ".join(ground.languages))
    return cell.lower()


def _day(cell: str, ground: Ground) -> date:
    if not cell:
        raise bad(NEEDED)
    found = _ISO.fullmatch(cell) or _LOCAL.fullmatch(cell)
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise bad(N_("“%(value)s” is no day such as 2026-03-22 or 22/03/2026."), value=cell[:40])
    return day


def _later_day(cell: str, ground: Ground) -> date | None:
    return _day(cell, ground) if cell else None


def _answer(cell: str, ground: Ground) -> bool:
    if plain(cell) not in ANSWERS:
        raise bad(N_("Write yes or no."))
    return ANSWERS[plain(cell)]


READERS: dict[Column, Callable[[str, Ground], object]] = {
    Column.ASSEMBLY: _assembly,
    Column.FAMILY_NAME: _name,
    Column.GIVEN_NAME: _name,
    Column.FUNCTION: _words(LONGEST_WORDS),
    Column.GROUP: _words(LONGEST_WORDS),
    Column.EMAIL: _email,
    Column.LANGUAGE: _language,
    Column.STARTS_ON: _day,
    Column.ENDS_ON: _later_day,
    Column.LEADS_GROUP: _answer,
    Column.PERSON: _words(LONGEST_NAME),
}


def value(column: Column, typed: str, ground: Ground) -> object:
    """What a cell means; ``Invalid`` with the reason when it cannot be."""
    if any("\ud800" <= sign <= "\udfff" for sign in typed):
        raise bad(N_("This cell holds signs that are no text."))
    cell = ground.line(typed)
    if cell.startswith(("=", "+", "-", "@")):
        raise bad(N_("“%(value)s” looks like a formula of a spreadsheet."), value=cell[:40])
    return READERS[column](cell, ground)
