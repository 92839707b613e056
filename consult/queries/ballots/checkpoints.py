"""Which heads of which logs are signed, which are due, and who is sent them."""

from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.assemblies import Seat
from consult.models.ballots import Ballot, Checkpoint, RollEntry
from consult.rules.ballot_log import utc_text


def checkpoint_at(ballot_id: int, size: int) -> Checkpoint | None:
    """The signed head of the log when it had ``size`` entries."""
    return db.session.get(Checkpoint, (ballot_id, size))


def checkpoints_of(ballot_id: int) -> list[Checkpoint]:
    """All of a ballot, the oldest first."""
    return list(
        db.session.scalars(
            sa.select(Checkpoint).where(Checkpoint.ballot_id == ballot_id).order_by(Checkpoint.size)
        )
    )


def newest_checkpoints(ballot_id: int) -> list[Checkpoint]:
    """For a page: the opening's and the newest two, the oldest first, in one statement."""
    sizes = sa.select(Checkpoint.size).where(Checkpoint.ballot_id == ballot_id)
    first = sizes.order_by(Checkpoint.size).limit(1).scalar_subquery()
    newest = sizes.order_by(Checkpoint.size.desc()).limit(2)
    return list(
        db.session.scalars(
            sa.select(Checkpoint)
            .where(
                Checkpoint.ballot_id == ballot_id,
                sa.or_(Checkpoint.size == first, Checkpoint.size.in_(newest)),
            )
            .order_by(Checkpoint.size)
        )
    )


def latest_checkpoint(ballot_id: int) -> Checkpoint | None:
    """The newest one of a ballot."""
    return db.session.scalar(
        sa.select(Checkpoint)
        .where(Checkpoint.ballot_id == ballot_id)
        .order_by(Checkpoint.size.desc())
        .limit(1)
    )


def checkpoint_file(checkpoint: Checkpoint) -> dict[str, str | int]:
    """A checkpoint as it is mailed and downloaded; the signature covers everything else in it."""
    return {
        "ballot": checkpoint.ballot_id,
        "size": checkpoint.size,
        "head": checkpoint.head,
        "at": utc_text(checkpoint.signed_at),
        "key": checkpoint.key_id,
        "signature": checkpoint.signature,
    }


def grown_since(before: datetime) -> list[int]:
    """Ids of the ballots whose log has grown since its last checkpoint, that one signed by ``before``.

    A ballot that has ended counts too: its proclamation or annulment is the last to be signed.
    """
    newest = (
        sa.select(
            Checkpoint.ballot_id,
            sa.func.max(Checkpoint.size).label("size"),
            sa.func.max(Checkpoint.signed_at).label("signed_at"),
        )
        .group_by(Checkpoint.ballot_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            sa.select(Ballot.id)
            .outerjoin(newest, newest.c.ballot_id == Ballot.id)
            .where(
                Ballot.log_size > sa.func.coalesce(newest.c.size, 0),
                sa.or_(newest.c.signed_at.is_(None), newest.c.signed_at <= before),
            )
            .order_by(Ballot.id)
        )
    )


def group_leaders(ballot_id: int) -> list[int]:
    """The councillors whose seat on the roll leads a group."""
    return list(
        db.session.scalars(
            sa.select(Seat.councillor_id)
            .join(RollEntry, RollEntry.seat_id == Seat.id)
            .where(RollEntry.ballot_id == ballot_id, Seat.leads_group)
            .distinct()
            .order_by(Seat.councillor_id)
        )
    )
