"""A proposal or a comment on a moderator's table."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.comments import Comment, CommentVersion
from consult.models.moderation import Taken
from consult.models.organisations import Organisation
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import proposals
from consult.queries.moderation import records
from consult.queries.moderation.items import Item, Party, Text, check_moderator, hidden_by, readable
from consult.queries.moderation.marks import Holder
from consult.queries.moderation.queue import taken_after
from consult.queries.moderation.rows import (
    accepted_before,
    co_author_ids,
    comment_accepted_before,
    is_contested_within,
    merge_of,
)
from consult.rules.lifecycle import PUBLIC_STATES, ProposalState, Review, Visibility
from consult.rules.moderation import (
    DecisionKind,
    Standing,
    Subject,
    SubjectKind,
    can_merge,
    can_undo,
    is_gone,
    needs_second_person,
    possible,
)
from consult.rules.permissions import Facts

Version = ProposalVersion | CommentVersion


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of one text: ``thing`` is the comment, or the proposal itself."""

    proposal: Proposal
    comment: Comment | None
    version: Version
    holder: Holder | None

    @property
    def thing(self) -> Proposal | Comment:
        return self.comment or self.proposal


def text_item(actor: Actor, subject: Subject) -> Item:
    """Eight statements for a proposal at most, six for a comment."""
    found = _comment(subject.id) if subject.kind is SubjectKind.COMMENT else _proposal(subject.id)
    facts = _facts(found)
    check_moderator(actor, facts)
    before = _accepted_before(found)
    decisions, reports = records.decisions_on(subject), records.reports_on(subject)
    standing = replace(
        _standing(found, before is not None),
        open_reports=sum(not report.settled for report in reports),
        hidden_by_id=hidden_by(found.thing.visibility, decisions),
    )
    shown = readable(actor, facts)
    text, replaced = _texts(found, before, standing) if shown else (None, None)
    author, proposal = found.thing.author, found.proposal
    known = author if author is not None and author.erased_at is None else None
    return Item(
        subject=subject,
        facts=facts,
        standing=standing,
        second_person=needs_second_person(standing, actor.account_id),
        possible=_possible(standing, actor, shown),
        text=text,
        before=replaced,
        version=found.thing.newest_version,
        sent_at=_sent_at(found),
        author=Party(known.id, known.display_name) if known else None,
        organisation=_party(found.thing.organisation),
        author_language=_reader(found) or found.thing.language,
        decisions=[line for line, _ in decisions],
        reports=reports,
        raid=records.is_raid(reports),
        earlier=records.earlier_decisions(found.thing.author_id, subject),
        holder=found.holder,
        language_doubt=found.version.language_doubt,
        proposal_id=proposal.id,
        proposal=Text(proposal.title, proposal.body, proposal.language),
        chantier=proposal.chantier,
        comments=proposal.comment_count,
        public=proposal.state in PUBLIC_STATES and proposal.visibility is Visibility.VISIBLE,
        stance=found.comment.stance if found.comment else None,
        similar=_similar(found, text, standing) if text is not None and found.comment is None else (),
    )


def _possible(standing: Standing, actor: Actor, shown: bool) -> tuple[DecisionKind, ...]:
    """Nobody brings back what they cannot read; an appeal does, judged by somebody who reads it for that."""
    kinds = possible(standing, actor.account_id)
    return kinds if shown else tuple(kind for kind in kinds if kind is not DecisionKind.REINSTATE)


def _facts(found: Found) -> Facts:
    proposal = found.proposal
    if found.comment is not None:
        if proposal.state is ProposalState.DRAFT:
            raise NotFound
        return found.comment.facts_in(proposal.state, proposal.chantier_number)
    return replace(proposal.facts, co_authors=co_author_ids(proposal.id))


def _standing(found: Found, fallback: bool) -> Standing:
    thing, comment = found.thing, found.comment
    standing = Standing(
        visibility=thing.visibility,
        kind=SubjectKind.COMMENT if comment else SubjectKind.PROPOSAL,
        review=found.version.review,
        fallback=fallback,
        label=thing.label,
        emptied=not thing.body,
    )
    return standing if comment else replace(standing, **_of_proposal(found.proposal))


def _of_proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "state": proposal.state,
        "supports": proposal.support_count,
        "mergeable": can_merge(proposal.state, proposal.visibility),
        "unmergeable": _unmergeable(proposal),
    }


