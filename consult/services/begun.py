"""Signing in completes what a visitor had begun: a support, a place, a draft; other forms return unsent."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import Conflict, DomainError
from consult.kernel.hashes import secret_hash
from consult.kernel.messages import N_, Message
from consult.models.forms import KeptForm
from consult.queries import begun, forms
from consult.services import events, proposals

DONE = {
    "support": N_("Thank you: your support was counted."),
    "register": N_("You are registered, or on the waiting list: the page of the event says which."),
    "draft": N_("Your draft is kept. Nobody else sees it until you send it."),
}


@dataclass(frozen=True, slots=True)
class Begun:
    """What waits for somebody, in the words of a page: ``kind`` is a key of ``DONE``."""

    kind: str
    title: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """How it ended: a draft to go on with or a page; a sentence; the ``secret`` of an unsent form."""

    page: str
    message: Message | None = None
    draft_id: int | None = None
    done: bool = False
    secret: str | None = None


def describe(kept: KeptForm | None) -> Begun | None:
    """What finishing it would do, so that the reader of a mailed link can agree or not."""
    if kept is None or kept.finish not in DONE:
        return None
    if kept.finish == "draft":
        return Begun("draft", _first(kept, "title")[:100] or None)
    if kept.finish == "register":
        named = begun.event_title(_number(_first(kept, "event_id")))
        return Begun("register", *named) if named else None
    found = begun.public_title(_number(_first(kept, "proposal_id")))
    return Begun("support", *found) if found else None


def finish(actor: Actor, kept: KeptForm) -> Finished:
    """Complete a kept form for ``actor``; a refusal never prevents signing in, the form then waits unsent."""
    deed = DEEDS.get(kept.finish or "")
    if deed is None:
        return Finished(kept.page, secret=_hand_over(kept))
    sentence = Message(DONE[kept.finish or ""])
    try:
        with db.session.begin_nested():
            draft_id = deed(actor, kept)
    except Conflict as refusal:  # done already, or too late: nothing is left to do
        forms.forget(kept.id)
        return Finished(kept.page, refusal.message)
    except DomainError as refusal:
        kept.finish = None
        return Finished(kept.page, refusal.message, secret=_hand_over(kept))
    forms.forget(kept.id)
    return Finished(kept.page, sentence, draft_id, done=True)


def _hand_over(kept: KeptForm) -> str:
    """A fresh secret for the form, so that the browser now signed in is the only one to get it back."""
    secret = secrets.token_urlsafe(32)
    kept.secret_hash = secret_hash(secret)
    return secret


def _support(actor: Actor, kept: KeptForm) -> None:
    proposals.support(actor, _number(_first(kept, "proposal_id")))


def _register(actor: Actor, kept: KeptForm) -> None:
    events.register(actor, _number(_first(kept, "event_id")), _number(_first(kept, "venue_id")))


def _draft(actor: Actor, kept: KeptForm) -> int:
    return proposals.begin_kept(actor, kept.fields).id


def _first(kept: KeptForm, name: str) -> str:
    values = kept.fields.get(name) or [""]
    return str(values[0])


def _number(text: str) -> int:
    """An id from a form; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


DEEDS: dict[str, Callable[[Actor, KeptForm], int | None]] = {
    "support": _support,
    "register": _register,
    "draft": _draft,
}
