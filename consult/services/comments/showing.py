"""The only place where a comment becomes public or is withheld: count, search and mails follow here."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.models.comments import Comment, CommentVersion
from consult.models.proposals import Proposal
from consult.queries import comments
from consult.queries.moderation import co_author_ids
from consult.rules.lifecycle import LISTED_STATES, Visibility
from consult.rules.search import SearchKind
from consult.services import outbox, search
from consult.services.comments.rows import record


def show(comment: Comment, version: CommentVersion) -> None:
    """The row repeats the version that is shown: before anything is public, the newest."""
    comment.body, comment.language, comment.version = version.body, version.language, version.number
    public_before = comment.published_at is not None and version.created_at >= comment.published_at
    comment.edited_at = version.created_at if version.number > 1 and public_before else None


def publish(comment: Comment, proposal: Proposal, version: CommentVersion) -> None:
    """From now on everybody reads ``version``. With the first one the comment counts, and whoever it concerns
    is told; ``comment`` and ``proposal`` come locked."""
    first = comment.published_at is None
    show(comment, version)
    comment.published_at = comment.published_at or now()
    show_in_search(comment, proposal)
    if first and comment.visibility is Visibility.VISIBLE:
        comments.count_comments(proposal.id, 1)
        _tell(comment, proposal)


def _tell(comment: Comment, proposal: Proposal) -> None:
    """Whoever is answered, and whoever began the thread, hears of a reply; the proposal's author and
    co-authors of every other comment; nobody of their own."""
    ids = {"proposal_id": proposal.id, "comment_id": comment.id}
    replied = comments.answered_authors(comment) - {comment.author_id}
    outbox.tell("comment-reply", sorted(replied), comment.id, **ids)
    authors = {proposal.author_id, *co_author_ids(proposal.id)}
    outbox.tell("comment-new", authors - {comment.author_id} - replied, comment.id, **ids)


def set_visibility(actor: Actor, comment: Comment, visibility: Visibility) -> None:
    """Show, hide or remove a comment everywhere at once; the same visibility again changes nothing.

    Moderation calls this after its decision; ``comment`` comes locked, with its proposal. One that was never
    published stays unpublished.
    """
    if comment.visibility is visibility:
        return
    before, comment.visibility = comment.visibility, visibility
    change = (visibility is Visibility.VISIBLE) - (before is Visibility.VISIBLE)
    if change and comment.published_at is not None:
        comments.count_comments(comment.proposal_id, change)
    show_in_search(comment, comment.proposal)
    record(actor, f"comment.made_{visibility.value}", comment, comment.proposal, before=before.value)


def show_in_search(comment: Comment, proposal: Proposal) -> None:
    """Index a public comment of a visible, listed proposal; forget every other."""
    visible = Visibility.VISIBLE is comment.visibility is proposal.visibility
    if comment.published_at is not None and visible and proposal.state in LISTED_STATES:
        search.comments([comment], proposal)
    else:
        search.forget(SearchKind.COMMENT, comment.id)
