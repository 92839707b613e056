"""How far a document that the worker makes has come."""

from enum import StrEnum


class DocumentStatus(StrEnum):
    """``ABSENT``: this installation cannot make PDFs; the other formats say the same."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    ABSENT = "absent"
