"""The commands of the group seats: one clear line each, and nothing half done."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from consult.kernel.db import db
from consult.models.assemblies import Councillor, Seat
from consult.models.notifications import OutboxItem
from tests.factories import councils
from tests.support.seat_files import line, listed


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture
def run(app: Flask, tmp_path: Path):  # type: ignore[no-untyped-def]  # a function of the arguments
    def command(*arguments: str, file: bytes | None = None) -> Result:
        if file is not None:
            path = tmp_path / "seats.csv"
            path.write_bytes(file)
            arguments = (*arguments, str(path))
        db.session.commit()
        return app.test_cli_runner().invoke(args=["seats", *arguments])

    return command


def test_an_assembly_and_a_seat_from_the_command_line(run) -> None:  # type: ignore[no-untyped-def]
    found = ["assembly", "rat", "--kind", "partner", "--profile", "partner", "--seats", "3"]
    refused = run(*found, "--name", "fr=Conseil")
    assert (refused.exit_code, "every language" in refused.output) == (1, True)
    assert run(*found, "--name", "fr=Conseil", "--name", "de=Rat").exit_code == 0
    seat = ["add", "rat", "Verger", "Dominique", "--from", "2026-01-01", "--language", "de"]
    assert "councillor" in run(*seat).output
    again = run(*seat)
    assert (again.exit_code, again.output) == (1, "Error: This seat is known already.\n")
    assert "language: The language is one of" in run(*seat[:-1], "en").output
    assert run("add", "none", *seat[2:]).exit_code == 1
    made = db.session.scalars(sa.select(Seat)).one()
    assert db.session.scalars(sa.select(Councillor.family_name)).one() == "Verger"
    early = run("end", str(made.id), "--last-day", "2025-01-01")
    assert (early.exit_code, "before it begins" in early.output) == (1, True)
    assert run("end", str(made.id)).exit_code == 0
    assert run("end", "999999").exit_code == 1
    db.session.expire_all()
    assert made.ends_on == councils.today()


def test_a_list_is_imported_and_the_same_list_changes_nothing(run) -> None:  # type: ignore[no-untyped-def]
    councils.council()
    file = listed(line(email="c@example.org"), line(family="Orme"))
    assert "It would be: 2 added, 0 changed, 0 unchanged." in run("import", "--dry-run", file=file).output
    assert count(Seat) == 0
    first = run("import", "--invite", file=file)
    assert "Imported: 2 added" in first.output
    assert "Codes that will be mailed: 1" in first.output
    again = run("import", "--invite", file=file)
    assert (again.exit_code, again.output) == (0, "Nothing changed: all 2 seats were already there.\n")
    assert (count(Seat), count(OutboxItem)) == (2, 1)
    shorter = run("import", file=listed(line(function="Maire", email="c@example.org")))
    assert "not in the list, kept: Claude Orme" in shorter.output
    assert "function Conseiller → Maire" in shorter.output
    assert count(Seat) == 2


def test_every_mistake_is_a_line_and_nothing_is_written(run) -> None:  # type: ignore[no-untyped-def]
    councils.council()
    refused = run("import", file=listed(line(), line("99999", "Orme"), line(given="")))
    assert refused.exit_code == 1
    assert refused.output.splitlines() == [
        "row 3, commune: There is no assembly called “99999” here.",
        "row 4, prénom: This cell must not be empty.",
        "Error: Nothing was imported. Problems: 2.",
    ]
    assert count(Seat) == 0
    many = run("import", file=listed(*(line("1") for _ in range(60))))
    assert len(many.output.splitlines()) == 51
    assert "the first 50 are shown" in many.output


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "is empty"),
        ("é".encode("latin-1"), "is not UTF-8"),
        (listed(*(line() for _ in range(100_000))), "larger than 2 MB"),
        (listed(*("1" for _ in range(100_000))), "more than 5000 rows"),
    ],
)
def test_a_file_that_is_no_list_is_one_clear_line(run, file: bytes, sentence: str) -> None:  # type: ignore[no-untyped-def]
    refused = run("import", file=file)
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert len(refused.output.splitlines()) == 1


def test_invitations_for_one_assembly_or_all(run) -> None:  # type: ignore[no-untyped-def]
    councils.councillor(), councils.councillor(councils.council("57480"))
    assert "mailed: 1" in run("invite", "council-57463").output
    assert "mailed: 2" in run("invite", "--all").output
    assert run("invite").exit_code == 2
    assert run("invite", "nowhere").exit_code == 1
    assert run("import", "/nowhere.csv").exit_code == 2
