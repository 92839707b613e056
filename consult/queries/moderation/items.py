"""One thing on a moderator's table: what it says, how it stands, and what was said and decided about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotAllowed, NotFound
from consult.kernel.messages import N_
from consult.models.comments import Comment
from consult.models.programme import Chantier
from consult.models.proposals import Proposal
from consult.queries.moderation.marks import Holder
from consult.queries.moderation.past import Past
from consult.queries.moderation.records import DecisionLine, ReportLine
from consult.queries.proposals import Alike
from consult.rules.comments import Stance
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import DecisionKind, Standing, Subject, SubjectKind
from consult.rules.permissions import Facts, Permission, allows


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the language it was written in; a comment has no title, a person's name no body."""

    title: str | None
    body: str
    language: str


@dataclass(frozen=True, slots=True)
class Party:
    """An account or an organisation behind a text."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """``text`` is what a moderator decides on, None when it was removed from their eyes too; ``before`` the
    public text that a later version would replace, or replaced; ``further`` the same words in another
    language, or the reply to an offer, and ``on`` what they are about; ``earlier`` the restricting decisions
    on other texts of the same author; ``seen`` the newest decision's id or 0.

    ``author_language`` is that of the statement of reasons; ``language_doubt`` what the text seems to be
    written in. ``proposal`` and ``chantier`` are None for names; ``comments`` counts those under the
    proposal, and ``public`` says whether everybody reads it. ``past``: what an account wrote, and what was
    decided.
    """

    subject: Subject
    facts: Facts
    standing: Standing
    second_person: bool
    possible: tuple[DecisionKind, ...]
    text: Text | None
    version: int
    sent_at: datetime
    author: Party | None
    organisation: Party | None
    author_language: str
    decisions: Sequence[DecisionLine]
    reports: Sequence[ReportLine]
    raid: bool
    earlier: dict[DecisionKind, int]
    holder: Holder | None
    before: Text | None = None
    further: Sequence[Text] = ()
    on: Text | None = None
    language_doubt: str | None = None
    proposal_id: int | None = None
    proposal: Text | None = None
    chantier: Chantier | None = None
    comments: int = 0
    public: bool = False
    stance: Stance | None = None
    similar: Sequence[Alike] = ()
    withheld: str | None = None
    suspended_until: datetime | None = None
    suspension_id: int | None = None
    texts: tuple[int, int] = (0, 0)
    past: Past | None = None

    @property
    def seen(self) -> int:
        return self.decisions[0].id if self.decisions else 0


def check_moderator(actor: Actor, facts: Facts) -> None:
    """``NotFound`` outside the moderator's chantiers, ``NotAllowed`` for what concerns them."""
    if facts.state is ProposalState.DRAFT or not allows(
        actor, Permission.MODERATE, Facts(chantier=facts.chantier)
    ):
        raise NotFound
    if not allows(actor, Permission.MODERATE, facts):
        raise NotAllowed("own_text", N_("You are concerned by this yourself, so another moderator decides."))


def readable(actor: Actor, facts: Facts) -> bool:
    """What was removed is withheld from moderators too; auditors read it."""
    return facts.visibility is not Visibility.REMOVED or allows(actor, Permission.READ_WITHHELD, facts)


def hidden_by(visibility: Visibility, decisions: Sequence[tuple[DecisionLine, int]]) -> int | None:
    """The account behind the decision that hid a text."""
    if visibility is not Visibility.HIDDEN:
        return None
    return next((account for line, account in decisions if line.kind is DecisionKind.HIDE), None)


def rows(subject: Subject) -> tuple[Comment | None, Proposal]:
    """A comment with its proposal, or a proposal alone, with author and organisation; ``NotFound``."""
    if subject.kind is SubjectKind.COMMENT:
        comment = db.session.scalar(
            sa.select(Comment)
            .options(
                joinedload(Comment.author),
                joinedload(Comment.organisation),
                joinedload(Comment.proposal).joinedload(Proposal.chantier),
            )
            .where(Comment.id == subject.id)
        )
        if comment is None:
            raise NotFound
        return comment, comment.proposal
    proposal = db.session.scalar(
        sa.select(Proposal)
        .options(
            joinedload(Proposal.author), joinedload(Proposal.organisation), joinedload(Proposal.chantier)
        )
        .where(Proposal.id == subject.id)
    )
    if proposal is None:
        raise NotFound
    return None, proposal
