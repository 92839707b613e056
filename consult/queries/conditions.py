"""Every SELECT of what anybody may find or read asks here, so that no list shows what another hides."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.events import Event
from consult.models.moderation import WithheldName
from consult.models.organisations import Organisation
from consult.models.proposals import Proposal
from consult.rules.events import EventStatus
from consult.rules.lifecycle import LISTED_STATES, PUBLIC_STATES, Visibility
from consult.rules.moderation import SUBSTITUTES, SubjectKind


def listed() -> sa.ColumnElement[bool]:
    """Condition: the proposal stands in the public lists; in the words of their indexes."""
    return sa.and_(
        Proposal.state.in_([constant(state) for state in sorted(LISTED_STATES)]),
        Proposal.visibility == constant(Visibility.VISIBLE),
    )


def constant(member: StrEnum) -> sa.ColumnElement[Any]:
    """``member`` written into the statement: a planner that sees only a parameter takes no partial index."""
    return sa.literal_column(f"'{member.value}'", sa.String())


def public() -> sa.ColumnElement[bool]:
    """Condition: everybody may read it at its address, even when its author withdrew it since."""
    return sa.and_(
        Proposal.state.in_(PUBLIC_STATES),
        Proposal.visibility == Visibility.VISIBLE,
        Proposal.published_at.is_not(None),
    )


def public_comment() -> sa.ColumnElement[bool]:
    """Condition: moderation let the comment through and does not withhold it.

    The proposal above it is asked separately.
    """
    return sa.and_(Comment.visibility == Visibility.VISIBLE, Comment.published_at.is_not(None))


def public_event() -> sa.ColumnElement[bool]:
    """Condition: everybody may read the event; one that is cancelled stays readable."""
    return Event.status.in_((EventStatus.PUBLISHED, EventStatus.CANCELLED))


def in_thread(account_id: int | None) -> sa.ColumnElement[bool]:
    """Condition: the comment has a place in the debate, if only as a note that it was withheld.

    One that waits for a moderator has it for its author alone.
    """
    return sa.or_(Comment.published_at.is_not(None), Comment.author_id == (account_id or 0))


def name_withheld(kind: SubjectKind) -> sa.ColumnElement[bool]:
    """Condition between a person or organisation and ``WithheldName``: the neutral name stands, since nobody
    brought the old one back and its bearer has not chosen another."""
    person = kind is SubjectKind.ACCOUNT
    bearer, about = (
        (Account.id, WithheldName.account_id) if person else (Organisation.id, WithheldName.organisation_id)
    )
    name = Account.display_name if person else Organisation.name
    substitute = sa.literal(SUBSTITUTES[kind]).concat(sa.cast(bearer, sa.String))
    return sa.and_(about == bearer, WithheldName.restored_at.is_(None), name == substitute)
