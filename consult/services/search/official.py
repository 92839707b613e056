"""The programme and its ground, as search finds them: in every language of the site."""

from collections.abc import Iterable

from consult.kernel.db import Localised, db
from consult.kernel.territory import territory
from consult.models.events import Event, Venue
from consult.models.programme import Action, Chantier
from consult.models.territory import Commune, Place
from consult.queries import search as queries
from consult.rules.programme import ActionKind
from consult.rules.search import SearchKind, meeting_key
from consult.services.search.table import Found, Text, Thing, forget_all, index_all

PROGRAMME = (SearchKind.ACTION, SearchKind.EVENT)


def chantiers(rows: Iterable[Chantier]) -> None:
    """Each with its question and introduction."""
    index_all(
        SearchKind.CHANTIER,
        [
            Thing(
                row.number,
                in_all(row.name, [row.subtitle, row.question, row.introduction]),
                Found(chantier_number=row.number, object_id=row.number),
            )
            for row in rows
        ],
    )


def actions(rows: Iterable[Action]) -> None:
    """Each, loaded with its communes and places, and with whoever leads it or helps.

    What has become an event, or is none any more, is forgotten as what it was.
    """
    sorted_out: dict[SearchKind, list[Action]] = {kind: [] for kind in PROGRAMME}
    for row in rows:
        sorted_out[_kind(row)].append(row)
    for kind, those in sorted_out.items():
        for other in PROGRAMME:
            if other is not kind:
                forget_all(other, [row.id for row in those])
        index_all(kind, [Thing(row.id, _action(row), _of_action(row)) for row in those])


def _kind(row: Action) -> SearchKind:
    """A reader looks for an event by another name than for all else."""
    return SearchKind.EVENT if row.kind is ActionKind.EVENT else SearchKind.ACTION


def _action(row: Action) -> list[Text]:
    communes = [_everywhere(each.name) for each in row.communes]
    named = [row.summary, row.lead, *row.partners, *(place.name for place in row.places), *communes]
    return in_all(row.title, named)


def _of_action(row: Action) -> Found:
    return Found(
        object_id=row.id,
        chantier_number=row.chantier_number,
        commune_insee=row.communes[0].insee if len(row.communes) == 1 else None,
        status=row.status.value,
    )


def events(ids: Iterable[int]) -> None:
    """Those of the meetings that everybody may read, with their hosts and venues; cancelled ones too."""
    db.session.flush()
    meetings(queries.public_events(list(ids)))


def meetings(rows: Iterable[Event]) -> None:
    """The same, already loaded."""
    index_all(SearchKind.EVENT, [Thing(meeting_key(row.id), _meeting(row), _of_meeting(row)) for row in rows])


def _meeting(row: Event) -> list[Text]:
    where = [words for venue in row.venues for words in _venue(venue)]
    return in_all(row.title, [row.summary, row.host, *where, row.report])


def _venue(venue: Venue) -> list[Localised]:
    found = [venue.name]
    if venue.place is not None:
        found.append(venue.place.name)
    if venue.commune is not None:
        found.append(_everywhere(venue.commune.name))
    if venue.city is not None:
        found.append(venue.city.name)
    return found


def _of_meeting(row: Event) -> Found:
    insee = {venue.commune_insee for venue in row.venues if venue.commune_insee}
    return Found(
        object_id=row.id,
        chantier_number=row.chantier_number,
        commune_insee=insee.pop() if len(insee) == 1 else None,
        status=row.status.value,
        happened_at=row.starts_at,
    )


def places(rows: Iterable[Place]) -> None:
    """By name and summary."""
    index_all(
        SearchKind.PLACE,
        [
            Thing(
                row.id,
                in_all(row.name, [row.summary]),
                Found(object_id=row.id, commune_insee=row.commune_insee),
            )
            for row in rows
        ],
    )


def communes(rows: Iterable[Commune]) -> None:
    """By name and postal codes."""
    index_all(
        SearchKind.COMMUNE,
        [
            Thing(
                row.insee,
                in_all(_everywhere(row.name), [_everywhere(" ".join(row.postal_codes))]),
                Found(commune_insee=row.insee),
            )
            for row in rows
        ],
    )


def _everywhere(name: str) -> Localised:
    return dict.fromkeys(territory().languages, name)


def in_all(title: Localised, parts: Iterable[Localised]) -> list[Text]:
    """A text for each language that ``title`` exists in; parts that lack it are left out."""
    bodies = list(parts)
    return [
        Text(language, title[language], "\n".join(filter(None, (part.get(language) for part in bodies))))
        for language in territory().languages
        if title.get(language)
    ]
