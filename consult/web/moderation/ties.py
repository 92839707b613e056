"""A moderator says here whom they know, so that others decide on what these write."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.actor import Actor
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.queries import moderation as queries
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Permission
from consult.services import moderation as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.forms import row_number
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp
from consult.web.moderation.filtering import filters_sent, next_address


@bp.route("/moderation/ties", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def ties() -> ResponseReturnValue:
    """On POST declare a tie, ``person`` or ``organisation`` holding a number, and go on to the next text."""
    if request.method == "POST":
        actor, other = current_actor(), _other()
        deeds.declare(actor, other)
        flash(_("Your tie is declared. From now on other moderators decide on what they write."), "success")
        return redirect(next_address(filters_sent(), _tied(actor, other)))
    return render_template("moderation/ties.html", ties=queries.ties_of(current_actor().account_id))


def _tied(actor: Actor, other: Subject) -> Actor:
    """The same moderator, close to ``other`` from now on."""
    if other.kind is SubjectKind.ACCOUNT:
        return replace(actor, tied_people=actor.tied_people | {other.id})
    return replace(actor, tied_organisations=actor.tied_organisations | {other.id})


def _other() -> Subject:
    for name, kind in (("person", SubjectKind.ACCOUNT), ("organisation", SubjectKind.ORGANISATION)):
        number = request.form.get(name, type=row_number)
        if number is not None:
            return Subject(kind, number)
    raise Invalid("tie_nobody", N_("Please say to whom you are close."))


@bp.post("/moderation/ties/<int:tie_id>/end")
@allow(Permission.MODERATE)
@once
def end_tie(tie_id: int) -> ResponseReturnValue:
    deeds.end(current_actor(), tie_id)
    flash(_("The tie has ended. You can decide on what they write again."), "success")
    return redirect(url_for("moderation.ties"))
