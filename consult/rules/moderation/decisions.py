"""Kinds of decisions, what each does, and which of them a moderator can take on a text as it stands."""

from dataclasses import dataclass
from enum import StrEnum

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.lifecycle import PUBLIC_STATES, ProposalState, Review, Visibility
from consult.rules.moderation.grounds import Category, Ground, Label
from consult.rules.moderation.subjects import NAMES, TEXTS, SubjectKind

REASON_LENGTH = (10, 2000)
FACTS_LENGTH = (10, 1000)
LAW_LENGTH = (3, 200)


class DecisionKind(StrEnum):
    PUBLISH = "publish"
    RETURN = "return"
    LABEL = "label"
    HIDE = "hide"
    REMOVE = "remove"
    MERGE = "merge"
    MOVE = "move"
    SUSPEND = "suspend"
    DISMISS = "dismiss"
    REINSTATE = "reinstate"
    UNMERGE = "unmerge"


_K = DecisionKind
DECISION_LABELS = {
    _K.PUBLISH: N_("Publish"),
    _K.RETURN: N_("Return to the author"),
    _K.LABEL: N_("Set a label above the text"),
    _K.HIDE: N_("Hide"),
    _K.REMOVE: N_("Remove"),
    _K.MERGE: N_("Merge into another proposal"),
    _K.MOVE: N_("Move to another chantier"),
    _K.SUSPEND: N_("Suspend the account"),
    _K.DISMISS: N_("Dismiss the reports"),
    _K.REINSTATE: N_("Lift the restriction"),
    _K.UNMERGE: N_("Undo the merge"),
}
#: The same once they are recorded: what was done, not what can be done.
RECORDED_LABELS = {
    _K.PUBLISH: N_("Text published"),
    _K.RETURN: N_("Text returned to the author"),
    _K.LABEL: N_("Label set above the text"),
    _K.HIDE: N_("Text hidden"),
    _K.REMOVE: N_("Text removed"),
    _K.MERGE: N_("Proposal merged into another"),
    _K.MOVE: N_("Proposal moved to another chantier"),
    _K.SUSPEND: N_("Account suspended"),
    _K.DISMISS: N_("Reports dismissed"),
    _K.REINSTATE: N_("Restriction lifted"),
    _K.UNMERGE: N_("Merge undone"),
}
#: Whoever's name is hidden keeps being there under a neutral one.
NAME_REPLACED = N_("Name replaced")
#: Decisions that owe their author a full statement of reasons (DSA art. 17) and that can be contested.
RESTRICTING = frozenset({_K.RETURN, _K.LABEL, _K.HIDE, _K.REMOVE, _K.MERGE, _K.MOVE, _K.SUSPEND})
#: Of these, the ones that name a rule of the charter; merging and moving break none.
GROUNDED = frozenset({_K.RETURN, _K.LABEL, _K.HIDE, _K.REMOVE, _K.SUSPEND})
#: Of these, the ones that must also say which facts in the text they rest on.
FACTUAL = frozenset({_K.LABEL, _K.HIDE, _K.REMOVE, _K.SUSPEND})
#: Decisions on one submitted version: there is only ever one a version.
REVIEWING = frozenset({_K.PUBLISH, _K.RETURN})
#: What a text looks like after the decision, where the decision changes that.
VISIBILITY_AFTER = {
    _K.HIDE: Visibility.HIDDEN,
    _K.REMOVE: Visibility.REMOVED,
    _K.REINSTATE: Visibility.VISIBLE,
}
#: States in which a pending version can be accepted; while councillors vote, a text stays as it is.
REVIEWABLE_STATES = frozenset({ProposalState.SUBMITTED, ProposalState.PUBLISHED})
#: States in which a proposal can change its chantier.
MOVABLE_STATES = frozenset({ProposalState.SUBMITTED, ProposalState.PUBLISHED})
#: So many supports make the removal of a published proposal a matter for two people (charter).
TWO_PEOPLE_FROM = 10


def recorded(kind: DecisionKind, what: SubjectKind) -> str:
    """What was done to a text, a name or an account, in words that fit it."""
    return NAME_REPLACED if kind is _K.HIDE and what in NAMES else RECORDED_LABELS[kind]


class Source(StrEnum):
    """What led to the decision (DSA art. 17(3)(b))."""

    REVIEW = "review"
    NOTICE = "notice"
    OWN_INITIATIVE = "own_initiative"
    APPEAL = "appeal"


