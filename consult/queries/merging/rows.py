"""The rows that a merge adds and its undoing takes away again, each set in one statement."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.db import db, insert_new
from consult.models.accounts import Account
from consult.models.ballots import Ballot
from consult.models.moderation import Merge
from consult.models.proposals import CoAuthor, Proposal, Support
from consult.models.sittings import AgendaItem, Sitting
from consult.rules.sittings import SittingState
from consult.rules.voting import BallotState

#: From its first draft on a ballot is being prepared; once proclaimed it is history.
PREPARED = (
    BallotState.draft,
    BallotState.scheduled,
    BallotState.open,
    BallotState.suspended,
    BallotState.closed,
)


def successor_of(proposal_id: int) -> int | None:
    """The proposal that this one is merged into, read without a lock."""
    return db.session.scalar(sa.select(Proposal.merged_into_id).where(Proposal.id == proposal_id))


def with_successors(proposal_ids: Iterable[int]) -> set[int]:
    """The numbers and those of the proposals they are merged into, read without a lock."""
    wanted = set(proposal_ids)
    found = sa.select(Proposal.merged_into_id).where(Proposal.id.in_(wanted))
    return wanted | set(filter(None, db.session.scalars(found)))


def lock_together(*proposal_ids: int) -> dict[int, Proposal]:
    """Those of the proposals that exist, fresh and locked in the order of their numbers.

    Whoever locks two goes through here first, so that of two merges the other way round one waits.
    """
    rows = db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.id.in_(proposal_ids))
        .order_by(Proposal.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {proposal.id: proposal for proposal in rows}


def on_agenda(proposal_ids: Sequence[int]) -> bool:
    """Whether a ballot on one of them is prepared, or one stands on the agenda of a sitting to come."""
    ballots = sa.exists().where(Ballot.proposal_id.in_(proposal_ids), Ballot.state.in_(PREPARED))
    agenda = sa.exists().where(
        AgendaItem.proposal_id.in_(proposal_ids),
        AgendaItem.sitting_id == Sitting.id,
        Sitting.state.in_([SittingState.CONVENED, SittingState.OPEN]),
    )
    return bool(db.session.scalar(sa.select(sa.or_(ballots, agenda))))


def copy_supports(source_id: int, target_id: int, moment: datetime) -> int:
    """Give the target a row for each of the source's supporters that it lacks; how many."""
    there = aliased(Support)
    lacking = sa.select(
        sa.literal(target_id),
        Support.account_id,
        Support.neighbour,
        sa.true(),
        sa.literal(moment, Support.created_at.type),
    ).where(
        Support.proposal_id == source_id,
        ~sa.exists().where(there.proposal_id == target_id, there.account_id == Support.account_id),
    )
    columns = ["proposal_id", "account_id", "neighbour", "via_merge", "created_at"]
    statement = insert_new(Support).from_select(columns, lacking).returning(Support.account_id)
    return len(db.session.scalars(statement).all())


def drop_supports(target_id: int) -> int:
    """Take from the target the rows that no merge into it accounts for any more; how many.

    A merge accounts for a row when its source holds the person and it is no older than the row: whoever
    took the support back after a merge is not brought back by it, only by a later one.
    """
    from_source = aliased(Support)
    accounted = (
        sa.exists()
        .where(
            Merge.target_id == target_id,
            Merge.undone_at.is_(None),
            Merge.merged_at >= Support.created_at,
            from_source.proposal_id == Merge.source_id,
            from_source.account_id == Support.account_id,
        )
        .correlate(Support)
    )
    statement = (
        sa.delete(Support)
        .where(Support.proposal_id == target_id, Support.via_merge, ~accounted)
        .returning(Support.account_id)
        .execution_options(synchronize_session=False)
    )
    return len(db.session.scalars(statement).all())


def recount_supports(proposal_id: int) -> None:
    """Make the kept counts equal to the rows."""
    rows = sa.select(sa.func.count()).select_from(Support).where(Support.proposal_id == proposal_id)
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.id == proposal_id)
        .values(
            support_count=rows.scalar_subquery(),
            neighbour_support_count=rows.where(Support.neighbour).scalar_subquery(),
        )
        .execution_options(synchronize_session=False)
    )


def merges_of(source_id: int) -> list[Merge]:
    """Every merge of a proposal, those undone included, the newest first."""
    return list(
        db.session.scalars(sa.select(Merge).where(Merge.source_id == source_id).order_by(Merge.id.desc()))
    )


def co_author(proposal_id: int, account_id: int | None) -> CoAuthor | None:
    """The row of one co-author, also of one who refused."""
    if account_id is None:
        return None
    return db.session.get(CoAuthor, (proposal_id, account_id), populate_existing=True)


def add_co_authors(source: Proposal, target: Proposal, moment: datetime) -> None:
    """The source's author and co-authors join the target's: not its own author, nor who left or refused."""
    beside = sa.select(CoAuthor.account_id).where(
        CoAuthor.proposal_id == source.id, CoAuthor.refused_at.is_(None)
    )
    people = sa.select(sa.literal(target.id), Account.id, sa.literal(moment, CoAuthor.since.type)).where(
        sa.or_(Account.id == source.author_id, Account.id.in_(beside)),
        Account.id.is_distinct_from(target.author_id),
        Account.erased_at.is_(None),
    )
    db.session.execute(insert_new(CoAuthor).from_select(["proposal_id", "account_id", "since"], people))


def drop_co_authors(target_id: int) -> None:
    """Whom no proposal merged into the target brings any more leaves it; a refusal is remembered."""
    theirs = aliased(CoAuthor)
    beside = sa.exists().where(
        theirs.proposal_id == Proposal.id,
        theirs.account_id == CoAuthor.account_id,
        theirs.refused_at.is_(None),
    )
    brought = (
        sa.exists()
        .where(
            Proposal.merged_into_id == target_id,
            sa.or_(Proposal.author_id == CoAuthor.account_id, beside),
        )
        .correlate(CoAuthor)
    )
    db.session.execute(
        sa.delete(CoAuthor)
        .where(CoAuthor.proposal_id == target_id, CoAuthor.refused_at.is_(None), ~brought)
        .execution_options(synchronize_session=False)
    )
