"""Spam is hidden by the handful here: a decision for each text, and what changed meanwhile is left alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import Conflict, DomainError, NotFound
from consult.kernel.messages import N_, Message
from consult.models.moderation import Decision
from consult.queries import moderation as queries
from consult.rules.moderation import DecisionKind, Ground, Ruling, Subject, SubjectKind
from consult.services.moderation import wordings
from consult.services.moderation.cases import locked
from consult.services.moderation.deciding import decide, language_of

MOST = 40


@dataclass(frozen=True, slots=True)
class Ticked:
    """The thing ticked, its version (0 for names) and the newest decision that the moderator saw, or 0."""

    subject: Subject
    version: int
    seen: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """What became of the ticked: hidden by a decision each, or left alone for a reason."""

    hidden: list[Decision]
    skipped: list[tuple[Ticked, Message]]


def hide_spam(actor: Actor, ticked: Iterable[Ticked]) -> Sweep:
    """Hide each as spam with the wording in its author's language; one that cannot be hidden stops no other.

    Rows are locked in the order of proposals, so that two sweeps never wait for each other.
    """
    wanted = _in_order({one.subject: one for one in ticked})
    if len(wanted) > MOST:
        raise Conflict("too_many", N_("At most 40 texts can be hidden at once."))
    sweep = Sweep([], [])
    for one in wanted:
        try:
            with db.session.begin_nested():
                sweep.hidden.append(_hide(actor, one))
        except NotFound:
            sweep.skipped.append((one, Message(N_("There is no such text here."))))
        except DomainError as refusal:
            sweep.skipped.append((one, refusal.message))
    return sweep


def _in_order(ticked: dict[Subject, Ticked]) -> list[Ticked]:
    comments = [subject.id for subject in ticked if subject.kind is SubjectKind.COMMENT]
    under = queries.proposals_of(comments)

    def place(one: Ticked) -> tuple[bool, int, str, int]:
        kind, number = one.subject.kind, one.subject.id
        text = kind in {SubjectKind.PROPOSAL, SubjectKind.COMMENT}
        proposal = under.get(number, 0) if kind is SubjectKind.COMMENT else number
        return (not text, proposal if text else 0, "" if kind is SubjectKind.PROPOSAL else kind.value, number)

    return sorted(ticked.values(), key=place)


def _hide(actor: Actor, one: Ticked) -> Decision:
    words = wordings.for_ground(Ground.SPAM, language_of(locked(one.subject)))
    ruling = Ruling(DecisionKind.HIDE, Ground.SPAM, words.reason, words.facts)
    return decide(actor, one.subject, ruling, version=one.version, seen=one.seen)
