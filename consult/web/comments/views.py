"""Pages of the area comments: write, answer, change, judge, and find a comment in its thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Conflict, Invalid
from consult.kernel.text.difference import Part, difference
from consult.models.comments import Comment, CommentVersion
from consult.queries import comments as queries
from consult.queries.comments import CommentPage
from consult.rules.comments import CommentOrder
from consult.rules.permissions import Permission
from consult.services import comments as deeds
from consult.web.comments.forms import CommentForm, EditForm, MarkForm
from consult.web.kit import options
from consult.web.kit.access import allow, current_actor, public
from consult.web.kit.locale import area
from consult.web.kit.pages import public_page
from consult.web.kit.transaction import once

bp = area("comments", __name__)


@bp.app_template_global()
def comment_form(organisations: Sequence[tuple[int, str]]) -> CommentForm:
    """For the thread on a proposal's page: an empty form, or what its reader had typed before signing in."""
    return CommentForm(formdata=None).offer(organisations)


def reading_order() -> CommentOrder:
    """How the reader asked to read the thread; the balanced order unless they asked for another."""
    sent = request.values.get("order", "")
    return CommentOrder(sent) if sent in set(CommentOrder) else CommentOrder.BALANCED


def address(comment_id: int, order: CommentOrder = CommentOrder.BALANCED) -> str:
    """The address that leads to a comment inside its thread, on whichever page it stands."""
    chosen: dict[str, Any] = {} if order is CommentOrder.BALANCED else {"order": order.value}
    return url_for("comments.show", comment_id=comment_id, **chosen)


@bp.app_template_global()
def thread_address(
    proposal_id: int, order: CommentOrder, after: str | None = None, anchor: str = "comments"
) -> str:
    """A page of the debate under a proposal."""
    chosen: dict[str, Any] = {} if order is CommentOrder.BALANCED else {"order": order.value}
    if after:
        chosen["after"] = after
    return url_for("proposals.show", proposal_id=proposal_id, _anchor=anchor, **chosen)


@bp.get("/comments/<int:comment_id>")
@public
def show(comment_id: int) -> ResponseReturnValue:
    order = reading_order()
    place = queries.place(current_actor(), comment_id, order)
    return redirect(thread_address(place.proposal_id, order, place.after, f"comment-{comment_id}"))


@bp.post("/proposals/<int:proposal_id>/comments")
@allow(Permission.COMMENT)
@once
def write(proposal_id: int) -> ResponseReturnValue:
    form = CommentForm()
    page = queries.answering(current_actor(), proposal_id, form.answered)
    if form.offer(page.organisations).validate_on_submit():
        try:
            comment = deeds.write(current_actor(), proposal_id, form.fields())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_sent(comment), "success")
            return redirect(address(comment.id))
    return render_template("comments/new.html", page=page, form=form), 422


def _sent(comment: Comment) -> str:
    if comment.published_at is not None:
        return str(_("Your comment is published. Thank you."))
    return str(_("Thank you. A moderator reads your comment first; until then only you see it."))


@bp.get("/comments/<int:comment_id>/reply")
@allow(Permission.COMMENT)
def reply(comment_id: int) -> ResponseReturnValue:
    page = queries.answering_comment(current_actor(), comment_id)
    form = CommentForm().offer(page.organisations)
    form.parent_id.data = str(comment_id)
    return render_template("comments/new.html", page=page, form=form)


@bp.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@allow(Permission.EDIT_COMMENT)
@once
def edit(comment_id: int) -> ResponseReturnValue:
    page = queries.own(current_actor(), comment_id)
    newest = page.newest
    form = EditForm(data={"body": newest.body, "language": newest.language, "version": newest.number})
    form.language.choices = options.text_languages()
    status = 200
    if form.validate_on_submit():
        try:
            deeds.edit(
                current_actor(),
                comment_id,
                form.version.data or 0,
                form.body.data or "",
                form.language.data or None,
            )
        except Invalid as refusal:
            form.refuse(refusal)
            status = 422
        except Conflict as refusal:
            form.refuse(refusal)
            form.begin_again(newest.number)
            status = 409
        else:
            flash(_changed(page), "success")
            return redirect(address(comment_id))
    elif form.errors:
        status = 422
    return render_template("comments/edit.html", page=page, form=form), status


def _changed(page: CommentPage) -> str:
    if not page.read_first:
        return str(_("Your comment is changed. Everybody can see its earlier versions."))
    if page.line.published:
        return str(
            _("Your change is saved. Everybody sees the earlier text until a moderator has read the new one.")
        )
    return str(_("Your change is saved. A moderator reads your comment first; until then only you see it."))


@bp.post("/comments/<int:comment_id>/mark")
@allow(Permission.MARK_COMMENT)
@once
def mark(comment_id: int) -> ResponseReturnValue:
    """``useful`` is 1 or 0; anything else withdraws the judgement."""
    sent = MarkForm().useful.data
    if sent in {"0", "1"}:
        deeds.mark(current_actor(), comment_id, sent == "1")
    else:
        deeds.unmark(current_actor(), comment_id)
    return redirect(address(comment_id, reading_order()))


@dataclass(frozen=True, slots=True)
class Change:
    """A version with what it changed in the one before; None for the first."""

    version: CommentVersion
    parts: list[Part] | None


@bp.get("/comments/<int:comment_id>/versions")
@public
def versions(comment_id: int) -> Response:
    page = queries.history(current_actor(), comment_id)
    saved = page.versions
    bodies = [None, *(version.body for version in saved)]
    changes = [
        Change(version, None if before is None else difference(before, version.body))
        for before, version in zip(bodies, saved, strict=False)
    ]
    return public_page("comments/versions.html", page=page, changes=changes[::-1])
