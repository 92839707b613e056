"""Comments, their marks of usefulness, and what search finds of proposals and comments, are written here."""

from collections.abc import Mapping, Sequence
from typing import Any

from consult.kernel.territory import territory
from consult.kernel.working_days import after_working_days
from consult.models.comments import Comment, CommentMark, CommentVersion
from consult.queries import demo as queries
from consult.rules.lifecycle import Review, Visibility
from consult.services.demo.cast import Cast, Person
from consult.services.demo.groups import Group
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Remark, Story

#: The settings that say how soon a comment is read, by whether it waits for that.
DAYS = {True: "comment_review_days", False: "watch_days"}
#: Most people who mark a comment find it useful.
MOST_MARKS, USEFUL = 9, 0.78


def write_comments(cast: Cast, stories: Sequence[Story], groups: Mapping[str, Group]) -> None:
    """First-level comments in the order of time, then replies; each with its version and its line."""
    marks = {remark: _marks(cast, remark) for story in stories for remark in story.all_remarks}
    first = [(story, remark, None) for story in stories for remark in story.remarks]
    _write_level(cast.stage, sorted(first, key=lambda row: row[1].at), groups, marks)
    replies = [
        (story, reply, remark) for story in stories for remark in story.remarks for reply in remark.replies
    ]
    _write_level(cast.stage, sorted(replies, key=lambda row: row[1].at), groups, marks)
    _write_marks(cast.stage, stories, marks)


Marks = Mapping[Remark, list[tuple[Person, bool]]]


def _write_level(
    stage: Stage,
    level: Sequence[tuple[Story, Remark, Remark | None]],
    groups: Mapping[str, Group],
    marks: Marks,
) -> None:
    rows = [_row(story, remark, parent, groups, marks[remark]) for story, remark, parent in level]
    numbers = queries.add(Comment, rows)
    versions, settings = [], territory().settings
    for (story, remark, _), number, row in zip(level, numbers, rows, strict=True):
        remark.id = number
        versions.append(
            {
                "comment_id": number,
                "number": 1,
                "body": row["body"],
                "language": row["language"],
                "created_at": remark.at,
                "review": remark.review,
                "due_at": after_working_days(remark.at, settings[DAYS[remark.waiting]]),
            }
        )
        stage.tell(
            remark.at,
            remark.author.id,
            "comment.written",
            "comment",
            number,
            chantier=story.text.chantier,
            organisation_id=row["organisation_id"],
            proposal_id=story.id,
            stance=remark.text.stance.value,
            review=(Review.PENDING if remark.waiting else Review.WATCHED).value,
        )
    for (_, remark, _), number in zip(level, queries.add(CommentVersion, versions), strict=True):
        remark.version_id = number


def _row(
    story: Story,
    remark: Remark,
    parent: Remark | None,
    groups: Mapping[str, Group],
    marks: list[tuple[Person, bool]],
) -> dict[str, Any]:
    group = groups.get(remark.organisation or "")
    useful = sum(verdict for _, verdict in marks)
    return {
        "proposal_id": story.id,
        "parent_id": parent.id if parent else None,
        "answered_id": parent.id if parent else None,
        "stance": remark.text.stance,
        "body": remark.text.text,
        "language": remark.text.language,
        "visibility": Visibility.HIDDEN if remark.withheld else Visibility.VISIBLE,
        "author_id": remark.author.id,
        "organisation_id": group.id if group else None,
        "created_at": remark.at,
        "published_at": None if remark.waiting else remark.at,
        "newest_version": 1,
        "useful_count": useful,
        "not_useful_count": len(marks) - useful,
    }


def _marks(cast: Cast, remark: Remark) -> list[tuple[Person, bool]]:
    """Different people's judgements of what is public; nobody judges their own words."""
    if not remark.public:
        return []
    dice = cast.stage.dice
    there = [
        person
        for person in cast.participants()
        if person is not remark.author and person.created_at < remark.at
    ]
    count = min(int(MOST_MARKS * dice.random() ** 2), len(there))
    return [(person, dice.random() < USEFUL) for person in dice.sample(there, count)]


def _write_marks(stage: Stage, stories: Sequence[Story], marks: Marks) -> None:
    rows = []
    for story in stories:
        for remark in story.all_remarks:
            for person, useful in marks[remark]:
                at = stage.between(remark.at, story.debate_ends, 3.0)
                rows.append(
                    {
                        "comment_id": remark.id,
                        "account_id": person.id,
                        "useful": useful,
                        "created_at": at,
                    }
                )
                facts = {"proposal_id": story.id, "useful": useful}
                chantier = story.text.chantier
                stage.tell(at, person.id, "comment.marked", "comment", remark.id, chantier=chantier, **facts)
    queries.add_keyed(CommentMark, rows)
