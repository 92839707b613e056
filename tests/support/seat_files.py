"""Lists of seats for tests, in the shape that clerks send."""

HEADER = "commune;nom;prénom;fonction;groupe;e-mail;langue;début du mandat"


def line(insee: str = "57463", family: str = "Noyer", given: str = "Claude", **values: str) -> str:
    """One row; ``values``: function, group, email, language, start."""
    return ";".join(
        (
            insee,
            family,
            given,
            values.get("function", "Conseiller"),
            values.get("group", "Les Vergers"),
            values.get("email", ""),
            values.get("language", "fr"),
            values.get("start", "2020-07-01"),
        )
    )


def listed(*rows: str, header: str = HEADER) -> bytes:
    """A file."""
    return "\r\n".join((header, *rows, "")).encode()
