"""Grounds of the charter, kinds of decisions and what each does to a text."""

from dataclasses import dataclass
from enum import StrEnum

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.lifecycle import PUBLIC_STATES, ProposalState, Review, Visibility


class Ground(StrEnum):
    """The charter's numbered rules, in its order."""

    INSULT = "insult"
    HATE = "hate"
    PERSONAL_DATA = "personal_data"
    OFF_TOPIC = "off_topic"
    SPAM = "spam"
    IMPERSONATION = "impersonation"
    ILLEGAL = "illegal"
    UNCLEAR = "unclear"


GROUND_LABELS = {
    Ground.INSULT: N_("Rule 1: insults or attacks on persons"),
    Ground.HATE: N_("Rule 2: hatred or discrimination"),
    Ground.PERSONAL_DATA: N_("Rule 3: somebody’s personal data"),
    Ground.OFF_TOPIC: N_("Rule 4: not about the subject"),
    Ground.SPAM: N_("Rule 5: advertising or repetition"),
    Ground.IMPERSONATION: N_("Rule 6: pretending to be somebody else"),
    Ground.ILLEGAL: N_("Rule 7: other illegal content"),
    Ground.UNCLEAR: N_("Rule 8: cannot be understood"),
}
#: What a reader may report; "unclear" is only ever a reason to return a text to its author.
REPORT_GROUNDS = tuple(ground for ground in Ground if ground is not Ground.UNCLEAR)
EXPLANATION_LENGTH = (10, 1000)
REASON_LENGTH = (10, 2000)


class DecisionKind(StrEnum):
    PUBLISH = "publish"
    RETURN = "return"
    HIDE = "hide"
    REMOVE = "remove"
    DISMISS = "dismiss"
    REINSTATE = "reinstate"


DECISION_LABELS = {
    DecisionKind.PUBLISH: N_("Publish"),
    DecisionKind.RETURN: N_("Return to the author"),
    DecisionKind.HIDE: N_("Hide"),
    DecisionKind.REMOVE: N_("Remove"),
    DecisionKind.DISMISS: N_("Dismiss the reports"),
    DecisionKind.REINSTATE: N_("Show again"),
}
#: The same once they are recorded: what was done, not what can be done.
RECORDED_LABELS = {
    DecisionKind.PUBLISH: N_("Text published"),
    DecisionKind.RETURN: N_("Text returned to the author"),
    DecisionKind.HIDE: N_("Text hidden"),
    DecisionKind.REMOVE: N_("Text removed"),
    DecisionKind.DISMISS: N_("Reports dismissed"),
    DecisionKind.REINSTATE: N_("Text shown again"),
}
RESTRICTING = frozenset({DecisionKind.RETURN, DecisionKind.HIDE, DecisionKind.REMOVE})
#: Decisions on one submitted version: there is only ever one a version.
REVIEWING = frozenset({DecisionKind.PUBLISH, DecisionKind.RETURN})
#: What a text looks like after the decision, where the decision changes that.
VISIBILITY_AFTER = {
    DecisionKind.HIDE: Visibility.HIDDEN,
    DecisionKind.REMOVE: Visibility.REMOVED,
    DecisionKind.REINSTATE: Visibility.VISIBLE,
}
#: States in which a pending version can be accepted; while councillors vote, a text stays as it is.
REVIEWABLE_STATES = frozenset({ProposalState.SUBMITTED, ProposalState.PUBLISHED})
#: So many supports make the removal of a published proposal a matter for two people (charter).
TWO_PEOPLE_FROM = 10


class Source(StrEnum):
    """What led to the decision (DSA art. 17)."""

    REVIEW = "review"
    NOTICE = "notice"
    OWN_INITIATIVE = "own_initiative"


class SubjectKind(StrEnum):
    """What a decision or a report may be about."""

    PROPOSAL = "proposal"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Subject:
    """The proposal or comment that a decision or a report is about."""

    kind: SubjectKind
    id: int


class QueueKind(StrEnum):
    """Why a text waits for a moderator."""

    SUBMITTED = "submitted"
    CHANGED = "changed"
    REPORTED_PROPOSAL = "reported_proposal"
    REPORTED_COMMENT = "reported_comment"


QUEUE_LABELS = {
    QueueKind.SUBMITTED: N_("New proposal"),
    QueueKind.CHANGED: N_("Changed proposal"),
    QueueKind.REPORTED_PROPOSAL: N_("Reported proposal"),
    QueueKind.REPORTED_COMMENT: N_("Reported comment"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a text stands before a decision.

    ``review`` is that of the newest version and ``supports`` a count, both for proposals only;
    ``hidden_by_id`` is the account behind the decision that hid the text.
    """

    visibility: Visibility
    open_reports: int = 0
    state: ProposalState | None = None
    review: Review | None = None
    supports: int = 0
    hidden_by_id: int | None = None

    @property
    def published(self) -> bool:
        return self.state is None or self.state in PUBLIC_STATES

    @property
    def awaits_review(self) -> bool:
        """A new proposal, or a later version of a public one, waits to be accepted."""
        return self.state in REVIEWABLE_STATES and self.review is Review.PENDING


def possible(standing: Standing, moderator_id: int | None) -> tuple[DecisionKind, ...]:
    """The decisions that ``moderator_id`` can take on a text that stands so, in the order of a form."""
    kinds: list[DecisionKind] = []
    visible = standing.visibility is Visibility.VISIBLE
    if visible and standing.awaits_review:
        kinds += [DecisionKind.PUBLISH, DecisionKind.RETURN]
    if visible and standing.open_reports:
        kinds.append(DecisionKind.DISMISS)
    if standing.visibility is not Visibility.VISIBLE:
        kinds.append(DecisionKind.REINSTATE)
    if standing.state in {ProposalState.DRAFT, ProposalState.RETURNED}:
        return tuple(kinds)
    if visible:
        kinds.append(DecisionKind.HIDE)
    if standing.visibility is not Visibility.REMOVED and not needs_second_person(standing, moderator_id):
        kinds.append(DecisionKind.REMOVE)
    return tuple(kinds)


def needs_second_person(standing: Standing, moderator_id: int | None) -> bool:
    """Whether removal must wait until somebody else has hidden the text: hiding acts at once, and a
    published proposal with ten supports or more is removed by a second person (charter)."""
    if standing.state is None or not standing.published or standing.supports < TWO_PEOPLE_FROM:
        return False
    return standing.visibility is Visibility.VISIBLE or standing.hidden_by_id in {None, moderator_id}


def source_of(kind: DecisionKind, open_reports: int) -> Source:
    """What led to a decision of ``kind`` (DSA art. 17)."""
    if kind in REVIEWING:
        return Source.REVIEW
    return Source.NOTICE if open_reports else Source.OWN_INITIATIVE


def check_reasons(kind: DecisionKind, ground: Ground | None, reason: str) -> None:
    """A restricting decision owes a ground and a reason of 10 to 2,000 characters (DSA art. 17)."""
    if kind not in RESTRICTING:
        return
    if ground is None:
        raise Invalid("ground_missing", N_("Please choose the rule that applies."), field="ground")
    if ground is Ground.UNCLEAR and kind is not DecisionKind.RETURN:
        raise Invalid(
            "ground_unclear", N_("A text that cannot be understood can only be returned."), field="ground"
        )
    if not REASON_LENGTH[0] <= len(reason.strip()) <= REASON_LENGTH[1]:
        raise Invalid(
            "reason_missing", N_("Please give the author a reason of 10 to 2,000 characters."), field="reason"
        )
