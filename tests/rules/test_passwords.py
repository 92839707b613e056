"""Passwords by the CNIL's recommendation: length, signs, blocklist, nothing about oneself."""

import unicodedata

import pytest

from consult.kernel.errors import Invalid
from consult.rules.passwords import check_password, is_hashable

COMMON = frozenset({"motdepasse", "passwort", "sommer"})
MINE = ("ada.weiss", "Ada Weiß")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elf Zeichen", "password_length"),
        ("x y" * 86, "password_length"),
        ("MotDePasse2026!", "password_common"),
        ("!!123passwort456", "password_common"),
        ("aaaabbbbaaaabbbb", "password_common"),
        ("294857201948", "password_common"),
        ("vier blaue\0Berge", "password_signs"),
        ("vier blaue \ud800 Berge", "password_signs"),
        ("der weiße Berg", "password_personal"),
        ("Der WEIẞE Berg dort", "password_personal"),
    ],
)
def test_what_is_refused(password: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_password(password, common=COMMON, personal=MINE, field="new_password")
    assert (refusal.value.code, refusal.value.field) == (code, "new_password")


@pytest.mark.parametrize("password", ["zwölf Zeichn", "vier blaue Berge am Fluss", "a bc de " * 32])
def test_length_alone_is_enough(password: str) -> None:
    assert check_password(password, common=COMMON, personal=MINE) == password


def test_composed_and_decomposed_accents_are_one_password() -> None:
    spread = unicodedata.normalize("NFD", "l’été à la forêt")
    assert check_password(spread, common=COMMON, personal=()) == "l’été à la forêt"


def test_what_cannot_be_a_password_is_never_hashed() -> None:
    assert not any(map(is_hashable, ("", "x" * 257, "a\0b", "\udfff")))
