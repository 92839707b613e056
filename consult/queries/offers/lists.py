"""What somebody has offered, and what was offered to them, to their organisations or their chantiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from consult.kernel import cursor
from consult.kernel.actor import Actor, Role
from consult.kernel.db import Localised, db
from consult.models.offers import Call, Offer
from consult.models.programme import Action
from consult.models.proposals import Proposal
from consult.rules.lifecycle import Visibility
from consult.rules.offers import OfferKind, OfferStatus
from consult.rules.permissions import Permission, allows

PAGE = 20
MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One offer in a list: to a call with ``words``, or to a need with ``title`` in ``language``; an empty
    title where the need is withheld. ``person`` is who offers, None for a former participant."""

    id: int
    kind: OfferKind
    status: OfferStatus
    withheld: bool
    changed_at: datetime
    words: Localised
    title: str
    language: str
    person: str | None


@dataclass(frozen=True, slots=True)
class OwnOffers:
    """``made`` are the newest hundred of one's own; ``received`` a page, with the cursor of the next."""

    made: list[Line]
    received: list[Line]
    after: str | None


def own_offers(actor: Actor, *, answered: bool = False, after: str | None = None) -> OwnOffers:
    """``received``: those that wait, or those ``answered``, the newest first. Two statements."""
    made = _loaded(Offer.account_id == actor.account_id).limit(MOST)
    received = _loaded(_concerns(actor), Offer.account_id.is_distinct_from(actor.account_id))
    done = (OfferStatus.ACCEPTED, OfferStatus.DECLINED)
    received = received.where(
        Offer.status.in_(done if answered else (OfferStatus.OPEN,)), Offer.visibility == Visibility.VISIBLE
    )
    if after:
        (last,) = cursor.decode(after, (int,))
        received = received.where(Offer.id < last)
    found = db.session.scalars(received.limit(PAGE + 1)).all()
    mark = cursor.encode(found[PAGE - 1].id) if len(found) > PAGE else None
    return OwnOffers(_lines(actor, db.session.scalars(made).all()), _lines(actor, found[:PAGE]), mark)


def _loaded(*conditions: sa.ColumnElement[bool]) -> sa.Select[Offer]:
    return (
        sa.select(Offer)
        .outerjoin(Offer.proposal)
        .outerjoin(Offer.call)
        .outerjoin(Call.action)
        .where(*conditions)
        .options(
            contains_eager(Offer.call).contains_eager(Call.action),
            contains_eager(Offer.proposal),
            joinedload(Offer.account),
        )
        .order_by(Offer.id.desc())
    )


def _concerns(actor: Actor) -> sa.ColumnElement[bool]:
    """Condition: the actor may answer the offer, as ``READ_OFFER`` has it."""
    mine = [Proposal.author_id == actor.account_id, Proposal.entered_by_id == actor.account_id]
    if actor.organisations:
        mine.append(Proposal.organisation_id.in_(actor.organisations))
    official = sa.and_(
        Proposal.id.is_not(None), Proposal.author_id.is_(None), Proposal.organisation_id.is_(None)
    )
    ours = [
        sa.and_(official, _kept(Proposal.chantier_number, actor)),
        _kept(Action.chantier_number, actor),
    ]
    return sa.or_(*mine, *(ours if actor.has_role(Role.EDITOR) and not actor.suspended else ()))


def _kept(chantier: InstrumentedAttribute[int], actor: Actor) -> sa.ColumnElement[bool]:
    """Condition: the column names a chantier that the actor edits."""
    numbers = actor.chantiers_of(Role.EDITOR)
    return chantier.is_not(None) if numbers is None else chantier.in_(numbers)


def _lines(actor: Actor, offers: Sequence[Offer]) -> list[Line]:
    return [_line(actor, offer) for offer in offers]


def _line(actor: Actor, offer: Offer) -> Line:
    need = offer.proposal
    if need is not None and not allows(actor, Permission.READ_PROPOSAL, need.facts):
        need = None
    person = offer.account if offer.account and offer.account.erased_at is None else None
    return Line(
        offer.id,
        offer.kind,
        offer.status,
        offer.visibility is not Visibility.VISIBLE,
        offer.changed_at,
        offer.call.title if offer.call else {},
        need.title if need else "",
        need.language if need else "",
        person.display_name if person else None,
    )
