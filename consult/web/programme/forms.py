"""The filters of the programme's list: read from the address, shown again as a form."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, SelectField

from consult.kernel.i18n import localised
from consult.queries.owed import OwedPage
from consult.queries.programme.facets import Choice, Facets
from consult.queries.programme.listing import Filters, Grouping
from consult.rules.programme import ActionStatus
from consult.web.kit.labels import label

#: Partners of fewer actions are not offered, which would make a hundred of them; each action links its own.
OFFERED_FROM = 2
_NUMBER = re.compile(r"[0-9]{1,9}")
Member = TypeVar("Member", bound=StrEnum)


def filters() -> Filters:
    """What the address asks for; values that cannot be are left out."""
    return Filters(
        chantier=_number("chantier"),
        orientation=_number("orientation"),
        commune=request.args.get("commune") or None,
        partner=request.args.get("partner") or None,
        status=_member(ActionStatus, "status"),
        hundred_days=request.args.get("hundred_days") == "y",
    )


def grouping() -> Grouping:
    """By what the list is grouped; by chantier unless the address says something else."""
    return _member(Grouping, "group") or Grouping.CHANTIER


def _number(name: str) -> int | None:
    value = request.args.get(name, "")
    return int(value) if _NUMBER.fullmatch(value) else None


def _member(kind: type[Member], name: str) -> Member | None:
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


class FilterForm(Form):
    """Shows the chosen filters; the address, not this form, decides."""

    chantier = SelectField(_l("Chantier"))
    orientation = SelectField(_l("Orientation of the strategy"))
    commune = SelectField(_l("Commune"))
    partner = SelectField(_l("Partner or lead"))
    status = SelectField(_l("Status"))
    group = SelectField(_l("Group the list"))
    hundred_days = BooleanField()

    def __init__(self, chosen: Filters, group: Grouping, facets: Facets) -> None:
        super().__init__(
            data={
                "chantier": str(chosen.chantier or ""),
                "orientation": str(chosen.orientation or ""),
                "commune": chosen.commune or "",
                "partner": chosen.partner or "",
                "status": chosen.status.value if chosen.status else "",
                "group": group.value,
                "hundred_days": chosen.hundred_days,
            }
        )
        numbered = {choice.key: f"{choice.key}. {_counted(choice)}" for choice in facets.chantiers}
        self.chantier.choices = {"": _("All chantiers")} | numbered
        self.orientation.choices = {"": _("All orientations")} | {
            f"{chantier.key}. {localised(chantier.name)}": _options(choices)
            for chantier, choices in facets.orientations
        }
        self.commune.choices = {"": _("All communes")} | _options(
            choice for choice in facets.communes if choice.count or choice.key == chosen.commune
        )
        self.partner.choices = {"": _("Whoever takes part")} | _options(
            choice
            for choice in facets.partners
            if choice.count >= OFFERED_FROM or choice.key == chosen.partner
        )
        self.status.choices = {"": _("Any status")} | {
            status.value: f"{label(status)} ({facets.statuses.get(status, 0)})" for status in ActionStatus
        }
        self.group.choices = {"chantier": _("by chantier"), "time": _("by time"), "status": _("by status")}
        self.hundred_days.label.text = _("Only the hundred days (%(count)s)", count=facets.hundred_days)


class ChantierForm(Form):
    """Shows the chantier whose answers are listed; the address decides."""

    chantier = SelectField(_l("Chantier"))

    def __init__(self, page: OwedPage) -> None:
        super().__init__(data={"chantier": str(page.chantier or "")})
        named = {str(number): f"{number}. {localised(name)}" for number, name in page.chantiers}
        self.chantier.choices = {"": _("All chantiers")} | named


def _counted(choice: Choice) -> str:
    return f"{localised(choice.name)} ({choice.count})"


def _options(choices: Iterable[Choice]) -> dict[str, str]:
    return {choice.key: _counted(choice) for choice in choices}
