"""Proposals, what moves and answers, scope by scope: what is in the public lists, so nothing is withheld."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from consult.kernel.clock import local_day
from consult.kernel.territory import territory
from consult.models.figures import ALL
from consult.queries import figures as queries
from consult.queries.figures import MOVES
from consult.rules.figures import clock, month_starts

Tables = dict[str, Any]


def both(chantier: int | None) -> tuple[int, ...]:
    """Where something of a chantier is counted: in all together, and in its own sheet."""
    return (ALL,) if chantier is None else (ALL, chantier)


def contents(scopes: list[int], moment: datetime) -> dict[int, Tables]:
    """States, languages, supports, months and answers of every scope."""
    states: dict[int, Counter[str]] = defaultdict(Counter)
    languages: dict[int, Counter[str]] = defaultdict(Counter)
    supports: dict[int, Counter[str]] = defaultdict(Counter)
    for matter in queries.matters():
        for scope in both(matter.chantier):
            states[scope][matter.state.value] += matter.proposals
            languages[scope][matter.language] += matter.proposals
            supports[scope]["neighbours"] += matter.neighbours
            supports[scope]["others"] += matter.supports - matter.neighbours
    months, answers = _months(scopes, moment), _answers(scopes, moment)
    return {
        scope: {
            "states": dict(states[scope]),
            "proposal_languages": dict(languages[scope]),
            "supports": {name: supports[scope][name] for name in ("neighbours", "others")},
            "months": months[scope],
            "chantiers": {str(number): months[number]["proposals"] for number in scopes if number}
            if scope == ALL
            else {},
            "answers": answers[scope],
        }
        for scope in scopes
    }


def _months(scopes: list[int], moment: datetime) -> dict[int, Tables]:
    starts = month_starts(moment, territory().zone)
    series = {scope: {name: [0] * len(starts) for name in MOVES} for scope in scopes}
    for name, chantier, month, number in queries.moves(starts, moment):
        for scope in both(chantier):
            series[scope][name][month] += number
    first = local_day(starts[0]).isoformat()
    return {scope: {"from": first, **rows} for scope, rows in series.items()}


def _answers(scopes: list[int], moment: datetime) -> dict[int, Tables]:
    spans: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for one in queries.owed():
        for scope in both(one.chantier):
            spans[scope].append((one.due, one.answered))
    term = timedelta(days=territory().settings["answer_days"])
    clocks = {scope: clock(spans[scope], term, moment) for scope in scopes}
    return {
        scope: {
            "in_time": told.in_time,
            "late": told.late,
            "waiting": told.waiting,
            "overdue": told.overdue,
            "days": told.days,
        }
        for scope, told in clocks.items()
    }
