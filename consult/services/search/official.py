"""The programme and its ground, as search finds them: in every language of the site."""

from collections.abc import Iterable

from consult.kernel.db import Localised
from consult.kernel.territory import territory
from consult.models.programme import Action, Chantier
from consult.models.territory import Commune, Place
from consult.rules.programme import ActionKind
from consult.rules.search import SearchKind
from consult.services.search.table import Found, Text, index

#: Kinds of the programme that a reader looks for by another name than "action".
KIND_OF = {ActionKind.EVENT: SearchKind.EVENT}


def chantiers(rows: Iterable[Chantier]) -> None:
    """Each with its question and introduction."""
    for row in rows:
        texts = in_all(row.name, [row.subtitle, row.question, row.introduction])
        index(SearchKind.CHANTIER, row.number, texts, Found(chantier_number=row.number, object_id=row.number))


def actions(rows: Iterable[Action]) -> None:
    """Each, loaded with its communes and places, and with whoever leads it or helps."""
    for row in rows:
        communes = [dict.fromkeys(territory().languages, each.name) for each in row.communes]
        named = [row.summary, row.lead, *row.partners, *(place.name for place in row.places), *communes]
        found = Found(
            object_id=row.id,
            chantier_number=row.chantier_number,
            commune_insee=row.communes[0].insee if len(row.communes) == 1 else None,
            status=row.status.value,
        )
        index(KIND_OF.get(row.kind, SearchKind.ACTION), row.id, in_all(row.title, named), found)


def places(rows: Iterable[Place]) -> None:
    for row in rows:
        found = Found(object_id=row.id, commune_insee=row.commune_insee)
        index(SearchKind.PLACE, row.id, in_all(row.name, [row.summary]), found)


def communes(rows: Iterable[Commune]) -> None:
    """By name and postal codes."""
    for row in rows:
        name = dict.fromkeys(territory().languages, row.name)
        codes = dict.fromkeys(territory().languages, " ".join([*row.postal_codes, row.insee]))
        index(SearchKind.COMMUNE, row.insee, in_all(name, [codes]), Found(commune_insee=row.insee))


def in_all(title: Localised, parts: Iterable[Localised]) -> list[Text]:
    """A text for each language that ``title`` exists in; parts that lack it are left out."""
    bodies = list(parts)
    return [
        Text(language, title[language], "\n".join(filter(None, (part.get(language) for part in bodies))))
        for language in territory().languages
        if title.get(language)
    ]
