"""What stands above the form of a report: the text or the name that everybody can read."""

from dataclasses import dataclass

from consult.kernel.actor import VISITOR, Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language
from consult.models.organisations import Organisation
from consult.queries.moderation import said
from consult.queries.moderation.items import Text, rows
from consult.queries.moderation.said import Said
from consult.queries.proposals import writer
from consult.queries.translations import reading
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Permission, allows, public


@dataclass(frozen=True, slots=True)
class Reportable:
    """``subject`` is what the report is about, ``found_at`` the text or profile where it was read; ``text``
    is shown above the form, with ``further`` the same in another language or the reply to an offer, or
    ``name`` where a name is reported."""

    subject: Subject
    found_at: Subject
    text: Text | None = None
    further: tuple[Text, ...] = ()
    name: str | None = None
    names_person: bool = False


def reportable(actor: Actor, subject: Subject) -> Reportable:
    """A text, as the reader gets it, or an organisation that everybody can read, or an offer of which
    ``actor`` is a side, else ``NotFound``; one
    statement, two for a text in another language than the reader's.

    ``names_person``: whether the text bears a person's name, which can be reported by itself.
    """
    if subject.kind is SubjectKind.ORGANISATION:
        organisation = db.session.get(Organisation, subject.id)
        if organisation is None:
            raise NotFound
        text = Text(organisation.name, organisation.about, organisation.language)
        return Reportable(subject, subject, text, name=organisation.name)
    if subject.kind in _SAID:
        words = _SAID[subject.kind](actor, subject.id).texts
        return Reportable(subject, subject, words[0], words[1:])
    text, person = _read(subject)
    return Reportable(subject, subject, text, names_person=person is not None)


def name_behind(found_at: Subject) -> Reportable:
    """The name of the person whose text stands there; ``NotFound`` where none is shown."""
    _text, person = _read(found_at)
    if person is None:
        raise NotFound
    return Reportable(Subject(SubjectKind.ACCOUNT, person[0]), found_at, name=person[1])


def _offer(actor: Actor, offer_id: int) -> Said:
    offer = said.offer(offer_id)
    if offer.visibility is not Visibility.VISIBLE or not said.is_side(actor, offer):
        raise NotFound
    return said.of_offer(offer)


def _position(actor: Actor, position_id: int) -> Said:
    position = said.position(position_id)
    if not public(actor, position.facts):
        raise NotFound
    return said.of_position(position)


_SAID = {SubjectKind.OFFER: _offer, SubjectKind.POSITION: _position}


def _read(subject: Subject) -> tuple[Text, tuple[int, str] | None]:
    """A public text, and the account and name that it is shown under; no account behind a borrowed name."""
    comment, proposal = rows(subject)
    if not allows(VISITOR, Permission.READ_PROPOSAL, proposal.facts):
        raise NotFound
    if comment is None:
        shown = None if proposal.behalf_name is not None else writer(proposal)
        person = (proposal.author_id, shown.display_name) if shown and proposal.author_id else None
        text = reading(proposal, current_language())
        return Text(text.title, text.body, text.language), person
    if comment.visibility is not Visibility.VISIBLE or comment.published_at is None:
        raise NotFound
    author = comment.author if comment.author and comment.author.erased_at is None else None
    named = (author.id, author.display_name) if author else None
    text = reading(comment, current_language())
    return Text(None, text.body, text.language), named
