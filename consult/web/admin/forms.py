"""The administrators' forms: find somebody, grant a role."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from consult.kernel.actor import Role
from consult.web.kit import options
from consult.web.kit.forms import HouseForm

ALL = "all"


class FindForm(HouseForm):
    """Part of an address or a name."""

    q = StringField(
        _l("E-mail address or name"),
        [Optional(), Length(max=254, message=_l("Please write at most %(max)d characters."))],
    )


class GrantForm(HouseForm):
    """A role, for all chantiers or for one."""

    role = SelectField(_l("Role"), [InputRequired(_l("Please choose a role."))])
    chantier = SelectField(_l("For"), [InputRequired(_l("Please choose for what."))], default=ALL)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.role.choices = {"": _("Please choose")} | options.labelled(Role)
        self.chantier.choices = {ALL: _("All chantiers")} | options.chantiers()

    @property
    def scope(self) -> tuple[Role, int | None]:
        """The role and the chantier's number, None for all."""
        return Role(self.role.data), None if self.chantier.data == ALL else int(self.chantier.data)
