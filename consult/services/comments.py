"""Every change to a comment: write, edit, mark, show or withhold."""

from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.kernel.text.language import SHORTEST, SURE, detect
from consult.kernel.text.names import clean_text
from consult.models.comments import Comment, CommentMark, CommentVersion
from consult.models.proposals import Proposal
from consult.queries import comments, proposals
from consult.queries.moderation import comment_accepted_before
from consult.rules.comments import Stance
from consult.rules.lifecycle import Review, Visibility
from consult.rules.participation import COMMENT_LENGTH, check_length
from consult.rules.permissions import Facts, Permission, allows, require
from consult.services import journal, outbox, search

SEARCH_KIND = "comment"


@dataclass(frozen=True, slots=True)
class CommentFields:
    """``language`` is what the author said, None to ask the text; ``parent_id`` the comment answered."""

    body: str
    stance: Stance
    language: str | None = None
    parent_id: int | None = None
    organisation_id: int | None = None


def write(actor: Actor, proposal_id: int, fields: CommentFields) -> Comment:
    """Add a comment or a reply; a reply to a reply stands under the same first-level comment."""
    proposal = proposals.locked(proposal_id)
    if not allows(actor, Permission.READ_PROPOSAL, proposal.facts):
        raise NotFound
    require(actor, Permission.COMMENT, proposal.facts)
    if fields.organisation_id is not None and fields.organisation_id not in actor.organisations:
        raise Invalid("not_keeper", N_("You do not act for this organisation."), field="organisation_id")
    body = _checked(fields.body)
    answered = _answered(proposal_id, fields.parent_id)
    moment = now()
    comment = Comment(
        proposal_id=proposal_id,
        parent_id=(answered.parent_id or answered.id) if answered else None,
        stance=fields.stance,
        body=body,
        language=_language(actor, body, fields.language),
        author_id=actor.account_id,
        organisation_id=fields.organisation_id,
        created_at=moment,
        published_at=moment,
    )
    db.session.add(comment)
    db.session.flush()
    _keep_version(comment)
    comments.count_comments(proposal_id, 1)
    _show_in_search(comment, proposal)
    _record(actor, "comment.written", comment, proposal, stance=fields.stance.value)
    _tell(actor, comment, proposal, answered)
    return comment


def _checked(text: str) -> str:
    body = clean_text(text)
    check_length(body, COMMENT_LENGTH, "body")
    return body


def _language(actor: Actor, body: str, said: str | None) -> str:
    """What the author said, else what the text says; a text too short to tell is in its author's language."""
    if said:
        return said
    language, probability = detect(body)
    if probability >= SURE:
        return language
    if len(body) < SHORTEST:
        return actor.language
    raise Invalid("language_unknown", N_("Please say in which language you wrote."), field="language")


def _answered(proposal_id: int, comment_id: int | None) -> Comment | None:
    if comment_id is None:
        return None
    comment = comments.parent_in(proposal_id, comment_id)
    if comment is None:
        raise NotFound
    if comment.visibility is not Visibility.VISIBLE:
        raise Conflict(
            "parent_withheld", N_("The comment you want to answer has been withheld by moderation meanwhile.")
        )
    return comment


def _keep_version(comment: Comment) -> None:
    db.session.add(
        CommentVersion(
            comment_id=comment.id,
            number=comment.version,
            body=comment.body,
            language=comment.language,
            created_at=comment.edited_at or comment.created_at,
        )
    )


def _tell(actor: Actor, comment: Comment, proposal: Proposal, answered: Comment | None) -> None:
    """Whoever is answered, and whoever began the thread, hears of a reply; the proposal's author of every
    other comment; nobody of their own."""
    ids = {"proposal_id": proposal.id, "comment_id": comment.id}
    first = comments.parent_in(proposal.id, comment.parent_id) if comment.parent_id else None
    replied = {thing.author_id for thing in (answered, first) if thing is not None} - {actor.account_id}
    outbox.tell("comment-reply", replied, comment.id, **ids)
    outbox.tell("comment-new", {proposal.author_id} - {actor.account_id} - replied, comment.id, **ids)


def _facts(comment: Comment) -> Facts:
    return comment.facts_in(comment.proposal.state, comment.proposal.chantier_number)


def _readable(actor: Actor, comment_id: int) -> Comment:
    comment = comments.locked(comment_id)
    if not allows(actor, Permission.READ_PROPOSAL, comment.proposal.facts):
        raise NotFound
    if not allows(actor, Permission.READ_COMMENT, _facts(comment)):
        raise NotFound
    return comment


def edit(actor: Actor, comment_id: int, version: int, body: str, language: str | None = None) -> Comment:
    """Save a new version of one's own comment; the same text in the same language changes nothing.

    ``version`` is the one the author had before them; ``Conflict`` when another has been saved since.
    """
    comment = _readable(actor, comment_id)
    require(actor, Permission.EDIT_COMMENT, _facts(comment))
    if comment.version != version:
        raise Conflict(
            "stale_version",
            N_("You have changed this comment elsewhere meanwhile. Please look at it again."),
        )
    text = _checked(body)
    new_language = _language(actor, text, language)
    if (text, new_language) == (comment.body, comment.language):
        return comment
    search.forget(SEARCH_KIND, comment.id)
    comment.body, comment.language = text, new_language
    comment.version += 1
    comment.edited_at = now()
    _keep_version(comment)
    _show_in_search(comment, comment.proposal)
    _record(actor, "comment.edited", comment, comment.proposal, version=comment.version)
    return comment


