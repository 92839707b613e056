"""Taking back exactly what one decision did, and nothing that another did since."""

from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.models.comments import CommentVersion
from consult.models.moderation import Decision
from consult.models.proposals import ProposalVersion
from consult.rules.lifecycle import ProposalState, Review, Visibility
from consult.rules.moderation import NAMES, DecisionKind, Ruling
from consult.services import comments, proposals
from consult.services.moderation import names
from consult.services.moderation.cases import Case
from consult.services.moderation.effects import Effect, show_as


@dataclass(frozen=True, slots=True)
class Reversal:
    """``kind`` is the decision recorded, ``effect`` what it does here where its kind may lift more."""

    kind: DecisionKind
    effect: Effect | None = None


def ruling_to_reverse(first: Decision, reason: str) -> tuple[Ruling, Effect | None]:
    """The ruling that undoes ``first``, which is still in force."""
    reversal = _REVERSALS[first.kind]
    effect = names_effect if first.subject.kind in NAMES and first.kind is DecisionKind.HIDE else None
    return Ruling(reversal.kind, reason=reason, chantier=first.moved_from), effect or reversal.effect


def make_way(first: Decision, kind: DecisionKind) -> Effect | None:
    """What must be undone of ``first`` before ``kind`` takes its place; None where it simply replaces it."""
    if first.subject.kind in NAMES:
        return names_effect if first.kind is DecisionKind.HIDE else None
    labelled = kind is DecisionKind.LABEL and first.kind is not DecisionKind.LABEL
    return _REVERSALS[first.kind].effect if labelled else None


def one_after_the_other(first: Effect, then: Effect) -> Effect:
    def both(actor: Actor, case: Case, decision: Decision) -> None:
        first(actor, case, decision)
        then(actor, case, decision)

    return both


def _publish_refused(actor: Actor, case: Case, decision: Decision) -> None:
    """The version that was refused is published after all; a returned proposal passes the gate again."""
    version = case.version
    if isinstance(version, CommentVersion):
        assert case.comment is not None
        version.review = Review.PENDING
        comments.accept(actor, case.comment, version)
    elif isinstance(version, ProposalVersion):
        assert case.proposal is not None
        version.review = Review.PENDING
        if case.proposal.state is ProposalState.RETURNED:
            proposals.move(actor, case.proposal, ProposalState.SUBMITTED)
        proposals.publish(actor, case.proposal, version)


def _take_label_off(actor: Actor, case: Case, decision: Decision) -> None:
    assert case.text is not None
    case.text.label = None


def _show(actor: Actor, case: Case, decision: Decision) -> None:
    show_as(actor, case, Visibility.VISIBLE)


def names_effect(actor: Actor, case: Case, decision: Decision) -> None:
    """The withheld name comes back; a suspension of the same person stays."""
    names.restore(case)


def _end_suspension(actor: Actor, case: Case, decision: Decision) -> None:
    assert case.account is not None
    case.account.suspended_until = None


_K = DecisionKind
_REVERSALS: dict[DecisionKind, Reversal] = {
    _K.RETURN: Reversal(_K.PUBLISH, _publish_refused),
    _K.LABEL: Reversal(_K.REINSTATE, _take_label_off),
    _K.HIDE: Reversal(_K.REINSTATE, _show),
    _K.REMOVE: Reversal(_K.REINSTATE, _show),
    _K.MERGE: Reversal(_K.UNMERGE),
    _K.MOVE: Reversal(_K.MOVE),
    _K.SUSPEND: Reversal(_K.REINSTATE, _end_suspension),
}