def _unmergeable(proposal: Proposal) -> bool:
    merge = merge_of(proposal.id) if proposal.state is ProposalState.MERGED else None
    target = db.session.get(Proposal, merge.target_id) if merge is not None else None
    if merge is None or target is None:
        return False
    gone = is_gone(target.state, target.visibility) or is_contested_within(merge.source_id)
    return can_undo(merge.merged_at, now(), territory().settings["merge_undo_days"], gone=gone)


def _similar(found: Found, text: Text, standing: Standing) -> list[proposals.Alike]:
    """Of all chantiers, since what is sent twice is often sent to two of them."""
    proposal = found.proposal
    version = proposal.newest_version if standing.awaits_review else proposal.shown_version
    return proposals.similar(f"{text.title}\n{text.body}", text.language, but=proposal.id, version=version)


def _proposal(proposal_id: int) -> Found:
    author, organisation = _author_of(Proposal)
    row = db.session.execute(
        sa.select(Proposal, ProposalVersion, Taken, Account.display_name)
        .options(author, organisation, joinedload(Proposal.chantier))
        .join(
            ProposalVersion,
            sa.and_(
                ProposalVersion.proposal_id == Proposal.id,
                ProposalVersion.number == Proposal.newest_version,
            ),
        )
        .outerjoin(Taken, _taken(SubjectKind.PROPOSAL, Proposal.id))
        .outerjoin(Account, Account.id == Taken.account_id)
        .where(Proposal.id == proposal_id)
    ).first()
    if row is None:
        raise NotFound
    return Found(row[0], None, row[1], _holder(row[2], row[3]))


def _comment(comment_id: int) -> Found:
    author, organisation = _author_of(Comment)
    row = db.session.execute(
        sa.select(Comment, CommentVersion, Taken, Account.display_name)
        .options(author, organisation, joinedload(Comment.proposal).joinedload(Proposal.chantier))
        .join(
            CommentVersion,
            sa.and_(CommentVersion.comment_id == Comment.id, CommentVersion.number == Comment.newest_version),
        )
        .outerjoin(Taken, _taken(SubjectKind.COMMENT, Comment.id))
        .outerjoin(Account, Account.id == Taken.account_id)
        .where(Comment.id == comment_id)
    ).first()
    if row is None:
        raise NotFound
    return Found(row[0].proposal, row[0], row[1], _holder(row[2], row[3]))


def _author_of(thing: type[Proposal | Comment]) -> tuple[Any, Any]:
    return joinedload(thing.author), joinedload(thing.organisation)


def _taken(kind: SubjectKind, number: sa.orm.InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    return sa.and_(
        Taken.subject_kind == kind, Taken.subject_id == number, Taken.taken_at > taken_after(now())
    )


def _holder(taken: Taken | None, name: str) -> Holder | None:
    return Holder(taken.account_id, name, taken.taken_at) if taken is not None else None


def _party(organisation: Organisation | None) -> Party | None:
    return Party(organisation.id, organisation.name) if organisation is not None else None


def _reader(found: Found) -> str | None:
    """The language of whoever reads the statement: the author, or who entered the text for somebody."""
    author = found.thing.author
    if author is not None:
        return author.language
    entered_by = None if found.comment else found.proposal.entered_by_id
    if entered_by is None:
        return None
    return db.session.scalar(sa.select(Account.language).where(Account.id == entered_by))


def _accepted_before(found: Found) -> Version | None:
    """The last accepted text before the newest, where there could be one."""
    if found.thing.newest_version == 1:
        return None
    if found.comment is not None:
        return comment_accepted_before(found.comment)
    return accepted_before(found.proposal)


def _sent_at(found: Found) -> datetime:
    if found.thing.newest_version > 1:
        return found.version.created_at
    if found.comment is not None:
        return found.comment.created_at
    return found.proposal.submitted_at or found.proposal.created_at


def _texts(found: Found, before: Version | None, standing: Standing) -> tuple[Text, Text | None]:
    """What is decided on, and the accepted text before it: an edited comment's stays of interest."""
    if found.version.review is Review.REFUSED and found.comment is None:
        thing = found.proposal
        return Text(thing.title, thing.body, thing.language), None
    compared = before is not None and (standing.awaits_review or found.comment is not None)
    return _text(found.version), _text(before) if before is not None and compared else None


def _text(version: Version) -> Text:
    title = version.title if isinstance(version, ProposalVersion) else None
    return Text(title, version.body, version.language)
