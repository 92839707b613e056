"""What a proposal's form hands to the deeds: cleaned, bounded, and with the language of the text."""

import math
from dataclasses import dataclass, replace

from consult.kernel.actor import Actor
from consult.kernel.errors import Invalid, NotAllowed
from consult.kernel.messages import N_, LanguageName
from consult.kernel.text.language import SURE, detect
from consult.kernel.text.names import clean_line, clean_text
from consult.models.proposals import Proposal
from consult.queries import proposals as queries
from consult.rules.lifecycle import ProposalKind
from consult.rules.participation import BODY_LENGTH, MAX_COST, TITLE_LENGTH, check_length

NOTE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class ProposalFields:
    """``language`` is what the author said, None to ask the text; whole euros; degrees of WGS 84.

    ``need_id`` is the need that a new solution answers; it is chosen once, when the draft begins.
    """

    title: str
    body: str
    chantier_number: int
    kind: ProposalKind = ProposalKind.IDEA
    language: str | None = None
    commune_insee: str | None = None
    place_note: str | None = None
    lat: float | None = None
    lon: float | None = None
    cost_euros: int | None = None
    organisation_id: int | None = None
    need_id: int | None = None


def cleaned(fields: ProposalFields) -> ProposalFields:
    """The fields as they may be stored; ``Invalid`` for what no draft may hold."""
    title, body = clean_line(fields.title), clean_text(fields.body)
    check_length(title, (1, TITLE_LENGTH[1]), "title")
    check_length(body, (0, BODY_LENGTH[1]), "body")
    note = clean_line(fields.place_note or "") or None
    if note is not None:
        check_length(note, (1, NOTE_LENGTH), "place_note")
    _check_point(fields.lat, fields.lon)
    if fields.cost_euros is not None and not 0 <= fields.cost_euros <= MAX_COST:
        raise Invalid("cost", N_("Please write whole euros, without cents."), field="cost_euros")
    return replace(fields, title=title, body=body, place_note=note)


def _check_point(lat: float | None, lon: float | None) -> None:
    if (lat is None) != (lon is None):
        missing = "lat" if lat is None else "lon"
        raise Invalid("point", N_("A point needs both numbers, latitude and longitude."), field=missing)
    for value, limit, field in ((lat, 90, "lat"), (lon, 180, "lon")):
        if value is not None and (not math.isfinite(value) or abs(value) > limit):
            raise Invalid("point", N_("This is not a point on the map."), field=field)


def check_complete(title: str, body: str) -> None:
    """Refuse with ``Invalid`` a text too short or too long to be sent (product design: 10–100, 100–5,000)."""
    check_length(title, TITLE_LENGTH, "title")
    check_length(body, BODY_LENGTH, "body")


def check_organisation(actor: Actor, organisation_id: int | None) -> None:
    """Only its keepers write on behalf of an organisation."""
    if organisation_id is not None and organisation_id not in actor.organisations and not actor.system:
        raise NotAllowed("not_keeper", N_("You do not act for this organisation."))


def check_need(need_id: int | None) -> None:
    """Refuse with ``Invalid`` a need that is none, is not public, or takes no more answers."""
    if need_id is not None and queries.open_need(need_id) is None:
        raise Invalid("need_closed", N_("This need takes no more solutions: it has moved on."))


def read_language(fields: ProposalFields, before: str | None = None) -> str:
    """The language of a draft: what its author said, else what its text says, else ``before``."""
    if fields.language:
        return fields.language
    detected, probability = detect(f"{fields.title}\n{fields.body}")
    return detected if probability >= SURE or before is None else before


def doubtful_language(title: str, body: str, language: str) -> str | None:
    """The language that the text surely seems to be in, when it is another than ``language``."""
    detected, probability = detect(f"{title}\n{body}")
    return detected if detected != language and probability >= SURE else None


def ask_language(title: str, body: str, language: str) -> None:
    """Refuse with ``Invalid`` on the field ``language`` when the text reads like another one."""
    other = doubtful_language(title, body, language)
    if other is not None:
        raise Invalid(
            "language_doubt",
            N_("The text seems to be written in %(language)s. Please say in which language it is written."),
            field="language",
            language=LanguageName(other),
        )


def place(proposal: Proposal, fields: ProposalFields) -> None:
    """Write everything but the text itself onto the row; it is not part of any version."""
    proposal.chantier_number = fields.chantier_number
    proposal.kind = ProposalKind.SOLUTION if proposal.need_id is not None else fields.kind
    proposal.commune_insee = fields.commune_insee
    proposal.place_note = fields.place_note
    proposal.lat, proposal.lon = fields.lat, fields.lon
    proposal.cost_euros = fields.cost_euros
    proposal.organisation_id = fields.organisation_id
