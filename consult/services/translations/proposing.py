"""Whoever knows both languages proposes a translation here; what staff write is shown at once."""

from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Invalid, NotFound
from consult.kernel.messages import N_, LanguageName
from consult.kernel.territory import territory
from consult.kernel.text.language import SURE, detect
from consult.kernel.text.names import clean_line, clean_text
from consult.models.translations import Translation
from consult.queries.translations import own_proposed
from consult.queries.translations.rows import key_of
from consult.queries.translations.sources import Source
from consult.rules.moderation import Subject
from consult.rules.participation import BODY_LENGTH, COMMENT_LENGTH, TITLE_LENGTH, check_length
from consult.rules.permissions import Permission, allows, author, require
from consult.rules.translations import SUMMARY_LENGTH, Extent, Origin, TranslationState
from consult.services import journal
from consult.services.translations.showing import show
from consult.services.translations.texts import check_version, locked


@dataclass(frozen=True, slots=True)
class TranslationFields:
    """``version`` is the one that was translated; ``sure``: the translator confirms the language."""

    language: str
    version: int
    body: str
    title: str = ""
    extent: Extent = Extent.FULL
    thanked: bool = False
    sure: bool = False


def propose(actor: Actor, subject: Subject, fields: TranslationFields) -> Translation:
    """Keep a translation for staff to accept; one's own that still waits is replaced.

    Staff's own is shown at once. ``Conflict`` when another version is shown by now, ``Invalid`` for the
    text's own language, a wrong length, or words that read like another language while ``sure`` is not said.
    """
    text = locked(subject)
    if not text.readable_by(actor):
        raise NotFound
    require(actor, Permission.TRANSLATE, text.facts)
    check_version(text, fields.version)
    title, body = checked(text, fields)
    staff = allows(actor, Permission.REVIEW_TRANSLATION, text.facts)
    row = _row(actor, text, fields)
    row.title, row.body, row.thanked = title, body, fields.thanked
    row.origin = _origin(actor, text, staff)
    row.created_at = now()
    db.session.add(row)
    db.session.flush()
    journal.record(
        actor,
        "translation.proposed",
        subject.kind.value,
        subject.id,
        chantier=text.facts.chantier,
        language=fields.language,
        version=fields.version,
        extent=fields.extent.value,
    )
    if staff:
        show(actor, text, row)
    return row


def checked(text: Source, fields: TranslationFields) -> tuple[str | None, str]:
    """Title (of a proposal) and body as they may be stored."""
    if fields.language not in territory().languages or fields.language == text.language:
        raise Invalid("language", N_("Please choose another language than the text’s own."), field="language")
    title, body = clean_line(fields.title), clean_text(fields.body)
    if text.comment is None:
        check_length(title, (1, TITLE_LENGTH[1]), "title")
    check_length(body, _length(text, fields.extent), "body")
    read, probability = detect(f"{title}\n{body}")
    if read != fields.language and probability >= SURE and not fields.sure:
        raise Invalid(
            "language_doubt",
            N_("Your translation seems to be written in %(language)s. Please check it, then confirm."),
            field="sure",
            language=LanguageName(read),
        )
    return (title if text.comment is None else None), body


def _length(text: Source, extent: Extent) -> tuple[int, int]:
    if extent is Extent.SUMMARY:
        if text.comment is not None:
            raise Invalid("no_summary", N_("Only proposals have a summary."), field="extent")
        return SUMMARY_LENGTH
    return (1, 2 * (COMMENT_LENGTH if text.comment else BODY_LENGTH)[1])


def _row(actor: Actor, text: Source, fields: TranslationFields) -> Translation:
    """The person's waiting row, or a new one."""
    waiting = own_proposed(text.subject, text.version, fields.language, fields.extent, actor.account_id or 0)
    return waiting or Translation(
        version=fields.version,
        language=fields.language,
        extent=fields.extent,
        state=TranslationState.PROPOSED,
        translator_id=actor.account_id,
        **key_of(text.subject),
    )


def _origin(actor: Actor, text: Source, staff: bool) -> Origin:
    if author(actor, text.facts):
        return Origin.AUTHOR
    return Origin.STAFF if staff else Origin.PARTICIPANT
