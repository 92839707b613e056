"""The opaque mark in ``?after=`` that says where the next keyset page begins."""

import base64
import binascii
import json
from datetime import UTC, datetime

from consult.kernel.db import LARGEST_ID
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_


def encode(*keys: int | str) -> str:
    """An address-safe cursor of the last row's sort keys."""
    return base64.urlsafe_b64encode(json.dumps(keys, separators=(",", ":")).encode()).decode().rstrip("=")


def no_such_page() -> Invalid:
    """What a list says of a cursor that it did not make."""
    return Invalid("bad_cursor", N_("This page of the list does not exist. Please begin at its start."))


def decode(cursor: str, kinds: tuple[type, ...], *, largest: int = LARGEST_ID) -> tuple[int | str, ...]:
    """The keys of a cursor; ``Invalid`` unless they are of exactly ``kinds`` and a column can hold them.

    Numbers run from 0 to ``largest``; texts have no NUL and no half of a surrogate pair.
    """
    if len(cursor) > 200:
        raise no_such_page()
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise no_such_page() from None
    if not isinstance(keys, list) or [type(key) for key in keys] != list(kinds):
        raise no_such_page()
    if not all(_fits(key, largest) for key in keys):
        raise no_such_page()
    return tuple(keys)


def _fits(key: int | str, largest: int) -> bool:
    if isinstance(key, int):
        return 0 <= key <= largest
    return not any(sign == "\0" or 0xD800 <= ord(sign) <= 0xDFFF for sign in key)


def moment(key: int | str) -> datetime:
    """The moment, in UTC, that was encoded with ``isoformat`` and its zone; ``Invalid`` for anything else."""
    try:
        found = datetime.fromisoformat(str(key))
        moved = found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise no_such_page() from None
    if found.tzinfo is None:
        raise no_such_page()
    return moved
