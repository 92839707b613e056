"""Councils, councillors and ballots at the stages a story needs."""

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from consult.kernel.actor import SYSTEM, Actor, Role
from consult.kernel.clock import local_day, now
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.assemblies import Assembly, AssemblyKind, Councillor, Seat
from consult.models.ballots import Ballot, RollEntry, Vote
from consult.models.proposals import Proposal
from consult.models.territory import Commune
from consult.queries.seats import assembly_by_key
from consult.rules.rule_sets import Profile
from consult.rules.voting import Choice
from consult.services import ballots, seats
from consult.services.ballots import NewVote, PaperDraft, Wording
from tests.factories import people, proposals
from tests.factories.ground import words

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Member:
    """A councillor who has claimed the record: account, seat, and the actor of a request."""

    account: Account
    seat: Seat

    @property
    def actor(self) -> Actor:
        return people.actor(self.account)


def council(insee: str = "57463") -> Assembly:
    """The municipal council of a commune, founded once."""
    found = assembly_by_key(f"council-{insee}")
    return found or seats.found_assembly(
        SYSTEM,
        key=f"council-{insee}",
        kind=AssemblyKind.MUNICIPAL,
        name=words(f"Conseil municipal {insee}", f"Gemeinderat {insee}"),
        profile=Profile.alsace_moselle,
        seats_total=29,
        commune_insee=insee,
    )


def partner_council() -> Assembly:
    """An assembly across the border."""
    return seats.found_assembly(
        SYSTEM,
        key=f"partner-{next(_numbers)}",
        kind=AssemblyKind.PARTNER,
        name=words("Conseil de la ville voisine", "Stadtrat der Nachbarstadt"),
        profile=Profile.partner,
        seats_total=5,
    )


def councillor(assembly: Assembly | None = None, *, language: str = "fr", **values: object) -> Seat:
    """A seat in office of somebody who has not claimed the record."""
    number = next(_numbers)
    person = seats.add_councillor(
        SYSTEM,
        family_name=f"Verger{number:04d}",
        given_name="Dominique",
        language=language,
        email=f"mairie{number}@example.org",
    )
    return seats.add_seat(
        SYSTEM,
        assembly_id=(assembly or council()).id,
        councillor_id=person.id,
        **({"starts_on": date(2020, 7, 1)} | values),  # type: ignore[arg-type]  # a test names real columns
    )


def claimed(seat: Seat, account: Account | None = None) -> Member:
    """The councillor of ``seat`` signs in with ``account``."""
    account = account or people.participant()
    person = db.session.get(Councillor, seat.councillor_id)
    assert person is not None
    person.account_id = account.id
    db.session.flush()
    return Member(account, seat)


def member(assembly: Assembly | None = None, **values: object) -> Member:
    """A councillor in office with an account."""
    return claimed(councillor(assembly, **values))  # type: ignore[arg-type]  # a test names real columns


def electorate(count: int) -> list[Seat]:
    """``count`` seats spread over the communes of the ground, nobody having claimed any."""
    councils = [council(insee) for insee in db.session.scalars(sorted_communes())]
    rows = [
        seats.SeatRow(
            assembly_id=councils[number % len(councils)].id,
            family_name=f"Noyer{number:04d}",
            given_name="Claude",
            language="fr",
            starts_on=date(2020, 7, 1),
        )
        for number in range(count)
    ]
    return seats.seat_many(SYSTEM, rows)


def sorted_communes():  # type: ignore[no-untyped-def]  # a SELECT
    """The ground's communes, by code."""
    return db.select(Commune.insee).order_by(Commune.insee)


def clerk() -> Actor:
    return people.actor(people.with_role(Role.CLERK))


def local(moment: datetime) -> datetime:
    """The naive local time that a clerk would write for ``moment``."""
    return moment.astimezone(ZoneInfo(territory().time_zone)).replace(tzinfo=None, microsecond=0)


def draft(*on: Proposal, opens: timedelta, closes: timedelta, assembly_id: int | None = None) -> PaperDraft:
    """A paper on the proposals (a new published one when none is named), its times counted from now."""
    chosen = on or (proposals.published(),)
    return PaperDraft(
        title=words("Les vergers", "Die Streuobstwiesen"),
        introduction={},
        opens=local(now() + opens),
        closes=local(now() + closes),
        proposal_ids=[proposal.id for proposal in chosen],
        assembly_id=assembly_id,
    )


def scheduled(
    *on: Proposal,
    opens: timedelta = timedelta(hours=1),
    closes: timedelta = timedelta(days=14),
    assembly_id: int | None = None,
) -> list[Ballot]:
    """The scheduled ballots of a new paper, worded in both languages."""
    paper = ballots.prepare(SYSTEM, draft(*on, opens=opens, closes=closes, assembly_id=assembly_id))
    found = list(db.session.scalars(db.select(Ballot).filter_by(paper_id=paper.id).order_by(Ballot.position)))
    wordings = {
        ballot.id: Wording(ballot.question, words("Un verger pour tous", "Eine Streuobstwiese für alle"))
        for ballot in found
    }
    ballots.word_questions(SYSTEM, paper.id, wordings)
    ballots.schedule(SYSTEM, paper.id)
    return found


def opened(*on: Proposal, assembly_id: int | None = None, closes: timedelta = timedelta(days=14)) -> Ballot:
    """A ballot that opened an hour ago, with the seats now in office on its roll."""
    (ballot, *_rest) = scheduled(*on, opens=timedelta(hours=-1), closes=closes, assembly_id=assembly_id)
    return ballots.bring_up_to_date(SYSTEM, ballot.id)


def vote(seat: Seat, choice: Choice = Choice.for_, version: int = 0, **values: str) -> NewVote:
    """What a page would send for ``seat``; ``version`` is the one it showed."""
    token = values.pop("client_token", f"token-{next(_numbers):08d}-{seat.id}")
    return NewVote(seat.id, choice, version, token, values.get("reason", ""))


def cast_all(ballot: Ballot, votes: dict[Choice, int]) -> None:
    """Let the first seats of the roll vote: so many for each choice."""
    choices = [choice for choice, count in votes.items() for _ in range(count)]
    roll = db.session.scalars(db.select(Seat).filter(Seat.id.in_(roll_of(ballot))).order_by(Seat.id)).all()
    for seat, choice in zip(roll, choices, strict=False):
        ballots.cast(SYSTEM, ballot.id, vote(seat, choice))


def roll_of(ballot: Ballot):  # type: ignore[no-untyped-def]  # a SELECT
    """The seats on the roll."""
    return db.select(RollEntry.seat_id).filter_by(ballot_id=ballot.id).order_by(RollEntry.seat_id)


def insert_votes(ballot: Ballot, choices: dict[int, Choice]) -> None:
    """Many votes at once, past the casting transaction and its log: for tests of the count alone."""
    moment = now()
    db.session.add_all(
        Vote(
            ballot_id=ballot.id,
            seat_id=seat_id,
            choice=choice,
            nonce="0" * 64,
            version=1,
            log_index=1,
            cast_at=moment,
        )
        for seat_id, choice in choices.items()
    )
    ballot.cast_count = len(choices)
    db.session.flush()


def after_the_end(ballot: Ballot) -> datetime:
    """A moment one second after voting has ended, for time-machine."""
    return ballot.closes_at + timedelta(seconds=1)


def today() -> date:
    return local_day(now())
