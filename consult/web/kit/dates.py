"""Templates write an action's time through here, as exactly as the programme says and no more."""

import re
from datetime import date
from typing import Protocol, cast

from babel.dates import format_interval, format_skeleton
from flask_babel import format_date, get_locale, gettext

from consult.kernel.territory import territory
from consult.rules.dates import DAY, Wording, wording
from consult.rules.programme import Precision

#: French counts the first day of a month ("1er mai"); CLDR's patterns do not.
FIRST_DAY = re.compile(r"(?<!\d)1 (?=[^\W\d])")


class Timed(Protocol):
    """What has a time: an action."""

    precision: Precision
    starts_on: date
    ends_on: date


def when(thing: Timed) -> str:
    """The time in words of the page's language, such as ``Spring 2019``; begins with a capital."""
    strategy, days = territory().strategy, territory().hundred_days
    if (thing.starts_on, thing.ends_on) == (days["from"], days["to"]):
        return cast(str, gettext("During the hundred days"))
    words = wording(thing.precision, thing.starts_on, thing.ends_on, (strategy["from"], strategy["to"]))
    dates = _dates(words)
    text = cast(str, gettext(words.sentence, year=dates, years=dates)) if words.sentence else dates
    return first(text[:1].upper() + text[1:])


def first(text: str) -> str:
    """A date as Babel wrote it, with the first of the month as the page's language says it."""
    return FIRST_DAY.sub("1er ", text) if get_locale().language == "fr" else text


def _dates(words: Wording) -> str:
    locale = get_locale()
    if words.end:
        return format_interval(words.start, words.end, words.skeleton, locale=locale)
    if words.skeleton == DAY:  # Babel shortens the month where CLDR lists no pattern for this skeleton
        return cast(str, format_date(words.start, "long"))
    return format_skeleton(words.skeleton, words.start, locale=locale)
