"""The editors' room: what is owed to whom, the answer to a proposal, and what came of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.kernel.clock import now
from consult.kernel.errors import Invalid, NotFound
from consult.kernel.territory import territory
from consult.queries import answers as answer_queries
from consult.queries import editing as queries
from consult.queries.answers import AnswerPage
from consult.rules.answers import LATER_ANSWER_STATES, PROMISES
from consult.rules.lifecycle import ProposalState
from consult.rules.permissions import Permission, allows, require
from consult.services.proposals import answers as deeds
from consult.web.editing.blueprint import bp
from consult.web.editing.forms import AnswerForm, LinkForm
from consult.web.editing.own import own_chantiers
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once


@bp.get("/editing")
@allow(Permission.ANSWER)
def index() -> str:
    settings = territory().settings
    room = queries.room(
        own_chantiers(current_actor()), settings["support_threshold"], request.args.get("after")
    )
    return render_template(
        "editing/index.html",
        room=room,
        threshold=settings["support_threshold"],
        answer_days=settings["answer_days"],
        now=now(),
        later="after" in request.args,
    )


def answerable(proposal_id: int) -> AnswerPage:
    """The proposal's sheet for its editor; others learn no more of it than anywhere else."""
    sheet = answer_queries.sheet(proposal_id)
    if not allows(current_actor(), Permission.READ_PROPOSAL, sheet.proposal.facts):
        raise NotFound
    require(current_actor(), Permission.ANSWER, sheet.proposal.facts)
    return sheet


@bp.route("/editing/proposals/<int:proposal_id>/answer", methods=["GET", "POST"])
@allow(Permission.ANSWER)
@once
def answer(proposal_id: int) -> ResponseReturnValue:
    sheet = answerable(proposal_id)
    form = AnswerForm(state=sheet.proposal.state)
    if request.method == "GET":
        form.base_on(sheet.follow_up.version)
    elif form.validate_on_submit():
        try:
            made = deeds.answer(current_actor(), proposal_id, form.fields(), based_on=form.revision)
        except Invalid as refusal:
            form.refuse(refusal)
            sheet = answerable(proposal_id)  # as it stands now, with the answer that came between
            form.base_on(sheet.follow_up.version)
        else:
            flash(
                _("The interim answer is published. Its author and supporters are told by mail.")
                if made.outcome is None
                else _("The answer is published. Its author and supporters are told by mail."),
                "success",
            )
            return _back(proposal_id)
    return _page(sheet, form), form.http_status


NEXT_STEPS = {ProposalState.ANSWERED: "start", ProposalState.IN_PROGRESS: "finish"}


def _next_step(sheet: AnswerPage) -> str | None:
    """Only what was promised can be carried out: a declined proposal has no next step."""
    full = sheet.follow_up.full
    return NEXT_STEPS.get(sheet.proposal.state) if full is not None and full.outcome in PROMISES else None


def _page(sheet: AnswerPage, form: AnswerForm, link_form: LinkForm | None = None) -> str:
    return render_template(
        "editing/answer.html",
        sheet=sheet,
        proposal=sheet.proposal,
        form=form,
        link_form=link_form or LinkForm(actions=sheet.choices),
        answered=sheet.proposal.state in LATER_ANSWER_STATES,
        next_step=_next_step(sheet),
    )


def _back(proposal_id: int) -> Response:
    return redirect(url_for(".answer", proposal_id=proposal_id))


@bp.post("/editing/proposals/<int:proposal_id>/actions")
@allow(Permission.ANSWER)
@once
def link_action(proposal_id: int) -> ResponseReturnValue:
    sheet = answerable(proposal_id)
    form = LinkForm(actions=sheet.choices)
    if not form.validate_on_submit():
        empty = AnswerForm(formdata=None, state=sheet.proposal.state)
        return _page(sheet, empty, form), 422
    deeds.link_action(current_actor(), proposal_id, form.action.data)
    flash(_("The action is linked to the proposal."), "success")
    return _back(proposal_id)


@bp.post("/editing/proposals/<int:proposal_id>/actions/<int:action_id>/unlink")
@allow(Permission.ANSWER)
@once
def unlink_action(proposal_id: int, action_id: int) -> ResponseReturnValue:
    answerable(proposal_id)
    deeds.unlink_action(current_actor(), proposal_id, action_id)
    flash(_("The link to the action is removed."), "success")
    return _back(proposal_id)


@bp.post("/editing/proposals/<int:proposal_id>/start")
@allow(Permission.ANSWER)
@once
def start(proposal_id: int) -> ResponseReturnValue:
    answerable(proposal_id)
    deeds.start(current_actor(), proposal_id)
    flash(_("The proposal is now in progress."), "success")
    return _back(proposal_id)


@bp.post("/editing/proposals/<int:proposal_id>/finish")
@allow(Permission.ANSWER)
@once
def finish(proposal_id: int) -> ResponseReturnValue:
    answerable(proposal_id)
    deeds.finish(current_actor(), proposal_id)
    flash(_("The proposal is done."), "success")
    return _back(proposal_id)
