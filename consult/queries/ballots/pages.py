"""One ballot's page, and the page of a paper with all its questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.ballots import Ballot, Checkpoint, Paper
from consult.queries.ballots.brief import Brief, briefs
from consult.queries.ballots.cards import BallotCard, card, of_proposal, with_surroundings
from consult.queries.ballots.checkpoints import newest_checkpoints
from consult.queries.ballots.mandates import mandates
from consult.queries.ballots.receipts import Mandate
from consult.rules.rule_sets import FrozenRules, RuleSet, thaw
from consult.rules.voting import BallotState, Mode


@dataclass(frozen=True, slots=True)
class BallotPage:
    """``mandates``: for whom the reader may vote; ``others``: the proposal's other ballots, only shown.

    ``checkpoints`` are the signed heads to show; only the ballot's own page has them.
    """

    ballot: BallotCard
    mode: Mode
    rules: RuleSet
    annulment_reason: str | None
    supersedes_id: int | None
    superseded_by_id: int | None
    brief: Brief | None
    mandates: list[Mandate]
    others: list[BallotCard]
    checkpoints: list[Checkpoint]

    @property
    def change_allowed(self) -> bool:
        return self.rules.change_allowed

    @property
    def reason_allowed(self) -> bool:
        return self.rules.reason_allowed

    @property
    def may_vote(self) -> bool:
        open_now = self.ballot.state is BallotState.open
        return open_now and any(mandate.entitled for mandate in self.mandates)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper with its questions, each as on its own page but without its other ballots."""

    id: int
    title: Localised
    introduction: Localised
    opens_at: datetime
    closes_at: datetime
    ballots: list[BallotPage]


def public_ballot(ballot_id: int) -> Ballot:
    """A ballot that has ever been scheduled, with its surroundings; else ``NotFound``."""
    found = db.session.scalar(
        sa.select(Ballot)
        .where(Ballot.id == ballot_id, Ballot.question_sha256.is_not(None))
        .options(*with_surroundings())
    )
    if found is None:
        raise NotFound()
    return found


def page(actor: Actor, ballot_id: int) -> BallotPage:
    """Everything on a ballot's page; it writes nothing, whatever the hour."""
    moment = now()
    ballot = public_ballot(ballot_id)
    proposal = ballot.proposal
    brief = briefs([proposal])[proposal.id] if proposal else None
    own = mandates([ballot], actor.councillor_id, local_day(moment))[ballot.id]
    others = of_proposal(proposal.id, besides=ballot.id) if proposal else []
    newer = db.session.scalar(sa.select(Ballot.id).where(Ballot.supersedes_id == ballot.id))
    return _page(ballot, moment, brief, own, others, newer, newest_checkpoints(ballot.id))


def voting_page(ballot: Ballot, moment: datetime, own: list[Mandate]) -> BallotPage:
    """What a voting panel needs of a ballot loaded ``with_surroundings``, where its text is not shown."""
    return _page(ballot, moment, None, own)


def _page(
    ballot: Ballot,
    moment: datetime,
    brief: Brief | None,
    own: list[Mandate],
    others: Sequence[BallotCard] = (),
    newer: int | None = None,
    checkpoints: Sequence[Checkpoint] = (),
) -> BallotPage:
    return BallotPage(
        ballot=card(ballot, moment),
        mode=ballot.mode,
        rules=thaw(FrozenRules(ballot.rules, ballot.rules_sha256 or "")),
        annulment_reason=ballot.annulment_reason if ballot.state is BallotState.annulled else None,
        supersedes_id=ballot.supersedes_id,
        superseded_by_id=newer,
        brief=brief,
        mandates=own,
        others=list(others),
        checkpoints=list(checkpoints),
    )


def paper_page(actor: Actor, paper_id: int) -> PaperPage:
    """All questions of a paper on one page, in six statements however many they are."""
    moment = now()
    ballots = list(
        db.session.scalars(
            sa.select(Ballot)
            .where(
                Ballot.paper_id == paper_id,
                Ballot.question_sha256.is_not(None),
                Ballot.state != BallotState.withdrawn,
            )
            .order_by(Ballot.position, Ballot.id)
            .options(*with_surroundings())
        ).unique()
    )
    paper = db.session.get(Paper, paper_id)
    if paper is None or not ballots:
        raise NotFound()
    read = briefs(ballot.proposal for ballot in ballots if ballot.proposal)
    own = mandates(ballots, actor.councillor_id, local_day(moment))
    return PaperPage(
        id=paper.id,
        title=paper.title,
        introduction=paper.introduction,
        opens_at=paper.opens_at,
        closes_at=paper.closes_at,
        ballots=[
            _page(ballot, moment, read.get(ballot.proposal_id or 0), own[ballot.id]) for ballot in ballots
        ],
    )
