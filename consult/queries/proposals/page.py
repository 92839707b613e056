"""One proposal with all that hangs on it: votes, answers, actions, and what its reader may do."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.clock import ReadAt, now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language
from consult.kernel.territory import territory
from consult.models.moderation import Decision
from consult.models.programme import Chantier
from consult.models.proposals import Answer, CoAuthor, Proposal, ProposalVersion
from consult.models.translations import Translation
from consult.queries import answers
from consult.queries.ballots import BallotCard, of_proposal
from consult.queries.comments import Thread, thread
from consult.queries.follow_up import Step
from consult.queries.following import followed_by
from consult.queries.phases import admitted_in
from consult.queries.proposals.likeness import Alike, similar
from consult.queries.proposals.needs import NeedPart, NeedTitle, need_title, of_need
from consult.queries.proposals.people import Writer, co_writers, writer
from consult.queries.proposals.supports import OwnSupport, as_held, held, own_support
from consult.queries.sittings import SittingCard, on_agenda
from consult.queries.translations import Reading, joins, read, reading
from consult.rules.comments import CommentOrder
from consult.rules.following import Followed
from consult.rules.lifecycle import OPEN_STATES, ProposalKind, ProposalState, Review, Visibility
from consult.rules.moderation import RESTRICTING
from consult.rules.permissions import Permission, allows, author
from consult.rules.phases import Contribution

#: With how many of its chantier's newest texts a proposal is compared each time it is read.
COMPARED = 100


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """``answers`` newest first; ``steps``: what followed them.

    ``note`` is moderation's last restricting decision, for its author only.

    ``co_writers``: names beside the author's; ``co_author``: the reader is one of them. ``as_written``: the
    reader asked for the original, although there is a translation. ``admitted``: what the chantier's present
    phases admit. ``help``: what a need gets; ``need``: the public one that a solution answers.
    """

    proposal: Proposal
    reading: Reading
    as_written: bool
    writer: Writer | None
    co_writers: list[str]
    co_author: bool
    answers: list[Answer]
    steps: list[Step]
    ballots: list[BallotCard]
    sittings: list[SittingCard]
    thread: Thread
    alike: list[Alike]
    supporting: OwnSupport
    own: bool
    note: Decision | None
    threshold: int
    read_at: ReadAt
    successor: Reading | None
    admitted: frozenset[Contribution]
    help: NeedPart | None
    need: NeedTitle | None
    following: bool

    @property
    def text(self) -> Reading:
        """Title and text as they are shown."""
        return self.reading.as_written if self.as_written else self.reading

    @property
    def public(self) -> bool:
        return self.proposal.published_at is not None and self.proposal.visibility is Visibility.VISIBLE

    @property
    def open(self) -> bool:
        """Whether people may support it now, if they may support at all."""
        return self.public and self.proposal.state in OPEN_STATES

    @property
    def takes_supports(self) -> bool:
        """Whether the chantier collects supports in its present phase."""
        return Contribution.SUPPORT in self.admitted

    @property
    def successor_shown(self) -> bool:
        """Whether everybody may read what this proposal was merged into."""
        successor = self.proposal.merged_into
        return successor is not None and successor.visibility is Visibility.VISIBLE

    @property
    def pending(self) -> bool:
        """Whether a newer text waits for moderation behind the one shown."""
        return self.proposal.newest_version > self.proposal.shown_version

    @property
    def answer_late_days(self) -> int:
        """For how many whole days an answer has been owed in vain; 0 when none is late."""
        due = self.proposal.answer_due_at
        full = any(answer.outcome is not None for answer in self.answers)
        return 0 if due is None or full else max(0, (self.read_at - due).days)

    @property
    def supports_missing(self) -> int:
        return max(0, self.threshold - self.proposal.support_count)


def whole(proposal_id: int) -> Proposal | None:
    """The proposal with chantier, commune, names and what it was merged into; one statement."""
    return db.session.scalars(_whole(proposal_id)).unique().one_or_none()


def _whole(proposal_id: int) -> sa.Select[Proposal]:
    return (
        sa.select(Proposal)
        .where(Proposal.id == proposal_id)
        .options(
            joinedload(Proposal.chantier).joinedload(Chantier.phases),
            joinedload(Proposal.commune),
            joinedload(Proposal.author),
            joinedload(Proposal.organisation),
            joinedload(Proposal.merged_into),
            joinedload(Proposal.co_authors).joinedload(CoAuthor.account),
        )
        .execution_options(populate_existing=True)
    )


def readable(actor: Actor, proposal_id: int) -> Proposal:
    """The whole proposal, or ``NotFound`` when it is not for ``actor`` to read."""
    proposal = whole(proposal_id)
    if proposal is None or not allows(actor, Permission.READ_PROPOSAL, proposal.facts):
        raise NotFound
    return proposal


def in_own_language(actor: Actor, proposal_id: int) -> tuple[Proposal, Reading]:
    """The same, with what readers of the current language get of it; one statement too."""
    return _with_own(actor, proposal_id)[:2]


def _with_own(actor: Actor, proposal_id: int) -> tuple[Proposal, Reading, bool, bool | None]:
    """The same, and whether ``actor`` follows it; last what ``supports.held`` says of their support."""
    reader, account_id = current_language(), actor.account_id
    follows = followed_by(account_id, Followed.PROPOSAL, proposal_id)
    statement = (
        _whole(proposal_id)
        .add_columns(
            follows, held(proposal_id, account_id), Translation, *joins.wishes(Proposal, reader, account_id)
        )
        .outerjoin(Translation, joins.readable(Proposal, Translation, reader))
        .options(joinedload(Translation.translator))
    )
    rows = db.session.execute(statement).unique().all()
    if not rows or not allows(actor, Permission.READ_PROPOSAL, rows[0][0].facts):
        raise NotFound
    proposal, following, via_merge, _, asked, waiting = rows[0]
    mine = read(proposal, reader, [row for _, _, _, row, *_ in rows if row is not None])
    return proposal, replace(mine, asked=bool(asked), waiting=waiting), following, via_merge


def page(
    actor: Actor,
    proposal_id: int,
    order: CommentOrder = CommentOrder.BALANCED,
    after: str | None = None,
    as_written: bool = False,
) -> ProposalPage:
    """Everything on a proposal's page; ``order`` and ``after`` choose the page of its debate.

    Eight statements, one more for a support that came over by a merge, one for the author, and one for a
    need or a solution.
    """
    proposal, mine, following, via_merge = _with_own(actor, proposal_id)
    follow_up = answers.of_proposal(proposal.id)
    own = author(actor, proposal.facts)
    admitted = admitted_in(proposal.chantier.phases)
    return ProposalPage(
        proposal=proposal,
        reading=mine,
        as_written=as_written and mine.translated,
        writer=writer(proposal),
        co_writers=co_writers(proposal),
        co_author=any(row.account_id == actor.account_id for row in proposal.co_authors),
        answers=follow_up.answers,
        steps=follow_up.steps,
        ballots=of_proposal(proposal.id),
        sittings=on_agenda(proposal.id),
        thread=thread(
            actor, proposal.id, proposal.facts, order, after, debate=Contribution.DEBATE in admitted
        ),
        alike=_alike(proposal),
        supporting=as_held(proposal.id, actor.account_id, via_merge),
        own=own,
        note=_note(proposal) if own else None,
        threshold=territory().settings["support_threshold"],
        read_at=now(),
        successor=reading(proposal.merged_into, current_language()) if proposal.merged_into else None,
        admitted=admitted,
        help=of_need(proposal.id) if _takes_help(proposal) else None,
        need=need_title(proposal.need_id),
        following=following,
    )


def _takes_help(proposal: Proposal) -> bool:
    return proposal.kind is ProposalKind.NEED and proposal.published_at is not None


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What a reader has to do with a proposal: their support, and whether they are named as a co-author."""

    proposal: Proposal
    text: Reading
    supporting: OwnSupport
    open: bool
    co_author: bool


