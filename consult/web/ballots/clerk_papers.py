"""The clerk prepares papers here: list, times and proposals, questions, scheduling."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.actor import Actor
from consult.kernel.db import Localised
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.models.ballots import Ballot
from consult.queries import ballots as queries
from consult.queries.ballots import ClerkPaper
from consult.queries.seats import partner_assemblies
from consult.queries.translations import approved_titles
from consult.rules.permissions import Permission
from consult.services import ballots as deeds
from consult.web.ballots.blueprint import bp
from consult.web.ballots.forms import PaperForm, QuestionsForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.forms import row_number
from consult.web.kit.localised_field import spread
from consult.web.kit.transaction import once

#: A step of a whole paper → its deed, and the sentence that confirms it.
STEPS: dict[str, tuple[Callable[[Actor, int], list[Ballot]], str]] = {
    "open": (deeds.open_paper, N_("The ballots that were due are open. The roll has been taken.")),
    "close": (deeds.close_paper, N_("The ballots are closed and counted.")),
    "proclaim": (deeds.proclaim_paper, N_("The results are proclaimed. The authors will be told.")),
    "publish": (deeds.publish_paper, N_("The results are published.")),
}


@bp.get("/clerk")
@allow(Permission.RUN_BALLOTS)
def clerk() -> str:
    return render_template("ballots/clerk.html", papers=queries.clerk_papers())


@bp.route("/clerk/papers/new", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_new() -> ResponseReturnValue:
    chosen = request.args.getlist("proposals", type=row_number)
    form = PaperForm(queries.eligible_proposals(), partner_assemblies(), data={"proposals": chosen})
    if form.validate_on_submit():
        try:
            paper = deeds.prepare(current_actor(), form.draft())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for(".clerk_questions", paper_id=paper.id))
    form.show_only_chosen()
    return render_template("ballots/clerk_form.html", form=form, paper=None), form.http_status


@bp.route("/clerk/papers/<int:paper_id>/edit", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_edit(paper_id: int) -> ResponseReturnValue:
    paper = _in_preparation(paper_id)
    own = paper.proposal_ids
    chosen = request.args.getlist("proposals", type=row_number) or own
    form = PaperForm(queries.eligible_proposals(own), partner_assemblies(), data=_typed(paper, chosen))
    if form.validate_on_submit():
        try:
            deeds.revise(current_actor(), paper_id, form.draft())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for(".clerk_questions", paper_id=paper_id))
    form.show_only_chosen()
    return render_template("ballots/clerk_form.html", form=form, paper=paper), form.http_status


def _in_preparation(paper_id: int) -> ClerkPaper:
    paper = queries.clerk_paper(paper_id)
    if not paper.in_preparation:
        raise Conflict("paper_frozen", N_("This paper has been scheduled, so its text and times are frozen."))
    return paper


def _typed(paper: ClerkPaper, chosen: list[int]) -> dict[str, object]:
    """The form's fields as they would have been typed for this paper."""
    opens, closes = _local(paper.opens_at), _local(paper.closes_at)
    fields: dict[str, object] = {
        "assembly": str(paper.assembly_id or ""),
        "opens_on": opens.date(),
        "opens_time": opens.time(),
        "closes_on": closes.date(),
        "closes_time": closes.time(),
        "proposals": chosen,
    }
    return fields | spread({"title": paper.title, "introduction": paper.introduction})


def _local(moment: datetime) -> datetime:
    return moment.astimezone(territory().zone).replace(tzinfo=None)


@bp.route("/clerk/papers/<int:paper_id>/questions", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_questions(paper_id: int) -> ResponseReturnValue:
    paper = _in_preparation(paper_id)
    ballots = queries.drafts(paper_id)
    form = QuestionsForm.of(ballots, _approved(ballots))
    if form.validate_on_submit():
        deeds.word_questions(current_actor(), paper_id, form.wordings(ballots))
        flash(_("The questions are saved."), "success")
        return redirect(url_for(".clerk_paper", paper_id=paper_id))
    return render_template(
        "ballots/clerk_questions.html", form=form, paper=paper, ballots=ballots
    ), form.http_status


def _approved(ballots: list[Ballot]) -> dict[int, Localised]:
    return approved_titles(ballot.proposal for ballot in ballots if ballot.proposal is not None)


@bp.get("/clerk/papers/<int:paper_id>")
@allow(Permission.RUN_BALLOTS)
def clerk_paper(paper_id: int) -> str:
    return render_template("ballots/clerk_paper.html", paper=queries.clerk_paper(paper_id))


@bp.post("/clerk/papers/<int:paper_id>/schedule")
@allow(Permission.RUN_BALLOTS)
@once
def clerk_schedule(paper_id: int) -> ResponseReturnValue:
    try:
        deeds.schedule(current_actor(), paper_id)
    except Invalid as refusal:
        ballots = queries.drafts(paper_id)
        form = QuestionsForm.of(ballots, _approved(ballots), formdata=None)
        form.refuse(refusal)
        page = queries.clerk_paper(paper_id)
        return render_template("ballots/clerk_questions.html", form=form, paper=page, ballots=ballots), 422
    flash(_("The paper is scheduled. Its questions and rules are frozen."), "success")
    return redirect(url_for(".clerk_paper", paper_id=paper_id))


@bp.post("/clerk/papers/<int:paper_id>/<any(open, close, proclaim, publish):step>")
@allow(Permission.RUN_BALLOTS)
@once
def clerk_step(paper_id: int, step: str) -> ResponseReturnValue:
    deed, done = STEPS[step]
    deed(current_actor(), paper_id)
    flash(_(done), "success")
    return redirect(url_for(".clerk_paper", paper_id=paper_id))
