"""The living page of the design system shows these plain objects; invented, and of no database."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _

from consult.kernel.clock import now, today
from consult.kernel.i18n import current_language
from consult.kernel.territory import territory
from consult.queries import choices
from consult.queries.translations import Attribution
from consult.rules.events import Audience, EventKind, EventStatus, VenueKind
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import Label
from consult.rules.programme import ActionStatus, Precision
from consult.rules.similarity import Why
from consult.rules.translations import Origin
from consult.web.kit.cells import CellMap, Look, cell_map, locator

Sample = SimpleNamespace
#: The classes of a scale, as a map's cells name them.
CLASSES = ("1", "2", "3", "4", "5", "none", "withheld")


def words(text: str) -> dict[str, str]:
    """An official text in the page's language."""
    return {current_language(): text}


def foreign(text: str) -> dict[str, str]:
    """One that still lacks it."""
    return {foreign_language(): text}


def foreign_language() -> str:
    return next(code for code in territory().languages if code != current_language())


def actions() -> list[Sample]:
    shared = {
        "id": 1,
        "title": words(_("A walk along the river")),
        "summary": words(_("Looking together at what could grow here.")),
        "precision": Precision.MONTH,
        "starts_on": date(2027, 5, 1),
        "ends_on": date(2027, 5, 31),
        "places": [Sample(name=words(_("At the mill")))],
        "communes": [],
        "area": None,
        "chantier_number": 4,
        "chantier": Sample(ambition_number=2),
    }
    return [
        Sample(**shared, status=status, hundred_days=status is ActionStatus.ANNOUNCED)
        for status in ActionStatus
    ]


def events() -> list[Sample]:
    """With room, full, and cancelled."""
    return [
        _event(EventStatus.PUBLISHED, 12, 0),
        _event(EventStatus.PUBLISHED, 30, 4),
        _event(EventStatus.CANCELLED, 0, 0),
    ]


def _event(status: EventStatus, registered: int, waiting: int) -> Sample:
    begins = now().replace(hour=16, minute=0) + timedelta(days=20)
    venue = Sample(
        kind=VenueKind.ON_SITE,
        name=words(_("At the mill")),
        address="",
        place=None,
        commune=None,
        city=None,
        capacity=30,
        registered=registered,
        waiting=waiting,
    )
    return Sample(
        id=1,
        chantier=Sample(number=4, ambition_number=2),
        status=status,
        kind=EventKind.WALK,
        audience=Audience.EVERYBODY,
        title=words(_("A walk along the river")),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        starts_on=begins.date(),
        ends_on=begins.date(),
        precision=Precision.DAY,
        languages=list(territory().languages),
        interpreting=[],
        registration=True,
        is_over=lambda _moment: False,
        venues=[venue],
    )


def card(state: ProposalState, written_in: str, label: Label | None = None) -> Sample:
    """A proposal in a list."""
    return Sample(
        id=1,
        title=_("Flowers for the bees"),
        excerpt=_("Every commune could leave a meadow to the bees and mow it once a year only."),
        language=current_language(),
        written_in=written_in,
        translated=written_in != current_language(),
        state=state,
        chantier=4,
        ambition=2,
        commune_name=None,
        support_count=128,
        comment_count=9,
        label=label,
    )


def cards() -> list[Sample]:
    codes = territory().languages
    states = (ProposalState.PUBLISHED, ProposalState.IN_BALLOT, ProposalState.ANSWERED)
    labels = (None, Label.DISPUTED, None)
    return [
        card(state, codes[number % len(codes)], label)
        for number, (state, label) in enumerate(zip(states, labels, strict=True))
    ]


def alike() -> list[Sample]:
    language = current_language()
    shared = [Sample(ours=None, theirs=_("bees")), Sample(ours=_("lawn"), theirs=_("meadow"))]
    return [
        Sample(card=card(ProposalState.PUBLISHED, language), why=Why.MEANING, language=language, words=shared)
    ]


def credit() -> Attribution:
    """A translation by somebody who wishes to be named."""
    return Attribution(
        1, Origin.PARTICIPANT, False, 1, _("The friends of the meadow"), None, foreign_language()
    )


def line() -> Sample:
    """Two years, with a day, a season and a time that goes on."""
    year = today().year
    shared = {"whole": False, "vague": False, "point": False, "before": False, "after": False}
    spans = [
        (Sample(**{**shared, "point": True, "left": 12, "width": 0}), _("A day"), 16),
        (Sample(**{**shared, "left": 34, "width": 14}), _("A month"), 50),
        (Sample(**{**shared, "vague": True, "after": True, "left": 70, "width": 30}), _("A season"), 72),
    ]
    marks = [
        Sample(span=span, y=4, title=text, text=text, x=x, anchor="start", outside=x < 60)
        for span, text, x in spans
    ]
    parts = [Sample(left=50 * at, middle=50 * at + 25, name=str(year + at)) for at in range(2)]
    return Sample(parts=parts, rows=[Sample(thing=Sample(ambition_number=2), height=28, marks=marks)])


def charts() -> dict[str, Any]:
    """Drawings of counts: bars, one whole and its parts, months, marks on a line."""
    months = [3, 5, 4, 8, 12, 9, 7, 10, 14, 18, 16, 6]
    people = [(_("Residents"), 80, False), (_("Associations"), 35, False), (_("Not said"), 12, True)]
    votes = [("for", _("For"), 61), ("against", _("Against"), 22), ("abstained", _("Abstained"), 9)]
    dots = [(20, 0), (35, 0), (50, 0), (50, 1), (50, 2), (65, 0), (65, 1), (90, 0)]
    return {
        "bars": [
            Sample(label=name, value=str(count), width=count, mark=mark, note="")
            for name, count, mark in people
        ],
        "slices": [Sample(fill=fill, label=name, count=count) for fill, name, count in votes],
        "multiples": [
            Sample(
                title=_("Proposals"),
                values=months,
                heights=[each * 100 / 18 for each in months],
                number=number,
                ambition=ambition,
            )
            for number, ambition in ((0, 0), (4, 2))
        ],
        "months": [str(month) for month in range(1, 13)],
        "strip": Sample(dots=[Sample(percent=at, level=level) for at, level in dots], mean=53, levels=3),
    }


def communes() -> tuple[CellMap | None, str, Any]:
    """All classes of the scale on a map, and where the first commune lies; one statement."""
    known = [Sample(insee=insee, name=name) for insee, name in choices.communes()]
    looks = {one.insee: Look(CLASSES[number % len(CLASSES)]) for number, one in enumerate(known)}
    first = known[0] if known else Sample(insee="", name="")
    return cell_map(known, lambda insee: looks[insee]), first.name, (first.insee, locator(first.insee))
