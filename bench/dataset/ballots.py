"""Papers of ten ballots: one open, the others proclaimed, with the rolls, votes and logs of real deeds."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import click
import sqlalchemy as sa

from bench.dataset.proposals import Planned
from consult.gateways import demo_files
from consult.gateways.demo_files.voting_shapes import Tendency
from consult.kernel.clock import local_day
from consult.kernel.db import db, dialect_name, writing
from consult.models.accounts import Account, RoleGrant
from consult.models.assemblies import Assembly, AssemblyKind, Councillor, Seat
from consult.models.ballots import Ballot, Paper
from consult.queries import ballots as queries
from consult.rules.lifecycle import ProposalState
from consult.rules.rule_sets import RULE_SETS, Profile, freeze
from consult.rules.voting import BallotKind, BallotState, Choice
from consult.services.ballots import log
from consult.services.ballots.closing import counted
from consult.services.ballots.papers import question_digest
from consult.services.demo import counts
from consult.services.demo.cast import Person
from consult.services.demo.mandates import Voter
from consult.services.demo.stage import Stage
from consult.services.demo.votes import cast_votes

ON_A_PAPER = 10
LASTS = timedelta(days=14)
#: Closed papers opened within so many days, the open one so many days ago.
SPREAD_DAYS, OPEN_SINCE_DAYS = 90, 2
OPEN_STATES = (BallotState.open, BallotState.proclaimed)
SOON = timedelta(seconds=40)


def hold_ballots(planned: Sequence[Planned], today: date) -> None:
    """One ballot for each proposal that was planned to be in one or to have had one."""
    stage = Stage(demo_files.read(), Random(len(planned)), today)  # noqa: S311  # the same votes every time
    asked = [each for each in planned if each.state in {ProposalState.IN_BALLOT, ProposalState.VOTED}]
    if not asked:
        return
    with writing():
        _seat_everybody()
    voters, clerk = _voters(), _clerk()
    papers = [asked[start : start + ON_A_PAPER] for start in range(0, len(asked), ON_A_PAPER)]
    with click.progressbar(papers, label=f"{dialect_name():<11} ballots") as bar:
        for place, group in enumerate(bar):
            running = group[0].state is ProposalState.IN_BALLOT
            days = OPEN_SINCE_DAYS if running else 18 + place * SPREAD_DAYS // len(papers)
            with writing():
                _hold_paper(stage, group, days, voters, clerk)
    with writing():
        stage.write_history()


def _seat_everybody() -> None:
    """Every municipal councillor has an account to vote with."""
    without = db.session.scalars(sa.select(Councillor.id).where(Councillor.account_id.is_(None))).all()
    newest = sa.select(Account.id).order_by(Account.id.desc()).limit(len(without))
    numbers = db.session.scalars(newest).all()
    for councillor, account in zip(without, numbers, strict=True):
        db.session.execute(
            sa.update(Councillor).where(Councillor.id == councillor).values(account_id=account)
        )


def _voters() -> list[Voter]:
    rows = db.session.execute(
        sa.select(Seat.id, Account, Assembly.commune_insee)
        .join(Seat.assembly)
        .join(Seat.councillor)
        .join(Account, Account.id == Councillor.account_id)
        .where(Assembly.kind == AssemblyKind.MUNICIPAL)
        .order_by(Seat.id)
    )
    return [
        Voter(seat, _person(account), insee or "", account.language, False) for seat, account, insee in rows
    ]


def _clerk() -> Person:
    return _person(
        db.session.execute(
            sa.select(Account)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(RoleGrant.role == "clerk")
        )
        .scalars()
        .first()
    )


def _person(row: Account | None) -> Person:
    assert row is not None
    return Person(
        row.display_name,
        row.email or "",
        row.language,
        row.commune_insee,
        row.origin,
        row.created_at,
        id=row.id,
    )


def _hold_paper(
    stage: Stage, group: Sequence[Planned], days: int, voters: Sequence[Voter], clerk: Person
) -> None:
    opens_at = stage.ago(days)
    names = dict.fromkeys(("fr", "de"), f"{days}")
    paper = Paper(
        title={"fr": f"Bulletin {names['fr']}", "de": f"Stimmzettel {names['de']}"},
        introduction={"fr": "Dix questions.", "de": "Zehn Fragen."},
        opens_at=opens_at,
        closes_at=opens_at + LASTS,
        prepared_by_id=clerk.id,
        created_at=opens_at - timedelta(days=12),
    )
    db.session.add(paper)
    db.session.flush()
    for position, proposal in enumerate(group, start=1):
        ballot = _ballot(paper, position, proposal)
        stage.tell(opens_at, clerk.id, "ballot.scheduled", "ballot", ballot.id, proposal=proposal.id)
        _hold(stage, ballot, proposal, voters, clerk)


def _ballot(paper: Paper, position: int, proposal: Planned) -> Ballot:
    rules = RULE_SETS[Profile.opinion]
    frozen = freeze(rules)
    question = {"fr": "Faut-il réaliser cette proposition ?", "de": "Soll dieser Vorschlag umgesetzt werden?"}
    title = dict.fromkeys(("fr", "de"), proposal.text.title[:100])
    ballot = Ballot(
        paper_id=paper.id,
        position=position,
        proposal_id=proposal.id,
        kind=BallotKind.opinion,
        mode=rules.mode,
        question=question,
        proposal_title=title,
        question_sha256=question_digest(question, title),
        rules=frozen.body,
        rules_sha256=frozen.sha256,
        state=BallotState.scheduled,
        opens_at=paper.opens_at,
        closes_at=paper.closes_at,
        log_size=0,
        log_head="0" * 64,
        roll_size=0,
        cast_count=0,
    )
    db.session.add(ballot)
    db.session.flush()
    return ballot


def _hold(stage: Stage, ballot: Ballot, proposal: Planned, voters: Sequence[Voter], clerk: Person) -> None:
    """Open it; where it is over, vote, count and proclaim. Open ones wait for the votes that are measured."""
    at = ballot.opens_at + SOON
    ballot.state = BallotState.open
    db.session.flush()
    roll = queries.take_roll(ballot.id, queries.everybody(None, local_day(at)))
    log.begin(ballot, at, roll)
    chantier = proposal.chantier
    stage.tell(at, None, "ballot.opened", "ballot", ballot.id, chantier=chantier, roll=len(roll))
    if proposal.state is ProposalState.IN_BALLOT:
        return
    assert ballot.closes_at is not None
    leaning = 30 + proposal.rank % 40
    shares = {Choice.for_: leaning, Choice.against: 80 - leaning, Choice.abstain: 15, Choice.blank: 5}
    cast_votes(stage, ballot, voters, Tendency(85, shares), (), ballot.closes_at)
    counts.close(stage, ballot, ballot.closes_at + SOON, None, counted(ballot))
    counts.proclaim(stage, ballot, ballot.closes_at + timedelta(hours=3), clerk, None)
    db.session.flush()
    db.session.expunge_all()
