"""Readers say here which text they wish to read in their own language."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.queries import translations as queries
from consult.rules.moderation import Subject
from consult.rules.permissions import Permission, require
from consult.services.translations.texts import locked


def ask(actor: Actor, subject: Subject, language: str) -> bool:
    """Note the wish, once for each person; whether it is new. ``Conflict`` where the translation is there."""
    text = locked(subject)
    if not text.readable_by(actor):
        raise NotFound
    require(actor, Permission.ASK_TRANSLATION, text.facts)
    if language not in territory().languages or language == text.language:
        raise Invalid("language", N_("Please choose another language than the text’s own."), field="language")
    if queries.already_shown(subject, text.version, language):
        raise Conflict("already_translated", N_("This text can be read in this language already."))
    return queries.add_request(subject, language, actor.account_id or 0, now())
