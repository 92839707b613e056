"""The filters of the programme's list: read from the address, shown again as a form."""

import re
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, SelectField

from consult.kernel.i18n import localised
from consult.queries.programme.listing import Filters, ProgrammePage
from consult.rules.programme import ActionStatus
from consult.web.kit.options import labelled

_INSEE = re.compile(r"[0-9AB]{5}")


def filters() -> Filters:
    """What the address asks for; values that cannot be are left out."""
    chantier = request.args.get("chantier", "")
    commune = request.args.get("commune", "")
    status = request.args.get("status", "")
    return Filters(
        chantier=int(chantier) if re.fullmatch(r"[0-9]{1,3}", chantier) else None,
        commune=commune if _INSEE.fullmatch(commune) else None,
        status=ActionStatus(status) if status in {each.value for each in ActionStatus} else None,
        hundred_days=request.args.get("hundred_days") == "y",
    )


class FilterForm(Form):
    """Shows the chosen filters; the address, not this form, decides."""

    chantier = SelectField(_l("Chantier"))
    commune = SelectField(_l("Commune"))
    status = SelectField(_l("Status"))
    hundred_days = BooleanField(_l("Only the hundred days"))

    def __init__(self, chosen: Filters, page: ProgrammePage, everything: dict[str, Any]) -> None:
        super().__init__(
            data={
                "chantier": str(chosen.chantier or ""),
                "commune": chosen.commune or "",
                "status": chosen.status.value if chosen.status else "",
                "hundred_days": chosen.hundred_days,
            }
        )
        chantiers = {str(number): f"{number}. {localised(name)}" for number, name in page.chantiers}
        self.chantier.choices = {"": everything["chantier"]} | chantiers
        self.commune.choices = {"": everything["commune"]} | dict(page.communes)
        self.status.choices = {"": everything["status"]} | labelled(ActionStatus)
