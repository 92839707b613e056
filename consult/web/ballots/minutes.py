"""Everybody reads the minutes of a counted or annulled ballot here: page, PDF, table and data."""

from flask import Response, render_template
from flask_babel import gettext as _

from consult.kernel.i18n import current_language
from consult.queries import ballots as queries
from consult.queries import documents
from consult.services.documents import ballot_sheet
from consult.web.ballots.blueprint import bp
from consult.web.kit import minutes as forms
from consult.web.kit.access import public


def _name(ballot_id: int) -> str:
    return str(_("minutes-ballot-%(number)s", number=ballot_id))


@bp.get("/ballots/<int:ballot_id>/minutes")
@public
def minutes(ballot_id: int) -> str:
    record = queries.minutes(ballot_id)
    status = documents.status_of(current_language(), ballot_id=ballot_id)
    return render_template("ballots/minutes.html", minutes=record, status=status)


@bp.get("/ballots/<int:ballot_id>/minutes.pdf")
@public
def minutes_pdf(ballot_id: int) -> Response:
    record = queries.minutes(ballot_id)
    document = documents.of(current_language(), ballot_id=ballot_id)
    return forms.pdf(record, document, _name(ballot_id), "ballots", {"ballot_id": ballot_id})


@bp.get("/ballots/<int:ballot_id>/minutes.csv")
@public
def minutes_csv(ballot_id: int) -> Response:
    return forms.table(ballot_sheet(queries.minutes(ballot_id)), _name(ballot_id))


@bp.get("/ballots/<int:ballot_id>/minutes.json")
@public
def minutes_json(ballot_id: int) -> Response:
    return forms.data(queries.minutes(ballot_id), "ballot", _name(ballot_id))
