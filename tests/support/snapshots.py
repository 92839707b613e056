"""Tests of mails compare whole letters with files here; ``UPDATE_SNAPSHOTS=1`` writes the files anew."""

import os
import re
from pathlib import Path

from consult.gateways.mail import Letter

#: What differs at each run, and what stands in its place.
CHANGING = [
    (r"/(confirm|sign-in|reset|change-email)/[\w-]{40,}", r"/\1/TOKEN"),
    (
        r"(/proposals/|/comments/|/ballots/|/sittings/|/decisions/|/appeals/|/translations/|#comment-)\d+",
        r"\1N",
    ),
    (r"/reports/[\w-]+", "/reports/CODE"),
    (r'("ballot":)\d+', r"\1N"),
    (r"\b(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}\b", "CODE-CODE-CODE-CODE"),
]


def updating() -> bool:
    """Whether this run writes the files instead of trusting them; read the difference afterwards."""
    return bool(os.environ.get("UPDATE_SNAPSHOTS"))


def plain(letter: Letter) -> str:
    """The letter as people read it, with what differs at each run named instead."""
    text = f"To: {letter.name} <{letter.address}>\nSubject: {letter.subject}\n\n{letter.text}"
    for pattern, name in CHANGING:
        text = re.sub(pattern, name, text)
    return text


def same_letter(letter: Letter, path: Path) -> None:
    """Fails unless ``path`` holds this letter, word for word."""
    if updating():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(plain(letter), "utf-8")
    assert path.exists(), f"no snapshot {path.name}"
    assert plain(letter) == path.read_text("utf-8"), path.name


def same_letters(letters: list[Letter], folder: Path, case: str) -> None:
    """Fails unless ``folder`` holds exactly these letters of ``case``, in this order.

    A file is named ``<case>-<number>-<event>.<language>.txt``; no other file may begin with ``<case>-``.
    """
    names = [f"{case}-{n}-{event_of(letter)}.{letter.language}.txt" for n, letter in enumerate(letters, 1)]
    if updating():
        for old in {path.name for path in folder.glob(f"{case}-*.txt")} - set(names):
            (folder / old).unlink()
    for letter, name in zip(letters, names, strict=True):
        same_letter(letter, folder / name)
    assert {path.name for path in folder.glob(f"{case}-*.txt")} == set(names)


def event_of(letter: Letter) -> str:
    """The event in a key ``<moment>-<event>-<number>``."""
    found = re.fullmatch(r"\w+?-(.+)-\d+", letter.key)
    assert found, letter.key
    return found[1]
