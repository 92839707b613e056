"""The pages around one comment: the form that answers it, the form that changes it, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language
from consult.models.comments import Comment, CommentVersion
from consult.models.proposals import Proposal
from consult.queries import organisations
from consult.queries.comments.lines import Line, readable
from consult.queries.comments.rows import newest_version, versions
from consult.queries.modes import mode_of
from consult.queries.translations import reading
from consult.rules.comments import check_answerable
from consult.rules.moderation import Mode, SubjectKind
from consult.rules.permissions import Permission, allows, author, require


@dataclass(frozen=True, slots=True)
class Answering:
    """What stands above a form for a comment: the proposal, its title as the reader gets it, and the comment
    that is answered if any.

    ``read_first``: the comment is published once a moderator has read it.
    """

    proposal_id: int
    title: str
    title_language: str
    parent: Line | None
    organisations: Sequence[tuple[int, str]]
    read_first: bool


@dataclass(frozen=True, slots=True)
class CommentPage:
    """One comment with the proposal's title above it; ``versions`` oldest first: all of them for its author
    and those who check texts, the newest alone for a change."""

    line: Line
    proposal_id: int
    title: str
    title_language: str
    versions: Sequence[CommentVersion]
    read_first: bool = False

    @property
    def newest(self) -> CommentVersion:
        return self.versions[-1]


def answering(actor: Actor, proposal_id: int, parent_id: int | None = None) -> Answering:
    """What the page of a new comment shows; ``NotFound`` for what ``actor`` may not read."""
    proposal = db.session.get(Proposal, proposal_id)
    if proposal is None or not allows(actor, Permission.READ_PROPOSAL, proposal.facts):
        raise NotFound
    if parent_id is None:
        return _answering(actor, proposal, None)
    comment, parent = readable(actor, parent_id)
    if comment.proposal_id != proposal_id:
        raise NotFound
    return _answering(actor, proposal, parent)


def answering_comment(actor: Actor, comment_id: int) -> Answering:
    """The same for the proposal to which the comment belongs."""
    comment, parent = readable(actor, comment_id)
    return _answering(actor, comment.proposal, parent)


def _answering(actor: Actor, proposal: Proposal, parent: Line | None) -> Answering:
    require(actor, Permission.COMMENT, proposal.facts)
    if parent is not None:
        check_answerable(parent.visibility, parent.published)
    read = reading(proposal, current_language())
    return Answering(
        proposal_id=proposal.id,
        title=read.title,
        title_language=read.language,
        parent=parent,
        organisations=organisations.for_actor(actor),
        read_first=read_first(proposal.chantier_number),
    )


def read_first(chantier: int) -> bool:
    """Whether comments of a chantier are published only once a moderator has read them."""
    return mode_of(chantier, SubjectKind.COMMENT) is Mode.PRE


def own(actor: Actor, comment_id: int) -> CommentPage:
    """One's own comment, its newest text to be changed; ``NotAllowed`` for anybody else's."""
    comment, line = readable(actor, comment_id)
    require(actor, Permission.EDIT_COMMENT, line.facts)
    return _page(comment, line, [newest_version(comment)], read_first(comment.proposal.chantier_number))


def history(actor: Actor, comment_id: int) -> CommentPage:
    """A comment that ``actor`` may read, with the versions that are for them to see."""
    comment, line = readable(actor, comment_id)
    checks = (Permission.MODERATE, Permission.READ_JOURNAL)
    sees_all = author(actor, line.facts) or any(allows(actor, one, line.facts) for one in checks)
    return _page(comment, line, versions(comment_id, shown=None if sees_all else comment.version))


def _page(
    comment: Comment, line: Line, saved: Sequence[CommentVersion], read_first: bool = False
) -> CommentPage:
    read = reading(comment.proposal, current_language())
    return CommentPage(line, comment.proposal_id, read.title, read.language, saved, read_first)
