"""Everybody downloads here what checks a count: bundle, checkpoints, keys, script; voters their receipts."""

from typing import Any

from flask import Response, json, render_template

from consult.gateways import verifier
from consult.queries.ballots import Receipt
from consult.queries.ballots.checkpoints import checkpoint_file, checkpoints_of
from consult.queries.ballots.pages import public_ballot
from consult.rules.bundles import FAULT_LABELS
from consult.services.ballots import bundles, checkpoints, receipts
from consult.web.ballots.blueprint import bp
from consult.web.kit.access import current_actor, public


@bp.app_template_global("receipt_signature")
def receipt_signature(receipt: Receipt) -> dict[str, str] | None:
    """Key id and signature of a receipt, worked out only where a page shows one."""
    return receipts.signature_if_any(receipt)


@bp.get("/ballots/checking")
@public
def checking() -> str:
    held = [key.id for key in checkpoints.keys().published()]
    return render_template("ballots/checking.html", faults=FAULT_LABELS, keys=held)


@bp.get(f"/ballots/<any('{verifier.NAME}'):name>")
@public
def script(name: str = verifier.NAME) -> Response:
    return _file(verifier.script(), name, "text/x-python; charset=utf-8")


@bp.get("/ballots/keys.json")
@public
def keys() -> Response:
    return _document({"keys": bundles.public_keys(checkpoints.keys().published())}, "keys.json")


@bp.get("/ballots/<int:ballot_id>/bundle.json")
@public
def bundle(ballot_id: int) -> Response:
    return _file(bundles.bundle(ballot_id), f"ballot-{ballot_id}-bundle.json", "application/json")


@bp.get("/ballots/<int:ballot_id>/checkpoints.json")
@public
def checkpoints_file(ballot_id: int) -> Response:
    ballot = public_ballot(ballot_id)
    signed = [checkpoint_file(one) for one in checkpoints_of(ballot.id)]
    return _document({"checkpoints": signed}, f"ballot-{ballot_id}-checkpoints.json")


@bp.get("/ballots/<int:ballot_id>/receipt-<int:seat_id>.json")
@public
def receipt(ballot_id: int, seat_id: int) -> Response:
    """Anyone may ask, so that it tells a stranger nothing: who has no such vote gets a 404."""
    written = receipts.receipt_file(current_actor(), ballot_id, seat_id)
    response = _document(written, f"ballot-{ballot_id}-receipt-{seat_id}.json")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _document(document: dict[str, Any], name: str) -> Response:
    return _file(json.dumps(document, ensure_ascii=False, indent=1).encode(), name, "application/json")


def _file(body: bytes, name: str, kind: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
