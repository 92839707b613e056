"""The sheet of an action of the programme, and the small form of what became of it."""

from itertools import zip_longest
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from consult.kernel.db import Localised
from consult.kernel.i18n import localised
from consult.kernel.territory import territory
from consult.models.programme import Action
from consult.queries import choices
from consult.queries.editing import listing, things
from consult.rules.editing import NEW, TEXTS, Kept
from consult.rules.programme import ActionKind, ActionStatus, Precision
from consult.rules.programme import Part as Role
from consult.web.editing.own import own_chantiers
from consult.web.editing.sheets.form import Part, SheetForm
from consult.web.editing.sheets.sheet import Thing
from consult.web.kit import options
from consult.web.kit.access import current_actor
from consult.web.kit.fields import NEEDED, BoxesField, DayField
from consult.web.kit.labels import label
from consult.web.kit.localised_field import spread

PRECISIONS = {
    Precision.DAY: _l("A day"),
    Precision.MONTH: _l("A month"),
    Precision.SEASON: _l("A season"),
    Precision.QUARTER: _l("A quarter of a year"),
    Precision.HALF_YEAR: _l("Half a year"),
    Precision.PERIOD: _l("From one day to another"),
    Precision.YEAR: _l("A year"),
}


class ActionForm(SheetForm):
    KIND = Kept.ACTION
    WORDS = {
        "title": (_l("Title"), 1),
        "summary": (_l("Summary"), 4),
        "lead": (_l("Who leads"), 1),
        "partners": (_l("Partners, one a line"), 4),
    }
    orientation_id = SelectField(_l("Chantier and group of actions"), [InputRequired(NEEDED)])
    kind = SelectField(_l("Kind"))
    precision = SelectField(_l("How exactly is its time known?"))
    starts_on = DayField(_l("First day"), [InputRequired(NEEDED)])
    ends_on = DayField(
        _l("Last day"), [InputRequired(NEEDED)], description=_l("For a single day, the same once more.")
    )
    hundred_days = BooleanField(_l("Part of the hundred days"))
    area = SelectField(_l("Wider area"))
    communes = BoxesField(_l("Communes"))
    places = BoxesField(_l("Places"))
    also = BoxesField(_l("Other chantiers that it serves"))
    part = SelectField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        groups: dict[str, dict[str, str]] = {}
        for one in listing.orientations(own_chantiers(current_actor())):
            chantier = f"{one.chantier} – {localised(one.name)}"
            groups.setdefault(chantier, {})[str(one.id)] = localised(one.title)
        self.orientation_id.choices = groups
        self.kind.choices = options.labelled(ActionKind)
        self.precision.choices = {key.value: str(words) for key, words in PRECISIONS.items()}
        self.part.choices = options.labelled(Role)
        self.part.label.text = _("Part of %(authority)s", authority=localised(territory().authority))
        areas = {one.key: localised(one.name) for one in territory().areas}
        self.area.choices = {"": _("Nothing chosen")} | areas
        self.communes.choices = list(choices.communes())
        self.places.choices = [(str(one.id), localised(one.name)) for one in listing.places()]
        self.also.choices = list(options.chantiers().items())

    def parts(self) -> list[Part]:
        return [
            self.side_by_side("orientation_id", "kind"),
            *(self.text(name) for name in ("title", "summary")),
            Part(
                title=_("When"),
                parts=[
                    self.side_by_side("precision"),
                    self.side_by_side("starts_on", "ends_on"),
                    self.side_by_side("hundred_days"),
                ],
            ),
            Part(title=_("Who"), parts=[self.text("lead"), self.side_by_side("part"), self.text("partners")]),
            Part(
                title=_("Where"),
                parts=[self.side_by_side("area"), *(self._boxes(name) for name in ("communes", "places"))],
            ),
            self._boxes("also"),
        ]

    def _boxes(self, name: str) -> Part:
        chosen = len(self[name].data or [])
        title = _("%(label)s (%(count)s chosen)", label=self[name].label.text, count=chosen)
        return Part(title=title, parts=[self.side_by_side(name)], folded=True)

    def values(self) -> dict[str, Any]:
        return {
            **{name: self.words(name) for name in ("title", "summary", "lead")},
            "partners": self._partners(),
            "orientation_id": int(self.orientation_id.data),
            "kind": ActionKind(self.kind.data),
            "precision": Precision(self.precision.data),
            "part": Role(self.part.data),
            "area": self.area.data or None,
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "hundred_days": self.hundred_days.data,
            "communes": self.communes.data or [],
            "places": list(map(int, self.places.data or [])),
            "also": list(map(int, self.also.data or [])),
        }

    def _partners(self) -> list[Localised]:
        """The lines of all languages, paired by where they stand."""
        columns = {language: words.splitlines() for language, words in self.words("partners").items()}
        lines = zip_longest(*columns.values(), fillvalue="")
        return [dict(zip(columns, line, strict=True)) for line in lines if any(map(str.strip, line))]


def load(key: str) -> Thing:
    """The action with all that its sheet names; a new one begins in the chantier of the address."""
    if key == NEW:
        return Thing({}, 0, _blank())
    row = things.action(key)
    return Thing(row.title, row.revision, _values(row), row.chantier_number)


def _blank() -> dict[str, Any]:
    number = request.args.get("chantier", "")
    groups = listing.orientations(own_chantiers(current_actor()))
    first = next((str(one.id) for one in groups if str(one.chantier) == number), None)
    return {"orientation_id": first, "precision": Precision.DAY.value, "part": Role.LEADS.value}


def _values(row: Action) -> dict[str, Any]:
    partners = {
        language: "\n".join(partner.get(language, "") for partner in row.partners)
        for language in territory().languages
    }
    texts = {name: getattr(row, name) for name in ("title", "summary", "lead")}
    return {
        **spread(texts | {"partners": partners}),
        "orientation_id": str(row.orientation_id),
        **{name: getattr(row, name).value for name in ("kind", "precision", "part")},
        **{name: getattr(row, name) for name in ("starts_on", "ends_on", "hundred_days")},
        "area": row.area or "",
        "communes": [one.insee for one in row.communes],
        "places": [str(one.id) for one in row.places],
        "also": [str(one.number) for one in row.also],
    }


class StatusForm(SheetForm):
    """A new step of an action's history."""

    KIND = Kept.ACTION
    WORDS = {"note": (_l("What happened"), 4)}
    status = SelectField(_l("New status"))
    happened_on = DayField(_l("When did it happen?"), [InputRequired(NEEDED)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.status.choices = {member.value: label(member) for member in ActionStatus}

    @property
    def most(self) -> int:
        return TEXTS[Kept.ACTION]["note"].longest
