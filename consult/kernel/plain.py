"""Frozen records become plain data here, so that JSON, digests and comparisons say the same."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any


def plain(value: object) -> Any:
    """Mappings, lists, texts, whole numbers, booleans and None.

    A dataclass becomes a mapping in the order of its fields (``for_`` is called ``for``), a moment
    ``2026-10-25T00:30:00Z``, a day ``2026-10-25``, a fraction ``{"num": 1, "den": 3}``, a member of an
    enumeration its value; ``TypeError`` for anything else, a float included.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name.rstrip("_"): plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return {"num": value.numerator, "den": value.denominator}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    raise TypeError(f"no plain form for {type(value).__name__}")