SOURCE_LABELS = {
    Source.REVIEW: N_("Check of a new text"),
    Source.NOTICE: N_("A report"),
    Source.OWN_INITIATIVE: N_("Own initiative"),
    Source.APPEAL: N_("Appeal"),
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a moderator decides and why, before it is recorded.

    ``law``: law and article, for illegal content; ``facts``: what in the text; ``reason``: why the rule
    applies, for the author; ``chantier``: where it moves; ``into``: the proposal it is merged into;
    ``days``: how long an account is suspended.
    """

    kind: DecisionKind
    ground: Ground | None = None
    reason: str = ""
    facts: str = ""
    law: str = ""
    category: Category | None = None
    label: Label | None = None
    chantier: int | None = None
    into: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a thing stands before a decision.

    ``review`` is that of the newest version of a text, ``fallback`` whether an earlier version was accepted,
    ``supports`` a count; ``hidden_by_id`` is the account behind the decision that hid the text;
    ``mergeable`` and ``unmergeable`` say what the rules of merging allow; ``emptied``: its author had
    the words deleted when they left.
    """

    visibility: Visibility
    open_reports: int = 0
    kind: SubjectKind = SubjectKind.PROPOSAL
    state: ProposalState | None = None
    review: Review | None = None
    fallback: bool = False
    supports: int = 0
    hidden_by_id: int | None = None
    label: Label | None = None
    suspended: bool = False
    mergeable: bool = False
    unmergeable: bool = False
    emptied: bool = False

    @property
    def published(self) -> bool:
        return self.state is None or self.state in PUBLIC_STATES

    @property
    def awaits_review(self) -> bool:
        """A new text, or a later version of a public one, waits to be accepted or looked over."""
        reviewable = self.state is None or self.state in REVIEWABLE_STATES
        return reviewable and self.review in {Review.PENDING, Review.WATCHED}


def possible(standing: Standing, moderator_id: int | None) -> tuple[DecisionKind, ...]:
    """The decisions that ``moderator_id`` can take on a thing that stands so, in the order of a form."""
    if standing.kind in NAMES:
        return _on_names(standing)
    if standing.kind not in TEXTS:
        return _on_words(standing)
    visible = standing.visibility is Visibility.VISIBLE
    unsent = standing.state in {ProposalState.DRAFT, ProposalState.RETURNED}
    proposal = standing.kind is SubjectKind.PROPOSAL
    may = {
        _K.PUBLISH: visible and standing.awaits_review,
        _K.RETURN: visible and standing.awaits_review and _has_somewhere_to_return(standing),
        _K.DISMISS: visible and bool(standing.open_reports),
        _K.REINSTATE: not standing.emptied and (not visible or standing.label is not None),
        _K.LABEL: visible and not unsent and standing.published and standing.label is None,
        _K.MOVE: visible and proposal and standing.state in MOVABLE_STATES,
        _K.MERGE: visible and standing.mergeable,
        _K.UNMERGE: standing.unmergeable,
        _K.HIDE: visible and not unsent,
        _K.REMOVE: not unsent
        and standing.visibility is not Visibility.REMOVED
        and not needs_second_person(standing, moderator_id),
    }
    return tuple(kind for kind, allowed in may.items() if allowed)


def _has_somewhere_to_return(standing: Standing) -> bool:
    """A text published at once, with no accepted version behind it, is hidden rather than returned."""
    return standing.review is Review.PENDING or standing.fallback


def _on_names(standing: Standing) -> tuple[DecisionKind, ...]:
    """A name is withheld, shown again or left alone; a person, besides, suspended."""
    visible = standing.visibility is Visibility.VISIBLE
    may = {
        _K.DISMISS: bool(standing.open_reports),
        _K.REINSTATE: not visible or standing.suspended,
        _K.HIDE: visible,
        _K.SUSPEND: standing.kind is SubjectKind.ACCOUNT and not standing.suspended,
    }
    return tuple(kind for kind, allowed in may.items() if allowed)


def _on_words(standing: Standing) -> tuple[DecisionKind, ...]:
    """An offer or a position is withheld, shown again or left alone."""
    visible = standing.visibility is Visibility.VISIBLE
    may = {
        _K.DISMISS: visible and bool(standing.open_reports),
        _K.REINSTATE: not visible and not standing.emptied,
        _K.HIDE: visible,
        _K.REMOVE: standing.visibility is not Visibility.REMOVED,
    }
    return tuple(kind for kind, allowed in may.items() if allowed)


def needs_second_person(standing: Standing, moderator_id: int | None) -> bool:
    """Whether removal must wait until somebody else has hidden the text: hiding acts at once, and a
    published proposal with ten supports or more is removed by a second person (charter)."""
    if standing.state is None or not standing.published or standing.supports < TWO_PEOPLE_FROM:
        return False
    return standing.visibility is Visibility.VISIBLE or standing.hidden_by_id in {None, moderator_id}


def source_of(kind: DecisionKind, open_reports: int) -> Source:
    """What led to a decision of ``kind`` (DSA art. 17(3)(b))."""
    if kind in REVIEWING:
        return Source.REVIEW
    return Source.NOTICE if open_reports else Source.OWN_INITIATIVE


def check_reasons(ruling: Ruling) -> None:
    """What a restricting decision owes (DSA art. 17(3)): a rule, for illegal content the law too, the facts,
    and a reason of 10 to 2,000 characters."""
    if ruling.kind not in RESTRICTING:
        return
    if ruling.kind in GROUNDED and ruling.ground is None:
        raise Invalid("ground_missing", N_("Please choose the rule that applies."), field="ground")
    if ruling.ground is Ground.UNCLEAR and ruling.kind is not DecisionKind.RETURN:
        raise Invalid(
            "ground_unclear", N_("A text that cannot be understood can only be returned."), field="ground"
        )
    if ruling.ground is Ground.ILLEGAL and not _fits(ruling.law, LAW_LENGTH):
        raise Invalid("law_missing", N_("Please name the law and the article."), field="law")
    if ruling.kind in FACTUAL and not _fits(ruling.facts, FACTS_LENGTH):
        raise Invalid(
            "facts_missing",
            N_("Please say in 10 to 1,000 characters what in the text this is about."),
            field="facts",
        )
    if ruling.kind is DecisionKind.LABEL and ruling.label is None:
        raise Invalid("label_missing", N_("Please choose the label."), field="label")
    if not _fits(ruling.reason, REASON_LENGTH):
        raise Invalid(
            "reason_missing", N_("Please give the author a reason of 10 to 2,000 characters."), field="reason"
        )


def _fits(text: str, length: tuple[int, int]) -> bool:
    return length[0] <= len(text.strip()) <= length[1]
