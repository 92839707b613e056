"""Whom a decision concerns reads here what was decided and why, and finds all decisions about themselves."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.kernel.clock import now
from consult.queries import moderation as queries
from consult.rules.moderation import CATEGORY_CODES, CONTESTABLE, AppealBy
from consult.rules.permissions import Permission
from consult.web.kit.access import allow, current_actor
from consult.web.moderation.blueprint import bp

WORDS = {"codes": CATEGORY_CODES}


@bp.get("/decisions/<int:decision_id>")
@allow(Permission.READ_DECISION)
def statement(decision_id: int) -> ResponseReturnValue:
    page = queries.statement(current_actor(), decision_id)
    could = page.mine and page.decision.kind in CONTESTABLE[AppealBy.AUTHOR]
    over = could and now() > page.contest_until
    return render_template("moderation/statement.html", page=page, over=over, **WORDS)


@bp.get("/account/decisions")
@allow(Permission.USE_ACCOUNT)
def own_decisions() -> ResponseReturnValue:
    page = queries.own_decisions(current_actor(), request.args.get("after"))
    return render_template("moderation/own_decisions.html", page=page, **WORDS)
