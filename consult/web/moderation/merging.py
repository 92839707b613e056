"""Moderators merge two proposals that ask for the same, after reading both, and undo it when it was wrong."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.kernel.errors import Conflict, Invalid
from consult.queries import merging as queries
from consult.rules.moderation import RECORDED_LABELS, DecisionKind, Subject, SubjectKind
from consult.rules.permissions import Permission
from consult.services import moderation as deeds
from consult.services.moderation.wordings import for_kind
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp
from consult.web.moderation.merge_forms import FindForm, MergeForm, UnmergeForm, chosen, words_sent


@bp.route("/moderation/proposals/<int:proposal_id>/merge", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def merge(proposal_id: int) -> ResponseReturnValue:
    """Choose the other proposal, then compare both and say why."""
    form = MergeForm()
    done, status = _decide(proposal_id, form)
    if done is not None:
        return done
    into = chosen()
    page = queries.merge_page(current_actor(), proposal_id, into, words_sent())
    form.into.data, form.into.raw_data = into, None
    _begin(form, page, DecisionKind.MERGE)
    body = render_template("moderation/merge.html", page=page, form=form, find=FindForm(), into=into)
    return body, status


@bp.route("/moderation/proposals/<int:proposal_id>/unmerge", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def unmerge(proposal_id: int) -> ResponseReturnValue:
    form = UnmergeForm()
    done, status = _decide(proposal_id, form)
    if done is not None:
        return done
    page = queries.unmerge_page(current_actor(), proposal_id)
    _begin(form, page, DecisionKind.UNMERGE)
    return render_template("moderation/unmerge.html", page=page, form=form), status


def _begin(form: UnmergeForm, page: queries.MergePage | queries.UnmergePage, kind: DecisionKind) -> None:
    """The form starts from how things stand now; a reason in the author's language until one was sent."""
    form.version.data, form.version.raw_data = page.source.proposal.newest_version, None
    form.seen.data, form.seen.raw_data = page.seen, None
    if request.method != "POST":
        form.reason.data = for_kind(kind, page.language).reason


def _decide(proposal_id: int, form: UnmergeForm) -> tuple[Response | None, int]:
    """Carry out what was sent: where to go then, else the status of the page with its refusals."""
    if not form.validate_on_submit():
        return None, 422 if request.method == "POST" else 200
    subject = Subject(SubjectKind.PROPOSAL, proposal_id)
    try:
        deeds.decide(current_actor(), subject, form.ruling, version=form.version.data, seen=form.seen.data)
    except (Conflict, Invalid) as refusal:
        form.refuse(refusal)
        return None, refusal.status
    measure = _(RECORDED_LABELS[form.ruling.kind])
    flash(_("Your decision is recorded: %(decision)s.", decision=measure), "success")
    return redirect(url_for("moderation.proposal", proposal_id=proposal_id)), 302
