"""Proposals, their versions, the moderators' reviews and every step of their lives are written here."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.shapes import ProposalText
from consult.kernel.territory import territory
from consult.kernel.working_days import after_working_days
from consult.models.moderation import Decision
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.territory import Commune
from consult.queries import demo as queries
from consult.rules.lifecycle import ProposalState, Review
from consult.rules.moderation import CATEGORY_OF, DecisionKind, Ground, Source
from consult.rules.participation import Channel, answer_due
from consult.rules.ranking import CIRCLE
from consult.services.demo.cast import Person
from consult.services.demo.groups import Group
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story, tell_move
from consult.services.demo.supports import is_neighbour
from consult.services.proposals.behalf import CODE_SIGNS
from consult.services.proposals.review import is_substantial

_S = ProposalState
#: How far from the town hall, in degrees, a proposal's point may lie.
NEARBY = 0.006
#: A moderator reads a changed text within a day.
READ_WITHIN = timedelta(hours=20)


def first_and_second(text: ProposalText) -> list[tuple[str, Review]]:
    """The bodies of all versions with what moderation thinks of each."""
    unread = {_S.DRAFT: Review.PENDING, _S.SUBMITTED: Review.PENDING, _S.RETURNED: Review.REFUSED}
    versions = [(text.body, unread.get(text.state, Review.ACCEPTED))]
    if text.second_version is not None:
        versions.append((f"{text.body}\n\n{text.second_version.added}", text.second_version.review))
    return versions


def shown_body(text: ProposalText) -> str:
    """The newest accepted body, or the only one."""
    bodies = [body for body, review in first_and_second(text) if review is Review.ACCEPTED]
    return bodies[-1] if bodies else text.body


def write_proposals(
    stage: Stage, stories: Sequence[Story], groups: Mapping[str, Group], communes: Mapping[str, Commune]
) -> None:
    """The rows of all proposals, then of their versions."""
    rows = [_row(stage, story, groups, communes) for story in stories]
    for story, number in zip(stories, queries.add(Proposal, rows), strict=True):
        story.id = number
    for story in stories:
        versions = first_and_second(story.text)
        times = [story.begun_at, story.changed_at]
        story.version_ids = queries.add(
            ProposalVersion,
            [
                {
                    "proposal_id": story.id,
                    "number": number,
                    "title": story.text.title,
                    "body": body,
                    "language": story.text.language,
                    "written_by_id": story.author.id,
                    "created_at": times[number - 1],
                    "review": review,
                    "language_doubt": story.text.language_doubt,
                }
                for number, (body, review) in enumerate(versions, start=1)
            ],
        )


def _row(
    stage: Stage, story: Story, groups: Mapping[str, Group], communes: Mapping[str, Commune]
) -> dict[str, Any]:
    text, versions = story.text, first_and_second(story.text)
    group = groups.get(text.author.organisation or "")
    online = text.channel is Channel.ONLINE
    saved_at = story.changed_at if text.second_version else None
    backing = story.supporters + story.brought
    return _place(stage, text, communes) | {
        "chantier_number": text.chantier,
        "kind": text.kind,
        "state": text.state,
        "title": text.title,
        "body": shown_body(text),
        "language": text.language,
        "cost_euros": text.cost_euros,
        "author_id": story.author.id if online else None,
        "organisation_id": group.id if group else None,
        "channel": text.channel,
        "entered_by_id": None if online else story.author.id,
        "behalf_name": text.behalf_name,
        "receipt_code": None if online else _code(stage),
        "created_at": story.begun_at,
        "changed_at": saved_at or story.sent_at or story.begun_at,
        "submitted_at": story.sent_at,
        "review_due_at": _review_due(saved_at or story.sent_at),
        "published_at": story.published_at,
        "answer_due_at": _answer_due(story),
        "shown_version": len([review for _, review in versions if review is Review.ACCEPTED]) or 1,
        "newest_version": len(versions),
        "support_count": len(backing),
        "neighbour_support_count": sum(is_neighbour(person) for person, _ in backing),
        "comment_count": sum(remark.public for remark in story.all_remarks),
        "random_key": stage.dice.randrange(CIRCLE),
    }


def _place(stage: Stage, text: ProposalText, communes: Mapping[str, Commune]) -> dict[str, Any]:
    commune = communes[text.commune] if text.commune else None
    shift = [stage.dice.uniform(-NEARBY, NEARBY) for _ in range(2)]
    return {
        "commune_insee": text.commune,
        "lat": round(commune.lat + shift[0], 5) if commune else None,
        "lon": round(commune.lon + shift[1], 5) if commune else None,
    }


def _code(stage: Stage) -> str:
    signs = "".join(stage.dice.choices(CODE_SIGNS, k=8))
    return f"{signs[:4]}-{signs[4:]}"


def _review_due(sent_at: datetime | None) -> datetime | None:
    return sent_at and after_working_days(sent_at, territory().settings["proposal_review_days"])


def _answer_due(story: Story) -> datetime | None:
    owed_from = story.answer_owed_from
    return owed_from and answer_due(owed_from, territory().settings["answer_days"])


def tell_lives(stage: Stage, stories: Sequence[Story], moderators: Sequence[Person]) -> None:
    """Every step's line in the journal, and a moderator's immutable decision on every version read."""
    for place, story in enumerate(stories):
        _tell_one(stage, story, moderators[place % len(moderators)])


def _tell_one(stage: Stage, story: Story, moderator: Person) -> None:
    text, author = story.text, story.author.id
    _step(stage, story, story.begun_at, author, "proposal.begun")
    if story.sent_at is None:
        return
    if text.channel is not Channel.ONLINE:
        facts = {"channel": text.channel.value}
        _step(stage, story, story.begun_at, author, "proposal.entered_on_behalf", **facts)
    tell_move(stage, story, story.sent_at, author, _S.DRAFT, _S.SUBMITTED)
    if story.published_at is not None:
        _review(stage, story, 1, moderator, story.published_at)
        tell_move(stage, story, story.published_at, moderator.id, _S.SUBMITTED, _S.PUBLISHED)
    elif text.state is _S.RETURNED:
        at = stage.between(story.sent_at + timedelta(hours=20), stage.ago(6))
        _review(stage, story, 1, moderator, at)
        tell_move(stage, story, at, moderator.id, _S.SUBMITTED, _S.RETURNED)
    if text.state is _S.WITHDRAWN:
        tell_move(stage, story, story.debate_ends, author, _S.PUBLISHED, _S.WITHDRAWN)
    if story.changed_at is not None:
        _tell_change(stage, story, moderator, story.changed_at)


def _tell_change(stage: Stage, story: Story, moderator: Person, changed_at: datetime) -> None:
    _step(stage, story, changed_at, story.author.id, "proposal.saved", version=2)
    versions = first_and_second(story.text)
    if versions[1][1] is not Review.ACCEPTED:
        return
    at = stage.between(changed_at, changed_at + READ_WITHIN)
    substantial = is_substantial(*(f"{story.text.title}\n{body}" for body, _ in versions))
    _review(stage, story, 2, moderator, at)
    facts = {"version": 2, "substantial": substantial}
    _step(stage, story, at, moderator.id, "proposal.version_accepted", **facts)


def _review(stage: Stage, story: Story, version: int, moderator: Person, at: datetime) -> None:
    returned = stage.files.moderated.returned.get(story.text.key)
    kind = DecisionKind.RETURN if returned else DecisionKind.PUBLISH
    ground = returned.ground if returned else None
    row = {
        "kind": kind,
        "proposal_id": story.id,
        "proposal_version_id": story.version_ids[version - 1],
        "version": version,
        "ground": ground,
        "category": CATEGORY_OF[ground] if ground else None,
        "reason": returned.reason if returned else "",
        "language": story.author.language,
        "source": Source.REVIEW,
        "decided_by_id": moderator.id,
        "decided_at": at,
    }
    (number,) = queries.add(Decision, [row])
    facts = _facts(number, kind, ground, version)
    chantier = story.text.chantier
    stage.tell(at, moderator.id, "moderation.decided", "proposal", story.id, chantier=chantier, **facts)


def _facts(number: int, kind: DecisionKind, ground: Ground | None, version: int) -> dict[str, Any]:
    return {
        "decision_id": number,
        "decision": kind.value,
        "ground": ground.value if ground else None,
        "version": version,
        "reports": [],
    }


def _step(stage: Stage, story: Story, at: datetime, actor_id: int | None, event: str, **facts: Any) -> None:
    stage.tell(at, actor_id, event, "proposal", story.id, chantier=story.text.chantier, **facts)
