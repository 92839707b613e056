"""The keys that sign checkpoints: files outside the database, made once, rotated, never replaced."""

import multiprocessing
import os
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from config import BadSetting, from_environment
from consult.app import create_app
from consult.gateways.signing import EphemeralKeys, FolderKeys, NoSigningKey, by_id, verify
from tests.support.databases import settings


@pytest.fixture
def dialect() -> str:
    """Keys lie outside the database, whichever it is."""
    return "sqlite"


def test_the_first_key_is_made_when_it_is_first_needed(tmp_path: Path) -> None:
    keys = FolderKeys(tmp_path / "keys", may_create=True)
    assert keys.published() == []
    first = keys.newest()
    assert keys.newest().public == first.public
    assert [key.id for key in keys.published()] == [first.public.id]
    private, public = sorted(keys.folder.iterdir())
    assert (private.name, private.stat().st_mode & 0o777) == ("0001.private.pem", 0o600)
    assert public.name == "0001.public.pem"
    assert keys.folder.stat().st_mode & 0o777 == 0o700
    assert b"PRIVATE" not in public.read_bytes()


def test_where_none_may_be_made_nothing_is_signed(tmp_path: Path) -> None:
    keys = FolderKeys(tmp_path)
    with pytest.raises(NoSigningKey):
        keys.newest()
    assert list(tmp_path.iterdir()) == []


def _first_key(folder: Path, found: "multiprocessing.Queue[str]") -> None:
    found.put(FolderKeys(folder, may_create=True).newest().public.id)


def test_processes_that_need_the_first_key_at_once_agree_on_one(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    found: multiprocessing.Queue[str] = context.Queue()
    processes = [context.Process(target=_first_key, args=(tmp_path, found)) for _ in range(12)]
    for process in processes:
        process.start()
    ids = {found.get(timeout=20) for _ in processes}
    for process in processes:
        process.join()
    assert len(ids) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0001.private.pem", "0001.public.pem"]


def test_after_a_rotation_the_newest_signs_and_all_stay_published(tmp_path: Path) -> None:
    keys = FolderKeys(tmp_path, may_create=True)
    old = keys.newest()
    signature = old.sign(b"head")
    newer = keys.rotate()
    assert keys.newest().public == newer
    assert [key.id for key in keys.published()] == [old.public.id, newer.id]
    assert verify(by_id(keys.published()), old.public.id, b"head", signature)
    (tmp_path / "0001.private.pem").unlink()
    assert [key.id for key in keys.published()] == [old.public.id, newer.id]
    assert keys.held() == {newer.id}
    assert verify(by_id(keys.published()), old.public.id, b"head", signature)
    assert keys.rotate().id == keys.newest().public.id
    assert len(keys.published()) == 3


def test_a_number_is_never_used_again(tmp_path: Path) -> None:
    keys = FolderKeys(tmp_path, may_create=True)
    keys.newest()
    keys.rotate()
    (tmp_path / "0002.private.pem").unlink()
    keys.rotate()
    assert (tmp_path / "0003.private.pem").exists()


def test_a_public_file_that_was_lost_is_worked_out_from_the_private_one(tmp_path: Path) -> None:
    keys = FolderKeys(tmp_path, may_create=True)
    key = keys.newest().public
    (tmp_path / "0001.public.pem").unlink()
    assert keys.published() == [key]


@pytest.mark.parametrize("signature", ["", "zz", "00" * 64, "00" * 63, " " * 128])
def test_what_is_no_signature_does_not_hold(signature: str) -> None:
    keys = EphemeralKeys()
    key = keys.newest()
    known = by_id(keys.published())
    assert verify(known, key.public.id, b"head", key.sign(b"head"))
    assert not verify(known, key.public.id, b"head", signature)
    assert not verify(known, key.public.id, b"other", key.sign(b"head"))
    assert not verify(known, "0" * 16, b"head", key.sign(b"head"))
    assert not verify({key.public.id: b"short"}, key.public.id, b"head", key.sign(b"head"))
    keys.rotate()
    assert len(keys.published()) == 2


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def test_the_commands_make_and_list_keys(tmp_path: Path) -> None:
    app = create_app(settings("sqlite://", tmp_path, signing_keys=tmp_path / "vault"))
    empty = run(app, "keys", "list")
    assert empty.exit_code == 1
    assert "flask keys new" in empty.output
    for _ in range(2):
        assert run(app, "keys", "new").exit_code == 0
    (tmp_path / "vault" / "0001.private.pem").unlink()
    listed = run(app, "keys", "list")
    assert listed.exit_code == 0
    assert ["only checks" in line for line in listed.output.splitlines()] == [True, False]
    (tmp_path / "vault" / "0002.private.pem").write_text("no key")
    broken = run(app, "keys", "list")
    assert broken.exit_code == 1
    assert "Traceback" not in broken.output


def test_production_names_the_folder_of_its_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "CONSULT_ENV": "production",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "PUBLIC_URL": "https://forum.example.org",
        "INSTANCE_PATH": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SIGNING_KEYS", raising=False)
    with pytest.raises(BadSetting, match="SIGNING_KEYS"):
        from_environment()
    monkeypatch.setenv("SIGNING_KEYS", str(tmp_path / "vault"))
    assert from_environment().keys_folder == tmp_path / "vault"
    assert not os.path.exists(tmp_path / "vault")


def test_production_does_not_start_without_a_key(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    production = settings(f"sqlite:///{tmp_path / 'x.sqlite'}", tmp_path, signing_keys=vault)
    object.__setattr__(production, "environment", "production")
    app = create_app(production)
    refused = run(app, "serve")
    assert refused.exit_code == 1
    assert "Not started: " in str(refused.output) + str(refused.exception)
    assert not vault.exists()
