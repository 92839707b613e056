"""The invented councils: communes by the law's seats, the metropolitan one among them, the guests'."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from consult.gateways.council_law import council_law
from consult.models.assemblies import AssemblyKind
from consult.models.territory import Commune
from consult.rules.rule_sets import Profile
from consult.services.demo.cast import FEMALE, MALE, Cast, Name

#: A mandate must have begun so many days before today, so that ballots of the past have a roll.
LEAST_MANDATE_DAYS = 120
#: The metropolitan council meets for the first time so many days after the municipal elections.
METROPOLITAN_DELAY = timedelta(days=24)
#: Councils of fewer seats than this have no vacancy.
SMALLEST_WITH_VACANCY = 15
#: From so many inhabitants on, a second and a third list win seats.
LISTS_FROM = (1000, 10000)
MAJORITY_SHARE = 0.7
DEPUTY_SHARE, DELEGATE_SHARE = 0.25, 0.1


@dataclass(eq=False, slots=True)
class Member:
    """Somebody with one mandate or two; ``seat_ids`` by the key of the assembly, once written."""

    name: Name
    home: str
    language: str
    email: str
    seats: list["Mandate"] = field(default_factory=list)
    seat_ids: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mandate:
    assembly: str
    starts_on: date
    function: str
    group: str | None
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Council:
    """An assembly to be founded; members are in the order of rank."""

    key: str
    kind: AssemblyKind
    profile: Profile
    name: dict[str, str]
    seats_total: int
    commune: str | None
    members: tuple[Member, ...]


def elect(cast: Cast, communes: Sequence[Commune]) -> list[Council]:
    """Every municipal council, then the metropolitan one and the partner assembly."""
    files = cast.stage.files.councils
    members_then = [row for row in communes if row.member_from <= files.members_on]
    totals = {row.insee: council_law().seats_for(row.population) for row in members_then}
    vacant = _vacancies(cast, totals)
    starts_on = mandate_start(cast)
    councils = [
        _municipal(cast, commune, totals[commune.insee], vacant.count(commune.insee), starts_on)
        for commune in members_then
    ]
    populations = {row.insee: row.population for row in members_then}
    return [
        *councils,
        _metropolitan(cast, councils, populations, starts_on + METROPOLITAN_DELAY),
        _partner(cast, starts_on),
    ]


def mandate_start(cast: Cast) -> date:
    """The newest of the files' days that lies far enough back, else the oldest."""
    latest = cast.stage.day(-LEAST_MANDATE_DAYS)
    days = sorted(cast.stage.files.councils.mandate_starts)
    return max((day for day in days if day <= latest), default=days[0])


def _vacancies(cast: Cast, totals: dict[str, int]) -> list[str]:
    """Communes with an empty seat, so that as many seats as the source counts are in office."""
    missing = sum(totals.values()) - cast.stage.files.councils.seats_in_office
    large = [insee for insee, seats in totals.items() if seats >= SMALLEST_WITH_VACANCY]
    return cast.stage.dice.sample(large, missing)


def _municipal(cast: Cast, commune: Commune, total: int, vacant: int, starts_on: date) -> Council:
    files, dice = cast.stage.files.councils, cast.stage.dice
    lists = 1 + sum(commune.population >= bound for bound in LISTS_FROM)
    groups = dice.sample(files.groups, lists)
    key = f"council-{commune.insee}"
    count = total - vacant
    first = dice.choice((FEMALE, MALE))
    members = []
    for place in range(count):
        sex = first if place % 2 == 0 else (MALE if first == FEMALE else FEMALE)
        governing = place < count * MAJORITY_SHARE or lists == 1
        group = groups[0] if governing else groups[1 + place % (lists - 1)]
        function = files.function("municipal", _rank(place, count), sex)
        member = _member(cast, cast.name("home", sex), commune.insee)
        member.seats.append(Mandate(key, starts_on, function, group))
        members.append(member)
    return Council(
        key=key,
        kind=AssemblyKind.MUNICIPAL,
        profile=Profile.alsace_moselle,
        name=council_law().municipal_name(commune.name),
        seats_total=total,
        commune=commune.insee,
        members=tuple(members),
    )


def _rank(place: int, count: int) -> str:
    if place < 2:
        return ("mayor", "first_deputy")[place]
    if place < 1 + count * DEPUTY_SHARE:
        return "deputy"
    return "delegate" if place < count * (DEPUTY_SHARE + DELEGATE_SHARE) else "member"


def _member(cast: Cast, name: Name, home: str) -> Member:
    return Member(name, home, cast.language(home), cast.address(name))


def _metropolitan(
    cast: Cast, councils: list[Council], populations: dict[str, int], starts_on: date
) -> Council:
    """One seat a commune, the others by the highest averages of population; mayors and deputies sit there."""
    files = cast.stage.files.councils
    key = "metropolitan-council"
    shares = _shares(populations, council_law().metropolitan_seats)
    chosen = [member for council in councils for member in council.members[: shares[council.commune or ""]]]
    chosen.sort(key=lambda member: -populations[member.home])
    president, groups = 0, files.metropolitan_groups
    for place, member in enumerate(chosen):
        rank = "president" if place == president else "vice_president" if place <= 20 else "member"
        function = files.function("metropolitan", rank, member.name.sex)
        group = groups[place % len(groups)]
        leads = president < place <= len(groups)
        member.seats.append(Mandate(key, starts_on, function, group, leads))
    return Council(
        key=key,
        kind=AssemblyKind.METROPOLITAN,
        profile=Profile.general,
        name=council_law().metropolitan_name,
        seats_total=council_law().metropolitan_seats,
        commune=None,
        members=tuple(chosen),
    )


def _shares(populations: dict[str, int], seats: int) -> dict[str, int]:
    shares = dict.fromkeys(populations, 1)
    for _ in range(seats - len(shares)):
        winner = max(shares, key=lambda insee: populations[insee] / (shares[insee] + 1))
        shares[winner] += 1
    return shares


def _partner(cast: Cast, starts_on: date) -> Council:
    """Guests from across the border, in equal parts."""
    files = cast.stage.files.councils
    origins = list(files.partner_groups)
    members = []
    for place in range(files.partner_seats):
        origin = origins[place % len(origins)]
        name = cast.name(origin)
        rank = "speaker" if place == 0 else "member"
        function = files.function("partner", rank, name.sex)
        member = _member(cast, name, origin)
        member.seats.append(Mandate(files.partner_key, starts_on, function, files.partner_groups[origin]))
        members.append(member)
    return Council(
        key=files.partner_key,
        kind=AssemblyKind.PARTNER,
        profile=Profile.partner,
        name=files.partner_name,
        seats_total=files.partner_seats,
        commune=None,
        members=tuple(members),
    )
