"""Hits of a search become what its page shows: address, words that were found, why, and where it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.kernel.i18n import language_name, localised
from consult.kernel.messages import N_
from consult.kernel.text.analysis import fold, stem
from consult.kernel.text.snippets import Piece, highlighted, snippet
from consult.queries.search import Hit, Reason
from consult.rules.events import EventStatus
from consult.rules.lifecycle import ProposalState
from consult.rules.programme import ActionStatus
from consult.rules.search import MEETING, AuthorKind, ReasonKind, SearchKind
from consult.rules.voting import BallotState

K = SearchKind


def _is_meeting(hit: Hit) -> bool:
    """A meeting of the calendar; all other events are announced by the programme, and stand in it."""
    return hit.kind is K.EVENT and hit.key.startswith(MEETING)


def _event_address(hit: Hit) -> str:
    if _is_meeting(hit):
        return url_for("events.show", event_id=hit.object_id)
    return url_for("programme.action", action_id=hit.object_id)


#: What one thing of a kind is called, and its address.
KINDS: dict[SearchKind, tuple[str, Callable[[Hit], str]]] = {
    K.CHANTIER: (N_("Chantier"), lambda hit: url_for("programme.chantier", number=hit.object_id)),
    K.ACTION: (N_("Action"), lambda hit: url_for("programme.action", action_id=hit.object_id)),
    K.EVENT: (N_("Event of the programme"), _event_address),
    K.PROPOSAL: (N_("Proposal"), lambda hit: url_for("proposals.show", proposal_id=hit.object_id)),
    K.COMMENT: (N_("Comment"), lambda hit: url_for("comments.show", comment_id=hit.object_id)),
    K.ANSWER: (
        N_("Answer"),
        lambda hit: url_for("proposals.show", proposal_id=hit.parent_id, _anchor="answer"),
    ),
    K.BALLOT: (N_("Ballot"), lambda hit: url_for("ballots.show", ballot_id=hit.object_id)),
    K.PLACE: (N_("Place"), lambda hit: url_for("territory.place", place_id=hit.object_id)),
    K.COMMUNE: (N_("Commune"), lambda hit: url_for("territory.commune", insee=hit.key)),
}
#: What has no title of its own is named after the proposal that it stands under.
UNDER = {K.COMMENT: N_("Comment on “%(title)s”"), K.ANSWER: N_("Answer to “%(title)s”")}
STATES: dict[SearchKind, type[StrEnum]] = {
    K.PROPOSAL: ProposalState,
    K.ACTION: ActionStatus,
    K.EVENT: ActionStatus,
    K.BALLOT: BallotState,
}
AUTHORS = {
    AuthorKind.RESIDENT: N_("by a resident"),
    AuthorKind.NEIGHBOUR: N_("by somebody from a neighbouring region"),
    AuthorKind.ELSEWHERE: N_("by somebody from elsewhere"),
    AuthorKind.ORGANISATION: N_("by an organisation"),
    AuthorKind.AUTHORITY: N_("by the administration"),
}
#: Whose author is worth naming; all else is the administration's.
CONTRIBUTED = frozenset({K.PROPOSAL, K.COMMENT, K.ANSWER})
#: The page says once, above them all, that a word was mended.
REASONS = {
    ReasonKind.TRANSLATION: N_("“%(asked)s” stands in the version in %(language)s."),
    ReasonKind.GLOSSARY: N_("“%(asked)s” is “%(found)s” in %(language)s."),
    ReasonKind.SYNONYM: N_("“%(found)s” has a meaning close to “%(asked)s”."),
    ReasonKind.RELATED: N_("“%(found)s” belongs to the same subject as “%(asked)s”."),
    ReasonKind.COMPOUND: N_("“%(asked)s” and “%(found)s” have a part in common."),
}
FOREIGN_SYNONYM = N_("“%(asked)s” is about the same as “%(found)s” in %(language)s.")


@dataclass(frozen=True, slots=True)
class Shown:
    """One result; ``title`` and ``body`` in pieces, so that no word of it is ever taken for markup.

    ``title_language`` and ``language`` are set where they are not the page's.
    """

    kind: str
    url: str
    title: tuple[Piece, ...]
    title_language: str | None
    body: tuple[Piece, ...]
    language: str | None
    translated_from: str | None
    reasons: list[str]
    chantier: int | None
    commune: str | None
    author: str | None
    electorate: str | None
    state: StrEnum | None
    happened_at: datetime | None


def shown(hits: Iterable[Hit], reader: str) -> list[Shown]:
    """``hits`` in their order, for a page in the language ``reader``."""
    return [_shown(hit, reader) for hit in hits]


def _shown(hit: Hit, reader: str) -> Shown:
    name, address = KINDS[hit.kind]
    foreign = hit.language if hit.language != reader else None
    author = AUTHORS.get(hit.author_kind) if hit.kind in CONTRIBUTED else None
    return Shown(
        kind=_(name),
        url=address(hit),
        title=_title(hit),
        title_language=None if hit.kind in UNDER else foreign,
        body=snippet(_lines(hit), hit.stems, hit.language),
        language=foreign,
        translated_from=language_name(hit.written_in, reader) if hit.translated and hit.written_in else None,
        reasons=[why(reason, reader) for reason in hit.reasons if reason.kind in REASONS],
        chantier=hit.chantier_number if hit.kind is not K.CHANTIER else None,
        commune=hit.commune_insee if hit.kind is not K.COMMUNE else None,
        author=_(author) if author else None,
        electorate=_electorate(hit) if hit.kind is K.BALLOT else None,
        state=_state(hit),
        happened_at=hit.happened_at,
    )


def _state(hit: Hit) -> StrEnum | None:
    if not hit.status or hit.kind not in STATES:
        return None
    return EventStatus(hit.status) if _is_meeting(hit) else STATES[hit.kind](hit.status)


def _electorate(hit: Hit) -> str:
    """Who votes: the same question may be put to several councils."""
    return localised(hit.assembly) or _("All municipal councillors")


def _lines(hit: Hit) -> str:
    """The body; postal codes by their name; what the programme lists line by line has a mark between."""
    if hit.kind is K.COMMUNE:
        codes = hit.body.split()
        told = ngettext("Postal code %(codes)s", "Postal codes %(codes)s", len(codes), codes=" ".join(codes))
        return str(told)
    return hit.body if hit.kind in CONTRIBUTED else hit.body.replace("\n", " · ")


def _title(hit: Hit) -> tuple[Piece, ...]:
    if hit.kind in UNDER:
        return (Piece(_(UNDER[hit.kind], title=hit.parent_title or "…")),)
    found = highlighted(hit.title, hit.stems, hit.language)
    return (Piece(f"{hit.key}. "), *found) if hit.kind is K.CHANTIER else found


def why(reason: Reason, reader: str) -> str:
    """A sentence that says how a word as typed led to this result; for every kind in ``REASONS``."""
    language = reason.language or reader
    foreign = reason.kind is ReasonKind.SYNONYM and language != reader
    sentence = FOREIGN_SYNONYM if foreign else REASONS[reason.kind]
    found = {stem(fold(word), language): word for word in reversed(reason.found.split())}
    spoken = " ".join(reversed(found.values()))
    return str(_(sentence, asked=reason.asked, found=spoken, language=language_name(language, reader)))
