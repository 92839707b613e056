"""Real ballots, run by the real deeds, and the bundles that come of them."""

import json
from typing import Any

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.ballots import Ballot, BallotLogEntry
from consult.rules.voting import Choice
from consult.services import ballots
from consult.services.ballots import bundles
from tests.factories import councils
from tests.factories.councils import Member

FOR, AGAINST, ABSTAIN, BLANK = Choice.for_, Choice.against, Choice.abstain, Choice.blank


def opinion(count: int = 7) -> tuple[Ballot, list[Member]]:
    """An open ballot: all members but the last vote, the first one three times, the fourth twice."""
    members = [councils.member() for _ in range(count)]
    ballot = councils.opened()
    for member, choice in zip(members, [AGAINST, FOR, FOR, ABSTAIN, AGAINST, FOR], strict=False):
        ballots.cast(member.actor, ballot.id, councils.vote(member.seat, choice))
    again = councils.vote(members[0].seat, ABSTAIN, 1, reason="Les pommes !")
    for member, vote in (
        (members[0], again),
        (members[3], councils.vote(members[3].seat, BLANK, 1)),
        (members[0], councils.vote(members[0].seat, FOR, 2)),
    ):
        ballots.cast(member.actor, ballot.id, vote)
    return ballot, members


def first_entry_of(ballot: Ballot, member: Member) -> BallotLogEntry:
    """The log's entry of a member's first vote, with the nonce that only the house and the voter know."""
    query = db.select(BallotLogEntry).filter_by(ballot_id=ballot.id, seat_id=member.seat.id)
    return db.session.scalars(query.order_by(BallotLogEntry.number)).first()  # type: ignore[return-value]


def counted(ballot: Ballot) -> Ballot:
    """Voting has ended, and the votes are counted."""
    return ballots.bring_up_to_date(SYSTEM, ballot.id, moment=councils.after_the_end(ballot))


def bundle(ballot: Ballot) -> dict[str, Any]:
    """What anybody downloads, parsed."""
    found: dict[str, Any] = json.loads(bundles.bundle(ballot.id))
    return found
