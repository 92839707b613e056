"""Editors tell here, with a day, what was done of what an answer promised."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.kernel.clock import today
from consult.kernel.db import Localised
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import LANGUAGE_NAMES
from consult.kernel.territory import territory
from consult.rules.answers import LATER_ANSWER_STATES, PART_LENGTH, PROMISES
from consult.rules.permissions import Permission
from consult.services.proposals import answers as deeds
from consult.web.editing.answers import answerable
from consult.web.editing.blueprint import bp
from consult.web.kit.access import allow, current_actor
from consult.web.kit.forms import HouseForm
from consult.web.kit.transaction import once


class ProgressForm(HouseForm):
    """What was done, in each of the territory's languages, and when."""

    happened_on = DateField(_l("When did it happen?"), [InputRequired(_l("Please give a day."))])

    @property
    def parts(self) -> list[tuple[str, Any]]:
        return [(language, self[f"note_{language}"]) for language in territory().languages]

    def note(self) -> Localised:
        return {language: field.data or "" for language, field in self.parts}


for _language in territory().languages:
    _field = TextAreaField(
        _l("%(part)s (%(language)s)", part=_l("What was done"), language=LANGUAGE_NAMES[_language]),
        [Length(max=PART_LENGTH[1], message=_l("Please write at most %(max)d characters."))],
    )
    setattr(ProgressForm, f"note_{_language}", _field)


@bp.route("/editing/proposals/<int:proposal_id>/progress", methods=["GET", "POST"])
@allow(Permission.ANSWER)
@once
def progress(proposal_id: int) -> ResponseReturnValue:
    sheet = answerable(proposal_id)
    full = sheet.follow_up.full
    if sheet.proposal.state not in LATER_ANSWER_STATES or full is None or full.outcome not in PROMISES:
        raise Conflict("nothing_to_follow", _("Progress is noted once an answer promises something."))
    form = ProgressForm()
    if form.validate_on_submit() and form.happened_on.data is not None:
        try:
            deeds.note_progress(current_actor(), proposal_id, form.note(), form.happened_on.data)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The progress is published. Author and supporters are told by mail."), "success")
            return redirect(url_for(".answer", proposal_id=proposal_id))
    elif not form.is_submitted():
        form.happened_on.data = today()
    return render_template("editing/progress.html", sheet=sheet, form=form), form.http_status
