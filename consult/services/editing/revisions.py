"""Every publication of an official text passes here: the same is a no-op, another revision a conflict."""

from collections.abc import Mapping
from typing import Any

from consult.kernel.db import Base
from consult.kernel.errors import Outdated
from consult.kernel.messages import N_

OUTDATED = N_("Somebody else published another version in the meantime. Nothing of yours is lost.")


def lay(row: Base, values: Mapping[str, Any], based_on: int, counter: str = "revision") -> bool:
    """Put ``values`` on the locked ``row`` and count its ``counter`` up; says whether anything changed.

    ``Outdated`` where the row is not at the revision ``based_on`` and ``values`` are not what it holds.
    """
    differing = {name: value for name, value in values.items() if _differs(getattr(row, name), value)}
    if not differing:
        return False
    check(getattr(row, counter), based_on)
    for name, value in differing.items():
        setattr(row, name, value)
    setattr(row, counter, getattr(row, counter) + 1)
    return True


def check(revision: int, based_on: int) -> None:
    """``Outdated`` unless the thing still is as the editor had it before them."""
    if revision != based_on:
        raise Outdated("changed_meanwhile", OUTDATED)


def _differs(before: Any, after: Any) -> bool:
    """The order of linked rows says nothing."""
    if isinstance(after, list) and any(isinstance(item, Base) for item in [*before, *after]):
        return set(before) != set(after)
    return bool(before != after)
