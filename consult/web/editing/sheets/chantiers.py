"""The sheets of a chantier: its texts, and the steps of its process."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField
from wtforms.validators import Optional

from consult.queries.editing import things
from consult.rules.editing import MOST_PHASES, TEXTS, Kept
from consult.rules.programme import PhaseKind
from consult.web.editing.sheets.form import Part, SheetForm
from consult.web.editing.sheets.sheet import Thing
from consult.web.kit import options
from consult.web.kit.fields import NEEDED, DayField
from consult.web.kit.localised_field import add_words, spread

TEXT_NAMES = tuple(TEXTS[Kept.CHANTIER])
SPARE_LINES = 2


class ChantierForm(SheetForm):
    KIND = Kept.CHANTIER
    WORDS = {
        "name": (_l("Name"), 1),
        "subtitle": (_l("Subtitle"), 1),
        "question": (_l("Question to everybody"), 1),
        "introduction": (_l("Introduction"), 8),
    }


def load(key: str) -> Thing:
    """The chantier's texts. Two statements."""
    row = things.chantier(key)
    values = spread({name: getattr(row, name) for name in TEXT_NAMES})
    return Thing(row.name, row.revision, values, row.number)


class PhasesForm(SheetForm):
    """One line a step, and spare lines; a line without a step is left out, the dates make the order."""

    KIND = Kept.PHASES

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        choices = {"": _("– no step –")} | options.labelled(PhaseKind)
        for line in range(MOST_PHASES):
            self[f"kind_{line}"].choices = choices

    def _line(self, line: int) -> list[tuple[str | None, Field]]:
        plain = [(None, self[f"{name}_{line}"]) for name in ("kind", "starts_on", "ends_on")]
        return [*plain, *self.by_language("note", line)]

    def parts(self) -> list[Part]:
        filled = [
            line for line in range(MOST_PHASES) if any(field.data for _language, field in self._line(line))
        ]
        shown = min(max(filled, default=-1) + 1 + SPARE_LINES, MOST_PHASES)
        most = TEXTS[Kept.PHASES]["note"].longest
        return [
            Part(
                title=_("Step %(number)s", number=line + 1),
                parts=[
                    self.side_by_side(*(f"{name}_{line}" for name in ("kind", "starts_on", "ends_on"))),
                    Part(self.by_language("note", line), rows=3, most=most),
                ],
                folded=line not in filled,
            )
            for line in range(shown)
        ]

    def validate(self, *args: Any, **values: Any) -> bool:
        sound = bool(super().validate(*args, **values))
        for line in range(MOST_PHASES):
            day = self[f"starts_on_{line}"]
            if self[f"kind_{line}"].data and day.data is None and not day.errors:
                day.errors = [str(NEEDED)]
                sound = False
        return sound

    def values(self) -> dict[str, Any]:
        return {"phases": [self._phase(line) for line in range(MOST_PHASES) if self[f"kind_{line}"].data]}

    def _phase(self, line: int) -> dict[str, Any]:
        return {
            "line": line,
            "kind": PhaseKind(self[f"kind_{line}"].data),
            "starts_on": self[f"starts_on_{line}"].data,
            "ends_on": self[f"ends_on_{line}"].data,
            "note": self.words("note", line),
        }


for _number in range(MOST_PHASES):
    setattr(PhasesForm, f"kind_{_number}", SelectField(_l("What happens"), default=""))
    setattr(PhasesForm, f"starts_on_{_number}", DayField(_l("From"), [Optional()]))
    setattr(
        PhasesForm,
        f"ends_on_{_number}",
        DayField(_l("Until"), [Optional()], description=_l("Empty while the end is open.")),
    )
    add_words(PhasesForm, "note", _l("Note"), row=_number)


def load_phases(key: str) -> Thing:
    """The chantier's process in the order of its dates. Two statements."""
    row = things.chantier(key)
    order = list(PhaseKind)
    values: dict[str, str | date | None] = {}
    phases = sorted(row.phases, key=lambda one: (one.starts_on, order.index(one.kind)))
    for line, phase in enumerate(phases[:MOST_PHASES]):
        values |= {
            f"kind_{line}": phase.kind.value,
            f"starts_on_{line}": phase.starts_on,
            f"ends_on_{line}": phase.ends_on,
        }
        values |= spread({"note": phase.note}, line)
    return Thing(row.name, row.process_revision, values, row.number)
