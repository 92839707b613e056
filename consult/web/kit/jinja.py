"""What every template may use: the territory, dates, numbers, links, permissions, guards of forms."""

from datetime import date, datetime
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, url_for
from flask_babel import (
    format_date,
    format_datetime,
    format_decimal,
    format_time,
    format_timedelta,
    get_locale,
    get_translations,
    gettext,
)
from jinja2 import StrictUndefined

from consult.kernel.clock import now
from consult.kernel.i18n import LANGUAGE_NAMES, language_name, language_of, translate
from consult.kernel.territory import territory
from consult.kernel.text import hyphens
from consult.web.kit import access, dates, languages, places, setting, switching
from consult.web.kit.forms import csrf_token_field, form_token_field
from consult.web.kit.labels import label
from consult.web.kit.terms import anchor, terms


def link(endpoint: str, **values: Any) -> str | None:
    """The address of ``endpoint``, or None where this installation has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def day(value: date | datetime | None, format: str = "long") -> str:
    """A date in words, in the territory's time zone."""
    return dates.first(format_date(value, format)) if value else ""


def moment(value: datetime | None, format: str = "words") -> str:
    """A date with its time, in the territory's time zone; in words unless a table needs Babel's ``short``."""
    if not value:
        return ""
    if format != "words":
        return str(format_datetime(value, format))
    return str(gettext("%(day)s at %(time)s", day=day(value), time=format_time(value, "short")))


def soft(text: str) -> str:
    """``text`` with soft hyphens in its long words; markup stays markup."""
    return type(text)(hyphens.soft(text))


def since(value: datetime) -> str:
    """How long ago, in words."""
    return str(format_timedelta(now() - value, add_direction=False))


def install_sentences(app: Flask) -> None:
    """Templates keep the catalogue of each language: Flask-Babel looks it up anew for every sentence."""
    catalogues: dict[Locale | None, Translations | NullTranslations] = {}

    def catalogue() -> Translations | NullTranslations:
        locale = get_locale()
        found = catalogues.get(locale)
        if found is None:
            found = catalogues[locale] = get_translations()
        return found

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # Jinja's extension adds it
        lambda sentence: catalogue().ugettext(sentence),
        lambda one, many, count: catalogue().ungettext(one, many, count),
        newstyle=True,
    )


def init_app(app: Flask) -> None:
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    install_sentences(app)
    env.filters.update(
        localised=setting.set_localised,
        message=translate,
        typeset=setting.typeset,
        told=languages.told,
        lang_attribute=languages.lang_attribute,
        to_follow=languages.to_follow,
        language_name=language_name,
        language_of=language_of,
        by_name=languages.by_name,
        date=day,
        datetime=moment,
        since=since,
        number=format_decimal,
        markdown=setting.markdown,
        label=label,
        soft=soft,
        when=dates.when,
        where=places.where,
        terms=terms,
        term_anchor=anchor,
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
            "alternate_urls": switching.alternates(),
            "sent_form": switching.sent_form(),
            "actor": access.current_actor(),
        }
