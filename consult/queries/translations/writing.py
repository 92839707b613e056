"""The page on which somebody translates: the original, what there is already, and what has changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.territory import territory
from consult.models.translations import Translation, TranslationRequest
from consult.queries.translations.history import changes
from consult.queries.translations.rows import about
from consult.queries.translations.sources import Original, Source, original, source
from consult.rules.moderation import Subject
from consult.rules.permissions import Permission, allows, require
from consult.rules.translations import Extent, TranslationState


@dataclass(frozen=True, slots=True)
class WritingPage:
    """``base`` is what the form begins from: one's own that waits, else one's own that was refused or what
    readers get, whichever is newer, else the newest of an older version, whose original is ``before``.
    ``shown``: everybody reads one of this version already.

    ``at_once``: the reader's own translation needs nobody to accept it. ``rival``: the number of the newest
    translation of this version that somebody else has proposed and that waits.
    """

    text: Source
    language: str
    extent: Extent
    base: Translation | None
    before: Original | None
    shown: bool
    requests: int
    at_once: bool
    rival: int | None

    @property
    def refused(self) -> bool:
        """Whether the form begins from the reader's own words that the team did not accept."""
        return self.base is not None and self.base.state is TranslationState.REFUSED

    @property
    def changes(self) -> list[tuple[str, str]]:
        """What changed in the original since the version of ``base``."""
        return changes(self.before.body, self.text.body) if self.before else []

    @property
    def title_changes(self) -> list[tuple[str, str]]:
        return changes(self.before.title, self.text.title) if self.before else []


def page(actor: Actor, subject: Subject, language: str, extent: Extent) -> WritingPage:
    """Four statements. ``NotFound`` for what the reader may not read, for the text's own language, and for a
    summary of a comment; ``NotAllowed`` for whoever may read but not translate."""
    text = source(subject)
    if not text.readable_by(actor) or language not in territory().languages or language == text.language:
        raise NotFound
    if extent is Extent.SUMMARY and text.comment is not None:
        raise NotFound
    require(actor, Permission.TRANSLATE, text.facts)
    rows = _known(actor, subject, language)
    base = _base([row for row in rows if row.extent is extent], text.version)
    requests, rival = _others(actor, text, language, extent)
    older = base is not None and base.version != text.version
    before = original(text, base.version) if base is not None and older else None
    return WritingPage(
        text=text,
        language=language,
        extent=extent,
        base=base if not older or (before is not None and before.let_through) else None,
        before=before if before is not None and before.open else None,
        shown=any(_is_current(row, text.version, extent) for row in rows),
        requests=requests,
        at_once=allows(actor, Permission.REVIEW_TRANSLATION, text.facts),
        rival=rival,
    )


def earlier(text: Source, number: int) -> Original | None:
    """The version that somebody translated while another came; None unless everybody may read it."""
    found = original(text, number)
    return found if found is not None and found.open else None


def _known(actor: Actor, subject: Subject, language: str) -> Sequence[Translation]:
    """What readers get, of every version, and the person's own that waits or was refused; newest first."""
    own = sa.and_(
        Translation.state.in_((TranslationState.PROPOSED, TranslationState.REFUSED)),
        Translation.translator_id == (actor.account_id or 0),
    )
    return db.session.scalars(
        sa.select(Translation)
        .where(
            about(Translation, subject),
            Translation.language == language,
            sa.or_(own, Translation.state == TranslationState.SHOWN),
        )
        .order_by(Translation.version.desc(), Translation.id.desc())
    ).all()


def _base(rows: Sequence[Translation], version: int) -> Translation | None:
    """Of the rows, newest first: of the present version one's own that waits, else the newest; else of an
    older one what was not refused."""
    present = [row for row in rows if row.version == version]
    waiting = [row for row in present if row.state is TranslationState.PROPOSED]
    refused = TranslationState.REFUSED
    older = [row for row in rows if row.version < version and row.state is not refused]
    return next(iter([*waiting, *present, *older]), None)


def _is_current(row: Translation, version: int, extent: Extent) -> bool:
    return row.state is TranslationState.SHOWN and row.version == version and row.extent is extent


def _others(actor: Actor, text: Source, language: str, extent: Extent) -> tuple[int, int | None]:
    """How many people wish to read the text in ``language``, and the newest translation by somebody else that
    waits for the team. One statement."""
    asked = (
        sa.select(sa.func.count())
        .where(about(TranslationRequest, text.subject), TranslationRequest.language == language)
        .scalar_subquery()
    )
    rival = (
        sa.select(sa.func.max(Translation.id))
        .where(
            about(Translation, text.subject),
            Translation.language == language,
            Translation.version == text.version,
            Translation.extent == extent,
            Translation.state == TranslationState.PROPOSED,
            Translation.translator_id.is_distinct_from(actor.account_id),
        )
        .scalar_subquery()
    )
    requests, number = db.session.execute(sa.select(asked, rival)).one()
    return requests or 0, number
