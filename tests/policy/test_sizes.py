"""House laws of size: small files, small functions, small templates."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def code() -> list[Path]:
    return [path for path in (ROOT / "consult").rglob("*.py") if path.read_text("utf-8").strip()]


def functions() -> Iterator[tuple[int, str]]:
    for path in code():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (
                    (node.end_lineno or node.lineno) - node.lineno + 1,
                    f"{path.relative_to(ROOT)}:{node.name}",
                )


def test_no_file_is_over_400_lines() -> None:
    everything = [*code(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "consult/static").rglob("*.[cj]s*")]
    large = [f"{path.relative_to(ROOT)} ({lines(path)})" for path in everything if lines(path) > 400]
    assert not large, f"make packages of {large}"


def test_the_median_file_is_small() -> None:
    """Counted in lines that hold something, as blank ones only part functions."""
    filled = [sum(1 for line in path.read_text("utf-8").splitlines() if line.strip()) for path in code()]
    assert median(filled) <= 70


def test_functions_are_small() -> None:
    sizes = sorted(functions())
    assert sizes[-1][0] <= 60, f"divide {sizes[-3:]}"
    assert quantiles([size for size, _ in sizes], n=20)[-1] <= 40


def test_templates_are_small() -> None:
    sizes = sorted(
        (lines(path), str(path.relative_to(ROOT)))
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    )
    assert quantiles([size for size, _ in sizes], n=20)[-1] <= 120
    assert sizes[-1][0] <= 200, f"divide {sizes[-3:]}"


def test_the_common_fixtures_stay_few() -> None:
    assert lines(ROOT / "tests/conftest.py") <= 150


def test_each_module_says_who_comes_here() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in [*code(), *(ROOT / "tests").rglob("*.py")]
        if path.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent, f"open {silent} with one sentence"


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in code()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    ]
    assert not hidden, f"move the imports of {hidden} to the top; if a circle forbids it, the room is wrong"
