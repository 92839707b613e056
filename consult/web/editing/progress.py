"""Editors tell here, with a day, what was done of what an answer promised."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired

from consult.kernel.clock import today
from consult.kernel.errors import Conflict, Invalid
from consult.rules.answers import LATER_ANSWER_STATES, PART_LENGTH, PROMISES
from consult.rules.permissions import Permission
from consult.services.proposals import answers as deeds
from consult.web.editing.answers import answerable
from consult.web.editing.blueprint import bp
from consult.web.kit.access import allow, current_actor
from consult.web.kit.localised_field import WordsForm, add_words
from consult.web.kit.transaction import once


class ProgressForm(WordsForm):
    """What was done, in each of the territory's languages, and when."""

    happened_on = DateField(_l("When did it happen?"), [InputRequired(_l("Please give a day."))])


add_words(ProgressForm, "note", _l("What was done"), most=PART_LENGTH[1])


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
            deeds.note_progress(current_actor(), proposal_id, form.words("note"), form.happened_on.data)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The progress is published. Author and supporters are told by mail."), "success")
            return redirect(url_for(".answer", proposal_id=proposal_id))
    elif not form.is_submitted():
        form.happened_on.data = today()
    return render_template("editing/progress.html", sheet=sheet, form=form), form.http_status
