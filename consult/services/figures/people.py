"""Who takes part, as the sheets may tell it: rules/figures.py says which numbers."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from consult.kernel.territory import territory
from consult.models.figures import ALL
from consult.queries import figures as queries
from consult.queries.figures import Kind, People
from consult.rules.figures import Groups, month_starts, sheets, withheld

Tables = dict[str, Any]
#: Somebody's home in the table: a commune, an origin of the territory, or nothing said.
COMMUNE, ORIGIN, UNSAID = "commune:", "origin:", "unsaid"


def people(scopes: list[int], kept: Mapping[int, Tables], moment: datetime) -> dict[int, Tables]:
    """``people`` of every scope: the count of this month where there is one, else a new one."""
    until = month_starts(moment, territory().zone, 1)[0]
    day = until.date().isoformat()
    stands = {scope: tables["people"] for scope, tables in kept.items()}
    if all(stands.get(scope, {}).get("until") == day for scope in scopes):
        return {scope: {"people": stands[scope]} for scope in scopes}
    rows = list(queries.people(until))
    persons = _totals(rows, scopes, Kind.PERSON)
    smallest = territory().settings["small_group"]
    closed = withheld(persons[ALL], _parts(persons), smallest)
    homes = _table(rows, scopes, closed, _home)
    languages = _table(rows, scopes, closed, lambda row: row.language)
    kinds = {kind: _shown(_totals(rows, scopes, kind)) for kind in Kind}
    return {
        scope: {
            "people": {
                "until": day,
                "kinds": {kind.value: kinds[kind][scope] for kind in Kind},
                "homes": _stored(homes[scope]),
                "languages": _stored(languages[scope]),
            }
        }
        for scope in scopes
    }


def _home(row: People) -> str:
    if row.commune:
        return COMMUNE + row.commune
    return ORIGIN + row.origin if row.origin else UNSAID


def _totals(rows: Iterable[People], scopes: list[int], kind: Kind) -> dict[int, int]:
    totals: Counter[int] = Counter(dict.fromkeys(scopes, 0))
    for row in rows:
        totals[row.scope] += row.count * (row.kind is kind)
    return totals


def _parts(totals: Mapping[int, int]) -> dict[int, int]:
    return {scope: number for scope, number in totals.items() if scope != ALL}


def _shown(totals: Mapping[int, int]) -> dict[int, int | None]:
    """The number of each scope, None where it is withheld."""
    smallest = territory().settings["small_group"]
    closed = withheld(totals[ALL], _parts(totals), smallest)
    closed |= {ALL} if totals[ALL] < smallest else set()
    return {scope: None if scope in closed else number for scope, number in totals.items()}


def _table(
    rows: Iterable[People], scopes: list[int], closed: set[int], group: Callable[[People], str]
) -> dict[int, Groups]:
    counts: dict[int, Counter[str]] = {scope: Counter() for scope in scopes}
    for row in rows:
        if row.kind is Kind.PERSON:
            counts[row.scope][group(row)] += row.count
    whole = counts.pop(ALL)
    everything, parts = sheets(whole, counts, closed, territory().settings["small_group"])
    return {ALL: everything, **parts}


def _stored(groups: Groups) -> Tables:
    return {"shown": [list(row) for row in groups.shown], "rest": groups.rest}
