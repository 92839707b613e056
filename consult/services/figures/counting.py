"""One count makes all sheets: of all chantiers together and of each."""

from datetime import datetime

from consult.kernel.territory import territory
from consult.models.figures import ALL
from consult.queries import choices
from consult.queries import figures as queries
from consult.rules.figures import due
from consult.services.figures.contents import contents
from consult.services.figures.councils import councils
from consult.services.figures.people import people
from consult.services.figures.supports import supports


def is_due(moment: datetime) -> bool:
    """Whether it is time for new sheets."""
    return due(queries.counted_at(), moment, territory().zone)


def count(moment: datetime) -> int:
    """Count everything as of ``moment`` and keep it; how many sheets. A fixed number of statements.

    People are counted once a month, up to its beginning, and that count stands all the month, so that no two
    sheets differ by the people of one day.
    """
    kept = queries.kept()
    scopes = [ALL, *(number for number, _name in choices.chantiers())]
    told = people(scopes, kept, moment)
    written, sat = contents(scopes, moment), councils(scopes, moment)
    written[ALL] |= supports(kept, moment)
    queries.keep({scope: told[scope] | written[scope] | sat[scope] for scope in scopes}, moment)
    return len(scopes)
