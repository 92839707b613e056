"""Comments and supports, with the journal's line of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from bench.dataset.bulk import Row, load, next_id
from bench.dataset.people import People
from bench.dataset.proposals import Planned
from bench.texts import Invented
from consult.models.comments import Comment, CommentVersion
from consult.models.journal import JournalEntry
from consult.models.proposals import Support
from consult.rules.comments import Stance
from consult.rules.lifecycle import Review

#: Of ten comments so many answer another one.
REPLIES = 3
STANCES = tuple(Stance)
#: One comment in so many is public and still to be read over by a moderator.
WATCHED = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """A comment to be written; ``text`` is the number of one of the invented texts."""

    id: int
    proposal: Planned
    text: int
    parent: int | None
    author: int
    at: datetime

    @property
    def watched(self) -> bool:
        return self.id % WATCHED == 0


class Debate:
    """All that is said, the same at every reading: rows of several tables come from it one after another."""

    def __init__(self, planned: Sequence[Planned], people: People, texts: Sequence[Invented]) -> None:
        self.planned, self.people, self.texts = planned, people, texts
        self.first = next_id(Comment)
        self.count = sum(each.comments for each in planned)

    def __iter__(self) -> Iterator[Said]:
        chance, number = Random(self.first), self.first  # noqa: S311  # the same every time
        for proposal in self.planned:
            parents: list[int] = []
            for place in range(proposal.comments):
                reply = bool(parents) and place % 10 < REPLIES
                yield Said(
                    id=number,
                    proposal=proposal,
                    text=number % len(self.texts),
                    parent=parents[chance.randrange(len(parents))] if reply else None,
                    author=chance.randrange(self.people.count),
                    at=proposal.at + timedelta(hours=2, minutes=place),
                )
                if not reply:
                    parents.append(number)
                number += 1

    def write(self) -> None:
        """The comments, and the one version of each."""
        load(Comment, map(self._comment, self), self.count)
        first = next_id(CommentVersion) - self.first
        load(CommentVersion, (self._version(said, said.id + first) for said in self), self.count)

    def _comment(self, said: Said) -> Row:
        text = self.texts[said.text]
        return {
            "id": said.id,
            "proposal_id": said.proposal.id,
            "parent_id": said.parent,
            "answered_id": said.parent,
            "stance": STANCES[said.id % len(STANCES)],
            "body": text.body,
            "language": text.language,
            "author_id": self.people.first + said.author,
            "created_at": said.at,
            "published_at": said.at,
        }

    def _version(self, said: Said, number: int) -> Row:
        text = self.texts[said.text]
        return {
            "id": number,
            "comment_id": said.id,
            "number": 1,
            "body": text.body,
            "language": text.language,
            "created_at": said.at,
            "review": Review.WATCHED if said.watched else Review.ACCEPTED,
            "due_at": said.at + timedelta(days=3) if said.watched else None,
        }


def write_supports(planned: Sequence[Planned], people: People) -> None:
    """One row for each person behind each proposal."""
    rows = (
        {
            "proposal_id": each.id,
            "account_id": people.first + number,
            "neighbour": people.neighbour(number),
            "created_at": each.at + timedelta(hours=1, seconds=place),
        }
        for each in planned
        for place, number in enumerate(each.supporting(people))
    )
    load(Support, rows, sum(len(each.supporters) for each in planned))


def write_journal(debate: Debate) -> None:
    """What the deeds would have told, proposal by proposal."""
    count = debate.count + sum(2 if each.public else 1 for each in debate.planned)
    count += sum(len(each.supporters) for each in debate.planned)
    first = next_id(JournalEntry)
    rows = ({"id": first + place} | line for place, line in enumerate(_lines(debate)))
    load(JournalEntry, rows, count)


def _lines(debate: Debate) -> Iterator[Row]:
    people, said = debate.people, iter(debate)
    for each in debate.planned:
        about = {"subject_kind": "proposal", "subject_id": each.id, "chantier_number": each.chantier}
        author = people.first + each.author
        yield {
            "at": each.at,
            "actor_id": author,
            "event": "proposal.submitted",
            **about,
            "facts": _step("draft"),
        }
        if each.public:
            at = each.at + timedelta(hours=1)
            yield {
                "at": at,
                "actor_id": author,
                "event": "proposal.published",
                **about,
                "facts": _step("submitted"),
            }
        for place, number in enumerate(each.supporting(people)):
            at = each.at + timedelta(hours=1, seconds=place)
            yield {
                "at": at,
                "actor_id": people.first + number,
                "event": "support.given",
                **about,
                "facts": {},
            }
        for one in islice(said, each.comments):
            yield {
                "at": one.at,
                "actor_id": people.first + one.author,
                "event": "comment.written",
                "subject_kind": "comment",
                "subject_id": one.id,
                "chantier_number": each.chantier,
                "facts": {
                    "proposal_id": each.id,
                    "stance": STANCES[one.id % len(STANCES)].value,
                    "review": Review.WATCHED.value,
                },
            }


def _step(before: str) -> dict[str, object]:
    return {"before": before, "version": 1}
