"""Which numbers about people a sheet of figures may tell, so that nobody is counted out of a small group.

A number below the territory's smallest group is withheld, and with it as many others as it takes that it
cannot be computed: from the sum of its own table, or from the sheet for all and those of the chantiers.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from statistics import median

#: The hour of the territory's night from which the day's sheet may be counted.
NIGHT = 3
#: How many months "what moves" looks back, the running one included.
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Groups:
    """``shown``: (group, people), the largest first. ``rest``: people of all other groups together, 0 when
    nothing was merged, None when even all together are too few to be told."""

    shown: tuple[tuple[str, int], ...]
    rest: int | None


def merged(counts: Mapping[str, int], smallest: int, also: Collection[str] = ()) -> Groups:
    """Groups under ``smallest`` together, with those in ``also`` and as many larger ones as hide them.

    Whoever knows this rule, the groups and the outcome finds at least two numbers possible for each group
    under ``smallest`` (``tests/rules/test_figures.py`` tries every small table).
    """
    rows = sorted(((people, group) for group, people in counts.items() if people > 0))
    if sum(people for people, _ in rows) < smallest:
        return Groups((), None)
    taken = [row for row in rows if row[0] < smallest or row[1] in also]
    left = [row for row in rows if row not in taken]
    while taken and left and not _hidden(taken, left, smallest):
        taken.append(left.pop(0))
    shown = sorted(left, key=lambda row: (-row[0], row[1]))
    return Groups(tuple((group, people) for people, group in shown), sum(people for people, _ in taken))


def _hidden(taken: list[tuple[int, str]], left: list[tuple[int, str]], smallest: int) -> bool:
    """Whether the sum leaves each of the merged groups open.

    One alone is its own sum; groups that are all as large as a withheld one can be are given away by it, and
    so is who hides them when the next group is no larger.
    """
    together, largest = sum(people for people, _ in taken), max(people for people, _ in taken)
    if len(taken) < 2 or together < smallest:
        return False
    if largest < smallest:
        return together < (smallest - 1) * len(taken)
    return largest < left[0][0]


def withheld(whole: int, parts: Mapping[int, int], smallest: int) -> set[int]:
    """The parts whose number is not told beside ``whole``: those under ``smallest`` and one more where the
    others give them away.

    A person may be counted in several parts, so the parts that are told leave at least ``whole`` less their
    sum to the others.
    """
    closed = {part for part, people in parts.items() if people < smallest}
    told = sorted((people, part) for part, people in parts.items() if part not in closed)
    owed = whole - sum(people for people, _ in told)
    if closed and told and owed > (smallest - 1) * (len(closed) - 1):
        closed.add(told[0][1])
    return closed


def sheets(
    whole: Mapping[str, int],
    parts: Mapping[int, Mapping[str, int]],
    closed: Collection[int],
    smallest: int,
    also: frozenset[str] = frozenset(),
) -> tuple[Groups, dict[int, Groups]]:
    """The table for all and those of the parts that tell anything: the ``closed`` ones tell nothing.

    What the table for all withholds, no part tells; a number withheld in one part only is joined by another
    part's, unless the parts overlap so much that it stays open.
    """
    everything = merged(whole, smallest, also)
    told = {group for group, _ in everything.shown}
    hiding = {part: {group for group in counts if group not in told} for part, counts in parts.items()}
    drafts = {part: merged(counts, smallest, hiding[part]) for part, counts in parts.items()}
    silent = Groups((), None)
    drafts |= dict.fromkeys(closed, silent)
    for group, people in everything.shown:
        if not _given_away(group, people, parts, drafts, smallest):
            continue
        telling = sorted(
            (n, part) for part, groups in drafts.items() for name, n in groups.shown if name == group
        )
        if not telling:  # no part is left that could hide the others: nor may all together
            return sheets(whole, parts, closed, smallest, also | {group})
        hiding[telling[0][1]].add(group)
    return everything, {
        part: silent if part in closed else merged(counts, smallest, hiding[part])
        for part, counts in parts.items()
    }


def _given_away(
    group: str,
    people: int,
    parts: Mapping[int, Mapping[str, int]],
    drafts: Mapping[int, Groups],
    smallest: int,
) -> bool:
    """Whether ``people``, less those whom the parts tell, leave a withheld number of the group no choice.

    ``drafts``: the parts as each would tell itself. Where one of the silent numbers is a large one, nobody
    knows how large.
    """
    told = {part: dict(groups.shown)[group] for part, groups in drafts.items() if group in dict(groups.shown)}
    silent = [part for part, groups in drafts.items() if part not in told and groups.rest != 0]
    numbers = [parts[part].get(group, 0) for part in silent]
    if not any(numbers) or any(number >= smallest for number in numbers):
        return False
    return people - sum(told.values()) > (smallest - 1) * (len(silent) - 1)


@dataclass(frozen=True, slots=True)
class Clock:
    """Answers owed: given in time or late, still awaited, overdue. ``days``: the median of those given, None
    without any."""

    in_time: int
    late: int
    waiting: int
    overdue: int
    days: float | None


def clock(owed: Iterable[tuple[datetime, datetime | None]], term: timedelta, moment: datetime) -> Clock:
    """Over (due, answered): an answer is owed ``term`` before it is due."""
    counts = {"in_time": 0, "late": 0, "waiting": 0, "overdue": 0}
    days = []
    for due, answered in owed:
        if answered is None:
            counts["waiting" if due >= moment else "overdue"] += 1
            continue
        counts["in_time" if answered <= due else "late"] += 1
        days.append(max(0.0, (answered - due + term) / timedelta(days=1)))
    return Clock(**counts, days=round(median(days), 1) if days else None)


def month_starts(moment: datetime, zone: tzinfo, count: int = MONTHS) -> list[datetime]:
    """The first moments of the last ``count`` months of ``zone``, the oldest first, ``moment``'s the last."""
    local = moment.astimezone(zone)
    last = local.year * 12 + local.month - 1
    return [
        datetime(number // 12, number % 12 + 1, 1, tzinfo=zone)
        for number in range(last - count + 1, last + 1)
    ]


def due(counted_at: datetime | None, moment: datetime, zone: tzinfo) -> bool:
    """Whether a new sheet may be counted: the first at once, then one a day, at night."""
    if counted_at is None:
        return True
    local = moment.astimezone(zone)
    return counted_at.astimezone(zone).date() < local.date() and local.hour >= NIGHT
