"""The pages around one comment: the form that answers it, the form that changes it, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.comments import Comment, CommentVersion
from consult.models.proposals import Proposal
from consult.queries import organisations
from consult.queries.comments.lines import Line, readable
from consult.queries.comments.rows import versions
from consult.rules.permissions import Permission, allows, require


@dataclass(frozen=True, slots=True)
class Answering:
    """What stands above a form for a comment: the proposal, and the comment that is answered if any."""

    proposal_id: int
    title: str
    title_language: str
    parent: Line | None
    organisations: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class CommentPage:
    """One comment with the proposal's title above it; ``versions`` oldest first, on the history only."""

    line: Line
    proposal_id: int
    title: str
    title_language: str
    versions: Sequence[CommentVersion] = ()


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
    return Answering(
        proposal_id=proposal.id,
        title=proposal.title,
        title_language=proposal.language,
        parent=parent,
        organisations=organisations.for_actor(actor),
    )


def own(actor: Actor, comment_id: int) -> CommentPage:
    """One's own comment, to be changed; ``NotAllowed`` for anybody else's."""
    comment, line = readable(actor, comment_id)
    require(actor, Permission.EDIT_COMMENT, line.facts)
    return _page(comment, line)


def history(actor: Actor, comment_id: int) -> CommentPage:
    """A comment that ``actor`` may read, with its versions."""
    comment, line = readable(actor, comment_id)
    return _page(comment, line, versions(comment_id))


def _page(comment: Comment, line: Line, saved: Sequence[CommentVersion] = ()) -> CommentPage:
    proposal = comment.proposal
    return CommentPage(line, proposal.id, proposal.title, proposal.language, saved)
