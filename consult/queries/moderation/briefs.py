"""Things ticked in the list, shown once more before they are decided on together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor, Role
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.offers import Offer
from consult.models.organisations import Organisation
from consult.models.positions import Position
from consult.models.proposals import Proposal
from consult.queries.moderation.waiting_columns import excerpt, shortened
from consult.queries.moderation.waiting_words import reasons_column
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import Subject, SubjectKind


@dataclass(frozen=True, slots=True)
class Brief:
    """A title, a name, or how a comment begins."""

    text: str
    language: str


def briefs(actor: Actor, subjects: Sequence[Subject]) -> dict[Subject, Brief]:
    """What the moderator may read of ``subjects``; one statement."""
    numbers = {kind: [one.id for one in subjects if one.kind is kind] for kind in SubjectKind}
    parts = [_PARTS[kind](actor, wanted) for kind, wanted in numbers.items() if wanted]
    if not parts:
        return {}
    rows = db.session.execute(sa.union_all(*parts))
    return {
        Subject(SubjectKind(kind), number): Brief(shortened(text), language)
        for kind, number, text, language in rows
    }


def _select(kind: SubjectKind, number: Any, text: Any, language: Any) -> sa.Select[Any]:
    return sa.select(sa.literal(kind.value), number, sa.cast(text, sa.String), sa.cast(language, sa.String))


def _in_chantiers(actor: Actor) -> sa.ColumnElement[bool]:
    numbers = actor.chantiers_of(Role.MODERATOR)
    return sa.true() if numbers is None else Proposal.chantier_number.in_(numbers)


def _proposals(actor: Actor, numbers: list[int]) -> sa.Select[Any]:
    return _select(SubjectKind.PROPOSAL, Proposal.id, Proposal.title, Proposal.language).where(
        Proposal.id.in_(numbers),
        Proposal.state != ProposalState.DRAFT,
        Proposal.visibility != Visibility.REMOVED,
        _in_chantiers(actor),
    )


def _comments(actor: Actor, numbers: list[int]) -> sa.Select[Any]:
    return (
        _select(SubjectKind.COMMENT, Comment.id, excerpt(Comment.body), Comment.language)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Comment.id.in_(numbers), Comment.visibility != Visibility.REMOVED, _in_chantiers(actor))
    )


def _accounts(actor: Actor, numbers: list[int]) -> sa.Select[Any]:
    return _select(SubjectKind.ACCOUNT, Account.id, Account.display_name, Account.language).where(
        Account.id.in_(numbers), Account.erased_at.is_(None)
    )


def _organisations(actor: Actor, numbers: list[int]) -> sa.Select[Any]:
    return _select(SubjectKind.ORGANISATION, Organisation.id, Organisation.name, Organisation.language).where(
        Organisation.id.in_(numbers)
    )


def _positions(actor: Actor, numbers: list[int]) -> sa.Select[Any]:
    words, language = reasons_column()
    return _select(SubjectKind.POSITION, Position.id, excerpt(words), language).where(
        Position.id.in_(numbers), Position.visibility != Visibility.REMOVED
    )


def _offers(actor: Actor, numbers: list[int]) -> sa.Select[Any]:
    """Between two people: nothing of it stands in a list."""
    return _select(SubjectKind.OFFER, Offer.id, sa.literal(""), Offer.language).where(sa.false())


_PARTS = {
    SubjectKind.PROPOSAL: _proposals,
    SubjectKind.COMMENT: _comments,
    SubjectKind.ACCOUNT: _accounts,
    SubjectKind.ORGANISATION: _organisations,
    SubjectKind.POSITION: _positions,
    SubjectKind.OFFER: _offers,
}
