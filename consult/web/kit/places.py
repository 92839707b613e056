"""Templates name where an action happens through here: its places, communes and wider area in one line."""

from consult.kernel.i18n import localised
from consult.kernel.territory import territory
from consult.models.programme import Action


def where(action: Action) -> str:
    """Places, communes and area, each once, separated by commas; the links must be loaded."""
    names = [localised(place.name) for place in action.places]
    names += [commune.name for commune in action.communes]
    names.append(localised(territory().area_name(action.area)))
    return ", ".join(dict.fromkeys(filter(None, names)))
