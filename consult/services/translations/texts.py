"""The text behind a translation, locked, with what the permission table may know of it."""

from dataclasses import dataclass

from consult.kernel.errors import Conflict, NotFound
from consult.kernel.messages import N_
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.queries import comments, proposals
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Facts


@dataclass(frozen=True, slots=True)
class Text:
    """``version`` is the number of the one that everybody reads."""

    subject: Subject
    proposal: Proposal
    comment: Comment | None

    @property
    def facts(self) -> Facts:
        if self.comment is None:
            return self.proposal.facts
        return self.comment.facts_in(self.proposal.state, self.proposal.chantier_number)

    @property
    def language(self) -> str:
        return self.comment.language if self.comment else self.proposal.language

    @property
    def version(self) -> int:
        return self.comment.version if self.comment else self.proposal.shown_version

    @property
    def row(self) -> Proposal | Comment:
        return self.comment or self.proposal


def locked(subject: Subject) -> Text:
    """The text, locked until the transaction ends; ``NotFound`` for what is no text."""
    if subject.kind is SubjectKind.PROPOSAL:
        return Text(subject, proposals.locked(subject.id), None)
    if subject.kind is SubjectKind.COMMENT:
        proposals.locked(comments.proposal_of(subject.id) or 0)  # first, as everywhere
        comment = comments.locked(subject.id)
        return Text(subject, comment.proposal, comment)
    raise NotFound


def check_version(text: Text, version: int) -> None:
    """Refuse with ``Conflict`` a translation of a version that is no longer shown."""
    if version != text.version:
        raise Conflict(
            "text_changed",
            N_("The text has been changed meanwhile. Please look at the new version before you go on."),
        )
