"""Addresses that machines ask, outside any language: is it alive, is it ready, what may be crawled."""

from flask import Response, current_app
from flask.blueprints import BlueprintSetupState

from config import Settings
from consult.gateways import migrations
from consult.kernel.clock import now
from consult.queries import notifications, schema
from consult.queries.translations import outside
from consult.rules.delivery import CLAIM_LASTS
from consult.web.kit import replica
from consult.web.kit.access import public

#: Personal and working rooms, and forms: nothing there is worth a search engine's time.
PRIVATE = ("account", "admin", "clerk", "desk", "editing", "moderation", "sign-in", "sign-up")


def add_addresses(state: BlueprintSetupState) -> None:
    """Register the views below at the root, under the blueprint's name."""
    for path, view in (("/healthz", healthz), ("/readyz", readyz), ("/robots.txt", robots)):
        state.app.add_url_rule(path, f"{state.blueprint.name}.{view.__name__}", view, methods=["GET"])


def _plain(text: str, status: int = 200) -> Response:
    return Response(text + "\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


@public
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return _plain("ok")


@public
def readyz() -> Response:
    """The database answers and stands at the newest migration; 503 otherwise.

    Further lines say how the translation service, the readers' copy of the database and the mail do, whose
    troubles are no reason to send readers away.
    """
    found = schema.revision()
    expected = migrations.head(str(current_app.extensions["migrate"].directory))
    if found == expected is not None:
        told = {"translation": _translation(), "replica": replica.state(), "mail": _mail()}
        return _plain("\n".join(["ready", *(f"{name}: {state}" for name, state in told.items())]))
    return _plain(f"not ready: database at {found or 'nothing'}, program expects {expected}", 503)


def _translation() -> str:
    """``off`` where no service is named, ``resting`` from a failure until its next success, else ``ok``."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.translator == "none":
        return "off"
    return "resting" if outside.resting_until(outside.TRANSLATION) else "ok"


def _mail() -> str:
    """``delayed`` while letters wait for another attempt, or wait longer than a working worker lets them."""
    return "delayed" if notifications.delayed(now() - CLAIM_LASTS) else "ok"


@public
def robots() -> Response:
    lines = [f"Disallow: /*/{room}" for room in PRIVATE]
    return _plain("\n".join(["User-agent: *", *lines]))
