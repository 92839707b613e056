"""Everybody reads ballots and their results here, and councillors vote."""

from typing import Any

from flask import Response, flash, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import translate
from consult.queries import ballots as queries
from consult.queries.ballots import LogRecord
from consult.queries.ballots.results import CommuneResult
from consult.rules.permissions import Permission
from consult.services import ballots as deeds
from consult.web.ballots import (
    checking,
    choosing,
    clerk_ballots,
    clerk_councils,
    clerk_papers,
    clerk_seat_files,
    clerk_seats,
    counting,
    minutes,
    reasons,
)
from consult.web.ballots.blueprint import bp
from consult.web.kit.access import allow, current_actor, public
from consult.web.kit.cells import Look, cell_map
from consult.web.kit.forms import row_number
from consult.web.kit.labels import label
from consult.web.kit.pages import public_page
from consult.web.kit.transaction import TOKEN_FIELD, once, received_at
from consult.web.kit.vote_form import VoteForm, vote_forms

__all__ = [
    "bp",
    "checking",
    "choosing",
    "clerk_ballots",
    "clerk_councils",
    "clerk_papers",
    "clerk_seat_files",
    "clerk_seats",
    "counting",
    "minutes",
    "reasons",
]

COMMUNE_ORDERS = ("name", "for", "against", "took-part")


@bp.get("/ballots")
@public
def index() -> Response:
    return public_page("ballots/index.html", page=queries.ballot_list(request.args.get("after")))


@bp.get("/ballots/<int:ballot_id>")
@public
def show(ballot_id: int) -> Response:
    page = queries.page(current_actor(), ballot_id)
    return public_page("ballots/show.html", page=page, forms=vote_forms([page]))


@bp.get("/ballots/papers/<int:paper_id>")
@public
def paper(paper_id: int) -> Response:
    found = queries.paper_page(current_actor(), paper_id)
    reading = queries.paper_reading(found)
    return public_page("ballots/paper.html", page=found, forms=vote_forms(found.ballots), reading=reading)


@bp.post("/ballots/<int:ballot_id>/vote")
@allow(Permission.VOTE)
@once
def vote(ballot_id: int) -> ResponseReturnValue:
    seat_id = request.form.get("seat", 0, type=row_number)
    form = VoteForm.sent(ballot_id, seat_id)
    if not form.validate_on_submit():
        return _refused(ballot_id, seat_id, form, None, 422)
    try:
        new_vote = form.vote(seat_id, request.form[TOKEN_FIELD])
        deeds.cast(current_actor(), ballot_id, new_vote, received=received_at())
    except Invalid as refusal:
        form.refuse(refusal)
        return _refused(ballot_id, seat_id, form, None, 422)
    except Conflict as refusal:
        return _refused(ballot_id, seat_id, form, translate(refusal.message), 409)
    flash(_("Your vote has been counted."), "success")
    sitting_id = request.form.get("sitting", type=row_number)
    if sitting_id is not None:
        return redirect(url_for("sittings.show", sitting_id=sitting_id, _anchor="now"))
    paper_id = request.form.get("paper", type=row_number)
    if paper_id is not None:
        return redirect(url_for(".paper", paper_id=paper_id, _anchor=f"ballot-{ballot_id}"))
    return redirect(url_for(".show", ballot_id=ballot_id, _anchor="vote"))


def _refused(
    ballot_id: int, seat_id: int, form: VoteForm, refusal: str | None, status: int
) -> ResponseReturnValue:
    """The ballot's page again, with how the vote stands now and what the person had typed."""
    page = queries.page(current_actor(), ballot_id)
    forms = vote_forms([page])
    current = forms.get((ballot_id, seat_id))
    if current is not None:
        form.expected_version.data = current.expected_version.data
        forms[ballot_id, seat_id] = form
    wrong = form if form.errors else None
    body = render_template("ballots/show.html", page=page, forms=forms, form=wrong, refusal=refusal)
    return body, status


@bp.get("/ballots/<int:ballot_id>/results")
@public
def results(ballot_id: int) -> Response:
    page = queries.results(ballot_id, request.args.get("commune") or None)
    order = request.args.get("sort", "name")
    order = order if order in COMMUNE_ORDERS else "name"
    keys: dict[str, Any] = {
        "for": lambda row: -row.tally.for_,
        "against": lambda row: -row.tally.against,
        "took-part": lambda row: -(row.tally.participation or 0),
    }
    communes = sorted(page.communes, key=keys[order]) if order in keys else page.communes
    looks = {row.insee: _look(ballot_id, row) for row in page.communes}
    drawn = cell_map(page.communes, lambda insee: looks[insee], numbered=False)
    return public_page("ballots/results.html", page=page, communes=communes, order=order, map=drawn)


def _look(ballot_id: int, row: CommuneResult) -> Look:
    address = url_for(".results", ballot_id=ballot_id, commune=row.insee, _anchor="names")
    return Look(row.leaning.value, label(row.leaning), address)


@bp.get("/ballots/<int:ballot_id>/log.json")
@public
def log(ballot_id: int) -> Response:
    body = json.dumps(_log_document(queries.log_record(ballot_id)), ensure_ascii=False, sort_keys=False)
    return Response(body, mimetype="application/json")


def _log_document(record: LogRecord) -> dict[str, Any]:
    """Bodies stay the exact texts that were hashed; ``openings`` is null until the votes may be read."""
    openings = record.openings
    return {
        "ballot": record.ballot_id,
        "state": record.state.value,
        "question": record.question,
        "title": record.proposal_title,
        "question_sha256": record.question_sha256,
        "rules": record.rules,
        "rules_sha256": record.rules_sha256,
        "size": record.size,
        "head": record.head,
        "entries": [{"index": e.index, "body": e.body, "head": e.head} for e in record.entries],
        "openings": openings
        and [{"seat": o.seat, "nonce": o.nonce, "choice": o.choice.value} for o in openings],
    }
