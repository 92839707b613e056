"""One official thing before its editor: a draft, its preview, its publication, and no lost update."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import (
    Response,
    after_this_request,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.gateways import pages
from consult.kernel.db import writing
from consult.kernel.errors import Invalid, NotFound, Outdated
from consult.queries.editing import drafts as queries
from consult.rules.editing import NEW, Kept
from consult.rules.permissions import Facts, Permission, require
from consult.services import editing
from consult.web.editing.blueprint import bp
from consult.web.editing.clashes import clashes, resolved
from consult.web.editing.sheets import SHEETS, Sheet, Thing
from consult.web.editing.sheets.form import SheetForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once

PROGRAMME_KINDS = ", ".join(kind.value for kind in SHEETS if kind is not Kept.PAGE)


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody does to one thing."""

    kind: Kept
    key: str
    sheet: Sheet
    thing: Thing

    @property
    def address(self) -> str:
        return sheet_address(self.kind, self.key)

    def address_in(self, language: str) -> str:
        return sheet_address(self.kind, self.key, lang=language)

    @property
    def public(self) -> str | None:
        """The public page's address, where there is one yet."""
        if self.key == NEW or not self.can_be_seen:
            return None
        return url_for(self.sheet.endpoint, **self.sheet.public(self.key))

    @property
    def can_be_seen(self) -> bool:
        return self.sheet.endpoint in current_app.view_functions


def sheet_address(kind: Kept, key: str, **values: Any) -> str:
    """Where a thing's sheet is."""
    if kind is Kept.PAGE:
        return url_for("editing.page_sheet", name=key, **values)
    return url_for("editing.sheet", kind=kind.value, key=key, **values)


@bp.route(f"/editing/texts/<any({PROGRAMME_KINDS}):kind>/<string(maxlength=80):key>", methods=["GET", "POST"])
@allow(Permission.EDIT_PROGRAMME)
@once
def sheet(kind: str, key: str) -> ResponseReturnValue:
    return _work(Kept(kind), key)


@bp.route(f"/editing/pages/<any({', '.join(pages.PAGES)}):name>", methods=["GET", "POST"])
@allow(Permission.EDIT_PAGES)
@once
def page_sheet(name: str) -> ResponseReturnValue:
    return _work(Kept.PAGE, name)


def _work(kind: Kept, key: str) -> ResponseReturnValue:
    thing = SHEETS[kind].load(key)
    require(current_actor(), editing.permission(kind), Facts(chantier=thing.chantier))
    work = Work(kind, key, SHEETS[kind], thing)
    if request.method == "POST":
        return INTENTS.get(request.form.get("intent", ""), _save)(work)
    draft = queries.own(current_actor().account_id, kind, key)
    if draft is not None:
        return _page(work, work.sheet.form.from_draft(draft.fields, draft.based_on))
    return _page(work, work.sheet.form.from_thing(thing.values, thing.revision))


def _page(work: Work, form: SheetForm) -> ResponseReturnValue:
    account_id = current_actor().account_id
    begun = queries.begun([work.kind], work.key)
    page = render_template(
        "editing/sheet.html",
        work=work,
        form=form,
        draft=next((one for one in begun if one.account_id == account_id), None),
        others=[one for one in begun if one.account_id != account_id and work.key != NEW],
        outdated=form.revision != work.thing.revision,
    )
    return page, form.http_status


def _keep(work: Work, form: SheetForm, based_on: int | None) -> None:
    editing.save(current_actor(), work.kind, work.key, form.typed(), based_on, work.thing.chantier)


def _keep_afterwards(work: Work, form: SheetForm) -> None:
    """What is refused is kept as a draft all the same, in a transaction of its own after the refused one.

    Somebody who resolves a conflict keeps what their draft was based on, until they have published.
    """
    based_on = None if "resolving" in request.form else form.revision

    @after_this_request
    def keep(response: Response) -> Response:
        with writing():
            _keep(work, form, based_on)
        return response


def _save(work: Work) -> ResponseReturnValue:
    form = work.sheet.form()
    _keep(work, form, form.revision)
    flash(_("Your draft is saved. Nothing public has changed."), "success")
    return redirect(work.address)


def _discard(work: Work) -> ResponseReturnValue:
    if editing.discard(current_actor(), work.kind, work.key):
        flash(_("Your draft is discarded."), "success")
    return redirect(work.address)


def _preview(work: Work) -> ResponseReturnValue:
    form = work.sheet.form()
    _keep(work, form, form.revision)
    return _rehearsed(work, form)


def _again(work: Work) -> ResponseReturnValue:
    """The preview of the draft as it was saved, in the language of this address."""
    draft = queries.own(current_actor().account_id, work.kind, work.key)
    if draft is None:
        return redirect(work.address)
    return _rehearsed(work, work.sheet.form.from_draft(draft.fields, draft.based_on))


def _rehearsed(work: Work, form: SheetForm) -> ResponseReturnValue:
    def show(key: str) -> Response:
        g.preview, g.leads_to = work, work.address
        shown = current_app.view_functions[work.sheet.endpoint](**work.sheet.public(key))
        return make_response(make_response(shown).get_data())

    try:
        return _published(work, form, lambda publish: editing.rehearse(publish, show))
    except NotFound:
        flash(_("The public does not see it as it stands: there is no page to look at."), "info")
        return redirect(work.address)


def _publish(work: Work) -> ResponseReturnValue:
    form = work.sheet.form()
    if "resolving" in request.form and form.revision == work.thing.revision:
        chosen = resolved(form, _present(work), request.form)
        if chosen is None:
            return _conflict(work, form, 422)
        form = work.sheet.form.from_draft(chosen, form.revision)

    def finish(publish: Callable[[], str]) -> ResponseReturnValue:
        key = publish()
        editing.discard(current_actor(), work.kind, work.key)
        flash(_("It is published. Everybody reads it now."), "success")
        return redirect(sheet_address(work.kind, key))

    return _published(work, form, finish)


def _published(
    work: Work, form: SheetForm, then: Callable[[Callable[[], str]], ResponseReturnValue]
) -> ResponseReturnValue:
    """What ``then`` makes of the publication; the sheet again, or the conflict, where it is refused."""
    if form.validate():
        try:
            return then(lambda: work.sheet.publish(current_actor(), work.key, form.revision, form.values()))
        except Outdated:
            return _conflict(work, form, 409)
        except Invalid as refusal:
            form.refuse(refusal)
    _keep_afterwards(work, form)
    return _page(work, form)


def _present(work: Work) -> SheetForm:
    """The public thing as its form would send it, read after its row was locked."""
    thing = work.sheet.load(work.key)
    return work.sheet.form.from_thing(thing.values, thing.revision)


def _conflict(work: Work, form: SheetForm, status: int) -> ResponseReturnValue:
    _keep_afterwards(work, form)
    present = _present(work)
    differing = clashes(form, present, request.form)
    form.base_on(present.revision)
    page = render_template(
        "editing/conflict.html", work=work, form=form, clashes=differing, unanswered=status == 422
    )
    return page, status


INTENTS: dict[str, Callable[[Work], ResponseReturnValue]] = {
    "save": _save,
    "discard": _discard,
    "preview": _preview,
    "again": _again,
    "publish": _publish,
}
