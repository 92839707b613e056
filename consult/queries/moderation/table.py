"""Whatever kind of thing a moderator opens, its page comes from here."""

from collections.abc import Callable

from consult.kernel.actor import Actor
from consult.queries.moderation.item_names import account_item, organisation_item
from consult.queries.moderation.item_texts import text_item
from consult.queries.moderation.item_words import offer_item, position_item
from consult.queries.moderation.items import Item
from consult.rules.moderation import Subject, SubjectKind

ITEMS: dict[SubjectKind, Callable[[Actor, Subject], Item]] = {
    SubjectKind.PROPOSAL: text_item,
    SubjectKind.COMMENT: text_item,
    SubjectKind.ACCOUNT: account_item,
    SubjectKind.ORGANISATION: organisation_item,
    SubjectKind.OFFER: offer_item,
    SubjectKind.POSITION: position_item,
}


def item(actor: Actor, subject: Subject) -> Item:
    """``NotFound`` outside the moderator's chantiers or where there is no such thing, ``NotAllowed`` for what
    concerns the moderator; a fixed number of statements, at most eight."""
    return ITEMS[subject.kind](actor, subject)
