"""What a translation may be, who may do what with it, and when it no longer says what its text says."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from consult.kernel.errors import IllegalTransition

#: Of a summary, which says in another language what a text is about (title apart).
SUMMARY_LENGTH = (20, 300)
#: A job is tried again after each of these pauses, then given to people.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))


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


def missing_languages(written_in: str, languages: tuple[str, ...], translated: frozenset[str]) -> list[str]:
    """The site's languages in which a text cannot be read yet, in the site's order."""
    return [code for code in languages if code != written_in and code not in translated]


def pause(attempts: int) -> timedelta | None:
    """How long a job rests after its failed attempt number ``attempts`` (from 1); None: give it up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
