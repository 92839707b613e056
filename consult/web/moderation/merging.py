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
    into = chosen()
    page = queries.merge_page(current_actor(), proposal_id, into, words_sent())
    form = MergeForm(data=_begun(page.source, page.seen, DecisionKind.MERGE, page.language) | {"into": into})
    answer, status = _decide(proposal_id, form)
    if answer is not None:
        return answer
    body = render_template("moderation/merge.html", page=page, form=form, find=FindForm(), into=into)
    return body, status


@bp.route("/moderation/proposals/<int:proposal_id>/unmerge", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def unmerge(proposal_id: int) -> ResponseReturnValue:
    page = queries.unmerge_page(current_actor(), proposal_id)
    form = UnmergeForm(data=_begun(page.source, page.seen, DecisionKind.UNMERGE, page.language))
    answer, status = _decide(proposal_id, form)
    if answer is not None:
        return answer
    return render_template("moderation/unmerge.html", page=page, form=form), status


def _begun(source: queries.Side, seen: int, kind: DecisionKind, language: str) -> dict[str, object]:
    """What the form begins with: what was read, and a reason in the author's language."""
    version = source.proposal.newest_version
    return {"version": version, "seen": seen, "reason": for_kind(kind, language).reason}


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
