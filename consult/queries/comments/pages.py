"""The pages around one comment: the form that answers it, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.comments import CommentVersion
from consult.models.proposals import Proposal
from consult.queries import organisations
from consult.queries.comments.lines import Line, readable
from consult.queries.comments.rows import versions
from consult.rules.permissions import Facts, Permission, allows


@dataclass(frozen=True, slots=True)
class Answering:
    """What stands above a form for a comment: the proposal, and the comment that is answered if any."""

    proposal_id: int
    title: str
    title_language: str
    facts: Facts
    parent: Line | None
    organisations: Sequence[tuple[int, str]]


def answering(actor: Actor, proposal_id: int, parent_id: int | None = None) -> Answering:
    """What the page of a new comment shows; ``NotFound`` for what ``actor`` may not read."""
    proposal = db.session.get(Proposal, proposal_id)
    if proposal is None or not allows(actor, Permission.READ_PROPOSAL, proposal.facts):
        raise NotFound
    comment, parent = readable(actor, parent_id) if parent_id is not None else (None, None)
    if comment is not None and comment.proposal_id != proposal_id:
        raise NotFound
    return Answering(
        proposal_id=proposal_id,
        title=proposal.title,
        title_language=proposal.language,
        facts=proposal.facts,
        parent=parent,
        organisations=organisations.for_actor(actor) if actor.organisations else (),
    )


def answering_comment(actor: Actor, comment_id: int) -> Answering:
    """``answering`` for the proposal to which the comment belongs."""
    comment, _ = readable(actor, comment_id)
    return answering(actor, comment.proposal_id, comment_id)


def history(actor: Actor, comment_id: int) -> tuple[Line, Answering, list[CommentVersion]]:
    """A comment that ``actor`` may read, what it belongs to, and its versions, oldest first."""
    comment, line = readable(actor, comment_id)
    return line, answering(actor, comment.proposal_id), versions(comment_id)