def own_part(actor: Actor, proposal_id: int) -> OwnPart:
    """At most three statements."""
    proposal, text = in_own_language(actor, proposal_id)
    return OwnPart(
        proposal,
        text,
        own_support(proposal.id, actor.account_id),
        allows(actor, Permission.WITHDRAW_SUPPORT, proposal.facts),
        any(row.account_id == actor.account_id for row in proposal.co_authors),
    )


def _alike(proposal: Proposal) -> list[Alike]:
    """What was merged leads to its successor and to nothing else."""
    if proposal.state is ProposalState.MERGED:
        return []
    return similar(
        f"{proposal.title}\n{proposal.body}",
        proposal.language,
        but=proposal.id,
        version=proposal.shown_version,
        chantier=proposal.chantier_number,
        newest=COMPARED,
    )


def _note(proposal: Proposal) -> Decision | None:
    """Why the author's text is not, or no longer, as they sent it."""
    closed = proposal.state in {ProposalState.RETURNED, ProposalState.MERGED}
    if proposal.visibility is Visibility.VISIBLE and not closed:
        newest = sa.select(ProposalVersion.id).where(
            ProposalVersion.proposal_id == proposal.id,
            ProposalVersion.number == proposal.newest_version,
            ProposalVersion.review == Review.REFUSED,
        )
        about = Decision.proposal_version_id == newest.scalar_subquery()
    else:
        about = Decision.proposal_id == proposal.id
    statement = sa.select(Decision).where(about, Decision.kind.in_(RESTRICTING))
    return db.session.scalar(statement.order_by(Decision.id.desc()).limit(1))
