"""A text as its reader gets it: in their language where it exists, with a line that says by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from consult.kernel.db import db
from consult.kernel.messages import Message
from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.models.translations import Translation
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Extent, Origin, Provenance, TranslationState, credit


@dataclass(frozen=True, slots=True)
class Attribution:
    """By whom or what a translation is; ``translator``: a name only of who wishes to be thanked."""

    id: int
    origin: Origin
    reviewed: bool
    version: int
    translator: str | None
    provider: str | None
    written_in: str

    @property
    def by_person(self) -> bool:
        """Whether it may stand where no machine text may."""
        return Provenance(self.origin, self.reviewed).by_person

    @property
    def credit(self) -> Message:
        """The sentence that says by whom or what."""
        provenance = Provenance(self.origin, self.reviewed)
        return credit(provenance, self.written_in, self.translator, self.provider)


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody who reads ``reader`` gets of a text.

    ``title`` and ``body`` are in ``language``: a current translation (``by`` says whose) or the original,
    which ``original_title``, ``original_body`` and ``written_in`` always give. ``summary`` is a short text in
    the reader's language where there is no full translation; ``outdated`` the newest translation of a version
    that is no longer shown, where no current one exists.

    Of somebody signed in, where a statement joined ``joins.wishes``: ``asked`` says whether they wish for a
    translation, ``waiting`` is the number of their own that waits for the team.
    """

    reader: str
    version: int
    language: str
    title: str
    body: str
    written_in: str
    original_title: str
    original_body: str
    by: Attribution | None = None
    summary: str | None = None
    summary_title: str | None = None
    summary_by: Attribution | None = None
    outdated: Attribution | None = None
    asked: bool = False
    waiting: int | None = None

    @property
    def translated(self) -> bool:
        return self.by is not None

    @property
    def as_written(self) -> "Reading":
        """The original, with what else is known of it."""
        return replace(self, language=self.written_in, title=self.original_title, body=self.original_body)

    @property
    def by_people(self) -> "Reading":
        """The same, as a ballot may show it: without what only a machine has said."""
        if self.by is None or self.by.by_person:
            return self
        return replace(self.as_written, by=None)

    @property
    def foreign(self) -> bool:
        """Whether the reader gets a text that is not in their language."""
        return self.language != self.reader


def reading(text: Proposal | Comment, reader: str) -> Reading:
    """One text; one statement, none where it was written in the reader's language."""
    return readings([text], reader)[subject_of(text)]


def readings(texts: Iterable[Proposal | Comment], reader: str) -> dict[Subject, Reading]:
    """Texts by subject; one statement for all of them, none where all were written in the language."""
    all_of = list(texts)
    foreign = [text for text in all_of if text.language != reader]
    rows = _shown(foreign, reader) if foreign else []
    by_subject: dict[Subject, list[Translation]] = {}
    for row in rows:
        kind = SubjectKind.PROPOSAL if row.proposal_id is not None else SubjectKind.COMMENT
        subject = Subject(kind, int(row.proposal_id or row.comment_id or 0))
        by_subject.setdefault(subject, []).append(row)
    return {subject_of(text): read(text, reader, by_subject.get(subject_of(text), [])) for text in all_of}


def subject_of(text: Proposal | Comment) -> Subject:
    kind = SubjectKind.PROPOSAL if isinstance(text, Proposal) else SubjectKind.COMMENT
    return Subject(kind, text.id)


def read(text: Proposal | Comment, reader: str, rows: Sequence[Translation]) -> Reading:
    """The reading that ``rows``, the shown translations to ``reader``'s language, give."""
    proposal = isinstance(text, Proposal)
    version = text.shown_version if isinstance(text, Proposal) else text.version
    title = text.title if isinstance(text, Proposal) else ""
    current = [row for row in rows if row.version == version]
    full = next((row for row in current if row.extent is Extent.FULL), None)
    summary = next((row for row in current if row.extent is Extent.SUMMARY), None)
    older = [row for row in rows if row.version < version and row.extent is Extent.FULL]
    outdated = max(older, key=lambda row: row.version, default=None)
    return Reading(
        reader=reader,
        version=version,
        language=full.language if full else text.language,
        title=(full.title or "") if full and proposal else title,
        body=full.body if full else text.body,
        written_in=text.language,
        original_title=title,
        original_body=text.body,
        by=attribution(full, text.language) if full else None,
        summary=summary.body if summary and not full else None,
        summary_title=summary.title if summary and not full else None,
        summary_by=attribution(summary, text.language) if summary and not full else None,
        outdated=attribution(outdated, text.language) if outdated and not full else None,
    )


def attribution(row: Translation, written_in: str) -> Attribution:
    """By whom, with the translator loaded, of a text in ``written_in``; people who left are not named."""
    translator = row.translator if row.thanked else None
    named = translator is not None and translator.erased_at is None
    return Attribution(
        id=row.id,
        origin=row.origin,
        reviewed=row.reviewed_at is not None,
        version=row.version,
        translator=translator.display_name if translator is not None and named else None,
        provider=row.provider,
        written_in=written_in,
    )


def _shown(texts: Sequence[Proposal | Comment], reader: str) -> Sequence[Translation]:
    proposals = [text.id for text in texts if isinstance(text, Proposal)]
    comments = [text.id for text in texts if isinstance(text, Comment)]
    return db.session.scalars(
        sa.select(Translation)
        .outerjoin(Account, Account.id == Translation.translator_id)
        .where(
            sa.or_(Translation.proposal_id.in_(proposals), Translation.comment_id.in_(comments)),
            Translation.language == reader,
            Translation.state == TranslationState.SHOWN,
        )
        .options(contains_eager(Translation.translator))
        .order_by(Translation.version)
    ).all()
