"""The moderator's room: the queue, one text at a time, and the decision on it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.clock import now
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.text.difference import difference
from consult.queries import moderation as queries
from consult.rules.moderation import RECORDED_LABELS, Subject, SubjectKind
from consult.rules.permissions import Permission
from consult.services import moderation as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp
from consult.web.moderation.forms import DecisionForm, FilterForm, filters, filters_sent


@bp.get("/moderation")
@allow(Permission.MODERATE)
def index() -> str:
    sent = filters_sent()
    moment = now()
    page = queries.queue(current_actor(), filters(sent), moment, request.args.get("after"))
    form = FilterForm()
    return render_template("moderation/index.html", page=page, filter_form=form, sent=sent, now=moment)


@bp.route("/moderation/proposals/<int:proposal_id>", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def proposal(proposal_id: int) -> ResponseReturnValue:
    return _item(Subject(SubjectKind.PROPOSAL, proposal_id))


@bp.route("/moderation/comments/<int:comment_id>", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def comment(comment_id: int) -> ResponseReturnValue:
    return _item(Subject(SubjectKind.COMMENT, comment_id))


def _item(subject: Subject) -> ResponseReturnValue:
    """Show the text; on POST decide, and go on to the text that is due next."""
    actor, sent = current_actor(), filters_sent()
    item = queries.item(actor, subject)
    form = DecisionForm(data={"version": item.version, "seen": item.seen}).offer(item)
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            deeds.decide(actor, subject, form.ruling, version=form.version.data, seen=form.seen.data)
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            status = refusal.status
            form.refuse(refusal)
            item = queries.item(actor, subject)
        else:
            flash(_("Your decision is recorded: %(decision)s.", decision=_(RECORDED_LABELS[form.ruling.kind])), "success")
            return redirect(_next_address(sent))
    form.refresh(item)
    page = render_template(
        "moderation/item.html",
        item=item,
        form=form,
        sent=sent,
        now=now(),
        recorded=RECORDED_LABELS,
        upcoming=queries.next_entry(actor, filters(sent), besides=subject),
        changes=_changes(item),
    )
    return page, status


def _changes(item: queries.Item) -> dict[str, object]:
    """What a later version changes, by part of the text; empty when there is nothing to compare."""
    if item.text is None or item.before is None:
        return {}
    pairs = {"title": (item.before.title, item.text.title), "body": (item.before.body, item.text.body)}
    return {
        name: difference(before or "", after or "")
        for name, (before, after) in pairs.items()
        if before != after
    }


def _next_address(sent: dict[str, Any]) -> str:
    """The text that is due next under the same filters, else the empty queue."""
    entry = queries.next_entry(current_actor(), filters(sent))
    return url_for("moderation.index", **sent) if entry is None else entry_address(entry, sent)


@bp.app_template_global()
def entry_address(entry: queries.Entry, sent: dict[str, Any]) -> str:
    """The page on which the text of a queue's entry is decided, keeping the filters."""
    if entry.subject.kind is SubjectKind.COMMENT:
        return url_for("moderation.comment", comment_id=entry.subject.id, **sent)
    return url_for("moderation.proposal", proposal_id=entry.subject.id, **sent)
