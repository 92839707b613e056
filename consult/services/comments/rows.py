"""What the deeds around comments share: the locked row that its reader may see, and the journal's line."""

from consult.kernel.actor import Actor
from consult.kernel.errors import NotFound
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.queries import comments
from consult.rules.permissions import Facts, Permission, allows
from consult.services import journal


def facts_of(comment: Comment) -> Facts:
    return comment.facts_in(comment.proposal.state, comment.proposal.chantier_number)


def readable(actor: Actor, comment_id: int) -> Comment:
    """The comment, locked, when ``actor`` may read it and its proposal; else ``NotFound``."""
    comment = comments.locked(comment_id)
    if not allows(actor, Permission.READ_PROPOSAL, comment.proposal.facts):
        raise NotFound
    if not allows(actor, Permission.READ_COMMENT, facts_of(comment)):
        raise NotFound
    return comment


def record(actor: Actor, event: str, comment: Comment, proposal: Proposal, **facts: object) -> None:
    """A line in the journal; on behalf of the organisation when its author acts."""
    own = actor.account_id == comment.author_id
    journal.record(
        actor,
        event,
        "comment",
        comment.id,
        chantier=proposal.chantier_number,
        organisation_id=comment.organisation_id if own else None,
        proposal_id=proposal.id,
        **facts,
    )
