"""One translation with the text it belongs to: as its readers, its translator and the team may see it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.text.difference import difference, marked
from consult.models.translations import Translation
from consult.queries.translations.readings import Attribution, attribution
from consult.queries.translations.sources import Original, Source, original, source
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Permission, allows
from consult.rules.translations import Origin, TranslationState, outdated


@dataclass(frozen=True, slots=True)
class TranslationPage:
    """``original`` is the version that was translated, None where everybody reads on without it.

    ``translator``: the name, for whoever reviews and for readers where the translator wishes it.
    """

    row: Translation
    text: Source
    original: Original | None
    by: Attribution
    translator: str | None
    mine: bool
    reviews: bool

    @property
    def outdated(self) -> bool:
        return outdated(self.row.version, self.text.version)

    @property
    def acceptable(self) -> bool:
        """Whether the reader may accept it now: it waits, or a machine's was not checked yet."""
        machine = self.row.origin is Origin.MACHINE and self.row.reviewed_at is None
        waits = self.row.state is TranslationState.PROPOSED
        unchecked = machine and self.row.state is TranslationState.SHOWN
        return self.reviews and not self.outdated and (waits or unchecked)

    @property
    def refusable(self) -> bool:
        """Whether the reader may refuse it, or take it down."""
        return self.reviews and self.row.state in {TranslationState.PROPOSED, TranslationState.SHOWN}

    @property
    def title_changes(self) -> list[tuple[str, str]]:
        """What changed in the original's title since; empty while nothing did."""
        return changes(self.original.title, self.text.title) if self.original and self.outdated else []

    @property
    def changes(self) -> list[tuple[str, str]]:
        """What changed in the original since the version that was translated."""
        return changes(self.original.body, self.text.body) if self.original and self.outdated else []


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """As the component ``diff`` wants them; empty for the same text."""
    return marked(difference(before, after)) if before != after else []


def page(actor: Actor, translation_id: int) -> TranslationPage:
    """Three statements. ``NotFound`` for a text that ``actor`` may not read, and for what was never or is no
    longer shown unless they made it or review it; also where moderation refused the version itself."""
    row = db.session.scalar(
        sa.select(Translation)
        .where(Translation.id == translation_id)
        .options(joinedload(Translation.translator))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    text = source(subject_of(row))
    if not text.readable_by(actor):
        raise NotFound
    reviews = allows(actor, Permission.REVIEW_TRANSLATION, text.facts)
    mine = actor.account_id is not None and row.translator_id == actor.account_id
    translated = original(text, row.version)
    through = translated is not None and translated.let_through
    if not through or (row.state is not TranslationState.SHOWN and not (reviews or mine)):
        raise NotFound
    by = attribution(row, (translated or text).language)
    known = row.translator if row.translator is not None and row.translator.erased_at is None else None
    return TranslationPage(
        row=row,
        text=text,
        original=translated if translated is not None and translated.open else None,
        by=by,
        translator=known.display_name if known is not None and reviews else by.translator,
        mine=mine,
        reviews=reviews,
    )


def subject_of(row: Translation) -> Subject:
    """The text that a translation is about."""
    if row.proposal_id is not None:
        return Subject(SubjectKind.PROPOSAL, row.proposal_id)
    return Subject(SubjectKind.COMMENT, row.comment_id or 0)
