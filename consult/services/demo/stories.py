"""What happens to each proposal, and when: from the draft to where its file says it stands today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.moderation_shapes import MergeText
from consult.gateways.demo_files.shapes import AnswerText, CommentText, ProposalText, Whose
from consult.gateways.demo_files.voting_shapes import PaperText
from consult.rules.lifecycle import ProposalState, Review
from consult.rules.participation import Channel
from consult.rules.programme import PhaseKind
from consult.services.demo.cast import Cast, Person
from consult.services.demo.groups import Group
from consult.services.demo.stage import Stage, local_moment

_S = ProposalState
#: Days before today on which a proposal in this state was published, from and to.
PUBLISHED: dict[ProposalState, tuple[float, float]] = {
    _S.PUBLISHED: (14, 170),
    _S.IN_BALLOT: (45, 95),
    _S.VOTED: (95, 150),
    _S.WITHDRAWN: (60, 100),
}
#: Days before today on which something unpublished was sent, or a draft begun.
SENT: dict[ProposalState, tuple[float, float]] = {
    _S.SUBMITTED: (0.3, 5),
    _S.RETURNED: (9, 11),
    _S.DRAFT: (1, 20),
}
#: An answered proposal was public for so many days before its answer.
ANSWERED_AFTER = (95, 120)
WITHDRAWN_AFTER = 12
#: A text that was changed has been public for a while.
LONGEST_CHANGED, SHORTEST_CHANGED = 170, 40
OPENING_HOUR, PROCLAIMING_HOUR = 8, 10
QUIET = timedelta(days=3)


@dataclass(eq=False, slots=True)
class Remark:
    """A comment to be written, with author and moment; ``withheld`` is one that moderation hid later.

    ``waiting`` for a moderator before it is published, or published at once and read over at ``read_at``.
    """

    text: CommentText
    author: Person
    organisation: str | None
    at: datetime
    replies: list["Remark"] = field(default_factory=list)
    withheld: bool = False
    waiting: bool = False
    read_at: datetime | None = None
    id: int = 0
    version_id: int = 0

    @property
    def review(self) -> Review:
        if self.waiting:
            return Review.PENDING
        return Review.ACCEPTED if self.read_at else Review.WATCHED

    @property
    def public(self) -> bool:
        """Whether everybody can read it in the end."""
        return not (self.withheld or self.waiting)


@dataclass(eq=False, slots=True)
class Story:
    """A proposal's life in moments; those that never came are None. ``debate_ends`` closes supports.

    ``brought`` are the supporters whom a merge brought, and when.
    """

    text: ProposalText
    author: Person
    begun_at: datetime
    debate_ends: datetime
    sent_at: datetime | None = None
    published_at: datetime | None = None
    frozen_at: datetime | None = None
    proclaimed_at: datetime | None = None
    changed_at: datetime | None = None
    answer: AnswerText | None = None
    remarks: list[Remark] = field(default_factory=list)
    supporters: list[tuple[Person, datetime]] = field(default_factory=list)
    brought: list[tuple[Person, datetime]] = field(default_factory=list)
    threshold_at: datetime | None = None
    id: int = 0
    version_ids: list[int] = field(default_factory=list)

    @property
    def answer_owed_from(self) -> datetime | None:
        """The start of the administration's clock: threshold or proclamation, whichever came first."""
        return min(filter(None, (self.threshold_at, self.proclaimed_at)), default=None)

    @property
    def last_talk(self) -> datetime:
        """Until when people comment here: not in the last days before a ballot freezes the text."""
        return self.frozen_at - QUIET if self.frozen_at else self.debate_ends - timedelta(hours=2)

    @property
    def last_change(self) -> datetime:
        """Until when a change of the text may be saved, so that a moderator still reads it in time."""
        return (self.frozen_at or self.debate_ends) - QUIET

    @property
    def all_remarks(self) -> list[Remark]:
        return [one for remark in self.remarks for one in (remark, *remark.replies)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the files say happens to proposals later: answers, the papers they are voted on in, merges."""

    answers: Mapping[str, AnswerText]
    papers: Mapping[str, PaperText]
    merges: Mapping[str, MergeText]


def plan_of(stage: Stage) -> Plan:
    return Plan(
        answers={answer.proposal: answer for answer in stage.files.answers},
        papers={ballot.proposal: paper for paper in stage.files.papers for ballot in paper.ballots},
        merges={merge.proposal: merge for merge in stage.files.moderated.merged},
    )


def opening_of(stage: Stage, paper: PaperText) -> datetime:
    """When voting on a paper begins, or shall begin."""
    return local_moment(stage.day(paper.opens_in_days), OPENING_HOUR)


def write_stories(cast: Cast, groups: Mapping[str, Group], clerk: Person) -> list[Story]:
    """One story a proposal of the files, in their order, with its comments."""
    plan = plan_of(cast.stage)
    stories = []
    for text in cast.stage.files.proposals:
        story = _story(cast, groups, clerk, text, plan)
        if story.published_at is not None:
            _discuss(cast, groups, story)
            _change(cast.stage, story)
        stories.append(story)
    return stories


def _story(cast: Cast, groups: Mapping[str, Group], clerk: Person, text: ProposalText, plan: Plan) -> Story:
    stage = cast.stage
    answer = plan.answers.get(text.key)
    final = answer if answer and answer.outcome else None
    low, high = _bounds(text, final)
    public_at = stage.between(stage.ago(high), stage.ago(low))
    unpublished = text.state in SENT
    sent_at = public_at if unpublished else public_at - stage.spread(0.6, 3)
    begun_at = sent_at - stage.spread(0.02, 4)
    story = Story(
        text=text,
        author=clerk if text.channel is not Channel.ONLINE else _author(cast, groups, text, begun_at),
        begun_at=begun_at,
        debate_ends=_closing(stage, text.chantier),
        sent_at=None if text.state is _S.DRAFT else sent_at,
        answer=answer,
    )
    if unpublished:
        return story
    story.published_at = public_at
    if final:
        story.debate_ends = stage.between(stage.ago(final.days_ago + 1), stage.ago(final.days_ago))
    elif text.state is _S.WITHDRAWN:
        story.debate_ends = public_at + timedelta(days=WITHDRAWN_AFTER)
    elif text.state is _S.MERGED:
        days = plan.merges[text.key].days_ago
        story.debate_ends = stage.between(stage.ago(days), stage.ago(days - 0.5))
    paper = plan.papers.get(text.key)
    if paper is not None:
        opening = opening_of(stage, paper)
        story.frozen_at = opening if opening < stage.moment else None
        if paper.proclaimed_in_days is not None:
            story.proclaimed_at = local_moment(stage.day(paper.proclaimed_in_days), PROCLAIMING_HOUR)
    return story


def _closing(stage: Stage, chantier: int) -> datetime:
    """When its vote closed the debate of a chantier, or now."""
    phases = stage.files.processes.get(chantier, ())
    votes = (local_moment(stage.day(phase.first)) for phase in phases if phase.kind is PhaseKind.VOTE)
    return min((stage.moment, *votes))


def _bounds(text: ProposalText, final: AnswerText | None) -> tuple[float, float]:
    if text.published_days_ago is not None:
        return text.published_days_ago - 1, text.published_days_ago
    if final is not None:
        return final.days_ago + ANSWERED_AFTER[0], final.days_ago + ANSWERED_AFTER[1]
    if text.second_version and text.state is _S.PUBLISHED:
        return SHORTEST_CHANGED, LONGEST_CHANGED
    return PUBLISHED.get(text.state) or SENT[text.state]


def _author(cast: Cast, groups: Mapping[str, Group], text: ProposalText, before: datetime) -> Person:
    if text.author.organisation:
        return groups[text.author.organisation].keepers[0]
    return cast.pick(text.author, text.language, before, ())


def _discuss(cast: Cast, groups: Mapping[str, Group], story: Story) -> None:
    """First-level comments in the order of the file, each answered soon after."""
    stage, start = cast.stage, story.published_at
    assert start is not None
    talkers = {story.author}
    begins = start + timedelta(hours=2)
    times = sorted(stage.between(begins, story.last_talk, 1.6) for _ in story.text.comments)
    for text, at in zip(story.text.comments, times, strict=True):
        remark = _remark(cast, groups, story, text, at, talkers)
        end = at
        for reply in text.replies:
            latest = min(end + timedelta(days=3), story.debate_ends - timedelta(minutes=10))
            end = stage.between(min(end + timedelta(minutes=25), latest), latest)
            remark.replies.append(_remark(cast, groups, story, reply, end, talkers, remark))
        story.remarks.append(remark)


def _remark(
    cast: Cast,
    groups: Mapping[str, Group],
    story: Story,
    text: CommentText,
    at: datetime,
    talkers: set[Person],
    answered: Remark | None = None,
) -> Remark:
    if text.by == "author":
        return Remark(text, story.author, story.text.author.organisation, at)
    if text.by == "same" and answered is not None:
        return Remark(text, answered.author, answered.organisation, at)
    whose = text.by if isinstance(text.by, Whose) else None
    if whose and whose.organisation:
        person = groups[whose.organisation].keepers[-1]
    else:
        person = cast.pick(whose, text.language, at, talkers)
    talkers.add(person)
    return Remark(text, person, whose.organisation if whose else None, at)


def _change(stage: Stage, story: Story) -> None:
    """The second version was saved just before its author last said so, else in the middle of the debate."""
    second, start = story.text.second_version, story.published_at
    if second is None or start is None:
        return
    if second.review is Review.PENDING:
        story.changed_at = stage.ago(1.4)
        return
    own = [remark.at for remark in story.all_remarks if remark.author is story.author]
    spoken = [at for at in own if at <= story.last_change]
    middle = start + (story.last_change - start) / 2
    story.changed_at = max(spoken) - timedelta(minutes=15) if spoken else middle


def tell_move(
    stage: Stage,
    story: Story,
    at: datetime,
    actor_id: int | None,
    before: ProposalState,
    after: ProposalState,
    version: int = 1,
) -> None:
    """Tell that a proposal took a step, its newest text being ``version``."""
    facts: dict[str, Any] = {
        "chantier": story.text.chantier,
        "before": before.value,
        "version": version,
    }
    stage.tell(at, actor_id, f"proposal.{after.value}", "proposal", story.id, **facts)
