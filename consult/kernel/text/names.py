"""What people call themselves is cleaned and checked here before anyone reads it."""

import re
import unicodedata

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.text.analysis import fold

_SPACES = re.compile(r"\s+")
_KEPT_MARKS = {"\u202f", "\u00a0"}


def clean_line(text: str) -> str:
    """One line in NFC without control, bidi or zero-width characters, with single spaces."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if sign in "\r\n\t" else sign
        for sign in composed
        if sign in "\r\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return _SPACES.sub(" ", visible).strip()


def clean_text(text: str) -> str:
    """Several lines in NFC, line ends as ``\\n``, without control, bidi or zero-width characters."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        sign for sign in composed if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    ).strip()


def _script(sign: str) -> str | None:
    if not sign.isalpha():
        return None
    return unicodedata.name(sign, "UNKNOWN").split(" ")[0]


def check_display_name(name: str, reserved: tuple[str, ...]) -> str:
    """The cleaned name; ``Invalid`` when it mixes scripts or poses as the house."""
    cleaned = clean_line(name)
    scripts = {script for script in map(_script, cleaned) if script}
    if len(scripts) > 1:
        raise Invalid("name_scripts", N_("Please write your name in one alphabet only."), field="display_name")
    plain = re.sub(r"\W", "", fold(cleaned))
    if any(re.sub(r"\W", "", fold(word)) in plain for word in reserved):
        raise Invalid("name_reserved", N_("This name is reserved. Please choose another."), field="display_name")
    return cleaned
