"""House law of the operators' page: what it names exists, and no setting is missing from it."""

import ast
import re
from pathlib import Path

import click
import pytest
from flask import Flask

from consult.app import create_app
from consult.queries import queues
from tests.support.databases import Databases, settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/operations.md").read_text("utf-8")
ENVIRONMENT = (ROOT / "deploy/consult.env").read_text("utf-8")
#: The functions through which settings are read, beside ``os.environ`` itself.
READERS = {"_listed", "_number"}
#: Read through a loop over names.
TRANSLATING = {"TRANSLATOR_URL", "TRANSLATOR_KEY"}


def read_settings() -> set[str]:
    """The names that config.py and the server ask the environment for."""
    found = set(TRANSLATING)
    for name in ("config.py", "consult/cli/serve.py"):
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                if ast.unparse(node.func) == "os.environ.get" or ast.unparse(node.func) in READERS:
                    found.add(str(node.args[0].value))
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
                found.add(ast.literal_eval(node.slice))
    return found


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.fixture(scope="module")
def application(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(settings("sqlite://", tmp_path_factory.mktemp("operations")))


def test_the_table_of_settings_is_what_the_program_reads() -> None:
    told = re.findall(r"^\| `([A-Z_]+)` \|", section("Settings"), re.MULTILINE)
    assert len(told) == len(set(told))
    assert set(told) == read_settings()


def test_every_setting_of_the_sample_exists() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", ENVIRONMENT, re.MULTILINE)
    assert named
    assert set(named) <= read_settings()


def test_every_command_named_exists(application: Flask) -> None:
    units = "".join(path.read_text("utf-8") for path in (ROOT / "deploy").rglob("*.service"))
    named = set(re.findall(r"flask ([a-z0-9-]+)(?: ([a-z]+)\b)?", PAGE + units))
    assert {"serve", "work", "backup", "restore"} <= {name for name, _ in named}
    for name, word in named:
        command = application.cli.get_command(click.Context(application.cli), name)
        assert command is not None, f"flask {name}"
        if isinstance(command, click.Group) and word:
            assert word in command.commands, f"flask {name} {word}"


def test_every_file_and_module_named_exists() -> None:
    for name in re.findall(r"\((decisions/[^)]+)\)", PAGE):
        assert (ROOT / "docs" / name).exists(), name
    for name in re.findall(r"\b(?:deploy|requirements)/[a-z/.-]+[a-z]", PAGE):
        assert (ROOT / name).exists(), name
    crossing = PAGE.split("Queries that would cross hosts")[1]
    for names in re.findall(r"^- (`[^:]+):", crossing, re.MULTILINE):
        for name in re.findall(r"`([a-z_.]+)`", names):
            path = ROOT / "consult/queries" / name.replace(".", "/")
            assert path.is_dir() or path.with_suffix(".py").exists(), name


def test_every_table_that_would_be_spread_exists() -> None:
    rows = section("Growing").split("| table group |")[1].split("\n\n")[0].splitlines()[2:]
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])}
    assert "proposal" in named
    assert named <= queues.OutboxItem.metadata.tables.keys()
