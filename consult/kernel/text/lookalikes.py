"""Names are read here as eye and ear take them, so that no sign borrowed from elsewhere hides one."""

import re
import unicodedata
from functools import lru_cache
from itertools import product

_LIGATURES = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae"})
#: Latin letters whose Unicode name says which plain one they are: Ł, ø, ᴍ, ɡ, ɐ.
_LATIN = re.compile(
    r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL |SCRIPT |TURNED |REVERSED |OPEN |DOTLESS )?([A-Z])"
    r"(?: WITH .*)?"
)
#: Letters in a circle, a square or a flag.
_FRAMED = re.compile(r".*LETTER ([A-Z])")
_PHONETIC = {"ɑ": "a", "ɩ": "i", "ə": "e", "ʋ": "v", "ƨ": "s", "ƽ": "s", "ꜱ": "s", "ꞵ": "b"}

_NONE: dict[int, str] = {}
#: Letters of other alphabets by what they look like.
_SHAPES = str.maketrans(
    {"а": "a", "в": "b", "е": "e", "э": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c"}
    | {"т": "t", "у": "y", "ү": "y", "х": "x", "і": "i", "ӏ": "l", "ј": "j", "ѕ": "s", "ԁ": "d", "һ": "h"}
    | {"ԛ": "q", "ԝ": "w", "п": "n", "и": "n", "г": "r", "я": "r", "ь": "b", "ѵ": "v"}
    | {"α": "a", "β": "b", "γ": "y", "ε": "e", "ζ": "z", "η": "h", "ι": "i", "κ": "k", "μ": "m", "ν": "n"}
    | {"ο": "o", "ρ": "p", "σ": "s", "τ": "t", "υ": "y", "χ": "x", "ω": "w"}
)
#: The same by what they sound like.
_SOUNDS = str.maketrans(
    {"а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i"}
    | {"і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t"}
    | {"у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "ы": "y", "э": "e", "ю": "iu"}
    | {
        "я": "ia",
        "ъ": "",
        "ь": "",
        "α": "a",
        "β": "v",
        "γ": "g",
        "δ": "d",
        "ε": "e",
        "ζ": "z",
        "η": "i",
        "θ": "th",
    }
    | {"ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s"}
    | {"τ": "t", "υ": "y", "φ": "f", "χ": "h", "ψ": "ps", "ω": "o"}
)
_DIGITS = {"0": "o", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g"}
_SIGNS = {"@": "a", "$": "s", "€": "e", "£": "l", "!": "i", "¡": "i", "|": "l", "§": "s"}
#: Digits and signs that stand for letters; a one is an i or an l.
_AS_I, _AS_L = (str.maketrans(_DIGITS | _SIGNS | {"1": one}) for one in "il")
#: Umlauts and ligatures as people write them on a keyboard that has none.
_SPELT = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def plain(text: str) -> str:
    """Small letters of the basic alphabet wherever a sign is a variant of one: no accents, no frames, no
    mathematical or full-width letters. Letters of other alphabets stay."""
    spread = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    return "".join(map(_letter, unicodedata.normalize("NFKD", spread)))


@lru_cache(maxsize=4096)
def _letter(sign: str) -> str:
    if sign.isascii():
        return sign
    category = unicodedata.category(sign)
    if category[0] == "M" or category in {"Lm", "Cf"}:
        return ""
    name = unicodedata.name(sign, "")
    found = _LATIN.fullmatch(name) or (_FRAMED.fullmatch(name) if category == "So" else None)
    return found[1].lower() if found else _PHONETIC.get(sign, sign)


def readings(name: str) -> set[str]:
    """Everything that ``name`` may be taken for, plainly written."""
    base = plain(name)
    found = {
        base.translate(alphabet).translate(digits)
        for alphabet, digits in product((_NONE, _SHAPES, _SOUNDS), (_NONE, _AS_I, _AS_L))
    }
    return found | {_spelt(reading) for reading in found}


def _spelt(reading: str) -> str:
    for pair, letter in _SPELT:
        reading = reading.replace(pair, letter)
    return reading
