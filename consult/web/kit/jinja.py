"""What every template may use: the territory, dates, numbers, links, permissions, guards of forms."""

from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, url_for
from flask_babel import format_date, format_datetime, format_decimal, format_timedelta, get_locale, gettext
from jinja2 import StrictUndefined
from markupsafe import Markup

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.i18n import LANGUAGE_NAMES, localised
from consult.kernel.territory import territory
from consult.kernel.text import markdown
from consult.rules import comments, lifecycle, moderation, participation, programme, roles, voting
from consult.web.kit import access, dates, locale, places
from consult.web.kit.forms import csrf_token_field, form_token_field

LABELS: dict[type, dict[Any, str]] = {
    Role: roles.ROLE_LABELS,
    lifecycle.ProposalState: lifecycle.STATE_LABELS,
    lifecycle.ProposalKind: lifecycle.KIND_LABELS,
    participation.OrganisationKind: participation.ORGANISATION_LABELS,
    participation.Channel: participation.CHANNEL_LABELS,
    participation.Outcome: participation.OUTCOME_LABELS,
    comments.Stance: comments.STANCE_LABELS,
    comments.CommentOrder: comments.COMMENT_ORDER_LABELS,
    moderation.Ground: moderation.GROUND_LABELS,
    moderation.DecisionKind: moderation.DECISION_LABELS,
    moderation.QueueKind: moderation.QUEUE_LABELS,
    programme.ActionKind: programme.KIND_LABELS,
    programme.Part: programme.PART_LABELS,
    programme.ActionStatus: programme.STATUS_LABELS,
    programme.PhaseKind: programme.PHASE_LABELS,
    voting.Choice: voting.CHOICE_LABELS,
    voting.Outcome: voting.OUTCOME_LABELS,
    voting.BallotState: voting.STATE_LABELS,
    voting.Flag: voting.FLAG_LABELS,
    voting.Leaning: voting.LEANING_LABELS,
}


def label(member: Any) -> str:
    """The word for a member of one of the rules' enumerations, in the page's language."""
    return str(gettext(LABELS[type(member)][member]))


def link(endpoint: str, **values: Any) -> str | None:
    """The address of ``endpoint``, or None where this installation has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def day(value: date | datetime | None, format: str = "long") -> str:
    """A date in words, in the territory's time zone."""
    return format_date(value, format) if value else ""


def moment(value: datetime | None, format: str = "medium") -> str:
    """A date with its time, in the territory's time zone."""
    return format_datetime(value, format) if value else ""


def since(value: datetime) -> str:
    """How long ago, in words."""
    return str(format_timedelta(now() - value, add_direction=False))


def init_app(app: Flask) -> None:
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.filters.update(
        localised=localised,
        date=day,
        datetime=moment,
        since=since,
        number=format_decimal,
        markdown=lambda text: Markup(markdown.render(text)),  # noqa: S704  # nh3 has cleaned it
        label=label,
        when=dates.when,
        where=places.where,
    )
    env.globals.update(
        csrf_token_field=csrf_token_field,
        form_token_field=form_token_field,
        can=access.can,
        link=link,
        language_names=LANGUAGE_NAMES,
    )

    @app.context_processor
    def for_every_page() -> dict[str, Any]:
        return {
            "territory": territory(),
            "lang": str(get_locale()),
            "alternate_urls": locale.alternates(),
            "actor": access.current_actor(),
        }
