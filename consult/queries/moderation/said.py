"""Offers of help and positions of organisations as moderation reads them: words that nobody reviews first."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import language_of, localised
from consult.models.moderation import Decision
from consult.models.offers import Call, Offer
from consult.models.positions import Position, PositionVersion
from consult.queries.moderation.items import Text
from consult.rules.lifecycle import Visibility
from consult.rules.permissions import Facts, Permission, allows


@dataclass(frozen=True, slots=True)
class Said:
    """``texts``: an offer and the reply to it, or a position's reasons in each language; ``on``: what they
    are about, under a name that everybody reads, None where that cannot be read."""

    visibility: Visibility
    texts: tuple[Text, ...]
    on: Text | None

    @property
    def body(self) -> str:
        """Empty once their author had the words deleted."""
        return "".join(text.body for text in self.texts)


def of_offer(offer: Offer) -> Said:
    """Of an offer loaded with ``to_offer``."""
    texts = [Text(None, offer.text, offer.language)]
    if offer.reply:
        texts.append(Text(None, offer.reply, offer.reply_language or offer.language))
    return Said(offer.visibility, tuple(texts), _offered_to(offer))


def _offered_to(offer: Offer) -> Text | None:
    if offer.proposal is not None:
        shown = offer.proposal.visibility is Visibility.VISIBLE
        return Text(offer.proposal.title, "", offer.proposal.language) if shown else None
    return named(offer.call.title) if offer.call is not None else None


def of_position(position: Position, reasons: Localised | None = None) -> Said:
    """Of a position loaded with ``to_position``; the reader's language first.

    ``reasons``: those of another version.
    """
    words = position.reasons if reasons is None else reasons
    first = language_of(words)
    order = [first, *(code for code in words if code != first)]
    texts = tuple(Text(None, words[code], code) for code in order if words.get(code))
    return Said(position.visibility, texts, named(position.title))


def named(title: Localised) -> Text:
    """An official name in the reader's language."""
    return Text(localised(title), "", language_of(title))


def words_of(found: Decision) -> Said | None:
    """What was decided on, as it stands now; None for anything but an offer or a position."""
    if found.offer is not None:
        return of_offer(found.offer)
    return of_position(found.position) if found.position is not None else None


def words_decided_on(found: Decision) -> Said | None:
    """The same in the version that the moderator read; one statement where it has changed since."""
    position = found.position
    if position is None or found.version in {None, position.number}:
        return words_of(found)
    before = db.session.get(PositionVersion, (position.id, found.version))
    return of_position(position, before.reasons if before is not None else None)


def other_side(offer: Offer) -> Facts:
    """Whom an offer concerns besides who made it: whoever it was made to, or replied."""
    under = offer.proposal
    people = {offer.replied_by_id}
    if under is not None:
        people |= {under.author_id, under.entered_by_id}
    return Facts(
        organisation_id=under.organisation_id if under is not None else None,
        co_authors=frozenset(number for number in people if number is not None),
    )


def is_side(actor: Actor, offer: Offer) -> bool:
    """Whether ``actor`` made the offer, or answers for what it is made to, and so reads it."""
    own = offer.account_id is not None and offer.account_id == actor.account_id
    return own or allows(actor, Permission.READ_OFFER, offer.about)


def to_offer(*before: Any) -> list[Any]:
    """Loader options: an offer's proposal, or its call with the action. ``before`` leads to the offer."""
    return [path(*before, Offer.proposal), path(*before, Offer.call, Call.action)]


def to_position(*before: Any) -> list[Any]:
    """Loader options: the organisation, and whatever the position is about."""
    return [
        path(*before, step)
        for step in (Position.organisation, Position.chantier, Position.action, Position.project)
    ]


def path(first: Any, *rest: Any) -> Any:
    """One loader option along the steps."""
    option = joinedload(first)
    for step in rest:
        option = option.joinedload(step)
    return option


def offer(offer_id: int) -> Offer:
    """One offer with what it answers; ``NotFound``."""
    found = db.session.scalar(sa.select(Offer).options(*to_offer()).where(Offer.id == offer_id))
    if found is None:
        raise NotFound
    return found


def position(position_id: int) -> Position:
    """One position with its organisation and what it is about; ``NotFound``."""
    found = db.session.scalar(sa.select(Position).options(*to_position()).where(Position.id == position_id))
    if found is None:
        raise NotFound
    return found