def mark(actor: Actor, comment_id: int, useful: bool) -> Comment:
    """Judge somebody else's comment useful or not; a second judgement replaces the first."""
    comment = _readable(actor, comment_id)
    require(actor, Permission.MARK_COMMENT, _facts(comment))
    assert actor.account_id is not None
    own = comments.own_mark(comment_id, actor.account_id)
    if own is not None and own.useful is useful:
        return comment
    if own is None:
        db.session.add(
            CommentMark(comment_id=comment_id, account_id=actor.account_id, useful=useful, created_at=now())
        )
        comments.count_marks(comment_id, int(useful), int(not useful))
    else:
        own.useful = useful
        comments.count_marks(comment_id, 1 if useful else -1, -1 if useful else 1)
    _record(actor, "comment.marked", comment, comment.proposal, useful=useful)
    return comment


def unmark(actor: Actor, comment_id: int) -> Comment:
    """Withdraw one's judgement; without any, nothing changes."""
    comment = _readable(actor, comment_id)
    require(actor, Permission.MARK_COMMENT, _facts(comment))
    assert actor.account_id is not None
    own = comments.own_mark(comment_id, actor.account_id)
    if own is not None:
        comments.count_marks(comment_id, -int(own.useful), -int(not own.useful))
        db.session.delete(own)
        _record(actor, "comment.unmarked", comment, comment.proposal)
    return comment


def accept(actor: Actor, comment: Comment, version: CommentVersion) -> None:
    """Moderation accepts ``version``: a new comment becomes public, a changed one shows its new text; one that
    was published at once has now been read over."""
    _check_reviewable(comment, version)
    if version.review is Review.PENDING:
        _show_publicly(actor, comment, version)
    version.review = Review.ACCEPTED
    _record(actor, "comment.version_accepted", comment, comment.proposal, version=version.number)


def return_to_author(actor: Actor, comment: Comment, version: CommentVersion) -> None:
    """Moderation refuses ``version``: the last accepted text stays, or comes back, if there is one."""
    _check_reviewable(comment, version)
    watched = version.review is Review.WATCHED
    version.review = Review.REFUSED
    accepted = comment_accepted_before(comment) if watched else None
    if accepted is not None:
        _show(comment, accepted)
        _show_in_search(comment, comment.proposal)
    _record(actor, "comment.version_refused", comment, comment.proposal, version=version.number)


def _check_reviewable(comment: Comment, version: CommentVersion) -> None:
    if version.number != comment.newest_version:
        raise Conflict("newer_version", N_("The author has sent a newer version meanwhile."))
    if version.review not in {Review.PENDING, Review.WATCHED}:
        raise Conflict("already_decided", N_("Another moderator has already decided on this version."))


def _show(comment: Comment, version: CommentVersion) -> None:
    comment.body, comment.language, comment.version = version.body, version.language, version.number


def _show_publicly(actor: Actor, comment: Comment, version: CommentVersion) -> None:
    """From now on everybody reads ``version``; with the first one the comment counts."""
    _show(comment, version)
    first = comment.published_at is None
    comment.published_at = comment.published_at or now()
    _show_in_search(comment, comment.proposal)
    if first:
        comments.count_comments(comment.proposal_id, 1)


def set_visibility(actor: Actor, comment: Comment, visibility: Visibility) -> None:
    """Show, hide or remove a comment everywhere at once; the same visibility again changes nothing.

    Moderation calls this after its decision; ``comment`` comes locked, with its proposal.
    """
    if comment.visibility is visibility:
        return
    before, comment.visibility = comment.visibility, visibility
    change = (visibility is Visibility.VISIBLE) - (before is Visibility.VISIBLE)
    if change:
        comments.count_comments(comment.proposal_id, change)
    _show_in_search(comment, comment.proposal)
    _record(actor, f"comment.made_{visibility.value}", comment, comment.proposal, before=before.value)


def follow_proposal(proposal: Proposal) -> None:
    """After a proposal was hidden or shown, its visible comments are as findable as itself."""
    for comment in comments.visible_under(proposal.id):
        _show_in_search(comment, proposal)


def _show_in_search(comment: Comment, proposal: Proposal) -> None:
    """Index a visible comment of a visible proposal; forget every other."""
    if Visibility.VISIBLE is comment.visibility is proposal.visibility:
        search.index(
            SEARCH_KIND,
            comment.id,
            comment.language,
            proposal.title,
            comment.body,
            chantier=proposal.chantier_number,
            commune=proposal.commune_insee,
        )
    else:
        search.forget(SEARCH_KIND, comment.id)


def _record(actor: Actor, event: str, comment: Comment, proposal: Proposal, **facts: object) -> None:
    journal.record(
        actor,
        event,
        "comment",
        comment.id,
        chantier=proposal.chantier_number,
        organisation_id=comment.organisation_id,
        proposal_id=proposal.id,
        **facts,
    )
