"""What a moderator reads before two proposals become one, or become two again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import LARGEST_ID, db
from consult.kernel.errors import Conflict, NotAllowed, NotFound
from consult.kernel.messages import N_, Message
from consult.kernel.territory import territory
from consult.models.moderation import Merge
from consult.models.proposals import Proposal, Support
from consult.queries import search
from consult.queries.conditions import listed
from consult.queries.merging.rows import on_agenda
from consult.queries.moderation import is_contested_within, merge_of, newest_decision, reading_language
from consult.queries.proposals import Alike, Card, similar, whole
from consult.queries.proposals.cards import columns, read
from consult.queries.proposals.people import Writer, co_writers, writer
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import (
    Subject,
    SubjectKind,
    check_impartial,
    check_may_merge,
    check_merge,
    is_gone,
    last_moment,
)
from consult.rules.permissions import Facts, Permission, allows
from consult.rules.search import SearchKind

#: How many proposals a search finds, and how many similar ones are offered.
MOST_FOUND, MOST_SIMILAR = 10, 5


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two proposals; ``readable``: whether its text may be shown to this moderator."""

    proposal: Proposal
    writer: Writer | None
    co_writers: list[str]
    readable: bool


@dataclass(frozen=True, slots=True)
class MergePage:
    """``target`` is what was chosen, if there is such a proposal; ``together`` the distinct people behind
    both; ``alike`` says what makes the two similar; ``obstacle`` why they cannot be merged.

    ``language``: the author's, in which the reason is written; ``seen``: the newest decision's id or 0.
    """

    source: Side
    target: Side | None
    together: int
    alike: Alike | None
    obstacle: Message | None
    similar: Sequence[Alike]
    found: Sequence[Card]
    language: str
    seen: int


@dataclass(frozen=True, slots=True)
class UnmergePage:
    """``ends_at``: until when the merge can be undone, None when that has no end; ``obstacle`` why it cannot
    be undone any more, or not yet."""

    source: Side
    target: Side
    merge: Merge
    read_at: datetime
    ends_at: datetime | None
    obstacle: Message | None
    language: str
    seen: int

    @property
    def days_left(self) -> int:
        """Whole days that remain, rounded up; 0 when the time is over."""
        return 0 if self.ends_at is None else max(0, -((self.read_at - self.ends_at).days))


def merge_page(actor: Actor, proposal_id: int, into: int | None, words: str) -> MergePage:
    """At most ten statements; ``NotFound`` and ``NotAllowed`` as on the proposal's own page of moderation."""
    source = _judged(actor, proposal_id)
    if not allows(actor, Permission.READ_PROPOSAL, source.facts):
        raise NotFound
    target = _target(actor, into)
    text = f"{source.title}\n{source.body}"
    alike = similar(text, source.language, but=source.id, version=source.shown_version, limit=MOST_FOUND)
    open_ones = [one for one in alike if one.card.state is ProposalState.PUBLISHED]
    return MergePage(
        source=_side(actor, source),
        target=_side(actor, target) if target is not None else None,
        together=_together(source, target) if target is not None else source.support_count,
        alike=next((one for one in alike if target is not None and one.card.id == target.id), None),
        obstacle=_obstacle(actor, source, target) if target is not None else None,
        similar=open_ones[:MOST_SIMILAR],
        found=_found(words.strip(), source.id),
        language=reading_language(source.author_id or source.entered_by_id) or source.language,
        seen=_seen(source.id),
    )


def unmerge_page(actor: Actor, proposal_id: int) -> UnmergePage:
    """Seven statements; ``Conflict`` when the proposal is not merged."""
    source = _judged(actor, proposal_id)
    merge = merge_of(source.id)
    target = whole(merge.target_id) if merge is not None else None
    if merge is None or target is None:
        raise Conflict("not_merged", N_("This proposal is not merged."))
    check_impartial(actor, _facts(target))
    moment = now()
    gone = is_gone(target.state, target.visibility) or is_contested_within(merge.source_id)
    ends_at = None if gone else last_moment(merge.merged_at, territory().settings["merge_undo_days"])
    return UnmergePage(
        source=_side(actor, source),
        target=_side(actor, target),
        merge=merge,
        read_at=moment,
        ends_at=ends_at,
        obstacle=_why_not_undone(target, ends_at, moment),
        language=reading_language(source.author_id or source.entered_by_id) or source.language,
        seen=_seen(source.id),
    )


def _judged(actor: Actor, proposal_id: int) -> Proposal:
    proposal = whole(proposal_id)
    if proposal is None or proposal.state is ProposalState.DRAFT:
        raise NotFound
    if not allows(actor, Permission.MODERATE, Facts(chantier=proposal.chantier_number)):
        raise NotFound
    check_impartial(actor, _facts(proposal))
    return proposal


def _facts(proposal: Proposal) -> Facts:
    return replace(proposal.facts, co_authors=frozenset(row.account_id for row in proposal.co_authors))


def _side(actor: Actor, proposal: Proposal) -> Side:
    readable = allows(actor, Permission.READ_PROPOSAL, proposal.facts)
    return Side(proposal, writer(proposal), co_writers(proposal), readable)


def _target(actor: Actor, into: int | None) -> Proposal | None:
    found = whole(into) if into is not None else None
    readable = found is not None and allows(actor, Permission.READ_PROPOSAL, found.facts)
    return found if readable else None


def _together(source: Proposal, target: Proposal) -> int:
    statement = sa.select(sa.func.count(sa.distinct(Support.account_id)))
    return db.session.scalar(statement.where(Support.proposal_id.in_([source.id, target.id]))) or 0


def _obstacle(actor: Actor, source: Proposal, target: Proposal) -> Message | None:
    """What the deed would say, before anybody has written a reason in vain."""
    ours, theirs = ((one.id, one.state, one.visibility) for one in (source, target))
    try:
        check_may_merge(actor, _facts(target))
        check_merge(ours, theirs, on_agenda([source.id, target.id]))
    except (NotAllowed, Conflict) as refusal:
        return refusal.message
    return None


def _why_not_undone(target: Proposal, ends_at: datetime | None, moment: datetime) -> Message | None:
    if target.state is ProposalState.MERGED:
        return Message(N_("The other proposal has been merged further meanwhile. Undo that merge first."))
    if ends_at is not None and moment > ends_at:
        return Message(N_("The time in which this merge could be undone is over."))
    return None


def _found(words: str, but: int) -> list[Card]:
    """Open proposals with this number, or with all these words; at most ten, the most supported first."""
    if not words:
        return []
    by_number = words.isascii() and words.isdecimal() and len(words) <= 10 and int(words) <= LARGEST_ID
    wanted = (
        Proposal.id == int(words) if by_number else search.mentions(SearchKind.PROPOSAL, Proposal.id, words)
    )
    return read(
        columns()
        .where(listed(), Proposal.state == ProposalState.PUBLISHED, Proposal.id != but, wanted)
        .order_by(Proposal.support_count.desc(), Proposal.id)
        .limit(MOST_FOUND)
    )


def _seen(proposal_id: int) -> int:
    newest = newest_decision(Subject(SubjectKind.PROPOSAL, proposal_id))
    return newest.id if newest is not None else 0
