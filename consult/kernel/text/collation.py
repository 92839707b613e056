"""Names stand in order through here, the same on every database: é with e, ä with a, ß with ss."""

from consult.kernel.text.analysis import fold


def in_order(*names: str | None) -> tuple[str, ...]:
    """A key to sort by names, the first before the second; names alike but for accents keep one order."""
    return (*(fold(name or "") for name in names), *(name or "" for name in names))
