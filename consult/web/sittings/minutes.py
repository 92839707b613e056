"""Everybody reads the minutes of an ended sitting here, and the clerk those of one that still goes on."""

from flask import Response, render_template
from flask_babel import gettext as _

from consult.kernel.i18n import current_language
from consult.queries import documents
from consult.queries import sitting_minutes as queries
from consult.queries.sitting_minutes import SittingMinutes
from consult.rules.permissions import Permission, allows
from consult.services.documents import sitting_sheet
from consult.web.kit import minutes as forms
from consult.web.kit.access import current_actor, public
from consult.web.sittings.blueprint import bp


def _name(sitting_id: int) -> str:
    return str(_("minutes-sitting-%(number)s", number=sitting_id))


def _record(sitting_id: int) -> SittingMinutes:
    clerk = allows(current_actor(), Permission.RUN_BALLOTS)
    return queries.provisional(sitting_id) if clerk else queries.minutes(sitting_id)


@bp.get("/sittings/<int:sitting_id>/minutes")
@public
def minutes(sitting_id: int) -> str:
    record = _record(sitting_id)
    status = documents.status_of(current_language(), sitting_id=sitting_id)
    return render_template("sittings/minutes.html", minutes=record, status=status)


@bp.get("/sittings/<int:sitting_id>/minutes.pdf")
@public
def minutes_pdf(sitting_id: int) -> Response:
    record = queries.minutes(sitting_id)
    document = documents.of(current_language(), sitting_id=sitting_id)
    return forms.pdf(record, document, _name(sitting_id), "sittings", {"sitting_id": sitting_id})


@bp.get("/sittings/<int:sitting_id>/minutes.csv")
@public
def minutes_csv(sitting_id: int) -> Response:
    record = _record(sitting_id)
    return forms.table(sitting_sheet(record), _name(sitting_id), private=record.provisional)


@bp.get("/sittings/<int:sitting_id>/minutes.json")
@public
def minutes_json(sitting_id: int) -> Response:
    record = _record(sitting_id)
    return forms.data(record, "sitting", _name(sitting_id), private=record.provisional)
