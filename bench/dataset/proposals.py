"""Proposals of every state, their first versions, and how many people speak and stand behind each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bench.dataset.bulk import Row, load, next_id
from bench.dataset.people import People
from bench.dataset.sizes import Sizes
from bench.texts import SEED, Invented
from consult.kernel.working_days import after_working_days
from consult.models.proposals import Proposal, ProposalVersion
from consult.rules.lifecycle import ProposalKind, ProposalState, Review
from consult.rules.ranking import CIRCLE

_S = ProposalState
#: One ballot in so many is still open.
RUNNING = 20
#: Of a hundred proposals so many are in each state, beside those with threads and ballots, which come first.
STATES = ((_S.PUBLISHED, 88), (_S.SUBMITTED, 3), (_S.ANSWERED, 5), (_S.IN_PROGRESS, 2), (_S.DONE, 2))
KINDS = (*[ProposalKind.IDEA] * 7, *[ProposalKind.NEED] * 3)
#: The proposal of rank r has a share of comments and supports of 1 / (r + FLAT) ** STEEP.
FLAT, STEEP = 20, 0.8
#: No proposal but those of ``Sizes.threads`` has more comments.
LONGEST = 3_000


@dataclass(frozen=True, slots=True)
class Planned:
    """A proposal to be written; ``rank`` 0 has most supporters."""

    id: int
    rank: int
    text: Invented
    state: ProposalState
    author: int
    at: datetime
    chantier: int
    comments: int
    supporters: range

    @property
    def public(self) -> bool:
        return self.state is not _S.SUBMITTED

    def supporting(self, people: People) -> Iterator[int]:
        """Whose supports it has, each once: numbers from 0."""
        return (place % people.count for place in self.supporters)


def plan(
    sizes: Sizes, texts: Sequence[Invented], people: People, until: datetime, open_chantiers: Sequence[int]
) -> list[Planned]:
    """All proposals, oldest first; the sums of comments and supports are exactly those of ``sizes``.

    Those with threads belong to ``open_chantiers``, where people may write today.
    """
    chance = Random(SEED)  # noqa: S311  # the same every time
    states = [state for state, share in STATES for _ in range(share)]
    first = next_id(Proposal)
    order = [_S.PUBLISHED] * len(sizes.threads)
    order += [_S.IN_BALLOT] * (sizes.ballots // RUNNING)
    order += [_S.VOTED] * (sizes.ballots - sizes.ballots // RUNNING)
    order += [chance.choice(states) for _ in range(sizes.proposals - len(order))]
    public = [rank for rank, state in enumerate(order) if state is not _S.SUBMITTED]
    comments = _threads(sizes, public)
    supports = dict(zip(public, _shared(sizes.supports, len(public), people.count // 3), strict=True))
    step = (until - people.since) / (len(order) + 1)
    return [
        Planned(
            id=first + rank,
            rank=rank,
            text=texts[rank],
            state=state,
            author=chance.randrange(people.count),
            at=people.since + step * (rank + 1),
            chantier=open_chantiers[rank % len(open_chantiers)]
            if rank < len(sizes.threads)
            else texts[rank].chantier,
            comments=comments.get(rank, 0),
            supporters=_supporters(chance, people, supports.get(rank, 0)),
        )
        for rank, state in enumerate(order)
    ]


def write_proposals(planned: Sequence[Planned], people: People) -> None:
    """The rows of the proposals, and of the one version of each."""
    first = next_id(ProposalVersion)
    chance = Random(len(planned))  # noqa: S311  # the same places on the circle every time
    load(Proposal, (_row(each, people, chance) for each in planned), len(planned))
    load(ProposalVersion, (_version(each, first, people) for each in planned), len(planned))


def _threads(sizes: Sizes, public: Sequence[int]) -> dict[int, int]:
    fixed = dict(zip(public, sizes.threads, strict=False))
    others = public[len(fixed) :]
    left = sizes.comments - sum(fixed.values())
    return fixed | dict(zip(others, _shared(left, len(others), LONGEST), strict=True))


def _shared(total: int, places: int, most: int) -> list[int]:
    """``total`` in ``places`` uneven parts, the first ones largest, none above ``most``."""
    weights = [1 / (rank + FLAT) ** STEEP for rank in range(places)]
    whole = sum(weights)
    parts = [min(most, int(total * weight / whole)) for weight in weights]
    short = total - sum(parts)
    for rank in range(places):
        parts[rank] += short // places + (rank < short % places)
    return parts


def _supporters(chance: Random, people: People, count: int) -> range:
    """Places on the circle of people, a step apart that visits everybody before anybody again."""
    start, step = chance.randrange(people.count), chance.choice((1, 3, 7, 11, 13, 17))
    return range(start, start + step * count, step)


def _row(each: Planned, people: People, chance: Random) -> Row:
    supporting = list(each.supporting(people))
    return {
        "id": each.id,
        "chantier_number": each.chantier,
        "kind": KINDS[each.rank % len(KINDS)],
        "state": each.state,
        "title": each.text.title[:100],
        "body": each.text.body,
        "language": each.text.language,
        "commune_insee": each.text.commune,
        "author_id": people.first + each.author,
        "created_at": each.at,
        "changed_at": each.at,
        "submitted_at": each.at,
        "review_due_at": after_working_days(each.at, 3) if each.state is _S.SUBMITTED else None,
        "published_at": each.at + timedelta(hours=1) if each.public else None,
        "support_count": len(supporting),
        "neighbour_support_count": sum(map(people.neighbour, supporting)),
        "comment_count": each.comments,
        "random_key": chance.randrange(CIRCLE),
    }


def _version(each: Planned, first: int, people: People) -> Row:
    return {
        "id": first + each.rank,
        "proposal_id": each.id,
        "number": 1,
        "title": each.text.title[:100],
        "body": each.text.body,
        "language": each.text.language,
        "written_by_id": people.first + each.author,
        "created_at": each.at,
        "review": Review.ACCEPTED if each.public else Review.PENDING,
    }
