"""The worker's deeds for texts that nobody has translated: find them, claim one, keep what a machine said.

Each writing deed is one transaction of the worker's; the service is asked in none. A claim is the moment
until which the row is not due again: a worker killed in between leaves a job that another takes ten minutes
later. The job is locked before the service's row, and the text before both.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from consult.gateways.translator import Away, TranslatorError
from consult.kernel.actor import SYSTEM, VISITOR
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.territory import territory
from consult.models.translations import Translation, TranslationJob
from consult.queries.translations import already_shown, jobs
from consult.queries.translations.rows import key_of
from consult.queries.translations.sources import Source
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import (
    CLAIM_LASTS,
    MEMORY,
    PATIENCE,
    JobStatus,
    Origin,
    TranslationState,
    pause,
    pause_while_away,
)
from consult.services.translations import breaker, memory
from consult.services.translations.showing import show
from consult.services.translations.texts import locked
from consult.services.translations.wording import Order, Worded

#: Versions looked at in one turn, of each kind; jobs that may wait while older texts are looked for.
WINDOW, BACKLOG = 500, 500
KINDS = (SubjectKind.PROPOSAL, SubjectKind.COMMENT)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker alone may do until ``until``."""

    job_id: int
    until: datetime
    subject: Subject
    version: int
    language: str


def find(place: int) -> tuple[list[jobs.Wanted], bool]:
    """What lacks a translation among the versions of window number ``place``, counted back from the newest.

    Also whether older windows remain to be looked at, which is for later while enough jobs wait. Reads only,
    and no more at ten texts than at a million.
    """
    if place and jobs.waiting(BACKLOG) >= BACKLOG:
        return [], False
    found: list[jobs.Wanted] = []
    more = False
    for kind in KINDS:
        upto = jobs.newest(kind) - place * WINDOW
        more = more or upto > WINDOW
        for language in territory().languages if upto > 0 else ():
            found += jobs.lacking(kind, language, upto - WINDOW, upto)
    return found, more


def order_all(wanted: list[jobs.Wanted]) -> None:
    """A job for each; what has one already keeps it."""
    jobs.add(wanted, now())


def waiting() -> bool:
    """Whether there is anything to claim; reads only."""
    moment = now()
    return jobs.anything_due(moment) and not breaker.resting(moment)


def claim() -> Claim | None:
    """Take the job that has been due longest; None when there is none, or the service rests.

    Every claim counts as an attempt, so that a text which kills its worker is given up one day.
    """
    moment = now()
    job = jobs.next_due_locked(moment)
    if job is None or not breaker.may_ask(moment):
        return None
    job.due_at = moment + CLAIM_LASTS
    job.attempts += 1
    if job.attempts > PATIENCE:
        _give_up(job, job.problem or "too many attempts")
        return None
    return Claim(job.id, job.due_at, _subject(job), job.version, job.language)


def _subject(job: TranslationJob) -> Subject:
    if job.proposal_id is not None:
        return Subject(SubjectKind.PROPOSAL, job.proposal_id)
    return Subject(SubjectKind.COMMENT, job.comment_id or 0)


def prepare(claim: Claim) -> Order | None:
    """The text as it stands and what the memory knows of it; None when there is nothing to do any more."""
    text = jobs.source(claim.subject, claim.version)
    unwanted = text is None or text.language == claim.language
    if text is None or unwanted or already_shown(claim.subject, claim.version, claim.language):
        return None
    known = memory.known(text.title, text.body, text.language, claim.language)
    return Order(text.title, text.body, text.language, claim.language, known)


def keep(claim: Claim, order: Order | None, made: Worded | None) -> None:
    """Show what was made, unless the text was changed, withheld or translated meanwhile; then it is dropped.

    Without ``made`` there was no word to translate.
    """
    if (text := _text(claim)) is None:
        return
    job = jobs.claimed(claim.job_id, claim.until)
    if made is not None and made.provider != MEMORY:
        breaker.answered(now())
    if job is None:
        return
    if order is None or not _still_wanted(text, claim, order):
        job.status = JobStatus.DROPPED
        return
    job.status, job.problem = JobStatus.DONE, None
    if made is None:
        return
    row = Translation(
        **key_of(claim.subject),
        version=claim.version,
        language=claim.language,
        title=made.title,
        body=made.body,
        origin=Origin.MACHINE,
        provider=made.provider,
        state=TranslationState.PROPOSED,
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    show(SYSTEM, text, row)
    log.info("text_translated", job=claim.job_id, provider=made.provider)


def _text(claim: Claim) -> Source | None:
    """The text, locked; None where it is gone, and its jobs with it."""
    try:
        return locked(claim.subject)
    except NotFound:
        return None


def _still_wanted(text: Source, claim: Claim, order: Order) -> bool:
    return (
        text.readable_by(VISITOR)
        and text.version == claim.version
        and (text.language, text.row.body) == (order.source, order.body)
        and not already_shown(claim.subject, claim.version, claim.language)
    )


def failed(claim: Claim, problem: Exception) -> None:
    """Try again later; a text that no machine translates is given to people after some attempts."""
    moment = now()
    job = jobs.claimed(claim.job_id, claim.until)
    if job is not None:
        job.problem = _told(problem)
        away = isinstance(problem, Away)
        length = pause_while_away(job.attempts) if away else pause(job.attempts)
        if length is None:
            _give_up(job, job.problem)
        else:
            job.due_at = moment + length
            log.warning("translation_postponed", job=job.id, problem=job.problem, until=str(job.due_at))
    if isinstance(problem, Away):
        breaker.silent(str(problem), problem.retry_after, moment)


def _told(problem: Exception) -> str:
    """Its kind, and the words of our own errors: any other's might quote the text."""
    kind = type(problem).__name__
    return f"{kind}: {problem}"[:200] if isinstance(problem, TranslatorError) else kind


def _give_up(job: TranslationJob, problem: str) -> None:
    job.status = JobStatus.FAILED
    log.error("translation_given_up", job=job.id, problem=problem)
