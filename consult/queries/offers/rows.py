"""Single calls and offers as the deeds lock and find them, and who answers for what."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.accounts import Account
from consult.models.offers import Call, Offer
from consult.models.organisations import Keeper
from consult.models.programme import Action
from consult.models.proposals import Proposal
from consult.rules.offers import OfferKind


def action(action_id: int) -> Action:
    """The action with its chantier, or ``NotFound``."""
    found = db.session.scalar(
        sa.select(Action).where(Action.id == action_id).options(joinedload(Action.chantier, innerjoin=True))
    )
    if found is None:
        raise NotFound
    return found


def locked_call(call_id: int) -> Call:
    """The call with its action, fresh and locked until the transaction ends, or ``NotFound``.

    On PostgreSQL FOR NO KEY UPDATE, so that offers which refer to it need not wait for readers.
    """
    found = db.session.scalar(
        sa.select(Call)
        .where(Call.id == call_id)
        .options(joinedload(Call.action, innerjoin=True))
        .with_for_update(key_share=True, of=Call)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def locked(offer_id: int) -> Offer:
    """The offer with what it is made to, fresh and locked, or ``NotFound``."""
    found = db.session.scalar(
        sa.select(Offer)
        .where(Offer.id == offer_id)
        .options(joinedload(Offer.call).joinedload(Call.action), joinedload(Offer.proposal))
        .with_for_update(key_share=True, of=Offer)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def to(thing: Call | Proposal) -> sa.ColumnElement[bool]:
    """Condition: the offer is made to ``thing``."""
    return Offer.call_id == thing.id if isinstance(thing, Call) else Offer.proposal_id == thing.id


def own(thing: Call | Proposal, account_id: int | None, kind: OfferKind) -> Offer | None:
    """What somebody has offered of this kind, whatever became of it, with ``thing`` loaded."""
    return db.session.scalar(
        sa.select(Offer)
        .where(to(thing), Offer.account_id == account_id, Offer.kind == kind)
        .options(joinedload(Offer.call).joinedload(Call.action), joinedload(Offer.proposal))
    )


def owner_ids(need: Proposal) -> set[int]:
    """Who wrote the need, or once they have left the keepers of the organisation they wrote it for."""
    author = sa.select(Account.id).where(Account.id == need.author_id, Account.erased_at.is_(None))
    found = set(db.session.scalars(author))
    if found or need.organisation_id is None:
        return found
    return set(
        db.session.scalars(
            sa.select(Keeper.account_id).where(
                Keeper.organisation_id == need.organisation_id, Keeper.ended_at.is_(None)
            )
        )
    )


def has_owner(need: Proposal) -> bool:
    """Whether somebody is left to answer; for what was entered on paper the editors do."""
    official = need.author_id is None and need.organisation_id is None
    return official or bool(owner_ids(need))
