"""Spam is hidden by the handful here: a decision for each text, and what changed meanwhile is left alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import Conflict, DomainError, NotFound
from consult.kernel.messages import N_, Message
from consult.models.moderation import Decision
from consult.queries import merging
from consult.queries import moderation as queries
from consult.rules.moderation import NAMES, DecisionKind, Ground, Ruling, Subject, SubjectKind
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

    All proposals concerned are locked first, with those they are merged into, in the order of their numbers,
    so that two sweeps never wait for each other.
    """
    wanted = list({one.subject: one for one in ticked}.values())
    if len(wanted) > MOST:
        raise Conflict("too_many", N_("At most 40 texts can be hidden at once."))
    merging.lock_together(*merging.with_successors(_proposals_of(wanted)))
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


def _proposals_of(ticked: Iterable[Ticked]) -> set[int]:
    numbers = {kind: {one.subject.id for one in ticked if one.subject.kind is kind} for kind in SubjectKind}
    under = queries.proposals_of(list(numbers[SubjectKind.COMMENT]))
    return numbers[SubjectKind.PROPOSAL] | set(under.values())


def _hide(actor: Actor, one: Ticked) -> Decision:
    wording = wordings.for_name if one.subject.kind in NAMES else wordings.for_ground
    words = wording(Ground.SPAM, language_of(locked(one.subject), DecisionKind.HIDE))
    ruling = Ruling(DecisionKind.HIDE, Ground.SPAM, words.reason, words.facts)
    return decide(actor, one.subject, ruling, version=one.version, seen=one.seen)
