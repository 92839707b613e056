"""What can be found, who wrote it, and in which order results stand."""

from datetime import date
from enum import StrEnum

from consult.kernel.messages import N_


class SearchKind(StrEnum):
    """The kinds of things that a search finds, in the order in which results name them."""

    CHANTIER = "chantier"
    ACTION = "action"
    EVENT = "event"
    PROPOSAL = "proposal"
    COMMENT = "comment"
    ANSWER = "answer"
    BALLOT = "ballot"
    PLACE = "place"
    COMMUNE = "commune"


class AuthorKind(StrEnum):
    """Who speaks: a resident, somebody from beyond the border or elsewhere, a group, the authority."""

    RESIDENT = "resident"
    NEIGHBOUR = "neighbour"
    ELSEWHERE = "elsewhere"
    ORGANISATION = "organisation"
    AUTHORITY = "authority"


class ReasonKind(StrEnum):
    """Why a thing was found though the word typed is not in the text that is shown."""

    TRANSLATION = "translation"
    GLOSSARY = "glossary"
    SYNONYM = "synonym"
    RELATED = "related"
    COMPOUND = "compound"
    TYPING = "typing"


KIND_LABELS = {
    SearchKind.CHANTIER: N_("Chantiers"),
    SearchKind.ACTION: N_("Actions"),
    SearchKind.EVENT: N_("Events"),
    SearchKind.PROPOSAL: N_("Proposals"),
    SearchKind.COMMENT: N_("Comments"),
    SearchKind.ANSWER: N_("Answers"),
    SearchKind.BALLOT: N_("Ballots"),
    SearchKind.PLACE: N_("Places"),
    SearchKind.COMMUNE: N_("Communes"),
}
AUTHOR_LABELS = {
    AuthorKind.RESIDENT: N_("Residents"),
    AuthorKind.NEIGHBOUR: N_("People from a neighbouring region"),
    AuthorKind.ELSEWHERE: N_("People from elsewhere"),
    AuthorKind.ORGANISATION: N_("Organisations"),
    AuthorKind.AUTHORITY: N_("The administration"),
}

#: What frames the debate stands before what is said in it; each step outweighs any number of days.
WEIGHTS = {
    SearchKind.CHANTIER: 9,
    SearchKind.COMMUNE: 8,
    SearchKind.PLACE: 7,
    SearchKind.ACTION: 6,
    SearchKind.EVENT: 6,
    SearchKind.BALLOT: 5,
    SearchKind.PROPOSAL: 4,
    SearchKind.ANSWER: 3,
    SearchKind.COMMENT: 2,
}
STEP = 100_000
SHORTEST_LEARNED, SHORTEST_MISTYPED, LONG_WORD = 4, 5, 9
DAY_ZERO = date(2019, 1, 1)


def score(kind: SearchKind, day: date | None) -> int:
    """The stored number by which equally good results stand, the highest first: by kind, then the newest."""
    days = max(0, (day - DAY_ZERO).days) if day else 0
    return WEIGHTS[kind] * STEP + min(days, STEP - 1)


def most_errors(word: str) -> int:
    """How many signs a mistyped word may differ from the one that was meant; 0: it is too short to tell."""
    if len(word) < SHORTEST_MISTYPED:
        return 0
    return 2 if len(word) >= LONG_WORD else 1


#: What the key of a meeting begins with, so that it is not taken for an event that the programme names.
MEETING = "event-"


def meeting_key(event_id: int) -> str:
    """The key of a meeting among what can be found."""
    return f"{MEETING}{event_id}"
