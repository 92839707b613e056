"""People write comments and change their own; each text meets the gate of its chantier."""

from datetime import datetime

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.models.comments import Comment, CommentVersion
from consult.models.proposals import Proposal
from consult.queries import comments, proposals
from consult.queries.phases import admitted_by
from consult.rules.comments import check_answerable
from consult.rules.lifecycle import Review
from consult.rules.moderation import SubjectKind
from consult.rules.permissions import Permission, allows, require
from consult.rules.phases import CLOSED, Contribution
from consult.services.comments.fields import CommentFields, Words, checked
from consult.services.comments.rows import facts_of, readable, record
from consult.services.comments.showing import publish, show
from consult.services.modes import Gate, gate


def write(actor: Actor, proposal_id: int, fields: CommentFields) -> Comment:
    """Add a comment or a reply; a reply to a reply stands under the same first-level comment.

    Where the chantier publishes after reading, only its author and moderators see it until then.
    """
    proposal = proposals.locked(proposal_id)
    if not allows(actor, Permission.READ_PROPOSAL, proposal.facts):
        raise NotFound
    require(actor, Permission.COMMENT, proposal.facts)
    if Contribution.DEBATE not in admitted_by(proposal.chantier_number):
        raise Invalid("phase_closed", CLOSED[Contribution.DEBATE])
    if fields.organisation_id is not None and fields.organisation_id not in actor.organisations:
        raise Invalid("not_keeper", N_("You do not act for this organisation."), field="organisation_id")
    words = checked(actor, fields.body, fields.language)
    answered = _answered(actor, proposal, fields.parent_id)
    moment = now()
    comment = Comment(
        proposal_id=proposal_id,
        parent_id=(answered.parent_id or answered.id) if answered else None,
        answered_id=answered.id if answered else None,
        stance=fields.stance,
        body=words.body,
        language=words.language,
        author_id=actor.account_id,
        organisation_id=fields.organisation_id,
        created_at=moment,
    )
    db.session.add(comment)
    db.session.flush()
    met = _met(proposal, moment)
    version = _keep_version(comment, words, met, moment)
    record(actor, "comment.written", comment, proposal, stance=fields.stance.value, review=met.review.value)
    if met.open:
        publish(comment, proposal, version)
    return comment


def _answered(actor: Actor, proposal: Proposal, comment_id: int | None) -> Comment | None:
    if comment_id is None:
        return None
    comment = comments.parent_in(proposal.id, comment_id)
    if comment is None:
        raise NotFound
    published = comment.published_at is not None
    facts = comment.facts_in(proposal.state, proposal.chantier_number)
    if not published and not allows(actor, Permission.READ_COMMENT, facts):
        raise NotFound
    check_answerable(comment.visibility, published)
    return comment


def _met(proposal: Proposal, moment: datetime) -> Gate:
    return gate(proposal.chantier_number, SubjectKind.COMMENT, moment)


def _keep_version(comment: Comment, words: Words, met: Gate, moment: datetime) -> CommentVersion:
    version = CommentVersion(
        comment_id=comment.id,
        number=comment.newest_version,
        body=words.body,
        language=words.language,
        language_doubt=words.doubt,
        created_at=moment,
        review=met.review,
        due_at=met.due_at,
    )
    db.session.add(version)
    return version


def edit(actor: Actor, comment_id: int, version: int, body: str, language: str | None = None) -> Comment:
    """Save a new version of one's own comment; the same text in the same language changes nothing.

    ``version`` is the newest one the author had before them; ``Conflict`` when another has been saved since.
    A text that a moderator sent back must be another one.
    """
    proposal_id = comments.proposal_of(comment_id)
    if proposal_id is None:
        raise NotFound
    proposal = proposals.locked(proposal_id)
    comment = readable(actor, comment_id)
    require(actor, Permission.EDIT_COMMENT, facts_of(comment))
    if comment.newest_version != version:
        raise Conflict(
            "stale_version",
            N_("You have changed this comment elsewhere meanwhile. Please look at it again."),
        )
    words = checked(actor, body, language)
    newest = comments.newest_version(comment)
    if (words.body, words.language) == (newest.body, newest.language):
        if newest.review is Review.REFUSED:
            raise Invalid("unchanged", N_("Please change the text first, as the note asks."), field="body")
        return comment
    _save(actor, comment, proposal, words)
    return comment


def _save(actor: Actor, comment: Comment, proposal: Proposal, words: Words) -> None:
    moment = now()
    met = _met(proposal, moment)
    comment.newest_version += 1
    saved = _keep_version(comment, words, met, moment)
    if met.open:
        publish(comment, proposal, saved)
    elif comment.published_at is None:
        show(comment, saved)
    record(
        actor, "comment.edited", comment, proposal, version=comment.newest_version, review=met.review.value
    )
