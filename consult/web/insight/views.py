"""Pages for those who check: the journal."""

from dataclasses import asdict
from typing import Any

from flask import render_template, request, url_for

from consult.queries import journal as queries
from consult.queries.journal import Line
from consult.rules.permissions import Permission
from consult.web.insight.forms import JournalForm
from consult.web.kit.access import allow, can
from consult.web.kit.jinja import link
from consult.web.kit.locale import area

bp = area("insight", __name__)

#: Kind of subject → endpoint and the name of its number.
SUBJECT_PAGES = {
    "proposal": ("proposals.show", "proposal_id"),
    "ballot": ("ballots.show", "ballot_id"),
    "comment": ("comments.show", "comment_id"),
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
    form = JournalForm(formdata=request.args)
    sound = form.validate()
    filters = form.filters()
    lines, after = queries.page(filters, request.args.get("after"))
    given: dict[str, Any] = {name: value for name, value in request.args.items() if name in form and value}
    page = render_template(
        "insight/journal.html",
        form=form,
        lines=lines,
        active=sum(1 for value in asdict(filters).values() if value),
        next_url=url_for(".journal", **given, after=after) if after else None,
        later="after" in request.args,
        subject_url=subject_url,
    )
    return page, 200 if sound else 422
