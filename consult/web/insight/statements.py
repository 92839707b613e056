"""A restricting decision in the fields of the Commission's transparency database (DSA art. 24(5))."""

from typing import Any

from flask_babel import gettext as _

from consult.queries.transparency import Statement
from consult.rules.moderation import GROUND_LABELS, SOURCE_LABELS, Ground
from consult.rules.transparency import (
    ACCOUNT_CODES,
    AUTOMATED_CODES,
    EXPLANATIONS,
    LAW_IN_STATEMENT,
    NO_RULE,
    OTHER_VISIBILITY,
    TERRITORIAL_SCOPE,
    VISIBILITY_CODES,
    category_code,
    published_law,
    source_code,
)


def as_statement(one: Statement, charter: str) -> dict[str, Any]:
    """The object for one decision, its sentences in the page's language; ``charter``: address of the rules.

    Nothing in it was written by anybody about the text: what moderators wrote for the author may quote names
    and addresses, so the standard wording of the ground stands in its place.
    """
    return {
        **_restriction(one),
        **_ground(one),
        "decision_ground_reference_url": charter,
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": category_code(one.category),
        "territorial_scope": list(TERRITORIAL_SCOPE),
        "content_language": one.language.upper() if one.language else None,
        "content_date": one.content_day.isoformat(),
        "application_date": one.decided_on.isoformat(),
        "decision_facts": _facts(one),
        "source_type": source_code(one.source, one.illegal_notice),
        "automated_detection": "No",
        "automated_decision": AUTOMATED_CODES[one.automated],
        "puid": f"decision-{one.number}",
    }


def _restriction(one: Statement) -> dict[str, Any]:
    """What was restricted, and until when: a text for good, an account until a day."""
    if one.measure in ACCOUNT_CODES:
        return {
            "decision_account": ACCOUNT_CODES[one.measure],
            "account_type": "ACCOUNT_TYPE_PRIVATE",
            "end_date_account_restriction": one.ends_on.isoformat() if one.ends_on else None,
        }
    restriction: dict[str, Any] = {
        "decision_visibility": [VISIBILITY_CODES[one.measure]],
        "end_date_visibility_restriction": one.ends_on.isoformat() if one.ends_on else None,
    }
    if one.measure in OTHER_VISIBILITY:
        restriction["decision_visibility_other"] = _(OTHER_VISIBILITY[one.measure])
    return restriction


def _ground(one: Statement) -> dict[str, str]:
    explanation = _(EXPLANATIONS[one.ground])
    if one.ground is Ground.ILLEGAL:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": published_law(one.law) or _(LAW_IN_STATEMENT),
            "illegal_content_explanation": explanation,
        }
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": _(GROUND_LABELS[one.ground] if one.ground else NO_RULE),
        "incompatible_content_explanation": explanation,
        "incompatible_content_illegal": "No",
    }


def _facts(one: Statement) -> str:
    return str(
        _(
            "%(explanation)s What led to it: %(source)s. A person decided; no automated means were used.",
            explanation=_(EXPLANATIONS[one.ground]),
            source=_(SOURCE_LABELS[one.source]),
        )
    )
