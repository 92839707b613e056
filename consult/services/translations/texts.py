"""The text behind a translation, locked."""

from consult.kernel.errors import Conflict, NotFound
from consult.kernel.messages import N_
from consult.queries import comments, proposals
from consult.queries.translations.sources import Source
from consult.rules.moderation import Subject, SubjectKind


def locked(subject: Subject) -> Source:
    """The text, locked until the transaction ends; ``NotFound`` for what is no text."""
    if subject.kind is SubjectKind.PROPOSAL:
        return Source(subject, proposals.locked(subject.id), None)
    if subject.kind is SubjectKind.COMMENT:
        proposals.locked(comments.proposal_of(subject.id) or 0)  # first, as everywhere
        comment = comments.locked(subject.id)
        return Source(subject, comment.proposal, comment)
    raise NotFound


def check_version(text: Source, version: int) -> None:
    """Refuse with ``Conflict`` a translation of a version that is no longer shown."""
    if version != text.version:
        raise Conflict(
            "text_changed",
            N_("The text has been changed meanwhile. Please look at the new version before you go on."),
        )
