"""One text on a moderator's table: what it says, how it stands, and what was said and decided about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotAllowed, NotFound
from consult.kernel.messages import N_
from consult.models.comments import Comment, CommentVersion
from consult.models.programme import Chantier
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import proposals
from consult.queries.moderation.records import (
    DecisionLine,
    ReportLine,
    decisions_on,
    earlier_decisions,
    reports_on,
)
from consult.queries.moderation.rows import version
from consult.rules.comments import Stance
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import (
    DecisionKind,
    Standing,
    Subject,
    SubjectKind,
    needs_second_person,
    possible,
)
from consult.rules.permissions import Facts, Permission, allows


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the language it was written in; a comment has no title."""

    title: str | None
    body: str
    language: str


@dataclass(frozen=True, slots=True)
class Item:
    """``text`` is what a moderator decides on, None when it was removed from their eyes too; ``before`` the
    public text that a later version would replace; ``earlier`` the restricting decisions on other texts of
    the same author; ``seen`` the newest decision's id or 0."""

    subject: Subject
    proposal_id: int
    proposal: Text
    chantier: Chantier
    facts: Facts
    stance: Stance | None
    text: Text | None
    before: Text | None
    version: int
    author: str | None
    author_language: str
    organisation: str | None
    sent_at: datetime
    standing: Standing
    second_person: bool
    possible: tuple[DecisionKind, ...]
    decisions: Sequence[DecisionLine]
    reports: Sequence[ReportLine]
    earlier: dict[DecisionKind, int]
    similar: Sequence[proposals.Alike]

    @property
    def seen(self) -> int:
        return self.decisions[0].id if self.decisions else 0


def item(actor: Actor, subject: Subject) -> Item:
    """The page of one text; ``NotFound`` outside the moderator's chantiers, ``NotAllowed`` for one's own.

    Six statements for a proposal, at most five for a comment.
    """
    comment, proposal = rows(subject)
    facts = comment.facts_in(proposal.state, proposal.chantier_number) if comment else proposal.facts
    _check(actor, proposal, facts)
    newest = None if comment else version(proposal.id, proposal.newest_version)
    decisions, reports = decisions_on(subject), reports_on(subject)
    thing = comment or proposal
    standing = Standing(
        visibility=thing.visibility,
        open_reports=sum(not report.settled for report in reports),
        state=None if comment else proposal.state,
        review=newest.review if newest else None,
        supports=0 if comment else proposal.support_count,
        hidden_by_id=_hidden_by(thing.visibility, decisions),
    )
    texts = _texts(proposal, comment, newest, standing)
    author = thing.author if thing.author and thing.author.erased_at is None else None
    return Item(
        subject=subject,
        proposal_id=proposal.id,
        proposal=Text(proposal.title, proposal.body, proposal.language),
        chantier=proposal.chantier,
        facts=facts,
        stance=comment.stance if comment else None,
        text=texts[0] if _readable(actor, facts) else None,
        before=texts[1] if _readable(actor, facts) else None,
        version=comment.version if comment else proposal.newest_version,
        author=author.display_name if author else None,
        author_language=author.language if author else thing.language,
        organisation=thing.organisation.name if thing.organisation else None,
        sent_at=comment.created_at if comment else proposal.submitted_at or proposal.created_at,
        standing=standing,
        second_person=needs_second_person(standing, actor.account_id),
        possible=possible(standing, actor.account_id),
        decisions=[line for line, _ in decisions],
        reports=reports,
        earlier=earlier_decisions(thing.author_id, subject),
        similar=[] if comment or not _readable(actor, facts) else _similar(proposal, texts[0], standing),
    )


def _similar(proposal: Proposal, text: Text, standing: Standing) -> list[proposals.Alike]:
    """Of all chantiers, since what is sent twice is often sent to two of them."""
    version = proposal.newest_version if standing.awaits_review else proposal.shown_version
    return proposals.similar(f"{text.title}\n{text.body}", text.language, but=proposal.id, version=version)


def rows(subject: Subject) -> tuple[Comment | None, Proposal]:
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


def _check(actor: Actor, proposal: Proposal, facts: Facts) -> None:
    if proposal.state is ProposalState.DRAFT:
        raise NotFound
    if not allows(actor, Permission.MODERATE, Facts(chantier=facts.chantier)):
        raise NotFound
    if not allows(actor, Permission.MODERATE, facts):
        raise NotAllowed("own_text", N_("This is your own text, so another moderator decides."))


def _readable(actor: Actor, facts: Facts) -> bool:
    """What was removed is withheld from moderators too; auditors read it."""
    return facts.visibility is not Visibility.REMOVED or allows(actor, Permission.READ_JOURNAL, facts)


def _texts(
    proposal: Proposal, comment: Comment | None, newest: ProposalVersion | None, standing: Standing
) -> tuple[Text, Text | None]:
    """What is decided on, and the public text before it where that differs."""
    if comment is not None:
        previous = _version_before(comment)
        before = Text(None, previous.body, previous.language) if previous else None
        return Text(None, comment.body, comment.language), before
    shown = Text(proposal.title, proposal.body, proposal.language)
    if newest is None or not standing.awaits_review:
        return shown, None
    pending = Text(newest.title, newest.body, newest.language)
    return pending, shown if standing.published else None


def _version_before(comment: Comment) -> CommentVersion | None:
    if comment.version == 1:
        return None
    return db.session.scalar(
        sa.select(CommentVersion).where(
            CommentVersion.comment_id == comment.id, CommentVersion.number == comment.version - 1
        )
    )


def _hidden_by(visibility: Visibility, decisions: list[tuple[DecisionLine, int]]) -> int | None:
    if visibility is not Visibility.HIDDEN:
        return None
    return next((account for line, account in decisions if line.kind is DecisionKind.HIDE), None)
