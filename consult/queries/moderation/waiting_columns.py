"""The columns that every part of the queue has, so that they can stand in one list."""

from typing import Any

import sqlalchemy as sa

from consult.kernel.db import UTCDateTime
from consult.rules.moderation import QueueKind, SubjectKind

EXCERPT = 140
TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "kind": sa.String(),
    "subject_kind": sa.String(),
    "id": sa.Integer(),
    "subject_id": sa.Integer(),
    "author_id": sa.Integer(),
    "organisation_id": sa.Integer(),
    "entered_by_id": sa.Integer(),
    "party_id": sa.Integer(),
    "also_id": sa.Integer(),
    "chantier": sa.Integer(),
    "commune": sa.String(),
    "due_at": UTCDateTime(),
    "since": UTCDateTime(),
    "text": sa.String(),
    "language": sa.String(),
    "version": sa.Integer(),
    "reports": sa.Integer(),
    "can_hide": sa.Boolean(),
}


def columns(kind: QueueKind, subject: SubjectKind | Any, **given: Any) -> sa.Select[Any]:
    """A SELECT of every column in order, those not ``given`` empty.

    ``party_id`` and ``also_id`` acted before, and so leave it to somebody else; ``subject`` is a kind or
    an expression.
    """
    given = {
        "kind": sa.literal(kind.value),
        "subject_kind": sa.literal(subject.value) if isinstance(subject, SubjectKind) else subject,
        "version": sa.literal(0),
        "reports": sa.literal(0),
        "can_hide": sa.false(),
        **given,
    }
    given.setdefault("subject_id", given["id"])
    return sa.select(
        *(
            sa.type_coerce(given[name], type_).label(name)
            if name in given
            else sa.cast(sa.null(), type_).label(name)
            for name, type_ in TYPES.items()
        )
    )


def excerpt(column: Any) -> Any:
    """The beginning of a text, one character longer than it will be shown, so that a cut is noticed."""
    return sa.func.substr(column, 1, EXCERPT + 1)


def shortened(text: str) -> str:
    """An excerpt cut after a whole word, with " …" where something is left out."""
    if len(text) <= EXCERPT:
        return text
    between = text[EXCERPT - 1].isspace() or text[EXCERPT].isspace()
    whole = text[:EXCERPT] if between else text[:EXCERPT].rsplit(maxsplit=1)[0]
    return f"{whole.rstrip()} …"
