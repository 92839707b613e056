"""Staff accept, correct or refuse translations here, also those of machines."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.kernel.text.names import clean_text
from consult.models.translations import Translation
from consult.queries.translations import locked as locked_row
from consult.queries.translations.rows import found
from consult.queries.translations.sources import Source
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.participation import check_length
from consult.rules.permissions import Permission, require
from consult.rules.translations import Origin, TranslationState, check_step
from consult.services import journal, outbox
from consult.services.translations.proposing import TranslationFields, checked
from consult.services.translations.showing import follow, show
from consult.services.translations.texts import check_version, locked

NOTE_LENGTH = (2, 500)


def accept(actor: Actor, translation_id: int, *, title: str, body: str, sure: bool = False) -> Translation:
    """Show a proposed translation, or approve a machine's, with the words as staff leave them.

    ``Conflict`` when the text has another version by now, or somebody decided before.
    """
    text, row = _locked(actor, translation_id)
    machine = row.state is TranslationState.SHOWN and row.origin is Origin.MACHINE and not row.reviewed_at
    if row.state is not TranslationState.PROPOSED and not machine:
        raise Conflict("decided", N_("Somebody has decided on this translation before you."))
    check_version(text, row.version)
    fields = TranslationFields(row.language, row.version, body, title, row.extent, sure=sure)
    row.title, row.body = checked(text, fields)
    show(actor, text, row)
    return row


def refuse(actor: Actor, translation_id: int, note: str) -> Translation:
    """Refuse a proposed translation, or take a shown one down; ``note`` tells its translator why."""
    text, row = _locked(actor, translation_id)
    if row.state not in {TranslationState.PROPOSED, TranslationState.SHOWN}:
        raise Conflict("decided", N_("Somebody has decided on this translation before you."))
    words = clean_text(note)
    if row.origin is not Origin.MACHINE or words:
        check_length(words, NOTE_LENGTH, "note")
    check_step(row.state, TranslationState.REFUSED)
    row.state, row.note = TranslationState.REFUSED, words or None
    row.reviewer_id, row.reviewed_at = actor.account_id, now()
    journal.record(
        actor,
        "translation.refused",
        text.subject.kind.value,
        text.subject.id,
        chantier=text.facts.chantier,
        language=row.language,
        version=row.version,
    )
    follow(text)
    if row.translator_id != actor.account_id:
        outbox.tell("translation-refused", [row.translator_id], row.id, translation_id=row.id)
    return row


def _locked(actor: Actor, translation_id: int) -> tuple[Source, Translation]:
    """The text first, then the row, so that two reviewers wait for each other."""
    known = found(translation_id)
    kind = SubjectKind.PROPOSAL if known.proposal_id is not None else SubjectKind.COMMENT
    text = locked(Subject(kind, int(known.proposal_id or known.comment_id or 0)))
    require(actor, Permission.REVIEW_TRANSLATION, text.facts)
    return text, locked_row(translation_id)
