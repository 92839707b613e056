"""What a translation may be, who may do what with it, and when it no longer says what its text says."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum

from consult.kernel.errors import IllegalTransition
from consult.kernel.messages import N_, Message

#: Of a summary, which says in another language what a text is about (title apart).
SUMMARY_LENGTH = (20, 300)
#: Of the parts of an official text that editors complete.
OFFICIAL_LENGTH = {"title": (2, 120), "summary": (2, 600), "lead": (2, 200), "note": (2, 1000)}
#: A job is tried again after each of these pauses, then given to people.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
#: Stands as the provider where every paragraph was known: no service has been asked.
MEMORY = "memory"
#: A claim older than this belongs to a worker that died; another may take the job.
CLAIM_LASTS = timedelta(minutes=10)
#: While the service is away its jobs wait on, but a text that always drives it away is given up one day.
PATIENCE = 20
#: After so many failures in a row a service is left alone, ever longer while its one probe fails.
FAILURES_IN_A_ROW = 5
RESTS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
#: A service may ask for no longer a rest than this.
LONGEST_REST = timedelta(hours=12)
#: A translation is between a third and three times as long as its text, give or take a few words.
LENGTH_RATIO, LENGTH_SLACK = 3, 40


class Origin(StrEnum):
    """Who made a translation."""

    AUTHOR = "author"
    PARTICIPANT = "participant"
    STAFF = "staff"
    MACHINE = "machine"


class Extent(StrEnum):
    """The whole text, or two lines that say what it is about."""

    FULL = "full"
    SUMMARY = "summary"


EXTENT_LABELS = {Extent.FULL: N_("The whole text"), Extent.SUMMARY: N_("A summary in two lines")}


class Work(StrEnum):
    """What stands on the translators' list."""

    REVIEW = "review"
    OFFICIAL = "official"
    PROPOSAL = "proposal"
    COMMENT = "comment"


WORK_LABELS = {
    Work.REVIEW: N_("Translations to check"),
    Work.OFFICIAL: N_("Official texts"),
    Work.PROPOSAL: N_("Proposals"),
    Work.COMMENT: N_("Comments"),
}


class Urgency(IntEnum):
    """Why a text stands on the list, and in which order: what waits for a word of the team comes first."""

    REVIEW = 0
    OFFICIAL = 1
    BALLOT = 2
    REQUESTED = 3
    CROSS_BORDER = 4
    SUPPORTED = 5


class TranslationState(StrEnum):
    """``shown`` is the one that readers of its language get; ``replaced`` was it until another came."""

    PROPOSED = "proposed"
    SHOWN = "shown"
    REPLACED = "replaced"
    REFUSED = "refused"


class JobStatus(StrEnum):
    """Of a machine's work: it waits, is done, was given up, or its text is gone or translated by now."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


STEPS: dict[TranslationState, frozenset[TranslationState]] = {
    TranslationState.PROPOSED: frozenset({TranslationState.SHOWN, TranslationState.REFUSED}),
    TranslationState.SHOWN: frozenset({TranslationState.REPLACED, TranslationState.REFUSED}),
    TranslationState.REPLACED: frozenset(),
    TranslationState.REFUSED: frozenset(),
}


def check_step(before: TranslationState, after: TranslationState) -> None:
    """Refuse with ``IllegalTransition`` a step that the table does not have."""
    if after not in STEPS[before]:
        raise IllegalTransition(before, after)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a translation comes from; ``reviewed``: a person has approved it."""

    origin: Origin
    reviewed: bool

    @property
    def by_person(self) -> bool:
        """Whether it may stand where no machine text may: in a ballot, in an answer, in the memory."""
        return self.origin is not Origin.MACHINE or self.reviewed


def outdated(version: int, shown_version: int) -> bool:
    """A translation of another version than the one shown is stale."""
    return version != shown_version


def pause(attempts: int) -> timedelta | None:
    """How long a job rests after its failed attempt number ``attempts`` (from 1); None: give it up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


_FROM = {
    "fr": N_("from French"),
    "de": N_("from German"),
    "lb": N_("from Luxembourgish"),
    "en": N_("from English"),
}
_FROM_ELSEWHERE = N_("from another language")
_TRANSLATED = {
    "fr": N_("Translated from French"),
    "de": N_("Translated from German"),
    "lb": N_("Translated from Luxembourgish"),
    "en": N_("Translated from English"),
}
_TRANSLATED_FROM_ELSEWHERE = N_("Translated from another language")
_BY = {
    Origin.AUTHOR: N_("%(translated)s by the author"),
    Origin.PARTICIPANT: N_("%(translated)s by a participant"),
    Origin.STAFF: N_("%(translated)s by the administration"),
}
_BY_NAME = N_("%(translated)s by %(name)s")
_CHECKED = N_("Machine translation %(source)s (%(service)s), checked by a person")
_UNCHECKED = N_("Machine translation %(source)s (%(service)s), checked by nobody")
_PUT_TOGETHER = N_("Put together from sentences that people have translated %(source)s, checked by nobody")
#: Names of machines as their makers write them; others as the operator set them.
_SERVICES = {"libretranslate": "LibreTranslate", "deepl": "DeepL"}


def credit(provenance: Provenance, written_in: str, translator: str | None, service: str | None) -> Message:
    """Says by whom or what a text in ``written_in`` was translated; ``translator`` wishes to be named.

    Without a full stop, since names end with one ("Dora K.").
    """
    if provenance.origin is Origin.MACHINE:
        unchecked = _PUT_TOGETHER if service == MEMORY else _UNCHECKED
        sentence = _CHECKED if provenance.reviewed else unchecked
        source = (Message(_FROM.get(written_in, _FROM_ELSEWHERE)),)
        name = _SERVICES.get(service or "", service or "")
        return Message(sentence, {"source": source, "service": name})
    translated = (Message(_TRANSLATED.get(written_in, _TRANSLATED_FROM_ELSEWHERE)),)
    if translator is not None:
        return Message(_BY_NAME, {"translated": translated, "name": translator})
    return Message(_BY[provenance.origin], {"translated": translated})


def pause_while_away(attempts: int) -> timedelta | None:
    """As ``pause``, for an attempt that failed because the service was away: it is not the text's fault."""
    return PAUSES[min(attempts, len(PAUSES)) - 1] if attempts < PATIENCE else None


def rest(failures: int) -> timedelta | None:
    """How long a service rests after its failure number ``failures`` in a row; None: ask on."""
    beyond = failures - FAILURES_IN_A_ROW
    return None if beyond < 0 else RESTS[min(beyond, len(RESTS) - 1)]


def plausible_length(source: int, result: int) -> bool:
    """Whether a text of ``source`` characters may become one of ``result`` in another language."""
    return result <= source * LENGTH_RATIO + LENGTH_SLACK and source <= result * LENGTH_RATIO + LENGTH_SLACK
