"""House laws of words: nothing but data names the territory, and the catalogues are whole and well set."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from consult.cli import catalogues
from consult.kernel.territory import territory

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = (
    "consult/**/*.py",
    "templates/**/*",
    "translations/**/*.po*",
    "consult/static/**/*.*",
    "migrations/**/*.py",
)


def shipped() -> Iterator[Path]:
    for pattern in (*SHIPPED, "config.py", "wsgi.py"):
        yield from (path for path in ROOT.glob(pattern) if path.is_file() and path.suffix != ".mo")


def test_only_data_names_the_territory() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in shipped()
        if "consult/data" not in str(path)
        for line in path.read_text("utf-8", "replace").splitlines()
        if re.search(r"\bmetz|\b826\b", line, re.IGNORECASE)
    ]
    assert not named, f"ask territory() instead: {named}"


def test_no_sentence_hides_in_a_formatted_string() -> None:
    """The extraction reads an f-string as one word and finds no sentence in it."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "consult").rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in catalogues.KEYWORDS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden, f"take the sentence out of the f-string: {hidden}"


def test_both_catalogues_are_complete() -> None:
    assert catalogues.faults() == []


def test_german_and_french_typography() -> None:
    wrong = []
    for language in territory().languages:
        for message in filter(lambda one: one.id, catalogues.loaded(language)):
            for text in catalogues.texts(message.string or ""):
                if language == "fr" and re.search(r"[^\s\u202f\u00a0][;!?](?:\s|$)|\w'\w", text):
                    wrong.append(f"fr: {text}")
                if language == "fr" and re.search(r" [:;!?»]|« ", text):
                    wrong.append(f"fr, ordinary space: {text}")
                if language == "de" and re.search(r"\s[:;!?]|[«»]|\w'\w", text):
                    wrong.append(f"de: {text}")
    assert not wrong, wrong
