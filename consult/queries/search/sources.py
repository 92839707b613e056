"""What the search tables are made from: public things, who wrote them, and in which languages they stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.ballots import Ballot
from consult.models.comments import Comment
from consult.models.programme import Action, Chantier
from consult.models.proposals import Answer, Proposal
from consult.models.territory import Commune, Place
from consult.models.translations import Translation
from consult.queries.conditions import listed, public_comment
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Extent, TranslationState
from consult.rules.voting import BallotState


def accounts(ids: Iterable[int | None]) -> dict[int, Account]:
    """The accounts of ``ids``, by id; one statement."""
    wanted = {number for number in ids if number is not None}
    return {row.id: row for row in db.session.scalars(sa.select(Account).where(Account.id.in_(wanted)))}


def current_translations(texts: Iterable[Proposal | Comment]) -> dict[Subject, list[Translation]]:
    """The shown, full translations of the versions that are shown; one statement for each kind."""
    shown: dict[Subject, int] = {}
    for text in texts:
        proposal = isinstance(text, Proposal)
        subject = Subject(SubjectKind.PROPOSAL if proposal else SubjectKind.COMMENT, text.id)
        shown[subject] = text.shown_version if isinstance(text, Proposal) else text.version
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
            if translation.version == shown[subject]:
                found[subject].append(translation)
    return found


@dataclass(frozen=True, slots=True)
class Everything:
    """All that anybody may find."""

    chantiers: Sequence[Chantier]
    actions: Sequence[Action]
    places: Sequence[Place]
    communes: Sequence[Commune]
    proposals: Sequence[Proposal]
    comments: Sequence[Comment]
    answers: Sequence[Answer]
    ballots: Sequence[Ballot]


def everything() -> Everything:
    """Ten statements, whatever there is; the whole of it in memory."""
    everybody = (listed(), public_comment())
    return Everything(
        chantiers=db.session.scalars(sa.select(Chantier).order_by(Chantier.number)).all(),
        actions=db.session.scalars(
            sa.select(Action)
            .options(selectinload(Action.communes), selectinload(Action.places))
            .order_by(Action.id)
        ).all(),
        places=db.session.scalars(sa.select(Place).order_by(Place.id)).all(),
        communes=db.session.scalars(sa.select(Commune).order_by(Commune.insee)).all(),
        proposals=db.session.scalars(sa.select(Proposal).where(everybody[0]).order_by(Proposal.id)).all(),
        comments=db.session.scalars(
            sa.select(Comment)
            .join(Comment.proposal)
            .where(*everybody)
            .options(joinedload(Comment.proposal))
            .order_by(Comment.id)
        ).all(),
        answers=db.session.scalars(
            sa.select(Answer)
            .join(Answer.proposal)
            .where(listed())
            .options(joinedload(Answer.proposal))
            .order_by(Answer.id)
        ).all(),
        ballots=db.session.scalars(
            sa.select(Ballot).where(Ballot.state != BallotState.draft).order_by(Ballot.id)
        ).all(),
    )
