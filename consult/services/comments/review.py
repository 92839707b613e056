"""Moderation's decisions reach a comment's text here; the decision itself is moderation's own."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.comments import Comment, CommentVersion
from consult.queries.moderation import comment_accepted_before, read_over_shown
from consult.queries.translations.lapsing import lapse_of_version
from consult.rules.lifecycle import Review
from consult.rules.moderation import Subject, SubjectKind
from consult.services.comments.rows import record
from consult.services.comments.showing import publish, show, show_in_search


def accept(actor: Actor, comment: Comment, version: CommentVersion) -> None:
    """Moderation accepts ``version``: a new comment becomes public, a changed one shows its new text.

    One that was published at once has now been read over.
    """
    _check_reviewable(comment, version)
    waited = version.review is Review.PENDING
    version.review = Review.ACCEPTED
    if waited:
        publish(comment, comment.proposal, version)
    record(actor, "comment.version_accepted", comment, comment.proposal, version=version.number)


def return_to_author(actor: Actor, comment: Comment, version: CommentVersion) -> None:
    """Moderation refuses ``version``: the last accepted text comes back where this one had been published at
    once; else the shown one stays, and counts as read over, since it stood beside on the page."""
    _check_reviewable(comment, version)
    watched = version.review is Review.WATCHED
    version.review = Review.REFUSED
    lapse_of_version(Subject(SubjectKind.COMMENT, comment.id), version.number, now())
    accepted = comment_accepted_before(comment) if watched else None
    if accepted is not None:
        show(comment, accepted)
        show_in_search(comment, comment.proposal)
    elif not watched:
        read_over_shown(comment)
    record(actor, "comment.version_refused", comment, comment.proposal, version=version.number)


def _check_reviewable(comment: Comment, version: CommentVersion) -> None:
    if version.number != comment.newest_version:
        raise Conflict("newer_version", N_("The author has sent a newer version meanwhile."))
    if version.review not in {Review.PENDING, Review.WATCHED}:
        raise Conflict("already_decided", N_("Another moderator has already decided on this version."))
