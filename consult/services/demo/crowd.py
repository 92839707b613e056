"""Who takes part in the demonstration: residents, neighbours, visitors' sign-ins, and the staff."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from consult.gateways.demo_files.shapes import ProposalText, SignIn, Whose
from consult.models.accounts import Account, RoleGrant
from consult.models.territory import Commune
from consult.queries import demo as queries
from consult.services.demo.cast import Cast, Name, Person
from consult.services.demo.stage import LAUNCH_DAYS_AGO, Stage

#: Later arrivals came until so many days before today, more of them at first.
LAST_ARRIVAL_DAYS_AGO = 12
ARRIVAL_LEAN = 2.4
#: Nobody beyond the texts' own people should have to write twice under one proposal.
SPARE = 2
#: Whoever came for one thing only did so within so much of a day.
ARRIVES_WITHIN = 0.1


def invite(cast: Cast, communes: Sequence[Commune]) -> None:
    """Enough early people for every text that names a home, then the rest by the communes' population."""
    stage = cast.stage
    for home, count in sorted(_needed(stage).items()):
        for _ in range(count):
            cast.participate(cast.join(home, cast.early()))
    sizes = {commune.insee: commune.population for commune in communes}
    homes, weights = list(sizes), list(sizes.values())
    wanted = stage.files.residents - len(cast.residents())
    arrivals = stage.dice.choices(homes, weights, k=max(wanted, 0))
    for origin, count in stage.files.neighbours.items():
        arrivals += [origin] * max(count - len(cast.pools.get(origin, [])), 0)
    opened, last = stage.ago(LAUNCH_DAYS_AGO), stage.ago(LAST_ARRIVAL_DAYS_AGO)
    for home in arrivals:
        cast.participate(cast.join(home, stage.between(opened, last, ARRIVAL_LEAN)))


def _needed(stage: Stage) -> Counter[str]:
    """How many different people of each home one proposal's debate brings together at most."""
    needed: Counter[str] = Counter()
    for text in stage.files.proposals:
        needed |= _homes(text)
    moderated = stage.files.moderated
    writers = [text.comment.by for text in moderated.hidden]
    writers += [text.comment.by for text in moderated.fresh]
    for writer in (*writers, *(report.by for report in moderated.reports)):
        if isinstance(writer, Whose):
            needed |= Counter([writer.commune or writer.origin or ""])
    needed.pop("", None)
    return Counter({home: count + SPARE for home, count in needed.items()})


def _homes(text: ProposalText) -> Counter[str]:
    writers = [text.author]
    for comment in text.comments:
        writers += [one.by for one in (comment, *comment.replies) if isinstance(one.by, Whose)]
    return Counter(writer.commune or writer.origin or "" for writer in writers)


def welcome(cast: Cast, hashes: Mapping[str, str]) -> dict[str, Person]:
    """The accounts that the files name, by key; ``hashes`` are those of the passwords given out."""
    found = {}
    for entry in (*cast.stage.files.sign_ins, *cast.stage.files.staff):
        given, _, family = entry.name.partition(" ")
        person = cast.join(
            entry.commune or entry.origin or "", cast.early(), called=Name(given, family, "female")
        )
        person.email = f"{entry.key}@example.org"
        person.language = entry.language
        person.password_hash = hashes.get(entry.key)
        found[entry.key] = person
    cast.known |= found
    return found


def let_in(cast: Cast) -> None:
    """The people who came for one thing only; they take no other part."""
    stage = cast.stage
    for text in stage.files.moderated.newcomers:
        at = stage.between(stage.ago(text.days_ago), stage.ago(text.days_ago - ARRIVES_WITHIN))
        person = cast.join(text.commune or text.origin or "", at)
        person.language = text.language
        person.display_name = text.name or person.display_name
        cast.known[text.key] = person


def write_accounts(cast: Cast) -> None:
    """Everybody's row, in the order in which they joined."""
    people = sorted(cast.everybody, key=lambda person: person.created_at)
    rows = [
        {
            "email": person.email,
            "display_name": person.display_name,
            "language": person.language,
            "password_hash": person.password_hash,
            "commune_insee": person.commune,
            "origin": person.origin,
            "ties": person.ties,
            "charter_accepted_at": person.created_at,
            "age_declared_at": person.created_at,
            "created_at": person.created_at,
            "confirmed_at": person.created_at,
            "demo": True,
        }
        for person in people
    ]
    for person, number in zip(people, queries.add(Account, rows), strict=True):
        person.id = number
        cast.stage.tell(person.created_at, number, "account.created", "account", number)
        cast.stage.tell(person.created_at, number, "account.confirmed", "account", number)


def grant_roles(cast: Cast, named: Mapping[str, Person]) -> None:
    """The first administrator by the command line, everybody else by that administrator."""
    stage = cast.stage
    entries = [entry for entry in (*stage.files.sign_ins, *stage.files.staff) if entry.role]
    entries.sort(key=lambda entry: entry.role != "administrator")
    first: Person | None = None
    for entry in entries:
        for chantier in entry.chantiers or (None,):
            _grant(stage, entry, named[entry.key], chantier, first)
        first = first or named[entry.key]


def _grant(stage: Stage, entry: SignIn, person: Person, chantier: int | None, by: Person | None) -> None:
    at = max(person.created_at, by.created_at if by else person.created_at)
    row = {
        "account_id": person.id,
        "role": entry.role,
        "chantier_number": chantier,
        "granted_by_id": by.id if by else None,
        "granted_at": at,
    }
    (number,) = queries.add(RoleGrant, [row])
    facts: dict[str, Any] = {"role": str(entry.role), "grant_id": number}
    stage.tell(at, by.id if by else None, "role.granted", "account", person.id, chantier=chantier, **facts)
