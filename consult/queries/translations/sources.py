"""The text that a translation is about, as its reader may see it, with the versions it has had."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.comments import Comment, CommentVersion
from consult.models.proposals import Proposal, ProposalVersion
from consult.rules.lifecycle import SHOWN_REVIEWS, Review
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Facts, Permission, allows


@dataclass(frozen=True, slots=True)
class Source:
    """A proposal, or a comment with its proposal; the words are those that everybody reads now."""

    subject: Subject
    proposal: Proposal
    comment: Comment | None

    @property
    def facts(self) -> Facts:
        if self.comment is None:
            return self.proposal.facts
        return self.comment.facts_in(self.proposal.state, self.proposal.chantier_number)

    @property
    def version(self) -> int:
        return self.comment.version if self.comment else self.proposal.shown_version

    @property
    def language(self) -> str:
        return self.row.language

    @property
    def title(self) -> str:
        """Of a proposal; a comment has none."""
        return "" if self.comment else self.proposal.title

    @property
    def body(self) -> str:
        return self.row.body

    @property
    def row(self) -> Proposal | Comment:
        """The thing itself."""
        return self.comment or self.proposal

    def readable_by(self, actor: Actor) -> bool:
        if not allows(actor, Permission.READ_PROPOSAL, self.proposal.facts):
            return False
        return self.comment is None or allows(actor, Permission.READ_COMMENT, self.facts)


@dataclass(frozen=True, slots=True)
class Original:
    """A version of a text; ``let_through``: moderation has not refused it, nor does it still wait.

    ``open``: its words stand on the page of all versions, for everybody who may read the text.
    """

    number: int
    title: str
    body: str
    language: str
    let_through: bool
    open: bool


def source(subject: Subject) -> Source:
    """The text, or ``NotFound``; who may read it is asked separately. One statement."""
    if subject.kind is SubjectKind.PROPOSAL:
        proposal = db.session.get(Proposal, subject.id)
        if proposal is None:
            raise NotFound
        return Source(subject, proposal, None)
    comment = db.session.scalar(
        sa.select(Comment).options(joinedload(Comment.proposal)).where(Comment.id == subject.id)
    )
    if subject.kind is not SubjectKind.COMMENT or comment is None:
        raise NotFound
    return Source(subject, comment.proposal, comment)


def original(text: Source, number: int) -> Original | None:
    """Version ``number`` of the text; None where there is no such version. One statement."""
    shown = number == text.version
    if text.comment is None:
        found = db.session.scalar(
            sa.select(ProposalVersion).where(
                ProposalVersion.proposal_id == text.subject.id, ProposalVersion.number == number
            )
        )
        return _original(found, found.title, shown) if found else None
    said = db.session.scalar(
        sa.select(CommentVersion).where(
            CommentVersion.comment_id == text.subject.id, CommentVersion.number == number
        )
    )
    return _original(said, "", shown) if said else None


def _original(version: ProposalVersion | CommentVersion, title: str, shown: bool) -> Original:
    return Original(
        number=version.number,
        title=title,
        body=version.body,
        language=version.language,
        let_through=shown or version.review in SHOWN_REVIEWS,
        open=shown or version.review is Review.ACCEPTED,
    )
