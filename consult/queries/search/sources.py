"""What the search tables are made from: public things, who wrote them, and in which languages they stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.ballots import Ballot
from consult.models.comments import Comment
from consult.models.events import Event, Venue
from consult.models.programme import Action, Chantier
from consult.models.proposals import Answer, Proposal
from consult.models.territory import Commune, Place
from consult.models.translations import Translation
from consult.queries.conditions import listed, public_comment, public_event
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Extent, TranslationState
from consult.rules.voting import BallotState


def accounts(ids: Iterable[int | None]) -> dict[int, Account]:
    """The accounts of ``ids``, by id; one statement."""
    wanted = {number for number in ids if number is not None}
    return {row.id: row for row in db.session.scalars(sa.select(Account).where(Account.id.in_(wanted)))}


def current_translations(texts: Iterable[Proposal | Comment]) -> dict[Subject, list[Translation]]:
    """The shown, full translations of the versions that are shown; one statement for each kind."""
    shown: dict[Subject, tuple[int, str]] = {}
    for text in texts:
        proposal = isinstance(text, Proposal)
        subject = Subject(SubjectKind.PROPOSAL if proposal else SubjectKind.COMMENT, text.id)
        version = text.shown_version if isinstance(text, Proposal) else text.version
        shown[subject] = version, text.language
    found: dict[Subject, list[Translation]] = defaultdict(list)
    for kind, column in (
        (SubjectKind.PROPOSAL, Translation.proposal_id),
        (SubjectKind.COMMENT, Translation.comment_id),
    ):
        ids = [subject.id for subject in shown if subject.kind is kind]
        if not ids:
            continue
        rows = db.session.execute(
            sa.select(column, Translation)
            .where(
                column.in_(ids),
                Translation.state == TranslationState.SHOWN,
                Translation.extent == Extent.FULL,
            )
            .order_by(Translation.language)
        )
        for number, translation in rows:
            subject = Subject(kind, int(number or 0))
            version, language = shown[subject]
            if translation.version == version and translation.language != language:
                found[subject].append(translation)
    return found


@dataclass(frozen=True, slots=True)
class Everything:
    """All that anybody may find."""

    chantiers: Sequence[Chantier]
    actions: Sequence[Action]
    places: Sequence[Place]
    communes: Sequence[Commune]
    events: Sequence[Event]
    proposals: Sequence[Proposal]
    comments: Sequence[Comment]
    answers: Sequence[Answer]
    ballots: Sequence[Ballot]


#: Ballots that stand in the public lists; one in preparation or given up before its opening does not.
PUBLIC_BALLOTS = frozenset(BallotState) - {BallotState.draft, BallotState.withdrawn}


def everything() -> Everything:
    """Twelve statements, whatever there is; the whole of it in memory."""
    return Everything(
        chantiers=db.session.scalars(sa.select(Chantier).order_by(Chantier.number)).all(),
        actions=db.session.scalars(
            sa.select(Action)
            .options(selectinload(Action.communes), selectinload(Action.places))
            .order_by(Action.id)
        ).all(),
        places=db.session.scalars(sa.select(Place).order_by(Place.id)).all(),
        communes=db.session.scalars(sa.select(Commune).order_by(Commune.insee)).all(),
        events=public_events(),
        proposals=db.session.scalars(sa.select(Proposal).where(listed()).order_by(Proposal.id)).all(),
        comments=public_comments(),
        answers=newest_answers(),
        ballots=db.session.scalars(_ballots()).all(),
    )


def public_events(ids: Sequence[int] | None = None) -> Sequence[Event]:
    """Meetings that everybody may read, all or those of ``ids``, fresh, with their venues; two statements."""
    venues = selectinload(Event.venues)
    ground = (venues.joinedload(each) for each in (Venue.commune, Venue.place, Venue.city))
    found = sa.select(Event).options(*ground).where(public_event()).order_by(Event.id)
    if ids is not None:
        found = found.where(Event.id.in_(ids))
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def public_comments(*conditions: sa.ColumnElement[bool]) -> Sequence[Comment]:
    """Comments that everybody may read, with their proposals; one statement."""
    return db.session.scalars(
        sa.select(Comment)
        .join(Comment.proposal)
        .where(listed(), public_comment(), *conditions)
        .options(joinedload(Comment.proposal))
        .order_by(Comment.id)
    ).all()


def newest_answers(proposal_id: int | None = None) -> Sequence[Answer]:
    """What the administration says now on proposals that everybody may read, with these; one statement."""
    newer = aliased(Answer)
    later = sa.exists().where(newer.proposal_id == Answer.proposal_id, newer.number > Answer.number)
    found = sa.select(Answer).join(Answer.proposal).where(listed(), ~later)
    if proposal_id is not None:
        found = found.where(Proposal.id == proposal_id)
    return db.session.scalars(found.options(joinedload(Answer.proposal)).order_by(Answer.id)).all()


def _ballots() -> sa.Select[Ballot]:
    return sa.select(Ballot).where(Ballot.state.in_(PUBLIC_BALLOTS)).order_by(Ballot.id)


def ballots_of(proposal_id: int) -> Sequence[Ballot]:
    """The public ballots on a proposal."""
    return db.session.scalars(_ballots().where(Ballot.proposal_id == proposal_id)).all()


def proposals_of(ballots: Iterable[Ballot]) -> dict[int, Proposal]:
    """The proposals that ballots are on, by id; one statement."""
    wanted = {ballot.proposal_id for ballot in ballots if ballot.proposal_id is not None}
    return {row.id: row for row in db.session.scalars(sa.select(Proposal).where(Proposal.id.in_(wanted)))}


def of_author(account_id: int) -> tuple[Sequence[Proposal], Sequence[Comment]]:
    """What somebody has written and everybody may read; two statements."""
    own = sa.select(Proposal).where(listed(), Proposal.author_id == account_id).order_by(Proposal.id)
    return db.session.scalars(own).all(), public_comments(Comment.author_id == account_id)
