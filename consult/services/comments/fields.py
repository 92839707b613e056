"""What the form of a comment hands to the deeds: cleaned, bounded, and with the language of the text."""

from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.text.language import SHORTEST, SURE, detect
from consult.kernel.text.names import clean_text
from consult.rules.comments import Stance
from consult.rules.participation import COMMENT_LENGTH, check_length


@dataclass(frozen=True, slots=True)
class CommentFields:
    """``language`` is what the author said, None to ask the text; ``parent_id`` the comment answered."""

    body: str
    stance: Stance
    language: str | None = None
    parent_id: int | None = None
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A text that may be stored. ``doubt`` is what it surely reads like, where its author said otherwise."""

    body: str
    language: str
    doubt: str | None


def checked(actor: Actor, text: str, said: str | None) -> Words:
    """The clean text in the language its author said, else the one it reads like.

    A text too short to tell is in its author's language; any other is asked about with ``Invalid``.
    """
    body = clean_text(text)
    check_length(body, COMMENT_LENGTH, "body")
    detected, probability = detect(body)
    sure = probability >= SURE
    if said:
        return Words(body, said, detected if sure and detected != said else None)
    if sure:
        return Words(body, detected, None)
    if len(body) < SHORTEST:
        return Words(body, actor.language, None)
    raise Invalid("language_unknown", N_("Please say in which language you wrote."), field="language")
