"""What people typed is set for reading here: spaces, quotes, apostrophes; shown so, never stored so."""

import re
from collections.abc import Iterator
from functools import lru_cache

THIN, HARD = "\u202f", "\u00a0"
#: Stand-ins while the rules run: for a word, for what stays alone, for a tag, for a seam between pieces.
WORD, ALONE, TAG, SEAM = "\ue000", "\ue001", "\ue002", "\ue003"
_STAND_INS = re.compile(f"([{WORD}{ALONE}{TAG}])")
_OURS = re.compile(f"[{WORD}{ALONE}{TAG}{SEAM}]")
_SPACE = f" {HARD}{THIN}"
_FLAT = f"{TAG}{SEAM}"
_LETTER = r"[^\W\d_]"
#: What no rule may touch, each with its stand-in; the first that fits counts.
_PROTECTED = (
    (ALONE, r"(?m:^ {0,3}\[[^\]\n]+\]:.*$|^ {0,3}```[^`]*(?:```|\Z))|\]\([^()\n]*\)"),
    (ALONE, r"\b(?:[a-z][a-z0-9+.-]{0,20}://|www\.|mailto:|\w+(?:\.\w+){1,6}/)[^\s\"«»„“”<>]*"),
    (ALONE, r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|(?<!\w)[#@]\w[\w-]*"),
    (ALONE, rf"(?<=\d)[{_SPACE}]*:[{_SPACE}]*(?=\d)"),
    (ALONE, r"(?<![^\s«„\"])(?:[:;=8xX][-'o]?[)(\]\[DPp/\\|*3>oO]+(?!\w)|:\w+:(?!\w))"),
    (ALONE, r"&(?:#\w+|[a-zA-Z]\w*);"),
    (WORD, rf"{WORD}|`[^`\n]+`|%\(\w+\)[sd]"),
    (TAG, r"</?[a-zA-Z][^<>]*>"),
)
_KEPT = re.compile("|".join(f"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(_PROTECTED)))
_PARAGRAPHS = re.compile(r"(\n[ \t]*\n)")

_BEFORE_QUOTE, _AFTER_QUOTE = frozenset("([{-–—/'’«"), frozenset(")]}.,;:!?…-–—/%»")
_QUOTES = {"fr": (f"«{HARD}", f"{HARD}»"), "de": ("„", "“")}
#: Marks that begin and end a quote already; a straight pair between them is a quote in a quote.
_MARKS = {"fr": ("«“", "»”"), "de": ("„»", "“”«")}
_GUILLEMETS = (
    (re.compile(rf"«[{_SPACE}]*(?=\S)"), f"«{HARD}"),
    (re.compile(rf"(?<=\S)[{_SPACE}]*»"), f"{HARD}»"),
)

#: What punctuation belongs to, and what may follow it; an address is told from what follows by its space.
_END = rf"[\w)\]}}»”“’%€°².…{WORD}]"
_ANY_END = rf"[\w)\]}}»”“’%€°².…{WORD}{ALONE}]"
_THEN = rf"(?=[\s{_FLAT}]|$)"
_CALL = rf"([;!?]*(?:[!?](?=[\s{_FLAT}\"»”“)\]}},.…]|$)|;(?=[\s{_FLAT}\"»”“]|$)))"
_NEUTRAL = (
    (re.compile(r"(?<![./\\])\.{3}(?![./\\])"), "…"),
    (re.compile(rf"(?<={_LETTER})'(?=[{_FLAT}]*(?:{_LETTER}|[{WORD}«“\"]))"), "’"),
)
_DASH = (re.compile(r"(?<=[^\s-]) - (?=[^\s-])"), " – ")
_THOUSANDS = re.compile(rf"(?<![\d+,.])(?<!\d[{_SPACE}])\d{{1,3}}(?: \d{{3}})+(?![{_SPACE}]?\d)")
_RULES = {
    "fr": (
        _DASH,
        (re.compile(rf"({_ANY_END}[{_FLAT}]*)[{_SPACE}]*{_CALL}"), rf"\1{THIN}\2"),
        (re.compile(rf"({_ANY_END}[{_FLAT}]*)[{_SPACE}]*:{_THEN}"), rf"\1{HARD}:"),
        (re.compile(rf"([\d{WORD}])[{_SPACE}]*%(?![\w(])"), rf"\1{THIN}%"),
        (re.compile(r"(?<=\d) (?=€)"), HARD),
    ),
    "de": (
        _DASH,
        (re.compile(rf"({_END}[{_FLAT}]*)[{_SPACE}]+{_CALL}"), r"\1\2"),
        (re.compile(rf"({_END}[{_FLAT}]*)[{_SPACE}]+:{_THEN}"), r"\1:"),
        (re.compile(r"(?<=\d) (?=[%€](?!\w))"), HARD),
    ),
}


def typeset(text: str, language: str | None) -> str:
    """``text`` as a printer of ``language`` (``fr``, ``de``) sets it; other languages get what is neutral.

    Letters and digits stay; so do addresses, times, ratios, code, tags, places to fill in, unpaired quotes
    and quotes in quotes. Setting it twice changes nothing more; ``None`` as language changes nothing.
    Rules: Lexique des règles typographiques en usage à l’Imprimerie nationale; DIN 5008.
    """
    return text if language is None or _OURS.search(text) else _set(text, language)


def typeset_pieces(pieces: list[str | None], language: str | None) -> list[str]:
    """The pieces of one running text that emphasis or links part, set as one; as many come back.

    ``None`` stands for a word that is not ours to set, and comes back empty.
    """
    plain = [piece or "" for piece in pieces]
    if language is None or not pieces or any(map(_OURS.search, plain)):
        return plain
    joined = SEAM.join(WORD if piece is None else piece for piece in pieces)
    set_ones = _set(joined, language).split(SEAM)
    return ["" if piece is None else done for piece, done in zip(pieces, set_ones, strict=True)]


@lru_cache(maxsize=4096)
def typeset_line(text: str, language: str | None) -> str:
    """``typeset`` for short texts that many pages show."""
    return typeset(text, language)


def _set(text: str, language: str) -> str:
    kept: list[str] = []

    def stand_in(found: re.Match[str]) -> str:
        kept.append(found[0])
        return _PROTECTED[int((found.lastgroup or "k0")[1:])][0]

    words = _KEPT.sub(stand_in, text)
    for pattern, instead in _NEUTRAL:
        words = pattern.sub(instead, words)
    if language in _RULES:
        words = "".join(_quoted(part, language) for part in _PARAGRAPHS.split(words))
        for pattern, instead in _RULES[language]:
            words = pattern.sub(instead, words)
    if language == "fr":
        words = _THOUSANDS.sub(lambda found: found[0].replace(" ", THIN), words)
    back = iter(kept)
    return _STAND_INS.sub(lambda _found: next(back), words)


def _quoted(paragraph: str, language: str) -> str:
    """Straight quotes become the language's where they are plain pairs; one doubt leaves all as they are."""
    sides = [_side(paragraph, at) for at, sign in enumerate(paragraph) if sign == '"']
    if sides and sides == [1, -1] * (len(sides) // 2):
        paragraph = _paired(paragraph.split('"'), language)
    if language == "fr":
        marks = [sign for sign in paragraph if sign in "«»"]
        if marks == ["«", "»"] * (len(marks) // 2):
            for pattern, instead in _GUILLEMETS:
                paragraph = pattern.sub(instead, paragraph)
    return paragraph


def _paired(parts: list[str], language: str) -> str:
    """The parts between straight quotes with the language's own, but for pairs in or across a quote."""
    done, depth = [parts[0]], _depth(parts[0], language)
    for inner, outer in zip(parts[1::2], parts[2::2], strict=True):
        deeper = _depth(inner, language)
        begin, end = ('"', '"') if depth or deeper else _QUOTES[language]
        done += [begin, inner, end, outer]
        depth += deeper + _depth(outer, language)
    return "".join(done)


def _depth(text: str, language: str) -> int:
    """How many more quotes begin than end."""
    begins, ends = _MARKS[language]
    return sum((sign in begins) - (sign in ends) for sign in text)


def _side(text: str, at: int) -> int:
    """1 for a quote that begins here, -1 for one that ends, 0 for what may be either (inches, say)."""
    before = next(_seen(reversed(text[max(0, at - 20) : at])), " ")
    after = next(_seen(iter(text[at + 1 : at + 21])), " ")
    if before.isspace() or before in _BEFORE_QUOTE:
        return 0 if after.isspace() or after == '"' else 1
    return -1 if before != '"' and (after.isspace() or after in _AFTER_QUOTE) else 0


def _seen(signs: Iterator[str]) -> Iterator[str]:
    return (sign for sign in signs if sign not in _FLAT)
