"""The only place where a translation becomes the one that readers get; search and mails follow here."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.translations import Translation
from consult.queries import translations as queries
from consult.queries.translations.sources import Source
from consult.rules.translations import Extent, Origin, TranslationState, check_step
from consult.services import journal, outbox
from consult.services.comments import showing
from consult.services.proposals import states
from consult.services.translations import memory


def show(actor: Actor, text: Source, row: Translation) -> None:
    """Give readers ``row`` instead of what they had; ``text`` comes locked, of the version it translates.

    A machine's own text is shown without anybody having reviewed it; ``actor`` has reviewed every other.
    Whoever asked for it is told, and a participant whose translation staff accepted.
    """
    before = queries.shown(text.subject, row.version, row.language, row.extent)
    if before is not None and before.id != row.id:
        check_step(before.state, TranslationState.REPLACED)
        before.state = TranslationState.REPLACED
        db.session.flush()  # the index admits one that is shown
    if row.state is not TranslationState.SHOWN:
        check_step(row.state, TranslationState.SHOWN)
        row.state = TranslationState.SHOWN
    if not actor.system:
        row.reviewer_id, row.reviewed_at = actor.account_id, now()
    db.session.flush()
    journal.record(
        actor,
        "translation.shown",
        text.subject.kind.value,
        text.subject.id,
        chantier=text.facts.chantier,
        language=row.language,
        version=row.version,
        origin=row.origin.value,
    )
    follow(text)
    memory.remember(text, row)
    _tell(actor, text, row, first=before is None)


def follow(text: Source) -> None:
    """A public text is found in every language that it can be read in."""
    if text.comment is None:
        states.show_in_search(text.proposal)
    else:
        showing.show_in_search(text.comment, text.proposal)


def _tell(actor: Actor, text: Source, row: Translation, first: bool) -> None:
    ids = {"translation_id": row.id}
    if row.origin is not Origin.MACHINE and row.translator_id != actor.account_id:
        outbox.tell("translation-accepted", [row.translator_id], row.id, **ids)
    if first and row.extent is Extent.FULL:
        waiting = queries.requesters(text.subject, row.language)
        key = f"{text.subject.kind.value}:{text.subject.id}:{row.language}"
        outbox.tell("translation-ready", [each for each in waiting if each != row.translator_id], key, **ids)
