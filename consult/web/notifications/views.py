"""Following chantiers, proposals and communes, what is new there, and how often one hears of it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.kernel.db import LARGEST_ID
from consult.kernel.errors import NotFound
from consult.kernel.extensions import csrf
from consult.queries import following as queries
from consult.queries.following import Key
from consult.rules.following import NEWS, Followed
from consult.rules.permissions import Permission
from consult.services import following as deeds
from consult.web.kit.access import allow, current_actor, public
from consult.web.kit.locale import area
from consult.web.kit.transaction import once, repeatable
from consult.web.notifications.forms import PaceForm

bp = area("notifications", __name__)

#: The word of the address → what is followed, the page it has, and what that page calls it.
THINGS: dict[str, tuple[Followed, str, str]] = {
    "chantiers": (Followed.CHANTIER, "programme.chantier", "number"),
    "proposals": (Followed.PROPOSAL, "proposals.show", "proposal_id"),
    "communes": (Followed.COMMUNE, "territory.commune", "insee"),
}
WORDS = {kind: word for word, (kind, _page, _name) in THINGS.items()}


@bp.app_template_global()
def page_of(kind: Followed, key: Key) -> str:
    """The address of something that is followed."""
    _kind, endpoint, name = THINGS[WORDS[kind]]
    place: dict[str, Any] = {name: key}
    return url_for(endpoint, **place)


@bp.app_template_global()
def following_address(kind: str, key: Key, *, end: bool = False) -> str:
    """Where the button of a followed, or not yet followed, thing is sent."""
    endpoint = "notifications.unfollow" if end else "notifications.follow"
    return url_for(endpoint, kind=WORDS[Followed(kind)], key=key)


@bp.get("/following")
@allow(Permission.USE_ACCOUNT)
def index() -> str:
    account_id = current_actor().account_id or 0
    return render_template(
        "notifications/index.html",
        news=queries.news(account_id),
        words=NEWS,
        things=queries.followed(account_id),
        form=PaceForm(formdata=None, data={"pace": queries.pace(account_id).value}),
    )


@bp.post("/following/pace")
@allow(Permission.FOLLOW)
@once
def pace() -> ResponseReturnValue:
    form = PaceForm()
    if form.validate_on_submit():
        deeds.choose_pace(current_actor(), form.chosen)
        flash(_("Saved."), "success")
    return redirect(url_for(".index"))


@bp.post("/follow/<any(chantiers,proposals,communes):kind>/<string:key>")
@allow(Permission.FOLLOW)
@once
def follow(kind: str, key: str) -> Response:
    done = _("You follow this now. You can choose how often you hear of it.")
    return _change(deeds.follow, kind, key, done)


@bp.post("/unfollow/<any(chantiers,proposals,communes):kind>/<string:key>")
@allow(Permission.FOLLOW)
@once
def unfollow(kind: str, key: str) -> Response:
    return _change(deeds.unfollow, kind, key, _("You do not follow this any more."))


def _change(deed: Callable[..., bool], word: str, key: str, done: str) -> Response:
    """Back to the page that the button stood on: the thing's own, or the list of what is followed."""
    kind = THINGS[word][0]
    deed(current_actor(), kind, _key(kind, key))
    flash(done, "success")
    if request.form.get("from") == "list":
        return redirect(url_for(".index"))
    return redirect(page_of(kind, key))


def _key(kind: Followed, key: str) -> Key:
    if kind is Followed.COMMUNE:
        return key
    if not (key.isascii() and key.isdecimal()) or len(key) > 10 or int(key) > LARGEST_ID:
        raise NotFound
    return int(key)


@bp.route("/unsubscribe/<string:token>", methods=["GET", "POST"])
@csrf.exempt  # a mail program has neither cookie nor form: the token in the address is the proof (RFC 8058)
@public
@repeatable
def unsubscribe(token: str) -> str:
    """The way out of the digests without signing in: a page asks people, a mail program posts at once."""
    deeds.subscriber(token)
    done = request.method == "POST"
    if done:
        deeds.unsubscribe(token)
    return render_template("notifications/unsubscribe.html", token=token, done=done)
