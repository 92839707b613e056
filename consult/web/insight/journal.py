"""Auditors and administrators search the journal here, and take what they found with them."""

from flask import json, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from consult.kernel.text.sheets import Cell, sheet
from consult.queries import journal as queries
from consult.queries.journal import Line
from consult.rules.permissions import Permission
from consult.services import auditing
from consult.web.insight.blueprint import bp
from consult.web.insight.forms import JournalForm
from consult.web.kit.access import allow, can, current_actor
from consult.web.kit.downloads import download
from consult.web.kit.jinja import link
from consult.web.kit.transaction import once

#: The columns of the file bear the program's own names, as its lines do.
HEAD = ("number", "at", "actor", "event", "subject", "subject_number", "chantier", "facts")
#: Kind of subject → endpoint and the name of its number.
SUBJECT_PAGES = {
    "proposal": ("proposals.show", "proposal_id"),
    "ballot": ("ballots.show", "ballot_id"),
    "comment": ("comments.show", "comment_id"),
    "organisation": ("organisations.show", "organisation_id"),
    "sitting": ("sittings.show", "sitting_id"),
}


def subject_url(line: Line) -> str | None:
    """Where the subject of an entry can be looked at."""
    if line.subject_id is None:
        return None
    if line.subject_kind == "account" and can("ADMINISTER"):
        return url_for("admin.account", account_id=line.subject_id)
    endpoint, name = SUBJECT_PAGES.get(line.subject_kind, ("", ""))
    return link(endpoint, **{name: line.subject_id}) if endpoint else None


@bp.get("/admin/journal")
@allow(Permission.READ_JOURNAL)
def journal() -> tuple[str, int]:
    form = JournalForm()
    sound = form.validate()
    return _page(form), 200 if sound else 422


def _page(form: JournalForm) -> str:
    """The lines found by what is sound in the form; faults stand beside their fields."""
    lines, after = queries.page(form.filters(), request.args.get("after"))
    chosen = form.chosen()
    return render_template(
        "insight/journal.html",
        form=form,
        lines=lines,
        active=len(chosen),
        chosen=chosen,
        most=auditing.MOST_LINES,
        next_url=url_for(".journal", **chosen, after=after) if after else None,
        later="after" in request.args,
        subject_url=subject_url,
    )


@bp.route("/admin/journal/export", methods=["GET", "POST"])
@allow(Permission.READ_JOURNAL)
@once
def export() -> BaseResponse:
    """The lines found as a file: by POST, because taking them out writes a line of its own.

    People are numbers in it, so that an erased account's name lives on in nobody's downloads.
    """
    if request.method != "POST":
        return redirect(url_for(".journal"))
    form = JournalForm(request.form)
    if not form.validate():
        return make_response(_page(form), 422)
    lines = auditing.export(current_actor(), form.filters())
    body = sheet(HEAD, map(_cells, lines))
    return download(body, "text/csv", _("journal") + ".csv", private=True)


def _cells(line: Line) -> list[Cell]:
    return [
        line.id,
        line.at.isoformat(timespec="seconds"),
        line.actor_id,
        line.event,
        line.subject_kind,
        line.subject_id,
        line.chantier,
        json.dumps(line.facts, ensure_ascii=False),
    ]
