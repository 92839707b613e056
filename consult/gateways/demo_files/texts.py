"""Comments and those who write them, as every file tells them, become shapes here."""

from typing import Any

from consult.gateways.demo_files.shapes import CommentText, Whose
from consult.rules.comments import Stance


def comment(raw: dict[str, Any]) -> CommentText:
    """A comment with its replies; what else ``raw`` holds is for whoever asks."""
    by = raw.get("by")
    return CommentText(
        stance=Stance(raw["stance"]),
        language=raw["language"],
        text=raw["text"],
        by=by if isinstance(by, str) else whose(by),
        replies=tuple(map(comment, raw.get("replies", []))),
    )


def whose(raw: dict[str, str] | None) -> Whose | None:
    return Whose(**raw) if raw else None
