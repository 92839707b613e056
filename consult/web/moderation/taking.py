"""Small deeds on one item: having it before oneself, giving it back, settling its language."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Conflict
from consult.kernel.i18n import translate
from consult.queries import moderation as queries
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Permission
from consult.services import moderation as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.forms import row_number
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp
from consult.web.moderation.deciding import shown
from consult.web.moderation.filtering import filters_sent, item_address

#: The plural in an address → what it is about.
THINGS = {f"{kind.value}s": kind for kind in SubjectKind}
OF_ANY_KIND = "<any(proposals,comments,accounts,organisations,offers,positions):things>/<int:thing_id>"


@bp.post(f"/moderation/{OF_ANY_KIND}/take")
@allow(Permission.MODERATE)
@once
def take(things: str, thing_id: int) -> ResponseReturnValue:
    subject = Subject(THINGS[things], thing_id)
    try:
        deeds.take(current_actor(), subject, over="over" in request.form)
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
        return shown(queries.item(current_actor(), subject), status=refusal.status)
    return redirect(item_address(subject, filters_sent()))


@bp.post(f"/moderation/{OF_ANY_KIND}/release")
@allow(Permission.MODERATE)
@once
def release(things: str, thing_id: int) -> ResponseReturnValue:
    subject = Subject(THINGS[things], thing_id)
    deeds.release(current_actor(), subject)
    return redirect(item_address(subject, filters_sent()))


@bp.post("/moderation/<any(proposals,comments):things>/<int:thing_id>/language")
@allow(Permission.MODERATE)
@once
def language(things: str, thing_id: int) -> ResponseReturnValue:
    """One of two buttons: what the author said, or what the text seems to be written in."""
    subject = Subject(THINGS[things], thing_id)
    version = request.form.get("version", 0, type=row_number)
    deeds.settle_language(current_actor(), subject, request.form.get("language", ""), version=version)
    flash(_("The language of the text is settled."), "success")
    return redirect(item_address(subject, filters_sent()))
