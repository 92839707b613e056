"""Councils, councillors and seats are written here, with the accounts that have claimed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from consult.kernel.territory import territory
from consult.models.assemblies import Assembly, AssemblyKind, ClaimCode, Councillor, Seat
from consult.queries import demo as queries
from consult.services.demo.cast import MALE, Cast, Name, Person
from consult.services.demo.councils import Council, Member
from consult.services.demo.stage import Stage, local_moment

#: How many councillors have claimed their record, and how many of the others hold a code that is still good.
CLAIMED_SHARE, WAITING_SHARE = 0.79, 0.3
#: Claims came between the first week of the mandate and so many days before today.
FIRST_CLAIM_AFTER_DAYS, LAST_CLAIM_DAYS_AGO = 7, 60
CODE_SENT_DAYS_AGO = 21
#: Nothing is entered before the platform's first days are over, however old a mandate is.
SETTLED_DAYS_AGO = 330


@dataclass(frozen=True, slots=True)
class Claim:
    person: Person
    at: datetime


def claim_records(
    cast: Cast, councils: Sequence[Council], named: Mapping[str, Person]
) -> dict[Member, Claim]:
    """Who has an account to vote with: most councillors, and the visitor's own councillor for sure."""
    stage = cast.stage
    claims: dict[Member, Claim] = {}
    for entry in stage.files.sign_ins:
        if entry.councillor:
            member = _ordinary_member(councils, entry.commune or "")
            given, _, family = entry.name.partition(" ")
            member.name, member.email = Name(given, family, member.name.sex), named[entry.key].email
            claims[member] = Claim(named[entry.key], _claim_moment(stage, member))
    for council in councils:
        for member in council.members:
            if member not in claims and stage.dice.random() < CLAIMED_SHARE and _first_seen(council, member):
                at = _claim_moment(stage, member)
                person = cast.join(member.home, at - timedelta(minutes=20), called=member.name)
                person.language = member.language
                claims[member] = Claim(person, at)
    return claims


def _ordinary_member(councils: Sequence[Council], insee: str) -> Member:
    """Somebody of that commune without any office besides the mandate."""
    council = next(council for council in councils if council.commune == insee)
    return [member for member in council.members if len(member.seats) == 1 and member.name.sex == MALE][-1]


def _first_seen(council: Council, member: Member) -> bool:
    """A metropolitan councillor has had the chance in the own commune already."""
    return member.seats[0].assembly == council.key


def _claim_moment(stage: Stage, member: Member) -> datetime:
    seated = local_moment(member.seats[0].starts_on) + timedelta(days=FIRST_CLAIM_AFTER_DAYS)
    return stage.between(max(seated, stage.ago(SETTLED_DAYS_AGO)), stage.ago(LAST_CLAIM_DAYS_AGO), 2.0)


def write_councils(
    stage: Stage, councils: Sequence[Council], claims: Mapping[Member, Claim], clerk: Person
) -> dict[str, int]:
    """Assemblies (their ids by key), councillors with their seats, and the codes by which they claimed."""
    assemblies = _write_assemblies(stage, councils, clerk)
    members = list(dict.fromkeys(member for council in councils for member in council.members))
    numbers = queries.add(Councillor, [_councillor(member, claims.get(member)) for member in members])
    seats = [
        (member, number, mandate)
        for member, number in zip(members, numbers, strict=True)
        for mandate in member.seats
    ]
    rows = [
        {
            "assembly_id": assemblies[mandate.assembly],
            "councillor_id": number,
            "starts_on": mandate.starts_on,
            "function": mandate.function,
            "political_group": mandate.group,
            "leads_group": mandate.leads,
        }
        for _, number, mandate in seats
    ]
    for (member, _, mandate), seat_id in zip(seats, queries.add(Seat, rows), strict=True):
        member.seat_ids[mandate.assembly] = seat_id
    _write_codes(stage, dict(zip(members, numbers, strict=True)), claims, clerk)
    return assemblies


def _write_assemblies(stage: Stage, councils: Sequence[Council], clerk: Person) -> dict[str, int]:
    rows = [
        {
            "key": council.key,
            "kind": council.kind,
            "name": council.name,
            "commune_insee": council.commune,
            "profile": council.profile.value,
            "seats_total": council.seats_total,
        }
        for council in councils
    ]
    numbers = queries.add(Assembly, rows)
    for council, number in zip(councils, numbers, strict=True):
        at = max(local_moment(council.members[0].seats[-1].starts_on, 10), stage.ago(SETTLED_DAYS_AGO))
        facts: dict[str, Any] = {"kind": council.kind.value, "seats": council.seats_total}
        stage.tell(at, clerk.id, "assembly.founded", "assembly", number, **facts)
        stage.tell(at, clerk.id, "seats.added", "assembly", None, seats=len(council.members))
    return {council.key: number for council, number in zip(councils, numbers, strict=True)}


def _councillor(member: Member, claim: Claim | None) -> dict[str, Any]:
    return {
        "family_name": member.name.family,
        "given_name": member.name.given,
        "email": member.email,
        "language": member.language,
        "account_id": claim.person.id if claim else None,
    }


def _write_codes(
    stage: Stage, numbers: Mapping[Member, int], claims: Mapping[Member, Claim], clerk: Person
) -> None:
    """Used codes of those who claimed, and good ones of some who have not opened the letter yet."""
    life = timedelta(days=territory().settings["claim_code_days"])
    rows = []
    for member, number in numbers.items():
        claim = claims.get(member)
        if claim is None and stage.dice.random() > WAITING_SHARE:
            continue
        sent_at = claim.at - stage.spread(1, 6) if claim else stage.ago(CODE_SENT_DAYS_AGO)
        rows.append(
            {
                "councillor_id": number,
                "code_hash": sha256(stage.secret()).hexdigest(),
                "issued_by_id": clerk.id,
                "created_at": sent_at,
                "expires_at": sent_at + life,
                "used_at": claim.at if claim else None,
            }
        )
        stage.tell(sent_at, clerk.id, "claim_code.printed", "councillor", number)
        if claim:
            stage.tell(claim.at, claim.person.id, "councillor.claimed", "councillor", number)
    queries.add(ClaimCode, rows)


@dataclass(frozen=True, slots=True)
class Voter:
    """A seat whose councillor can vote online; ``visitor`` marks the one that a visitor may try."""

    seat_id: int
    person: Person
    home: str
    language: str
    visitor: bool


def electorate(
    councils: Sequence[Council], claims: Mapping[Member, Claim], kind: AssemblyKind
) -> list[Voter]:
    """The seats of every council of a kind whose councillors have claimed their record."""
    return [
        Voter(
            seat_id=member.seat_ids[council.key],
            person=claims[member].person,
            home=member.home,
            language=member.language,
            visitor=claims[member].person.password_hash is not None,
        )
        for council in councils
        if council.kind is kind
        for member in council.members
        if member in claims
    ]
