"""The clerk sends lists of seats here, looks at what they would change, and applies them."""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from consult.kernel.clock import today
from consult.kernel.errors import Invalid
from consult.kernel.i18n import current_language, localised, translate
from consult.kernel.messages import Message
from consult.kernel.text.analysis import fold
from consult.queries.seat_lists import councils
from consult.rules.permissions import Permission
from consult.rules.seat_columns import Column
from consult.rules.seat_files import MOST_BYTES, MOST_SHOWN, Problem
from consult.rules.seat_plans import Addition, Change, Standing
from consult.services import seat_lists as deeds
from consult.web.ballots.blueprint import bp
from consult.web.ballots.seat_forms import ApplyForm, SeatFileForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.labels import label
from consult.web.kit.transaction import once

#: What is read of a request: far more than a list may hold, so that the page itself can say what is too much.
MOST_READ = 8 * MOST_BYTES


@dataclass(slots=True)
class Block:
    """What a list means for one assembly."""

    name: str
    additions: list[Addition] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    missing: list[Standing] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@bp.url_value_preprocessor
def let_lists_be_large(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before anything, the CSRF guard first of all, reads the request."""
    if endpoint == "ballots.clerk_seat_import":
        request.max_content_length = MOST_READ


@bp.route("/clerk/seats/import", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_seat_import() -> ResponseReturnValue:
    form = SeatFileForm.sent() if request.method == "POST" else SeatFileForm()
    problems: Sequence[Problem] = ()
    if form.validate_on_submit():
        try:
            kept = deeds.upload(current_actor(), form.raw())
        except Invalid as refusal:
            form.refuse(refusal)
            problems = refusal.problems if isinstance(refusal, deeds.BadList) else ()
        else:
            return redirect(url_for(".clerk_seat_file", file_id=kept.id))
    page = render_template("ballots/clerk_seat_import.html", form=form, **_shown(problems))
    return page, form.http_status


def _shown(problems: Sequence[Problem]) -> dict[str, Any]:
    lines = [(one.row, one.column, told(one.reason)) for one in problems[:MOST_SHOWN]]
    return {"problems": lines, "problem_count": len(problems)}


def told(message: Message) -> str:
    """The sentence in the page's language, its days written as the page writes them."""
    values = {
        name: format_date(value, "medium") if isinstance(value, date) else value
        for name, value in message.values.items()
    }
    return translate(Message(message.sentence, values))


@bp.route("/clerk/seats/import/<int:file_id>", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_seat_file(file_id: int) -> ResponseReturnValue:
    """The preview; its POST applies the list, unless the seats have changed since."""
    refusal, form = None, ApplyForm()
    if form.validate_on_submit():
        try:
            applied = deeds.apply(current_actor(), file_id, form.plan.data or "")
        except (deeds.PlanChanged, deeds.BadList) as changed:
            refusal = changed
        else:
            count = len(applied.plan.additions)
            flash(ngettext("Applied: %(num)s new seat.", "Applied: %(num)s new seats.", count), "success")
            return redirect(url_for(".clerk_councillors"))
    page = deeds.preview(current_actor(), file_id)
    body = render_template(
        "ballots/clerk_seat_file.html",
        page=page,
        plan=page.study.plan,
        blocks=_blocks(page.study),
        refusal=translate(refusal.message) if refusal else None,
        **_shown(page.study.problems),
    )
    return body, refusal.status if refusal else 200


def _blocks(study: deeds.Study) -> list[Block]:
    """The plan by assembly, by name; only those to which something happens."""
    found: dict[str, Block] = defaultdict(lambda: Block(""))
    for addition in study.plan.additions:
        found[addition.row.assembly].additions.append(addition)
    for change in study.plan.changes:
        found[change.row.assembly].changes.append(change)
    for seat in study.plan.missing:
        found[seat.assembly].missing.append(seat)
    for note in study.plan.notes:
        found[note.assembly].notes.append(told(note.message))
    for key, block in found.items():
        block.name = localised(study.names[key])
    return sorted(found.values(), key=lambda block: fold(block.name))


@bp.get("/clerk/seats/example.csv")
@allow(Permission.RUN_BALLOTS)
def clerk_seat_example() -> Response:
    """A header in the page's language and one invented row; the mark at its head tells Excel of UTF-8."""
    first = next(iter(councils()), None)
    row = {
        Column.ASSEMBLY: (first.commune_insee or first.key) if first else "",
        Column.FAMILY_NAME: "Exemple",
        Column.GIVEN_NAME: "Camille",
        Column.FUNCTION: _("Councillor"),
        Column.GROUP: "A",
        Column.EMAIL: "camille@example.org",
        Column.LANGUAGE: current_language(),
        Column.STARTS_ON: today().isoformat(),
        Column.LEADS_GROUP: _("No"),
    }
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerows([[label(column) for column in Column], [row.get(column, "") for column in Column]])
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=seats.csv"
    return answer
