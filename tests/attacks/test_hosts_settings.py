"""Whoever starts the house with its doors open: guessable secrets, foreign hosts, unknown databases."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT, BadSetting, from_environment
from consult.cli import serve
from tests.factories import people

GOOD = "kX9-vT2_pQ7.mN4+zR8=wL1~hB6:cF3!"
NAMES = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "SIGNING_KEYS",
    "CONSULT_ENV",
    "DATABASE_URL",
    "DATABASE_READ_URL",
    "PROXIES",
    "TRUSTED_HOSTS",
    "HOST",
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh instance and an environment that says nothing else."""
    for name in (*NAMES, "PUBLIC_URL", "MAIL_URL", "LIMITS_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    return tmp_path / "instance"


@pytest.mark.parametrize(
    "values",
    [
        {"CONSULT_ENV": "production"},
        {"CONSULT_ENV": "production", "SECRET_KEY": ""},
        {"CONSULT_ENV": "production", "SECRET_KEY": GOOD[:31]},
        {"CONSULT_ENV": "production", "SECRET_KEY": "changeme"},
        {"CONSULT_ENV": "production", "SECRET_KEY": "0" * 64},
        {"CONSULT_ENV": "production", "SECRET_KEY": "secret" * 8},
        {"SECRET_KEY": "dev"},
        {"SECRET_KEY": GOOD, "SECRET_KEY_FALLBACKS": "old"},
        {"SECRET_KEY": GOOD, "SECRET_KEY_FALLBACKS": f"{GOOD},0000"},
        {"CONSULT_ENV": "production", "SECRET_KEY": GOOD},
        {"CONSULT_ENV": "production", "SECRET_KEY": GOOD, "PUBLIC_URL": ""},
        {"CONSULT_ENV": "prod", "SECRET_KEY": GOOD},
        {"CONSULT_ENV": "Production", "SECRET_KEY": GOOD},
        {"CONSULT_ENV": ""},
        {"DATABASE_URL": "mysql://u@h/d"},
        {"DATABASE_URL": "consult.sqlite"},
        {"DATABASE_URL": "sqlite://"},
        {"DATABASE_READ_URL": "postgresql://u@h/d"},
        {"DATABASE_URL": "sqlite:////srv/consult.sqlite", "DATABASE_READ_URL": "sqlite:////srv/copy.sqlite"},
        {"DATABASE_URL": "postgresql://u@h/d", "DATABASE_READ_URL": "sqlite:////srv/copy.sqlite"},
        {"PROXIES": "all"},
        {"PROXIES": "-1"},
    ],
    ids=str,
)
def test_bad_settings_do_not_start(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting) as refusal:
        from_environment()
    told = str(refusal.value)
    assert any(name in told for name in (*values, "SECRET_KEY", "PUBLIC_URL"))
    assert not any(len(value) > 7 and value in told for name, value in values.items() if "SECRET" in name)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (
            "postgres://u:p%40@h:5432/d?sslmode=require",
            "postgresql+psycopg://u:p%40@h:5432/d?sslmode=require",
        ),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////srv/consult.sqlite", "sqlite:////srv/consult.sqlite"),
    ],
)
def test_every_usual_form_of_a_database_s_address_works(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    assert from_environment().database_url == used


@pytest.mark.parametrize(
    ("given", "used"), [("", ""), ("postgres://u@copy/d", "postgresql+psycopg://u@copy/d")]
)
def test_readers_may_have_a_copy_of_postgresql(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/d")
    monkeypatch.setenv("DATABASE_READ_URL", given)
    assert from_environment().database_read_url == used
    assert bool(from_environment().flask()["SQLALCHEMY_BINDS"]) is bool(given)


def test_without_an_address_the_database_lies_in_the_instance(place: Path) -> None:
    assert from_environment().database_url == f"sqlite:///{place / 'consult.sqlite'}"


def test_in_development_a_secret_is_made_once_and_for_its_owner_only(place: Path) -> None:
    first = from_environment().secret_key
    path = place / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (from_environment().secret_key, path.read_text()) == (first, first)
    assert len(first) >= 48


def test_a_secret_file_that_was_emptied_is_no_secret(place: Path) -> None:
    place.mkdir()
    (place / "secret_key").write_text("\n")
    with pytest.raises(BadSetting):
        from_environment()


def test_production_has_its_secret_and_its_fallbacks(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setenv("CONSULT_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", GOOD)
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", GOOD[::-1])
    monkeypatch.setenv("SIGNING_KEYS", "/srv/keys")
    monkeypatch.setenv("PUBLIC_URL", "https://forum.example.org/")
    settings = from_environment()
    assert (settings.production, settings.secret_key, settings.secret_key_fallbacks) == (
        True,
        GOOD,
        (GOOD[::-1],),
    )
    assert settings.public_url == "https://forum.example.org"
    assert not (place / "secret_key").exists()


def test_the_refusal_is_one_line_and_no_trace(place: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "INSTANCE_PATH": str(place), "CONSULT_ENV": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert started.stderr.strip().splitlines() == [
        "Not started: SECRET_KEY is missing: production does not start without one."
    ]


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "example.org", "127.0.0.1.evil.example"])
def test_demo_accounts_are_never_served_to_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    ran: list[object] = []
    monkeypatch.setattr(serve, "prepare", lambda app: None)
    monkeypatch.setattr(serve, "run_together", ran.append)
    monkeypatch.setenv("HOST", host)
    people.participant(demo=True)
    with pytest.raises(SystemExit, match="demonstration accounts"):
        serve.group.callback.__wrapped__()  # type: ignore[union-attr]  # the application is there already
    assert not ran
