"""The pages and deeds that are measured, with real addresses of the data set at hand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from bench.databases import PASSWORD
from bench.dataset.people import address
from bench.load.requests import NOBODY, Visitor, arrived, post, signed_in
from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.accounts import Account, RoleGrant
from consult.models.assemblies import Councillor, Seat
from consult.models.ballots import Ballot, RollEntry
from consult.models.proposals import Proposal, Support
from consult.rules.lifecycle import ProposalState
from consult.rules.voting import BallotState

#: The deep page of the list stands so many pages from its start.
DEEP = 100
#: How many different people look at a page signed in.
READERS = 40
LANGUAGE = "fr"
COMMENT = (
    "Une piste séparée de la chaussée rendrait le trajet vers la gare plus sûr, aussi pour les enfants. "
)


@dataclass(frozen=True, slots=True)
class Page:
    """``readers``: who asks for it, in turn."""

    name: str
    path: str
    readers: Sequence[Visitor]
    signed_in: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """``requests``: each may be sent once."""

    name: str
    requests: Sequence[bytes]


def pages(app: Flask) -> list[Page]:
    """Every page of the table, public ones twice."""
    residents = signed_in(app, _residents(READERS))
    public = [
        Page(name if not inside else f"{name}, signed in", where, residents if inside else [NOBODY], inside)
        for name, where in _public(app)
        for inside in (False, True)
    ]
    return [*public, *_rooms(app)]


def _public(app: Flask) -> Iterator[tuple[str, str]]:
    proposal = proposal_with(500)
    chantier = db.session.get_one(Proposal, proposal).chantier_number
    yield "home", path()
    yield "chantier", path(f"chantiers/{chantier}")
    yield "list, mixed", path("proposals")
    for order in ("newest", "supported", "discussed"):
        yield f"list, {order}", path(f"proposals?sort={order}")
    yield "list, filtered", path(f"proposals?chantier={chantier}&language=de&sort=newest")
    yield f"list, page {DEEP}", _deep(app)
    yield "proposal, 500 comments", path(f"proposals/{proposal}")
    yield "search", path("search?q=piste+cyclable")
    yield "search, one common word", path("search?q=jeunesse")
    ballot = db.session.scalar(sa.select(Ballot.id).where(Ballot.state == BallotState.proclaimed).limit(1))
    yield "ballot results", path(f"ballots/{ballot}/results")


def _rooms(app: Flask) -> Iterator[Page]:
    councillors = db.session.scalars(
        sa.select(Councillor.account_id).where(Councillor.account_id.is_not(None)).limit(READERS)
    ).all()
    yield Page("desk", path("desk"), signed_in(app, [each for each in councillors if each]), True)
    moderators = _with_role(Role.MODERATOR)
    yield Page("moderation queue", path("moderation"), signed_in(app, moderators), True)


def deeds(app: Flask, count: int) -> Iterator[Deed]:
    """``count`` of each, every one by somebody else."""
    proposal = proposal_with(500)
    people = strangers(proposal, count)
    yield Deed("support", supports(app, proposal, people))
    yield Deed("comment", comments(app, proposal, people))
    yield Deed("vote", votes(app, count))
    entering = [
        post(path("sign-in"), arrived(app), {"email": address(number), "password": PASSWORD, "next": ""})
        for number in range(min(count, 400))
    ]
    yield Deed("sign-in", entering)


def supports(app: Flask, proposal: int, people: Sequence[int]) -> list[bytes]:
    """Each of the people supports the proposal."""
    return [post(path(f"proposals/{proposal}/support"), who, {}) for who in signed_in(app, people)]


def comments(app: Flask, proposal: int, people: Sequence[int]) -> list[bytes]:
    """Each of the people writes a remark under the proposal."""
    fields = {"stance": "neutral", "organisation_id": "0", "parent_id": "", "language": ""}
    return [
        post(path(f"proposals/{proposal}/comments"), who, fields | {"body": f"{COMMENT}({number})"})
        for who, number in zip(signed_in(app, people), people, strict=True)
    ]


def votes(app: Flask, count: int, ballot_id: int | None = None) -> list[bytes]:
    """First votes of ``count`` seats in open ballots, or in one."""
    which = Ballot.id == ballot_id if ballot_id else Ballot.cast_count == 0
    rows = db.session.execute(
        sa.select(Ballot.id, RollEntry.seat_id, Councillor.account_id)
        .join(RollEntry, RollEntry.ballot_id == Ballot.id)
        .join(Seat, Seat.id == RollEntry.seat_id)
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(Ballot.state == BallotState.open, which, Councillor.account_id.is_not(None))
        .order_by(Ballot.id, RollEntry.seat_id)
        .limit(count)
    ).all()
    accounts = list(dict.fromkeys(row.account_id for row in rows))
    visitors = dict(zip(accounts, signed_in(app, accounts), strict=True))
    return [
        post(
            path(f"ballots/{ballot}/vote"),
            visitors[account],
            {
                "seat": str(seat),
                f"b{ballot}-s{seat}-choice": "for",
                f"b{ballot}-s{seat}-expected_version": "0",
            },
        )
        for ballot, seat, account in rows
    ]


def proposal_with(comments: int) -> int:
    """The number of the proposal with so many comments, or a few more by now."""
    return db.session.scalars(
        sa.select(Proposal.id)
        .where(Proposal.comment_count >= comments, Proposal.state == ProposalState.PUBLISHED)
        .order_by(Proposal.comment_count, Proposal.id)
        .limit(1)
    ).one()


def strangers(proposal: int, count: int) -> list[int]:
    """Residents who do not support the proposal."""
    found = sa.select(Account.id).where(
        Account.email.like("resident-%"),
        Account.id.not_in(sa.select(Support.account_id).where(Support.proposal_id == proposal)),
    )
    return list(db.session.scalars(found.order_by(Account.id).limit(count)))


def _residents(count: int) -> list[int]:
    rows = sa.select(Account.id).where(Account.email.like("resident-%")).order_by(Account.id).limit(count)
    return list(db.session.scalars(rows))


def _with_role(role: Role) -> list[int]:
    rows = sa.select(RoleGrant.account_id).where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None))
    return list(db.session.scalars(rows.distinct()))


def _deep(app: Flask) -> str:
    """The list's address after so many clicks on "next", or the last page there is."""
    here, client = path("proposals?sort=newest"), app.test_client()
    for _ in range(DEEP):
        page = client.get(here, base_url=app.config["SETTINGS"].public_url).text
        following = re.search(r'href="([^"]*[?&;]after=[^"]*)"', page)
        if following is None:
            break
        here = following[1].replace("&amp;", "&")
    return here


def path(rest: str = "") -> str:
    """The address of a page in the first language."""
    return f"/{LANGUAGE}/{rest}"
