"""Spam by the handful: a moderator ticks entries of the list, reads them once more, and hides them all."""

import re

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.queries import moderation as queries
from consult.rules.moderation import Ground, Subject, SubjectKind
from consult.rules.permissions import Permission
from consult.services import moderation as deeds
from consult.services.moderation import MOST, Ticked, wordings
from consult.web.kit.access import allow, current_actor
from consult.web.kit.forms import row_number
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp
from consult.web.moderation.filtering import filters_sent

TICK = re.compile(
    r"(proposal|comment|account|organisation|position):(\d{1,10}):(\d{1,6}):(\d{1,10})", re.ASCII
)


def ticked(values: list[str]) -> list[Ticked]:
    """Values of the form ``kind:id:version:seen``; ``Invalid`` for anything else, or for more than 40."""
    found = [TICK.fullmatch(value) for value in values[: MOST + 1]]
    if len(values) > MOST or not all(found):
        raise Invalid("bad_ticks", N_("Please go back to the list and tick at most 40 texts."))
    return [_ticked(*match.groups()) for match in found if match is not None]


def _ticked(kind: str, number: str, version: str, seen: str) -> Ticked:
    try:
        subject = Subject(SubjectKind(kind), row_number(number))
    except ValueError:
        raise Invalid("bad_ticks", N_("Please go back to the list and tick at most 40 texts.")) from None
    return Ticked(subject, int(version), int(seen))


@bp.route("/moderation/spam", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def spam() -> ResponseReturnValue:
    """A GET asks once more and changes nothing; the POST says what was hidden, and what was not and why."""
    actor, sent = current_actor(), filters_sent()
    chosen = ticked(request.values.getlist("item"))
    told = queries.briefs(actor, [one.subject for one in chosen])
    if request.method == "GET":
        words = wordings.for_ground(Ground.SPAM, actor.language)
        return render_template("moderation/spam.html", ticked=chosen, briefs=told, sent=sent, wording=words)
    sweep = deeds.hide_spam(actor, chosen)
    return render_template("moderation/spam_hidden.html", sweep=sweep, briefs=told, sent=sent)
