"""The script that citizens download to check a count; it lies with the data and is no part of the house."""

from functools import cache
from importlib.resources import files

NAME = "verify_ballot.py"


@cache
def script() -> bytes:
    """Its text, read once."""
    return (files("consult") / "data" / "verifier" / NAME).read_bytes()
