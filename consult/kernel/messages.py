"""Whoever writes a sentence for people below the web marks it here; an edge translates it."""

from dataclasses import dataclass, field


def N_(sentence: str) -> str:  # noqa: N802  # gettext's own name for a mark
    """Mark an English sentence for the catalogues and hand it back unchanged."""
    return sentence


@dataclass(frozen=True, slots=True)
class LanguageName:
    """Stands in a message for what the language ``code`` is called in the language of its reader."""

    code: str


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence still in English, with the values its ``%(name)s`` places take."""

    sentence: str
    values: dict[str, object] = field(default_factory=dict)
