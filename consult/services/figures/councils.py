"""How councillors take part, scope by scope."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from consult.kernel.clock import local_day
from consult.models.figures import ALL
from consult.queries import figures as queries
from consult.services.figures.contents import both

Tables = dict[str, Any]


def councils(scopes: list[int], moment: datetime) -> dict[int, Tables]:
    """Ballots and communes of every scope; seats, which belong to no chantier, of all together."""
    in_office, claimed = queries.seats(local_day(moment))
    ballots: dict[int, list[Tables]] = defaultdict(list)
    for turnout in queries.turnouts():
        line = {
            "id": turnout.ballot_id,
            "question": turnout.question,
            "day": local_day(turnout.proclaimed_at).isoformat(),
            "roll": turnout.roll,
            "cast": turnout.cast,
        }
        for scope in both(turnout.chantier):
            ballots[scope].append(line)
    communes: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for chantier, commune, roll, cast in queries.turnouts_by_commune():
        for scope in both(chantier):
            communes[scope][commune][0] += roll
            communes[scope][commune][1] += cast
    seats = {"in_office": in_office, "claimed": claimed}
    return {
        scope: {
            "seats": seats if scope == ALL else {},
            "ballots": ballots[scope],
            "communes": [[commune, *numbers] for commune, numbers in sorted(communes[scope].items())],
        }
        for scope in scopes
    }
