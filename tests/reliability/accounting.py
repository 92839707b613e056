"""What must be true after a storm: every acknowledged form is there, once; counts equal their rows."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
import time_machine

from consult.cli.work import Worker
from consult.gateways.mail import FileMailer
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.ballots import Ballot, BallotLogEntry, Vote
from consult.models.comments import Comment
from consult.models.forms import FormUse
from consult.models.notifications import OutboxItem, OutboxStatus
from consult.models.proposals import Proposal, Support
from consult.queries import ballots as queries
from consult.rules.ballot_log import Entry, Opening, read_body, replay, verify_chain
from consult.rules.delivery import CLAIM_LASTS
from consult.rules.voting import Choice
from tests.reliability.deeds import Deed


def check(acknowledged: list[Deed], mail: Path) -> None:
    """Compare the database with what people were told; then let a worker send what is still owed."""
    db.session.rollback()
    db.session.expire_all()
    told: dict[str, list[Deed]] = {}
    for deed in acknowledged:
        told.setdefault(deed.kind, []).append(deed)
    supports(told.get("support", []))
    comments(told.get("comment", []))
    votes(told.get("vote", []))
    assert count(FormUse) == len(acknowledged)
    letters(mail)


def supports(told: list[Deed]) -> None:
    rows = db.session.execute(sa.select(Support.account_id, Support.proposal_id)).all()
    assert Counter(map(tuple, rows)) == Counter(deed.name for deed in told)
    kept = db.session.execute(sa.select(Proposal.id, Proposal.support_count)).all()
    assert {number: kept for number, kept in kept if kept} == Counter(proposal for _, proposal in rows)


def comments(told: list[Deed]) -> None:
    rows = db.session.execute(sa.select(Comment.body, Comment.proposal_id, Comment.published_at)).all()
    assert Counter(row.body for row in rows) == Counter(deed.name for deed in told)
    kept = db.session.execute(sa.select(Proposal.id, Proposal.comment_count)).all()
    shown = Counter(row.proposal_id for row in rows if row.published_at)
    assert {number: kept for number, kept in kept if kept} == shown
    owed = sa.select(OutboxItem.deduplication).where(OutboxItem.event == "comment-new")
    assert len(set(db.session.scalars(owed))) == shown.total()


def votes(told: list[Deed]) -> None:
    """Each seat's newest vote stands, the log holds every one of them once, and the chain is whole."""
    cast = [deed.name for deed in told]
    stands: dict[int, tuple[int, Choice]] = {}
    for seat, version, choice in cast:  # type: ignore[misc]  # a vote's name
        stands[seat] = max(stands.get(seat, (0, choice)), (version, choice), key=lambda one: one[0])
    rows = list(db.session.scalars(sa.select(Vote)))
    assert {vote.seat_id: (vote.version, vote.choice) for vote in rows} == stands
    for ballot in db.session.scalars(sa.select(Ballot)):
        record = queries.log_record(ballot.id)
        entries = [Entry(e.index, e.body, e.head) for e in record.entries]
        assert verify_chain(entries) == ballot.log_head
        assert ballot.log_size == len(entries)
        own = {vote.seat_id: vote for vote in rows if vote.ballot_id == ballot.id}
        assert ballot.cast_count == len(own)
        openings = {seat: Opening(bytes.fromhex(vote.nonce), vote.choice) for seat, vote in own.items()}
        counted = replay([read_body(entry.body, entry.index) for entry in entries], openings)
        assert counted == {seat: vote.choice for seat, vote in own.items()}
    tokens = list(
        db.session.scalars(sa.select(BallotLogEntry.client_token).where(BallotLogEntry.kind == "vote"))
    )
    assert len(tokens) == len(set(tokens)) == len(cast)


def letters(folder: Path) -> None:
    """What no worker finished is sent once old claims lapse; in the end there is one letter to a row."""
    with time_machine.travel(now() + CLAIM_LASTS + timedelta(seconds=1)):
        Worker(FileMailer(folder, "noreply@example.org")).once()
    db.session.rollback()
    found = db.session.execute(sa.select(OutboxItem.status, OutboxItem.deduplication)).all()
    assert {row.status for row in found} <= {OutboxStatus.SENT}
    assert len({row.deduplication for row in found}) == len(found)
    assert len(list(folder.glob("*.eml"))) == len(found)


def count(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)
