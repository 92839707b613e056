"""Grounds of the charter, kinds of decisions and what each does to a text."""

from enum import StrEnum

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_


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
RESTRICTING = frozenset({DecisionKind.RETURN, DecisionKind.HIDE, DecisionKind.REMOVE})


class Source(StrEnum):
    """What led to the decision (DSA art. 17)."""

    REVIEW = "review"
    NOTICE = "notice"
    OWN_INITIATIVE = "own_initiative"


def check_reasons(kind: DecisionKind, ground: Ground | None, reason: str) -> None:
    """A restricting decision owes a ground and a reason of 10 to 2,000 characters (DSA art. 17)."""
    if kind not in RESTRICTING:
        return
    if ground is None:
        raise Invalid("ground_missing", N_("Please choose the rule that applies."), field="ground")
    if ground is Ground.UNCLEAR and kind is not DecisionKind.RETURN:
        raise Invalid("ground_unclear", N_("A text that cannot be understood can only be returned."), field="ground")
    if not 10 <= len(reason.strip()) <= 2000:
        raise Invalid("reason_missing", N_("Please give the author a reason of 10 to 2,000 characters."), field="reason")
