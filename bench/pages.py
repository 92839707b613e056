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
        Page(name if not inside else f"{name}, signed in", path, residents if inside else [NOBODY], inside)
        for name, path in _public(app)
        for inside in (False, True)
    ]
    return [*public, *_rooms(app)]


def _public(app: Flask) -> Iterator[tuple[str, str]]:
    proposal, chantier = busiest(500)
    yield "home", _path()
    yield "chantier", _path(f"chantiers/{chantier}")
    yield "list, mixed", _path("proposals")
    for order in ("newest", "supported", "discussed"):
        yield f"list, {order}", _path(f"proposals?sort={order}")
    yield "list, filtered", _path(f"proposals?chantier={chantier}&language=de&sort=newest")
    yield f"list, page {DEEP}", _deep(app)
    yield "proposal, 500 comments", _path(f"proposals/{proposal}")
    yield "search", _path("search?q=piste+cyclable")
    yield "search, one common word", _path("search?q=jeunesse")
    ballot = db.session.scalar(sa.select(Ballot.id).where(Ballot.state == BallotState.proclaimed).limit(1))
    yield "ballot results", _path(f"ballots/{ballot}/results")


def _rooms(app: Flask) -> Iterator[Page]:
    councillors = db.session.scalars(
        sa.select(Councillor.account_id).where(Councillor.account_id.is_not(None)).limit(READERS)
    ).all()
    yield Page("desk", _path("desk"), signed_in(app, [each for each in councillors if each]), True)
    moderators = _with_role(Role.MODERATOR)
    yield Page("moderation queue", _path("moderation"), signed_in(app, moderators), True)


def deeds(app: Flask, count: int) -> Iterator[Deed]:
    """``count`` of each, every one by somebody else."""
    proposal, _chantier = busiest(500)
    strangers = sa.select(Account.id).where(
        Account.email.like("resident-%"),
        Account.id.not_in(sa.select(Support.account_id).where(Support.proposal_id == proposal)),
    )
    people = list(db.session.scalars(strangers.order_by(Account.id).limit(count)))
    yield Deed("support", supports(app, proposal, people))
    writers = zip(signed_in(app, people), people, strict=True)
    fields = {"stance": "neutral", "organisation_id": "0", "parent_id": "", "language": ""}
    comments = [
        post(_path(f"proposals/{proposal}/comments"), who, fields | {"body": f"{COMMENT}({number})"})
        for who, number in writers
    ]
    yield Deed("comment", comments)
    yield Deed("vote", votes(app, count))
    entering = [
        post(_path("sign-in"), arrived(app), {"email": address(number), "password": PASSWORD, "next": ""})
        for number in range(min(count, 400))
    ]
    yield Deed("sign-in", entering)


def supports(app: Flask, proposal: int, people: Sequence[int]) -> list[bytes]:
    """Each of the people supports the proposal."""
    return [post(_path(f"proposals/{proposal}/support"), who, {}) for who in signed_in(app, people)]


def votes(app: Flask, count: int, tries: int = 1) -> list[bytes]:
    """Votes of different seats in open ballots; further tries of a seat send the same form again."""
    rows = db.session.execute(
        sa.select(Ballot.id, RollEntry.seat_id, Councillor.account_id)
        .join(RollEntry, RollEntry.ballot_id == Ballot.id)
        .join(Seat, Seat.id == RollEntry.seat_id)
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(Ballot.state == BallotState.open, Ballot.cast_count == 0, Councillor.account_id.is_not(None))
        .order_by(Ballot.id, RollEntry.seat_id)
        .limit(count)
    ).all()
    accounts = list(dict.fromkeys(row.account_id for row in rows))
    visitors = dict(zip(accounts, signed_in(app, accounts), strict=True))
    sent = []
    for ballot, seat, account in rows:
        prefix = f"b{ballot}-s{seat}-"
        fields = {"seat": str(seat), f"{prefix}choice": "for", f"{prefix}expected_version": "0"}
        sent += [post(_path(f"ballots/{ballot}/vote"), visitors[account], fields)] * tries
    return sent


def busiest(comments: int) -> tuple[int, int]:
    """The number and the chantier of the proposal with exactly so many comments, or a few more by now."""
    found = db.session.execute(
        sa.select(Proposal.id, Proposal.chantier_number)
        .where(Proposal.comment_count >= comments)
        .order_by(Proposal.comment_count)
        .limit(1)
    ).one()
    return found.id, found.chantier_number


def _residents(count: int) -> list[int]:
    rows = sa.select(Account.id).where(Account.email.like("resident-%")).order_by(Account.id).limit(count)
    return list(db.session.scalars(rows))


def _with_role(role: Role) -> list[int]:
    rows = sa.select(RoleGrant.account_id).where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None))
    return list(db.session.scalars(rows.distinct()))


def _deep(app: Flask) -> str:
    """The list's address after so many clicks on "next", or the last page there is."""
    path, client = _path("proposals?sort=newest"), app.test_client()
    for _ in range(DEEP):
        page = client.get(path, base_url=app.config["SETTINGS"].public_url).text
        following = re.search(r'href="([^"]*[?&;]after=[^"]*)"', page)
        if following is None:
            break
        path = following[1].replace("&amp;", "&")
    return path


def _path(rest: str = "") -> str:
    return f"/{LANGUAGE}/{rest}"
