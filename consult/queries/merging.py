"""The rows that a merge adds and its undoing takes away again, each set in one statement."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db, insert_new
from consult.models.ballots import Ballot
from consult.models.moderation import Merge
from consult.models.proposals import CoAuthor, Proposal, Support
from consult.models.sittings import AgendaItem, Sitting
from consult.rules.sittings import SittingState
from consult.rules.voting import BallotState


def on_agenda(proposal_ids: Sequence[int]) -> bool:
    """Whether a ballot on one of them is prepared, or one stands on the agenda of a sitting to come."""
    ballots = sa.exists().where(
        Ballot.proposal_id.in_(proposal_ids),
        Ballot.state.in_(
            [BallotState.scheduled, BallotState.open, BallotState.suspended, BallotState.closed]
        ),
    )
    agenda = sa.exists().where(
        AgendaItem.proposal_id.in_(proposal_ids),
        AgendaItem.sitting_id == Sitting.id,
        Sitting.state.in_([SittingState.CONVENED, SittingState.OPEN]),
    )
    return bool(db.session.scalar(sa.select(sa.or_(ballots, agenda))))


def copy_supports(source_id: int, target_id: int, moment: datetime) -> int:
    """Give the target a row for each of the source's supporters that it lacks; how many."""
    mine = sa.orm.aliased(Support)
    lacking = sa.select(
        sa.literal(target_id),
        Support.account_id,
        Support.neighbour,
        sa.true(),
        sa.literal(moment, Support.created_at.type),
    ).where(
        Support.proposal_id == source_id,
        ~sa.exists().where(mine.proposal_id == target_id, mine.account_id == Support.account_id),
    )
    columns = ["proposal_id", "account_id", "neighbour", "via_merge", "created_at"]
    statement = insert_new(Support).from_select(columns, lacking).returning(Support.account_id)
    return len(db.session.scalars(statement).all())


def drop_supports(source_id: int, target_id: int) -> int:
    """Take from the target the rows that it has only because of this source; how many."""
    from_source, from_others = sa.orm.aliased(Support), sa.orm.aliased(Support)
    others = sa.select(Merge.source_id).where(
        Merge.target_id == target_id, Merge.undone_at.is_(None), Merge.source_id != source_id
    )
    statement = (
        sa.delete(Support)
        .where(
            Support.proposal_id == target_id,
            Support.via_merge,
            sa.exists().where(
                from_source.proposal_id == source_id, from_source.account_id == Support.account_id
            ),
            ~sa.exists().where(
                from_others.proposal_id.in_(others), from_others.account_id == Support.account_id
            ),
        )
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


def co_author(proposal_id: int, account_id: int | None) -> CoAuthor | None:
    if account_id is None:
        return None
    return db.session.get(CoAuthor, (proposal_id, account_id), populate_existing=True)


def add_co_authors(source: Proposal, target: Proposal, moment: datetime) -> None:
    """The source's author and co-authors join the target's, but for its own author."""
    people = (_authors_of(source.id) | {source.author_id}) - {None, target.author_id}
    for account_id in sorted(filter(None, people)):
        db.session.execute(
            insert_new(CoAuthor).values(proposal_id=target.id, account_id=account_id, since=moment)
        )


def drop_co_authors(source: Proposal, target: Proposal) -> None:
    """Those whom only this source brought leave the target."""
    others = db.session.scalars(
        sa.select(Proposal).where(Proposal.merged_into_id == target.id, Proposal.id != source.id)
    ).all()
    staying = {other.author_id for other in others}.union(*(_authors_of(other.id) for other in others))
    leaving = (_authors_of(source.id) | {source.author_id}) - staying - {None}
    db.session.execute(
        sa.delete(CoAuthor)
        .where(CoAuthor.proposal_id == target.id, CoAuthor.account_id.in_(filter(None, leaving)))
        .execution_options(synchronize_session=False)
    )


def _authors_of(proposal_id: int) -> set[int | None]:
    found = sa.select(CoAuthor.account_id).where(CoAuthor.proposal_id == proposal_id)
    return set(db.session.scalars(found))
