"""Administrators say for each chantier whether texts are read before they are published, or afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field, HiddenField, SelectField
from wtforms.validators import AnyOf

from consult.kernel.errors import Conflict
from consult.queries import modes as queries
from consult.queries.modes import ChantierModes, Key
from consult.rules.moderation import DEFAULT_MODES, Mode, SubjectKind
from consult.rules.permissions import Permission
from consult.services import modes
from consult.web.admin.blueprint import bp
from consult.web.kit import options
from consult.web.kit.access import allow, current_actor
from consult.web.kit.forms import HouseForm
from consult.web.kit.transaction import once

TITLES = {SubjectKind.PROPOSAL: _l("Proposals"), SubjectKind.COMMENT: _l("Comments")}


class ModesForm(HouseForm):
    """A choice for each chantier and kind; ``seen`` is what held when the page was shown."""

    seen = HiddenField()
    keys: Sequence[Key] = ()

    @property
    def wanted(self) -> Mapping[Key, Mode]:
        return {key: Mode(self._fields[name_of(key)].data) for key in self.keys}


def name_of(key: Key) -> str:
    """The field of a chantier and kind."""
    return f"{key[1].value}_{key[0]}"


def form_for(lines: Sequence[ChantierModes], **values: Any) -> ModesForm:
    """The form of all chantiers there are; unless something was sent, it shows what holds now."""
    keys = [(line.number, kind) for line in lines for kind in DEFAULT_MODES]
    fields: dict[str, Any] = {name_of(key): _choice(key[1]) for key in keys}
    made = type("ModesForm", (ModesForm,), fields | {"keys": keys, "__module__": __name__})
    now = {(line.number, kind): mode for line in lines for kind, mode in line.modes.items()}
    shown = {name_of(key): mode.value for key, mode in now.items()} | {"seen": modes.edition(now)}
    form: ModesForm = made(data=shown, **values)
    return form


def _choice(kind: SubjectKind) -> SelectField:
    choices = {
        value: str(_("%(words)s (default)", words=words)) if value == DEFAULT_MODES[kind].value else words
        for value, words in options.labelled(Mode).items()
    }
    listed = AnyOf(list(choices), message=_("Please choose from the list."))
    return SelectField(TITLES[kind], [listed], choices=choices, validate_choice=False)


@bp.route("/admin/moderation", methods=["GET", "POST"])
@allow(Permission.ADMINISTER)
@once
def moderation() -> ResponseReturnValue:
    """All chantiers on one page, saved together."""
    lines = queries.all_modes()
    form, status = form_for(lines), 200
    if form.validate_on_submit():
        try:
            changed = modes.choose(current_actor(), form.wanted, form.seen.data or "")
        except Conflict as refusal:
            form = form_for(lines, formdata=None)
            form.refuse(refusal)
            status = refusal.status
        else:
            flash(_saved(changed), "success")
            return redirect(url_for(".moderation"))
    elif form.errors:
        status = 422
    rows = [(line, _fields(form, line)) for line in lines]
    return render_template("admin/moderation.html", form=form, rows=rows), status


def _fields(form: ModesForm, line: ChantierModes) -> list[tuple[Field, bool]]:
    """The choices of one chantier, each with whether it differs from the default now."""
    return [(form[name_of((line.number, kind))], line.differs(kind)) for kind in DEFAULT_MODES]


def _saved(changed: int) -> str:
    if not changed:
        return str(_("Nothing was changed."))
    return str(
        ngettext(
            "%(num)s setting is changed. It holds for what is sent from now on.",
            "%(num)s settings are changed. They hold for what is sent from now on.",
            changed,
        )
    )
