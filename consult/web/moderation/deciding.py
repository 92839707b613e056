"""One thing at a time: a moderator reads a text or a name here, and decides on it."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.clock import now
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.territory import territory
from consult.kernel.text.difference import difference
from consult.queries import moderation as queries
from consult.rules.moderation import NAMES, DecisionKind, Subject, SubjectKind, recorded
from consult.rules.permissions import Permission
from consult.services import moderation as deeds
from consult.services.moderation import wordings
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp
from consult.web.moderation.filtering import filters, filters_sent, next_address
from consult.web.moderation.forms import DecisionForm


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


@bp.route("/moderation/accounts/<int:account_id>", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def account(account_id: int) -> ResponseReturnValue:
    return _item(Subject(SubjectKind.ACCOUNT, account_id))


@bp.route("/moderation/organisations/<int:organisation_id>", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def organisation(organisation_id: int) -> ResponseReturnValue:
    return _item(Subject(SubjectKind.ORGANISATION, organisation_id))


@bp.route("/moderation/offers/<int:offer_id>", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def offer(offer_id: int) -> ResponseReturnValue:
    return _item(Subject(SubjectKind.OFFER, offer_id))


@bp.route("/moderation/positions/<int:position_id>", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def position(position_id: int) -> ResponseReturnValue:
    return _item(Subject(SubjectKind.POSITION, position_id))


def _item(subject: Subject) -> ResponseReturnValue:
    """Show the thing; on POST decide, and go on to what is due next.

    A wording asked for, like everything refused, comes back as the page with what was typed: nothing is
    written then.
    """
    item = queries.item(current_actor(), subject)
    form = _form(item)
    if request.method == "GET":
        return shown(item, form)
    if "insert" in request.form:
        if not form.insert(item):
            form.form_errors.append(_("Choose a rule or a label first: the text depends on it."))
        return shown(item, form, 422)
    status = 422
    if form.validate():
        try:
            _decide(subject, form)
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            status = refusal.status
            form.refuse(refusal)
            item = queries.item(current_actor(), subject)
        else:
            return redirect(next_address(filters_sent()))
    return shown(item, form, status)


def _form(item: queries.Item) -> DecisionForm:
    return DecisionForm(data={"version": item.version, "seen": item.seen}).offer(item)


def _decide(subject: Subject, form: DecisionForm) -> None:
    actor, ruling = current_actor(), form.ruling
    if ruling.kind is DecisionKind.SUSPEND and subject.kind is SubjectKind.ACCOUNT:
        deeds.propose(actor, subject.id, ruling)
        flash(_("The suspension is proposed. It begins once a second person confirms it."), "success")
        return
    deeds.decide(actor, subject, ruling, version=form.version.data, seen=form.seen.data)
    decision = _(recorded(ruling.kind, subject.kind))
    flash(_("Your decision is recorded: %(decision)s.", decision=decision), "success")


def shown(item: queries.Item, form: DecisionForm | None = None, status: int = 200) -> ResponseReturnValue:
    """The page of one thing, with what was typed and refused, if anything was."""
    sent, moment = filters_sent(), now()
    form = form if form is not None else _form(item)
    form.refresh(item)
    settings = territory().settings
    page = render_template(
        "moderation/item.html",
        item=item,
        form=form,
        sent=sent,
        now=moment,
        recorded=recorded,
        wordings=wordings.all_in(item.author_language, names=item.subject.kind in NAMES),
        beside=queries.beside(current_actor(), filters(sent), item.subject, moment),
        changes=_changes(item),
        taken_minutes=settings["taken_minutes"],
        appeal_months=settings["appeal_months"],
    )
    return page, status


def _changes(item: queries.Item) -> dict[str, Any]:
    """What a later version changes, by part of the text; empty when there is nothing to compare."""
    if item.text is None or item.before is None:
        return {}
    pairs = {"title": (item.before.title, item.text.title), "body": (item.before.body, item.text.body)}
    return {
        name: difference(before or "", after or "")
        for name, (before, after) in pairs.items()
        if before != after
    }
