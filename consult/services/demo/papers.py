"""The demonstration's papers: open, to come, proclaimed; their ballots are as the real deeds leave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from consult.gateways.demo_files.voting_shapes import BallotText, PaperText, Tendency
from consult.kernel.clock import local_day
from consult.kernel.db import db
from consult.models.ballots import Ballot, Paper
from consult.queries import ballots as ballot_queries
from consult.rules.lifecycle import ProposalState
from consult.rules.rule_sets import RULE_SETS, Profile, freeze
from consult.rules.voting import BallotKind, BallotState
from consult.services.ballots import log
from consult.services.ballots.closing import counted
from consult.services.ballots.papers import question_digest
from consult.services.demo import counts
from consult.services.demo.cast import Person
from consult.services.demo.mandates import Voter
from consult.services.demo.stage import Stage, local_moment
from consult.services.demo.stories import Story, opening_of, tell_move
from consult.services.demo.votes import cast_votes

_S = ProposalState
CLOSING_HOUR = 18
PREPARED_BEFORE, SCHEDULED_BEFORE = timedelta(days=12), timedelta(days=8, hours=5)
#: Whoever comes first after the hour opens or closes: the scheduled command, within a minute.
SOON_AFTER = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Ground:
    """What every ballot here stands on: the stories by key, who may vote, and the clerk."""

    stories: Mapping[str, Story]
    voters: Sequence[Voter]
    guests: Sequence[Voter]
    guests_assembly_id: int
    clerk: Person


def hold_ballots(stage: Stage, ground: Ground) -> None:
    """Every paper of the files, and a paper of the guests' own beside it where they were asked too."""
    for text in stage.files.papers:
        _hold_paper(stage, ground, text, Profile.opinion)
        asked = tuple(ballot for ballot in text.ballots if ballot.partner_votes is not None)
        if asked:
            _hold_paper(stage, ground, _for_guests(stage, text, asked), Profile.partner)


def _for_guests(stage: Stage, text: PaperText, asked: tuple[BallotText, ...]) -> PaperText:
    files = stage.files.councils
    titles = files.partner_paper_title.items()
    return replace(
        text,
        title={code: words % {"title": text.title[code]} for code, words in titles},
        introduction=files.partner_paper_introduction,
        ballots=asked,
    )


def _hold_paper(stage: Stage, ground: Ground, text: PaperText, profile: Profile) -> None:
    paper = _paper(stage, ground, text)
    for position, ballot in enumerate(text.ballots, start=1):
        _ballot(stage, ground, paper, text, ballot, position, profile)


def _paper(stage: Stage, ground: Ground, text: PaperText) -> Paper:
    opens_at = opening_of(stage, text)
    prepared_at = min(opens_at, stage.moment) - PREPARED_BEFORE
    paper = Paper(
        title=text.title,
        introduction=text.introduction,
        opens_at=opens_at,
        closes_at=local_moment(stage.day(text.closes_in_days), CLOSING_HOUR),
        prepared_by_id=ground.clerk.id,
        created_at=prepared_at,
    )
    db.session.add(paper)
    db.session.flush()
    proposals = [ground.stories[ballot.proposal].id for ballot in text.ballots]
    stage.tell(prepared_at, ground.clerk.id, "paper.prepared", "paper", paper.id, proposals=proposals)
    stage.tell(prepared_at + timedelta(hours=2), ground.clerk.id, "paper.worded", "paper", paper.id)
    return paper


def _ballot(
    stage: Stage,
    ground: Ground,
    paper: Paper,
    paper_text: PaperText,
    text: BallotText,
    position: int,
    profile: Profile,
) -> None:
    story, rules = ground.stories[text.proposal], RULE_SETS[profile]
    frozen = freeze(rules)
    partner = profile is Profile.partner
    title = text.title | {story.text.language: story.text.title}
    ballot = Ballot(
        paper_id=paper.id,
        position=position,
        proposal_id=story.id,
        kind=BallotKind.opinion,
        mode=rules.mode,
        assembly_id=ground.guests_assembly_id if partner else None,
        question=text.question,
        proposal_title=title,
        question_sha256=question_digest(text.question, title),
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
    scheduled_at = min(paper.opens_at, stage.moment) - SCHEDULED_BEFORE
    stage.tell(scheduled_at, ground.clerk.id, "ballot.scheduled", "ballot", ballot.id, proposal=story.id)
    tendency = text.partner_votes if partner else text.votes
    if tendency is not None:
        _hold(stage, ground, ballot, story, paper_text, tendency)


def _hold(
    stage: Stage, ground: Ground, ballot: Ballot, story: Story, paper: PaperText, tendency: Tendency
) -> None:
    """Open, vote, and where the paper is over, count and proclaim."""
    guests, over = ballot.assembly_id is not None, paper.state is BallotState.proclaimed
    _open(stage, ballot, story)
    voters = [voter for voter in (ground.guests if guests else ground.voters) if over or not voter.visitor]
    reasons = stage.files.reasons.get(story.text.key, ()) if over and not guests else ()
    ends = ballot.closes_at or stage.moment
    last = ends if over else stage.moment
    cast_votes(stage, ballot, voters, tendency, reasons, last)
    if story.proclaimed_at is not None:
        counts.close(stage, ballot, ends + SOON_AFTER, None, counted(ballot))
        counts.proclaim(stage, ballot, story.proclaimed_at, ground.clerk, story)
        if not guests:
            at, length = story.proclaimed_at, len(story.version_ids)
            tell_move(stage, story, at, ground.clerk.id, _S.IN_BALLOT, _S.VOTED, length)
    db.session.flush()


def _open(stage: Stage, ballot: Ballot, story: Story) -> None:
    """As the scheduled command opens it: the roll first, then the log's first entry."""
    at = ballot.opens_at + SOON_AFTER
    ballot.state = BallotState.open
    db.session.flush()
    roll = ballot_queries.take_roll(ballot.id, ballot_queries.everybody(ballot.assembly_id, local_day(at)))
    log.begin(ballot, at, roll)
    facts: dict[str, Any] = {"chantier": story.text.chantier, "roll": len(roll), "proposal": story.id}
    stage.tell(at, None, "ballot.opened", "ballot", ballot.id, **facts)
    if ballot.assembly_id is None:
        tell_move(stage, story, at, None, _S.PUBLISHED, _S.IN_BALLOT, len(story.version_ids))
