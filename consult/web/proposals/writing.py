"""Authors write, change, check and send their proposals on these pages."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.queries import organisations
from consult.queries import proposals as queries
from consult.queries.proposals import EditPage, NeedTitle
from consult.rules.lifecycle import ProposalState, Review
from consult.rules.permissions import Permission, require
from consult.services import proposals as services
from consult.services.modes import Gate
from consult.web.kit.access import allow, current_actor, public
from consult.web.kit.forms import NEVER_KEPT
from consult.web.kit.kept import keep
from consult.web.kit.transaction import once
from consult.web.proposals.blueprint import bp
from consult.web.proposals.forms import CheckForm, ProposalForm, TextForm

NOT_EDITABLE = N_("This proposal has moved on, so its text cannot be changed any more.")
UNSENT = {ProposalState.DRAFT, ProposalState.RETURNED}


@bp.route("/proposals/new", methods=["GET", "POST"])
@public
@once
def new() -> ResponseReturnValue:
    actor = current_actor()
    if actor.signed_in:
        require(actor, Permission.WRITE_PROPOSAL)
    form = ProposalForm(organisations=organisations.for_actor(actor))
    need = _need(form)
    if request.method == "GET" and not form.chantier.data:
        form.chantier.data = str(need.chantier) if need else request.args.get("chantier", "")
    if form.validate_on_submit() and _chantier_takes_it(form):
        if not actor.signed_in:
            return _keep_for_later(form)
        try:
            proposal = services.begin(actor, form.fields())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _after_draft(form, proposal.id)
    chosen = form.chantier.data or ""
    gate = services.gate_of(int(chosen[:6]) if chosen.isdecimal() else 0, now())
    return render_template("proposals/new.html", form=form, gate=gate, need=need), form.http_status


def _chantier_takes_it(form: ProposalForm) -> bool:
    """Whether the text can go to its chantier today, or is only to be kept."""
    if form.draft_only or form.closed is None:
        return True
    form.chantier.errors = [form.closed]
    return False


def _need(form: ProposalForm) -> NeedTitle | None:
    """The need that the new proposal answers, as the form or, at its opening, the address names it."""
    if request.method == "GET" and form.need_id is None:
        form.need.data = request.args.get("need", "")
    if form.need_id is None:
        return None
    found = queries.need_title(form.need_id)
    if found is None and request.method == "GET":
        raise NotFound
    return found


def _keep_for_later(form: ProposalForm) -> ResponseReturnValue:
    """A visitor's text waits as a form that signing in turns into a draft."""
    fields = {name: request.form.getlist(name) for name in form._fields if name not in NEVER_KEPT}
    numbers = {"lat": form.lat.data, "lon": form.lon.data, "cost_euros": form.cost_euros.data}
    fields |= {name: [str(number)] for name, number in numbers.items() if number is not None}
    keep(form.form_name(), url_for(".new"), fields, finish="draft")
    flash(_("Your text is kept. Sign in, or sign up, to go on with it."), "info")
    return redirect(url_for("accounts.sign_in"))


def _after_draft(form: TextForm, proposal_id: int) -> ResponseReturnValue:
    if not form.draft_only:
        return redirect(url_for(".check", proposal_id=proposal_id))
    flash(_("Your draft is saved. Only you can see it."), "success")
    return redirect(url_for(".edit", proposal_id=proposal_id))


def _gate(page: EditPage) -> Gate:
    """What becomes of a text that is sent now."""
    return services.gate_of(page.proposal.chantier_number, now())


@bp.route("/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
@allow(Permission.EDIT_PROPOSAL)
@once
def edit(proposal_id: int) -> ResponseReturnValue:
    actor = current_actor()
    page = queries.edit_page(actor, proposal_id)
    if request.method == "GET" and not page.editable:
        raise Conflict("not_editable", NOT_EDITABLE)
    form = _edit_form(actor, page)
    if form.validate_on_submit():
        try:
            services.save(actor, proposal_id, form.fields(), form.expected_version.data or "")
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as conflict:
            return _stale(actor, proposal_id, form, conflict)
        else:
            return _after_edit(form, page)
    alike = queries.alike_before_sending(page) if page.proposal.state in UNSENT else []
    body = render_template("proposals/edit.html", form=form, page=page, alike=alike, gate=_gate(page))
    return body, form.http_status


def _edit_form(actor: Actor, page: EditPage) -> TextForm:
    version, proposal = page.version, page.proposal
    text = {"title": version.title, "body": version.body, "expected_version": page.edition}
    if page.only_text:
        return TextForm(data=text)
    rest = {
        "chantier": str(proposal.chantier_number),
        "kind": proposal.kind.value,
        "commune": proposal.commune_insee or "",
        "place_note": proposal.place_note,
        "lat": proposal.lat,
        "lon": proposal.lon,
        "cost_euros": proposal.cost_euros,
        "organisation": str(proposal.organisation_id or ""),
        "need": str(proposal.need_id or ""),
    }
    return ProposalForm(organisations=organisations.for_actor(actor), data=text | rest)


def _stale(actor: Actor, proposal_id: int, form: TextForm, conflict: Conflict) -> ResponseReturnValue:
    """Both texts side by side; the form can be sent again over the one that was first."""
    page = queries.edit_page(actor, proposal_id)
    form.expected_version.data = page.edition
    return render_template("proposals/stale.html", form=form, page=page, code=conflict.code), 409


def _after_edit(form: TextForm, page: EditPage) -> ResponseReturnValue:
    if page.proposal.state in UNSENT:
        return _after_draft(form, page.proposal.id)
    flash(
        _("Your change is published.")
        if _gate(page).open
        else _("Your change is saved. A moderator reads it before everyone can."),
        "success",
    )
    return redirect(url_for(".show", proposal_id=page.proposal.id))


@bp.route("/proposals/<int:proposal_id>/check", methods=["GET", "POST"])
@allow(Permission.EDIT_PROPOSAL)
@once
def check(proposal_id: int) -> ResponseReturnValue:
    actor = current_actor()
    page = queries.edit_page(actor, proposal_id)
    if request.method == "GET" and page.proposal.state not in UNSENT:
        return redirect(url_for(".show", proposal_id=proposal_id))
    form = CheckForm(data={"language": page.version.language})
    if form.validate_on_submit():
        language = form.language.data
        try:
            services.submit(actor, proposal_id, language, language_sure=form.sure_of.data == language)
        except Invalid as refusal:
            form.refuse(refusal)
            form.sure_of.data = language
            page = queries.edit_page(actor, proposal_id)
        else:
            return redirect(url_for(".submitted", proposal_id=proposal_id))
    alike = queries.alike_before_sending(page)
    body = render_template("proposals/check.html", form=form, page=page, alike=alike, gate=_gate(page))
    return body, form.http_status


@bp.get("/proposals/<int:proposal_id>/submitted")
@allow(Permission.EDIT_PROPOSAL)
def submitted(proposal_id: int) -> ResponseReturnValue:
    """What happens now; a proposal published at once has this page until a moderator has read it over."""
    page = queries.edit_page(current_actor(), proposal_id)
    waiting = page.proposal.state is ProposalState.SUBMITTED or page.version.review is Review.WATCHED
    if not waiting:
        return redirect(url_for(".show", proposal_id=proposal_id))
    return render_template("proposals/submitted.html", page=page)


@bp.get("/proposals/mine")
@allow(Permission.USE_ACCOUNT)
def mine() -> str:
    return render_template("proposals/mine.html", page=queries.own_page(current_actor()))
