"""One offer for its two sides, and what somebody has before them who is about to offer."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.clock import today
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.offers import Call, Offer
from consult.models.programme import Action
from consult.models.proposals import Proposal
from consult.queries import proposals
from consult.queries.offers.calls import call
from consult.queries.offers.rows import to
from consult.rules.lifecycle import Visibility
from consult.rules.offers import STANDING, OfferKind, OfferStatus, check_call, check_need, check_others
from consult.rules.permissions import Facts, Permission, allows, impartial, official


@dataclass(frozen=True, slots=True)
class OfferTo:
    """What help is offered to: a call with ``words`` in every language, or a need with a title in one.

    ``mine`` are the kinds that its reader has offered already and not withdrawn.
    """

    thing: Call | Proposal
    title: str
    language: str
    words: Localised
    mine: list[Offer]

    @property
    def left(self) -> list[OfferKind]:
        """The kinds that they can still offer."""
        taken = {offer.kind for offer in self.mine}
        return [kind for kind in OfferKind if kind not in taken]

    @property
    def call(self) -> Call | None:
        return self.thing if isinstance(self.thing, Call) else None


def call_page(actor: Actor, call_id: int) -> OfferTo:
    """An open call, else ``Conflict``; ``NotFound`` where there is none."""
    thing = call(call_id)
    check_call(thing.open_until, thing.closed_at, today())
    return OfferTo(thing, "", "", thing.title, _mine(thing, actor))


def need_page(actor: Actor, proposal_id: int) -> OfferTo:
    """An open need that the reader may read; ``Conflict`` once it takes no more, or for another kind."""
    thing, text = proposals.in_own_language(actor, proposal_id)
    if not allows(actor, Permission.READ_PROPOSAL, thing.facts) or thing.published_at is None:
        raise NotFound
    check_need(thing.kind, thing.state)
    check_others(actor, thing.facts)
    return OfferTo(thing, text.title, text.language, {}, _mine(thing, actor))


def _mine(thing: Call | Proposal, actor: Actor) -> list[Offer]:
    if actor.account_id is None:
        return []
    statement = sa.select(Offer).where(
        to(thing), Offer.account_id == actor.account_id, Offer.status != OfferStatus.WITHDRAWN
    )
    return list(db.session.scalars(statement.order_by(Offer.id)))


@dataclass(frozen=True, slots=True)
class OfferPage:
    """``mine``: the reader made it; ``answerable``: they may answer it now; ``giver`` is who offers, None
    for a former participant. A withheld text is shown to the one who wrote it only."""

    offer: Offer
    title: str
    language: str
    mine: bool
    answerable: bool
    giver: str | None

    @property
    def readable(self) -> bool:
        return self.mine or self.offer.visibility is Visibility.VISIBLE

    @property
    def changeable(self) -> bool:
        visible = self.offer.visibility is Visibility.VISIBLE
        return self.mine and visible and self.offer.status is OfferStatus.OPEN

    @property
    def withdrawable(self) -> bool:
        return self.mine and self.offer.status in STANDING


def page(actor: Actor, offer_id: int) -> OfferPage:
    """For the one who made it and for those who answer; ``NotFound`` for everybody else. One statement."""
    offer = db.session.scalar(
        sa.select(Offer)
        .where(Offer.id == offer_id)
        .options(
            joinedload(Offer.call).joinedload(Call.action).joinedload(Action.chantier),
            joinedload(Offer.proposal).joinedload(Proposal.chantier),
            joinedload(Offer.account),
        )
        .execution_options(populate_existing=True)
    )
    mine = offer is not None and actor.account_id is not None and offer.account_id == actor.account_id
    if offer is None or not (mine or allows(actor, Permission.READ_OFFER, offer.about)):
        raise NotFound
    person = offer.account if offer.account and offer.account.erased_at is None else None
    proposal = offer.proposal
    return OfferPage(
        offer,
        proposal.title if proposal and _named(actor, proposal.facts) else "",
        proposal.language if proposal else "",
        mine,
        not mine and _answerable(actor, offer),
        person.display_name if person else None,
    )


def _named(actor: Actor, facts: Facts) -> bool:
    """Whether the need may still be named: moderation may have withheld it since."""
    return allows(actor, Permission.READ_PROPOSAL, facts)


def _answerable(actor: Actor, offer: Offer) -> bool:
    near = official(actor, offer.about) and not impartial(actor, Facts(author_id=offer.account_id))
    waits = offer.status is OfferStatus.OPEN and offer.visibility is Visibility.VISIBLE
    return waits and not near and allows(actor, Permission.ANSWER_OFFER, offer.about)
