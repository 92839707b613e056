"""What the public register and the yearly report may say of a decision, and in which codes."""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from consult.kernel.messages import N_
from consult.rules.moderation import (
    CATEGORY_CODES,
    NAMES,
    RECORDED_LABELS,
    AppealOutcome,
    Category,
    DecisionKind,
    Ground,
    Source,
    SubjectKind,
)

_K = DecisionKind
#: What was done, as one word that fits a text, a name or an account.
MEASURE_LABELS = {
    _K.RETURN: N_("Sending back to the author"),
    _K.LABEL: N_("Labelling"),
    _K.HIDE: N_("Hiding a text, replacing a name"),
    _K.REMOVE: N_("Removal"),
    _K.MERGE: N_("Merging"),
    _K.MOVE: N_("Moving"),
    _K.SUSPEND: N_("Suspension of the account"),
}
#: The same of one text, and of one name.
HIDING, REPLACING = N_("Hiding"), N_("Replacing the name")
#: What became of reports, all things they may be about taken together.
OUTCOME_LABELS = RECORDED_LABELS | {_K.HIDE: N_("Text hidden or name replaced")}
#: Under which heading a decision without a rule stands: merging and moving break none.
NO_RULE = N_("No rule broken: put in its place")
#: Of several appeals against one decision, the one that went furthest is told.
OUTCOME_WEIGHT = {AppealOutcome.UPHELD: 1, AppealOutcome.CHANGED: 2, AppealOutcome.REVERSED: 3}

# The codes below are those of the Commission's transparency database (DSA art. 24(5), API since July 2025).
VISIBILITY_CODES = {
    _K.REMOVE: "DECISION_VISIBILITY_CONTENT_REMOVED",
    _K.HIDE: "DECISION_VISIBILITY_CONTENT_DISABLED",
    _K.LABEL: "DECISION_VISIBILITY_CONTENT_LABELLED",
    _K.RETURN: "DECISION_VISIBILITY_OTHER",
    _K.MERGE: "DECISION_VISIBILITY_OTHER",
    _K.MOVE: "DECISION_VISIBILITY_OTHER",
}
#: What the code "other" stands for, which the schema asks to be said.
OTHER_VISIBILITY = {
    _K.RETURN: N_("The text was sent back to its author with a note; this version was not published."),
    _K.MERGE: N_("The text was merged into another one; it stays readable and points there."),
    _K.MOVE: N_("The text was moved to another part of the platform; its address stays the same."),
}
ACCOUNT_CODES = {_K.SUSPEND: "DECISION_ACCOUNT_SUSPENDED"}
#: A notice of illegal content is one of art. 16; every other report is another kind of notification.
SOURCE_CODES = {
    Source.REVIEW: "SOURCE_VOLUNTARY",
    Source.OWN_INITIATIVE: "SOURCE_VOLUNTARY",
    Source.NOTICE: "SOURCE_TYPE_OTHER_NOTIFICATION",
    Source.APPEAL: "SOURCE_TYPE_OTHER_NOTIFICATION",
}
ILLEGAL_NOTICE = "SOURCE_ARTICLE_16"
AUTOMATED_CODES = {False: "AUTOMATED_DECISION_NOT_AUTOMATED", True: "AUTOMATED_DECISION_PARTIALLY"}
#: The European Union and the European Economic Area: a text is restricted wherever it could be read.
_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
TERRITORIAL_SCOPE = tuple(_EEA.split())
#: Why a rule applies, in words that quote nobody.
EXPLANATIONS: dict[Ground | None, str] = {
    Ground.INSULT: N_("A moderator read the text and found an insult or an attack on a person in it."),
    Ground.HATE: N_("A moderator read the text and found hatred or discrimination in it."),
    Ground.PERSONAL_DATA: N_("A moderator read the text and found personal data of somebody else in it."),
    Ground.OFF_TOPIC: N_("A moderator read the text and found that it is not about the subject."),
    Ground.SPAM: N_("A moderator read the text and found advertising or a repetition."),
    Ground.IMPERSONATION: N_("A moderator found that somebody pretends to be somebody else."),
    Ground.ILLEGAL: N_("A moderator read the text and found that the law forbids it."),
    Ground.UNCLEAR: N_("A moderator read the text and could not understand it."),
    None: N_("A moderator found that the text belongs elsewhere; it breaks no rule."),
}
#: Where no reference to a law may be shown.
LAW_IN_STATEMENT = N_("The law and the article are named in the statement that the author received.")

_LAW_WORDS = """
    abs absatz alinéa and art article articles artikel au aux bgb civil cnil code communication confiance
    consommation dans de der des dsa dsgvo du économie en et européen européenne gesetz gesetzbuch gg
    intellectuelle journaux kug l la lcen le les liberté libertés loi lois nr numérique numériques of on
    ordonnance par pénal pénale pour presse propriété public publique publiques règlement rgpd satz santé
    sécurité sur stgb tmg travail ue eu urhg und von vie privée verordnung § §§
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    januar februar märz april juni juli august september oktober november dezember
"""
LAW_WORDS = frozenset(_LAW_WORDS.split())


def measure_words(measure: DecisionKind, what: SubjectKind) -> str:
    """What was done to one thing, in words that fit it."""
    if measure is _K.HIDE:
        return REPLACING if what in NAMES else HIDING
    return MEASURE_LABELS[measure]


def published_law(text: str | None) -> str:
    """A reference to a law as everybody may read it; empty when it holds any word that no law is made of.

    Moderators write it by hand, and a name must not reach the register with it.
    """
    words = re.split(r"[\s,.;:()’'«»„“/–-]+", (text or "").lower())
    known = all(not word or re.search(r"\d", word) or word in LAW_WORDS for word in words)
    return " ".join((text or "").split()) if known else ""


def category_code(category: Category | None) -> str:
    """The Commission's code; what breaks no rule falls under the terms of the house."""
    return CATEGORY_CODES[category or Category.OTHER]


def source_code(source: Source, illegal_notice: bool) -> str:
    """What led to the decision; ``illegal_notice``: one of the reports it settles was of illegal content."""
    return ILLEGAL_NOTICE if source is Source.NOTICE and illegal_notice else SOURCE_CODES[source]


@dataclass(frozen=True, slots=True)
class Delays:
    """How long something took: ``hours`` is the median by the clock, None for too few cases."""

    count: int
    in_time: int
    hours: float | None


def delays(spans: Iterable[tuple[datetime, datetime, datetime]], fewest: int) -> Delays:
    """Over (beginning, due, end); with fewer than ``fewest`` cases a median would tell of single ones.

    Eight bytes a case are kept, whatever the stream holds.
    """
    hours, in_time = array("d"), 0
    for begun, due, ended in spans:
        hours.append(max(0.0, (ended - begun).total_seconds() / 3600))
        in_time += ended <= due
    middle = round(median(hours), 1) if len(hours) >= max(fewest, 1) else None
    return Delays(len(hours), in_time, middle)
