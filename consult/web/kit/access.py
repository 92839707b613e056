"""Each route says here who may enter; the deed and the template ask the same table again."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, g, request
from flask_login import UserMixin, current_user, login_user

from consult.kernel.actor import VISITOR, Actor
from consult.kernel.clock import now
from consult.kernel.errors import DomainError
from consult.kernel.extensions import login
from consult.kernel.hashes import secret_hash
from consult.kernel.messages import N_
from consult.queries.accounts import actor_of_session
from consult.rules.permissions import NOTHING, Facts, Permission, allows, allows_some, refusal

View = TypeVar("View", bound=Callable[..., Any])
GUARD = "__guard__"


class SignInNeeded(DomainError):
    """The page needs a signed-in person (401); the error page offers to sign in and keeps what was typed."""

    status = 401

    def __init__(self) -> None:
        super().__init__("sign_in_needed", N_("Please sign in to continue."))


class Principal(UserMixin):
    """Flask-Login's user: the actor of this request and the session's secret, which is its id."""

    def __init__(self, actor: Actor, secret: str) -> None:
        self.actor = actor
        self.secret = secret

    def get_id(self) -> str:
        return self.secret


def current_actor() -> Actor:
    """Who makes this request; ``VISITOR`` when nobody is signed in."""
    return cast(Actor, current_user.actor) if current_user.is_authenticated else VISITOR


def enter(actor: Actor, secret: str) -> None:
    """Make the rest of this request, and the cookie, belong to ``actor``'s new session."""
    login_user(Principal(actor, secret))


def forget_who() -> None:
    """Make the rest of this request a visitor's, without asking a database that may not answer."""
    g._login_user = login.anonymous_user()


def can(name: str, thing: Facts = NOTHING) -> bool:
    """For templates: whether the current actor has the permission called ``name``."""
    return allows(current_actor(), Permission[name], thing)


def public(view: View) -> View:
    """Anyone may enter."""
    setattr(view, GUARD, "public")
    return view


def allow(permission: Permission) -> Callable[[View], View]:
    """Only whom the table allows ``permission`` for some thing; the deed asks for the thing itself."""

    def guard(view: View) -> View:
        @wraps(view)
        def entered(*args: Any, **values: Any) -> Any:
            actor = current_actor()
            if not allows_some(actor, permission):
                raise refusal(actor, permission) if actor.signed_in else SignInNeeded
            return view(*args, **values)

        setattr(entered, GUARD, permission)
        return cast(View, entered)

    return guard


def init_app(app: Flask) -> None:
    login.init_app(app)
    login.session_protection = None

    @login.user_loader
    def load(secret: str) -> Principal | None:
        actor = actor_of_session(secret_hash(secret), now())
        return Principal(actor, secret) if actor else None

    @app.before_request
    def personal_pages_are_private() -> None:
        g.personal = app.config["SESSION_COOKIE_NAME"] in request.cookies
