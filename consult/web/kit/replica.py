"""Which requests read the replica, and how the primary answers where the replica cannot."""

import time
from contextlib import suppress

from flask import Flask, Response, current_app, g, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from config import REPLICA
from consult.kernel.db import db, on_replica
from consult.kernel.errors import DomainError
from consult.kernel.replica import AWAY, FAILURES, Replica

#: Entrances, and all that people check votes by: a log that seems to shrink would look like fraud.
PRIMARY_AREAS = frozenset({"accounts", "ballots", "sittings"})
#: An address that holds a secret shows one person what that person did.
SECRETS = frozenset({"token", "code"})
#: Who has just sent something without staying signed in reads the primary for so many seconds.
OWN_WRITE, REMEMBERED = "sent_at", 60


def may_read_replica() -> bool:
    """Whether this is a page read by somebody without any session, of which a second's age does no harm."""
    return (
        request.method in {"GET", "HEAD"}
        and request.url_rule is not None
        and "lang" in g  # addresses without a language answer machines that ask for the primary
        and not g.get("personal", True)
        and request.blueprint not in PRIMARY_AREAS
        and not SECRETS & (request.view_args or {}).keys()
    )


def state() -> str:
    """``off`` where no replica is named, else ``ok`` or ``resting``, as this process sees it."""
    replica: Replica | None = current_app.extensions.get(REPLICA)
    if replica is None:
        return "off"
    return "ok" if replica.usable() else "resting"


def init_app(app: Flask) -> None:
    if not app.config["SQLALCHEMY_BINDS"]:
        return
    with app.app_context():
        replica = app.extensions[REPLICA] = Replica(db.engines[REPLICA])
    view = app.dispatch_request

    def dispatch() -> ResponseReturnValue:
        """The view's answer; what the replica refuses or fails at, the primary answers anew.

        Reading changes nothing, so a view may run twice; and what was published a moment ago exists.
        """
        if may_read_replica() and replica.usable():
            try:
                with on_replica(), suppress(DomainError, HTTPException):
                    return view()
            except FAILURES as error:
                if isinstance(error, AWAY):
                    replica.rest(error)
        return view()

    app.dispatch_request = dispatch  # type: ignore[method-assign]  # around the view only, not around the hooks

    @app.before_request
    def forget_own_write() -> None:
        if g.get("personal") and time.time() - session.get(OWN_WRITE, time.time()) > REMEMBERED:
            session.pop(OWN_WRITE)

    @app.after_request
    def remember_own_write(response: Response) -> Response:
        """Signing out empties the session; without this the next page might not know the last deed.

        A POST without our cookie gets none: another site could replace the session of a reader by it.
        """
        if request.method == "POST" and g.get("personal") and "_user_id" not in session:
            session[OWN_WRITE] = int(time.time())
        return response
