"""What a decision or a report of the demonstration is about."""

from dataclasses import dataclass
from datetime import datetime

from consult.rules.moderation import Subject, SubjectKind
from consult.services.demo.cast import Person
from consult.services.demo.stories import Remark, Story


@dataclass(frozen=True, slots=True)
class Thing:
    """A proposal, a comment or a person; ``since`` it has been there, ``chantier`` None for people."""

    subject: Subject
    author: Person
    since: datetime
    story: Story | None = None
    remark: Remark | None = None

    @property
    def chantier(self) -> int | None:
        return self.story.text.chantier if self.story else None

    def version(self, at: datetime) -> int | None:
        """The number of the newest text at that moment; people have none."""
        if self.story is None:
            return None
        changed = self.story.changed_at
        return 2 if self.remark is None and changed is not None and changed <= at else 1


def proposal(story: Story) -> Thing:
    assert story.published_at is not None
    return Thing(Subject(SubjectKind.PROPOSAL, story.id), story.author, story.published_at, story)


def comment(story: Story, beginning: str) -> Thing:
    """The comment that begins so."""
    remark = next(one for one in story.all_remarks if one.text.text.startswith(beginning))
    return Thing(Subject(SubjectKind.COMMENT, remark.id), remark.author, remark.at, story, remark)


def person(who: Person) -> Thing:
    return Thing(Subject(SubjectKind.ACCOUNT, who.id), who, who.created_at)
