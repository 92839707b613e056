"""Forms that ask where somebody or something is at home share one list: communes first, then elsewhere."""

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from consult.kernel.i18n import localised
from consult.kernel.territory import territory
from consult.queries import choices


def home_choices() -> list[SelectChoice]:
    """``commune:<INSEE>`` for each member commune, ``origin:<key>`` for each origin of the territory."""
    land = territory()
    communes = _("Communes of %(territory)s", territory=localised(land.name))
    elsewhere = _("Elsewhere")
    return [
        SelectChoice("", _("Please choose")),
        *(SelectChoice(f"commune:{insee}", name, optgroup=communes) for insee, name in choices.communes()),
        *(
            SelectChoice(f"origin:{option.key}", localised(option.name), optgroup=elsewhere)
            for option in land.origins
        ),
    ]
