"""The one place where everything meets: servers, commands and tests get their application here."""

import structlog
from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from consult.cli import (
    backup,
    ballots,
    demo,
    figures,
    i18n,
    keys,
    programme,
    restore,
    search,
    seats,
    serve,
    users,
    verify,
    work,
)
from consult.cli import territory as territory_commands
from consult.kernel.db import db
from consult.kernel.extensions import csrf, migrate
from consult.kernel.territory import territory
from consult.web.accounts import views as accounts_area
from consult.web.admin import views as admin_area
from consult.web.ballots import views as ballots_area
from consult.web.comments import views as comments_area
from consult.web.desk import views as desk_area
from consult.web.editing import views as editing_area
from consult.web.events import views as events_area
from consult.web.home import views as home_area
from consult.web.insight import views as insight_area
from consult.web.kit import (
    access,
    assets,
    errors,
    headers,
    jinja,
    kept,
    limits,
    locale,
    metrics,
    pages,
    replica,
    switching,
)
from consult.web.moderation import views as moderation_area
from consult.web.notifications import views as notifications_area
from consult.web.offers import views as offers_area
from consult.web.organisations import views as organisations_area
from consult.web.positions import views as positions_area
from consult.web.programme import views as programme_area
from consult.web.proposals import views as proposals_area
from consult.web.search import views as search_area
from consult.web.sittings import views as sittings_area
from consult.web.territory import views as territory_area
from consult.web.translations import views as translations_area

AREAS = (
    home_area,
    accounts_area,
    organisations_area,
    territory_area,
    programme_area,
    events_area,
    offers_area,
    positions_area,
    search_area,
    proposals_area,
    comments_area,
    translations_area,
    ballots_area,
    sittings_area,
    desk_area,
    moderation_area,
    editing_area,
    notifications_area,
    insight_area,
    admin_area,
)
COMMANDS = (
    programme,
    demo,
    users,
    ballots,
    seats,
    search,
    figures,
    work,
    backup,
    restore,
    keys,
    verify,
    i18n,
    serve,
    territory_commands,
)


def create_app(settings: Settings) -> Flask:
    """An application for ``settings``; light, so that commands start fast."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(settings.flask())
    configure_log(settings.production)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    Babel(  # one for each application: it keeps the sentences it has read
        app,
        locale_selector=locale.select_locale,
        timezone_selector=lambda: territory().time_zone,
        default_translation_directories=str(ROOT / "translations"),
    )
    metrics.init_app(app)  # first, so that what others refuse is counted too
    csrf.init_app(app)
    for part in (locale, access, kept, switching, limits, headers, errors, jinja, assets, pages, replica):
        part.init_app(app)
    for area in AREAS:
        app.register_blueprint(area.bp)
    for command in COMMANDS:
        app.cli.add_command(command.group)
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
