"""What an editor may change, chantier by chantier, with the marks of drafts; and what became of an action."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.gateways import pages
from consult.kernel.db import Localised
from consult.kernel.errors import Invalid
from consult.queries import choices
from consult.queries.editing import drafts, listing, things
from consult.queries.editing.drafts import Begun
from consult.rules.editing import Kept
from consult.rules.permissions import Facts, Permission, require
from consult.rules.programme import ActionStatus
from consult.services import editing
from consult.web.editing.blueprint import bp
from consult.web.editing.own import own_chantiers
from consult.web.editing.sheets import SHEETS
from consult.web.editing.sheets.actions import StatusForm
from consult.web.editing.worksheets import sheet_address
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once

OF_THE_PROGRAMME = [kind for kind in SHEETS if kind is not Kept.PAGE]


def _marks(begun: list[Begun]) -> dict[tuple[Kept, str], list[Begun]]:
    """Everybody's drafts by the thing that they are of."""
    marks: dict[tuple[Kept, str], list[Begun]] = {}
    for one in begun:
        marks.setdefault((one.kind, one.key), []).append(one)
    return marks


@bp.get("/editing/texts")
@allow(Permission.EDIT_PROGRAMME)
def texts() -> str:
    own = own_chantiers(current_actor())
    begun = drafts.begun(OF_THE_PROGRAMME)
    mine = [one for one in begun if one.account_id == current_actor().account_id]
    chantiers, places, projects = choices.chantiers(), listing.places(), listing.projects(own)
    names: dict[tuple[Kept, str], Localised] = {}
    for kind, rows in (
        (Kept.CHANTIER, chantiers),
        (Kept.PHASES, chantiers),
        (Kept.PLACE, [(one.id, one.name) for one in places]),
        (Kept.PROJECT, [(one.id, one.name) for one in projects]),
        (Kept.ACTION, listing.action_titles([one.key for one in mine if one.kind is Kept.ACTION]).items()),
    ):
        names |= {(kind, str(key)): words for key, words in rows}
    return render_template(
        "editing/texts.html",
        chantiers=[row for row in chantiers if own is None or row[0] in own],
        mine=mine,
        names=names,
        marks=_marks(begun),
        places=places,
        projects=[one for one in projects if one.chantier is None],
        address=sheet_address,
        kinds=Kept,
    )


@bp.get("/editing/texts/chantiers/<int:number>")
@allow(Permission.EDIT_PROGRAMME)
def texts_of_chantier(number: int) -> str:
    require(current_actor(), Permission.EDIT_PROGRAMME, Facts(chantier=number))
    return render_template(
        "editing/texts_of_chantier.html",
        page=listing.of_chantier(number),
        marks=_marks(drafts.begun(OF_THE_PROGRAMME)),
        address=sheet_address,
        kinds=Kept,
    )


@bp.get("/editing/pages")
@allow(Permission.EDIT_PAGES)
def static_pages() -> str:
    changed = listing.changed_pages()
    rows = [(name, changed.get(name) or _shipped_title(name), name in changed) for name in pages.PAGES]
    return render_template(
        "editing/pages.html",
        rows=rows,
        marks=_marks(drafts.begun([Kept.PAGE])),
        address=sheet_address,
        kinds=Kept,
    )


def _shipped_title(name: str) -> Localised:
    try:
        return pages.source(name).title
    except FileNotFoundError:
        return {}


@bp.route("/editing/actions/<int:action_id>/status", methods=["GET", "POST"])
@allow(Permission.EDIT_PROGRAMME)
@once
def action_status(action_id: int) -> ResponseReturnValue:
    action = things.action_with_history(action_id)
    require(current_actor(), Permission.EDIT_PROGRAMME, Facts(chantier=action.chantier_number))
    form = StatusForm(data={"status": action.status.value})
    if form.validate_on_submit() and form.happened_on.data is not None:
        status = ActionStatus(form.status.data)
        try:
            editing.statuses.tell(
                current_actor(), action_id, status, form.words("note"), form.happened_on.data
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The new status is published."), "success")
            return redirect(url_for(".action_status", action_id=action_id))
    return render_template("editing/action_status.html", action=action, form=form), form.http_status
