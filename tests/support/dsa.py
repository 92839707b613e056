"""The public format of the Commission's transparency database, against which our statements are held."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

_CATEGORIES = """
    ANIMAL_WELFARE CONSUMER_INFORMATION CYBER_VIOLENCE CYBER_VIOLENCE_AGAINST_WOMEN
    DATA_PROTECTION_AND_PRIVACY_VIOLATIONS ILLEGAL_OR_HARMFUL_SPEECH INTELLECTUAL_PROPERTY_INFRINGEMENTS
    NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS NOT_SPECIFIED_NOTICE OTHER_VIOLATION_TC
    PROTECTION_OF_MINORS RISK_FOR_PUBLIC_SECURITY SCAMS_AND_FRAUD SELF_HARM
    UNSAFE_AND_PROHIBITED_PRODUCTS VIOLENCE
"""
_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
_SOURCES = "ARTICLE_16 TRUSTED_FLAGGER TYPE_OTHER_NOTIFICATION VOLUNTARY"
_VISIBILITIES = """
    CONTENT_REMOVED CONTENT_DISABLED CONTENT_DEMOTED CONTENT_AGE_RESTRICTED CONTENT_INTERACTION_RESTRICTED
    CONTENT_LABELLED OTHER
"""
ILLEGAL, INCOMPATIBLE = "DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"
OTHER = "DECISION_VISIBILITY_OTHER"
Object = dict[str, Any]
Check = Callable[[Any], bool]


def one_of(*allowed: str) -> Check:
    return lambda value: value in allowed


def some_of(allowed: list[str]) -> Check:
    return lambda value: isinstance(value, list) and bool(value) and set(value) <= set(allowed)


def text(most: int) -> Check:
    return lambda value: isinstance(value, str) and 0 < len(value) <= most


def day(least: str) -> Check:
    return lambda value: date.fromisoformat(least) <= date.fromisoformat(value) <= date(2038, 1, 1)


def matching(pattern: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def always(_: Object) -> bool:
    return True


def never(_: Object) -> bool:
    return False


def ground_is(ground: str) -> Callable[[Object], bool]:
    return lambda one: one["decision_ground"] == ground


#: Field → what it may hold, when it is required, when it may be there at all (API documentation, July 2025).
SCHEMA: dict[str, tuple[Check, Callable[[Object], bool], Callable[[Object], bool]]] = {
    "decision_visibility": (
        some_of([f"DECISION_VISIBILITY_{name}" for name in _VISIBILITIES.split()]),
        lambda one: "decision_account" not in one,
        always,
    ),
    "decision_visibility_other": (
        text(500),
        lambda one: OTHER in one.get("decision_visibility", []),
        lambda one: OTHER in one.get("decision_visibility", []),
    ),
    "decision_account": (
        one_of("DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED"),
        lambda one: "decision_visibility" not in one,
        always,
    ),
    "account_type": (one_of("ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE"), never, always),
    "decision_ground": (one_of(ILLEGAL, INCOMPATIBLE), always, always),
    "decision_ground_reference_url": (matching(r"https?://\S{1,490}"), never, always),
    "illegal_content_legal_ground": (text(500), ground_is(ILLEGAL), ground_is(ILLEGAL)),
    "illegal_content_explanation": (text(2000), ground_is(ILLEGAL), ground_is(ILLEGAL)),
    "incompatible_content_ground": (text(500), ground_is(INCOMPATIBLE), ground_is(INCOMPATIBLE)),
    "incompatible_content_explanation": (text(2000), ground_is(INCOMPATIBLE), ground_is(INCOMPATIBLE)),
    "incompatible_content_illegal": (one_of("Yes", "No"), never, ground_is(INCOMPATIBLE)),
    "category": (one_of(*(f"STATEMENT_CATEGORY_{name}" for name in _CATEGORIES.split())), always, always),
    "content_type": (some_of(["CONTENT_TYPE_TEXT"]), always, always),
    "territorial_scope": (some_of(_EEA.split()), never, always),
    "content_language": (matching(r"[A-Z]{2}"), never, always),
    "content_date": (day("2000-01-01"), always, always),
    "application_date": (day("2020-01-01"), always, always),
    "end_date_visibility_restriction": (day("2020-01-01"), never, always),
    "end_date_account_restriction": (day("2020-01-01"), never, always),
    "decision_facts": (text(5000), always, always),
    "source_type": (
        one_of(*(f"SOURCE_{name}" for name in _SOURCES.split())),
        always,
        always,
    ),
    "automated_detection": (one_of("Yes", "No"), always, always),
    "automated_decision": (
        one_of(*(f"AUTOMATED_DECISION_{name}" for name in ("FULLY", "PARTIALLY", "NOT_AUTOMATED"))),
        always,
        always,
    ),
    "puid": (matching(r"[a-zA-Z0-9_-]{1,500}"), always, always),
}  # fmt: skip


def faults(one: Object) -> list[str]:
    """Where an object departs from the schema."""
    found = [f"{name} is no field" for name in one.keys() - SCHEMA.keys()]
    for name, (check, required, admitted) in SCHEMA.items():
        value = one.get(name)
        if value is None:
            found += [f"{name} is missing"] if required(one) else []
        elif not admitted(one):
            found.append(f"{name} does not belong here")
        elif not check(value):
            found.append(f"{name}: {value!r}")
    return found
