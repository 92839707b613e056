"""The clerk's room: papers at every stage, and the proposals that can be put to the vote."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.clock import now
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language
from consult.models.accounts import Account
from consult.models.ballots import Ballot, Paper
from consult.models.proposals import Proposal
from consult.queries.ballots.cards import BallotCard, card, with_surroundings
from consult.queries.ballots.deeds import RUNNING
from consult.queries.search import mentions
from consult.queries.translations import joins
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.search import SearchKind
from consult.rules.voting import BallotState


@dataclass(frozen=True, slots=True)
class ClerkBallot:
    """A ballot with what only clerks see: who asked for its annulment, and why."""

    card: BallotCard
    frozen: bool
    annulment_reason: str | None
    annulment_asked_by_id: int | None
    annulment_asked_by: str | None


@dataclass(frozen=True, slots=True)
class ClerkPaper:
    id: int
    title: Localised
    introduction: Localised
    opens_at: datetime
    closes_at: datetime
    assembly_id: int | None
    ballots: list[ClerkBallot]

    @property
    def proposal_ids(self) -> list[int]:
        """What the paper asks about, in its order."""
        return [ballot.card.proposal_id for ballot in self.ballots if ballot.card.proposal_id]

    @property
    def in_preparation(self) -> bool:
        return not any(ballot.frozen for ballot in self.ballots)

    @property
    def steps(self) -> list[str]:
        """What the whole paper is ready for: ``open``, ``close``, ``proclaim``, ``publish``."""
        cards = [ballot.card for ballot in self.ballots]
        ready = {
            "open": any(c.stored is BallotState.scheduled and c.state is not c.stored for c in cards),
            "close": any(c.stored is BallotState.open and c.state is BallotState.closed for c in cards),
            "proclaim": any(
                b.card.stored is BallotState.closed and b.annulment_asked_by_id is None for b in self.ballots
            ),
            "publish": any(c.stored is BallotState.proclaimed for c in cards),
        }
        return [step for step, possible in ready.items() if possible]


@dataclass(frozen=True, slots=True)
class Eligible:
    """A proposal that may go before the councillors; ``title`` is in ``language``."""

    id: int
    title: str
    language: str
    chantier_number: int
    supports: int


def _standing() -> sa.ColumnElement[bool]:
    """Drafts that were taken off their paper are of no interest to anyone."""
    return sa.or_(Ballot.state != BallotState.withdrawn, Ballot.question_sha256.is_not(None))


def clerk_papers() -> list[ClerkPaper]:
    """All papers, newest first; a platform sees a few dozen a year."""
    papers = db.session.scalars(sa.select(Paper).order_by(Paper.opens_at.desc(), Paper.id.desc())).all()
    return _with_ballots(papers)


def clerk_paper(paper_id: int) -> ClerkPaper:
    """One paper; ``NotFound`` when there is none."""
    paper = db.session.get(Paper, paper_id)
    if paper is None:
        raise NotFound()
    return _with_ballots([paper])[0]


def _with_ballots(papers: Iterable[Paper]) -> list[ClerkPaper]:
    wanted = list(papers)
    moment = now()
    rows = db.session.execute(
        sa.select(Ballot, Account.display_name)
        .outerjoin(Account, Account.id == Ballot.annulment_asked_by_id)
        .where(Ballot.paper_id.in_([paper.id for paper in wanted]), _standing())
        .order_by(Ballot.position, Ballot.id)
        .options(*with_surroundings())
    ).unique()
    ballots: dict[int, list[ClerkBallot]] = {paper.id: [] for paper in wanted}
    electorate: dict[int, int | None] = {}
    for ballot, asker in rows:
        paper_id = ballot.paper_id or 0
        electorate[paper_id] = ballot.assembly_id
        ballots[paper_id].append(
            ClerkBallot(
                card=card(ballot, moment),
                frozen=ballot.question_sha256 is not None,
                annulment_reason=ballot.annulment_reason,
                annulment_asked_by_id=ballot.annulment_asked_by_id,
                annulment_asked_by=asker,
            )
        )
    return [
        ClerkPaper(
            id=paper.id,
            title=paper.title,
            introduction=paper.introduction,
            opens_at=paper.opens_at,
            closes_at=paper.closes_at,
            assembly_id=electorate.get(paper.id),
            ballots=ballots[paper.id],
        )
        for paper in wanted
    ]


def drafts(paper_id: int) -> list[Ballot]:
    """The ballots in preparation of a paper, with their proposals, by position."""
    return list(
        db.session.scalars(
            sa.select(Ballot)
            .where(Ballot.paper_id == paper_id, Ballot.state == BallotState.draft)
            .order_by(Ballot.position, Ballot.id)
            .options(joinedload(Ballot.proposal))
        )
    )


@dataclass(frozen=True, slots=True)
class Sought:
    """What a clerk looks for among the proposals, and those chosen so far, which stay in any case."""

    chantier: int | None = None
    words: str = ""
    chosen: tuple[int, ...] = ()


ANY = Sought()


def eligible_proposals(
    also: Iterable[int] = (), sought: Sought = ANY, most: int | None = None
) -> list[Eligible]:
    """Visible proposals open for debate or voted on before, without a running ballot of all councillors.

    ``also`` names proposals to list in any case: those already on the paper. The chosen ones come first, then
    by chantier and supports; of those that were not chosen, at most ``most``.
    """
    running = sa.exists().where(
        Ballot.proposal_id == Proposal.id, Ballot.assembly_id.is_(None), Ballot.state.in_(RUNNING)
    )
    may_be_asked = sa.and_(
        Proposal.state.in_([ProposalState.PUBLISHED, ProposalState.VOTED]),
        Proposal.visibility == Visibility.VISIBLE,
        ~running,
    )
    chosen = Proposal.id.in_(sought.chosen)
    rows = db.session.execute(
        sa.select(
            Proposal.id,
            *joins.heading(current_language()),
            Proposal.chantier_number,
            Proposal.support_count,
        )
        .where(sa.or_(sa.and_(may_be_asked, sa.or_(chosen, _found(sought))), Proposal.id.in_(list(also))))
        .order_by(
            sa.case((chosen, 0), else_=1),
            Proposal.chantier_number,
            Proposal.support_count.desc(),
            Proposal.id,
        )
        .limit(None if most is None else most + len(sought.chosen))
    )
    return [Eligible(*row) for row in rows]


def _found(sought: Sought) -> sa.ColumnElement[bool]:
    conditions: list[sa.ColumnElement[bool]] = [sa.true()]
    if sought.chantier is not None:
        conditions.append(Proposal.chantier_number == sought.chantier)
    if sought.words:
        conditions.append(mentions(SearchKind.PROPOSAL, Proposal.id, sought.words))
    return sa.and_(*conditions)
