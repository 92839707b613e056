"""The one place where everything meets: servers, commands and tests get their application here."""

from importlib import import_module

import structlog
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from consult.kernel.db import db
from consult.kernel.extensions import babel, csrf, migrate
from consult.kernel.territory import territory
from consult.web.kit import access, assets, errors, headers, jinja, kept, limits, locale

#: Web areas and command groups; each module offers ``bp`` or ``group``.
AREAS = (
    "home",
    "accounts",
    "organisations",
    "territory",
    "programme",
    "proposals",
    "comments",
    "ballots",
    "desk",
    "moderation",
    "editing",
    "insight",
    "admin",
)
COMMANDS = ("programme", "demo", "users", "ballots", "work", "i18n", "serve")


def create_app(settings: Settings) -> Flask:
    """An application for ``settings``; light, so that commands start fast."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(settings.flask())
    configure_log(settings.production)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(
        app,
        locale_selector=locale.select_locale,
        timezone_selector=lambda: territory().time_zone,
        default_translation_directories=str(ROOT / "translations"),
    )
    csrf.init_app(app)
    for part in (locale, access, kept, limits, headers, errors, jinja, assets):
        part.init_app(app)
    for name in AREAS:
        app.register_blueprint(import_module(f"consult.web.{name}.views").bp)
    for name in COMMANDS:
        app.cli.add_command(import_module(f"consult.cli.{name}").group)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]  # Flask's documented way
    return app


def configure_log(production: bool) -> None:
    """One line an event: JSON in production, readable otherwise."""
    renderer = structlog.processors.JSONRenderer() if production else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ]
    )
