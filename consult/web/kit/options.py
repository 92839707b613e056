"""Forms take what they offer from here: values to words in the order shown, groups as mappings inside."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from flask_babel import gettext as _

from consult.kernel.db import Localised
from consult.kernel.i18n import LANGUAGE_NAMES, localised
from consult.kernel.territory import territory
from consult.queries import choices
from consult.rules.phases import Contribution
from consult.web.kit.labels import label

Options = dict[str, str]


def labelled(members: Iterable[StrEnum]) -> Options:
    """Members of one of the rules' enumerations under their words."""
    return {member.value: label(member) for member in members}


def chantiers() -> Options:
    """Every chantier, by number."""
    return numbered(choices.chantiers())


def numbered(chantiers: Iterable[tuple[int, Localised]]) -> Options:
    """These chantiers, by number."""
    return {str(number): f"{number} – {localised(name)}" for number, name in chantiers}


def chantiers_today(admitted: Mapping[int, frozenset[Contribution]]) -> dict[str, str | Options]:
    """Every chantier, those that take ideas today before the others; without headings when all do."""
    every = chantiers()
    taking = {key: name for key, name in every.items() if Contribution.PROPOSAL in admitted.get(int(key), ())}
    if len(taking) == len(every):
        return {**every}
    rest = {key: name for key, name in every.items() if key not in taking}
    groups = {_("Open to ideas today"): taking, _("Not open to ideas today"): rest}
    return {heading: group for heading, group in groups.items() if group}


def communes() -> Options:
    """The member communes, by INSEE code."""
    return dict(choices.communes())


def page_languages() -> Options:
    """The languages of pages and mails, each under its own name."""
    return {code: LANGUAGE_NAMES[code] for code in territory().languages}


def text_languages() -> Options:
    """The languages somebody here may write in, each under its own name."""
    return {code: LANGUAGE_NAMES[code] for code in territory().text_languages}


def homes() -> dict[str, str | Options]:
    """``commune:<INSEE>`` for each member commune, ``origin:<key>`` for each origin of the territory."""
    land = territory()
    return {
        "": _("Please choose"),
        _("Communes of %(territory)s", territory=localised(land.name)): {
            f"commune:{insee}": name for insee, name in choices.communes()
        },
        _("Elsewhere"): {f"origin:{option.key}": localised(option.name) for option in land.origins},
    }
