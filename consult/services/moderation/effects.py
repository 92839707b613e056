"""What each kind of decision does to the thing decided on: one function a kind, in one table."""

from collections.abc import Callable

from consult.kernel.actor import Actor
from consult.models.comments import CommentVersion
from consult.models.moderation import Decision
from consult.models.proposals import ProposalVersion
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import NAMES, VISIBILITY_AFTER, DecisionKind
from consult.services import comments, offers, positions, proposals
from consult.services.moderation import merging, names
from consult.services.moderation.cases import Case

Effect = Callable[[Actor, Case, Decision], None]


def _publish(actor: Actor, case: Case, decision: Decision) -> None:
    if isinstance(case.version, CommentVersion):
        assert case.comment is not None
        comments.accept(actor, case.comment, case.version)
    elif isinstance(case.version, ProposalVersion):
        assert case.proposal is not None
        proposals.publish(actor, case.proposal, case.version)


def _return(actor: Actor, case: Case, decision: Decision) -> None:
    if isinstance(case.version, CommentVersion):
        assert case.comment is not None
        comments.return_to_author(actor, case.comment, case.version)
    elif isinstance(case.version, ProposalVersion):
        assert case.proposal is not None
        proposals.return_to_author(actor, case.proposal, case.version)


def _label(actor: Actor, case: Case, decision: Decision) -> None:
    assert case.text is not None
    case.text.label = decision.label


def _withhold(actor: Actor, case: Case, decision: Decision) -> None:
    if case.subject.kind in NAMES:
        names.withhold(case, decision)
    else:
        show_as(actor, case, VISIBILITY_AFTER[decision.kind])


def _reinstate(actor: Actor, case: Case, decision: Decision) -> None:
    """Whatever restricts the thing is lifted: withheld or labelled text, withheld name, suspended account."""
    if case.subject.kind not in NAMES:
        if case.text is not None:
            case.text.label = None
        show_as(actor, case, Visibility.VISIBLE)
        return
    names.restore(case)
    if case.account is not None:
        case.account.suspended_until = None


def show_as(actor: Actor, case: Case, visibility: Visibility) -> None:
    """The text, with everything that hangs on it, is shown or withheld everywhere at once."""
    if case.comment is not None:
        comments.set_visibility(actor, case.comment, visibility)
    elif case.proposal is not None:
        proposals.set_visibility(actor, case.proposal, visibility)
    elif case.offer is not None:
        offers.set_visibility(actor, case.offer, visibility)
    elif case.position is not None:
        positions.set_visibility(actor, case.position, visibility)


def _move(actor: Actor, case: Case, decision: Decision) -> None:
    assert case.proposal is not None
    assert decision.moved_to is not None
    proposals.move_to_chantier(actor, case.proposal, decision.moved_to)


def _suspend(actor: Actor, case: Case, decision: Decision) -> None:
    assert case.account is not None
    case.account.suspended_until = decision.ends_at


def _dismiss(actor: Actor, case: Case, decision: Decision) -> None:
    """The text stays as it is; only the reports are settled."""


EFFECTS: dict[DecisionKind, Effect] = {
    DecisionKind.PUBLISH: _publish,
    DecisionKind.RETURN: _return,
    DecisionKind.LABEL: _label,
    DecisionKind.HIDE: _withhold,
    DecisionKind.REMOVE: _withhold,
    DecisionKind.MERGE: merging.carry_out,
    DecisionKind.MOVE: _move,
    DecisionKind.SUSPEND: _suspend,
    DecisionKind.DISMISS: _dismiss,
    DecisionKind.REINSTATE: _reinstate,
    DecisionKind.UNMERGE: merging.undo,
}
