"""A backup holds everything as of one moment; a restored platform goes on; a spoiled file changes nothing."""

import io
import json
import stat
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from consult.app import create_app
from consult.gateways import archive, signing
from consult.kernel.db import db
from consult.models.journal import JournalEntry
from consult.models.proposals import Proposal, Support
from consult.models.search import SearchEntry
from consult.queries import backup as queries
from consult.services import backup
from consult.services.backup import Manifest
from tests.factories import people, proposals
from tests.factories.ground import seed
from tests.support import world
from tests.support.databases import Databases, settings

HEAD = "0006"


@contextmanager
def place(databases: Databases, dialect: str, folder: Path) -> Iterator[Flask]:
    """An installation without anything but its schema."""
    app = create_app(settings(databases.empty(dialect), folder))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def written(databases: Databases, dialect: str, tmp_path: Path) -> tuple[Path, Manifest]:
    """A backup of a small platform where every kind of thing exists."""
    file, keys = tmp_path / "all.tar.gz", tmp_path / "keys"
    with place(databases, dialect, tmp_path / "first"):
        seed()
        world.build()
        db.session.commit()
        signing.FolderKeys(keys, may_create=True).newest()
        return file, backup.write(file, keys, HEAD)


def restored(file: Path, folder: Path) -> Manifest:
    return backup.restore(file, folder / "keys", HEAD)


def test_what_is_restored_is_the_same_and_goes_on(
    databases: Databases, dialect: str, tmp_path: Path, written: tuple[Path, Manifest]
) -> None:
    file, told = written
    assert told.rows > 300
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with place(databases, dialect, tmp_path / "second") as app:
        assert restored(file, tmp_path / "second") == told
        again = backup.write(tmp_path / "again.tar.gz", tmp_path / "second" / "keys", HEAD)
        assert again.tables == told.tables
        assert again.files == told.files
        assert not list((tmp_path / "second" / "keys").glob("*.private.pem"))
        before = db.session.scalar(sa.select(sa.func.max(Proposal.id)))
        assert proposals.published().id > before  # numbers go on
        entry = db.session.scalars(sa.select(SearchEntry)).first()
        assert entry is not None
        assert app.test_client().get("/fr/search?q=verger").status_code == 200
        with pytest.raises(sa.exc.DBAPIError):  # the triggers guard again
            db.session.execute(sa.delete(JournalEntry))
        db.session.rollback()


def test_it_shows_one_moment_while_others_write(real_app: Flask, tmp_path: Path) -> None:
    """Each deed adds a support and counts it: in the backup the count is the number of supports."""
    proposal = proposals.published().id
    accounts = [people.participant().id for _ in range(60)]
    db.session.commit()
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES ('0006')"))
    begun, counted = Event(), sa.update(Proposal).values(support_count=Proposal.support_count + 1)

    def support() -> None:
        with real_app.app_context():
            for account in accounts:
                db.session.add(
                    Support(
                        proposal_id=proposal,
                        account_id=account,
                        neighbour=False,
                        created_at=db.session.get_one(Proposal, proposal).created_at,
                    )
                )
                db.session.execute(counted)
                db.session.commit()
                begun.set()
            db.session.remove()

    writer = Thread(target=support)
    writer.start()
    begun.wait(10)
    file = tmp_path / "moment.tar.gz"
    backup.write(file, tmp_path / "keys", HEAD)
    writer.join()
    with open(file, "rb") as opened:
        lines = {name: content.splitlines() for name, content in archive.members(opened) if "tables" in name}
    at = queries.columns(Proposal.__table__).index("support_count")  # type: ignore[arg-type]
    stood = json.loads(lines["tables/proposal/00000001.jsonl"][0])[at]
    assert 1 <= stood <= 60
    assert len(lines["tables/support/00000001.jsonl"]) == stood


def test_no_file_is_overwritten(databases: Databases, dialect: str, tmp_path: Path) -> None:
    file = tmp_path / "kept.tar.gz"
    file.write_text("precious")
    with (
        place(databases, dialect, tmp_path / "first"),
        pytest.raises(backup.REFUSALS, match="exists already"),
    ):
        backup.write(file, tmp_path / "keys", HEAD)
    assert file.read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def spoiled(file: Path, how: str) -> Path:
    """Another file, spoiled in one way."""
    content = bytearray(file.read_bytes())
    bad = file.with_name(f"{how}.tar.gz")
    if how == "cut":
        del content[-300:]
    elif how == "changed":
        content[len(content) // 2] ^= 4
    elif how == "longer":
        content += b"more"
    else:
        with open(file, "rb") as opened:
            parts = dict(archive.members(opened))
        content = bytearray(packed(reworked(parts, how)))
    bad.write_bytes(content)
    return bad


def reworked(parts: dict[str, bytes], how: str) -> dict[str, bytes]:
    told = parts.pop("manifest.json")
    if how == "hostile":
        return parts | {"keys/../../0001.public.pem": b"x", "manifest.json": told}
    if how == "unknown":
        return parts | {"tables/secret/00000001.jsonl": b"[1]\n", "manifest.json": told}
    if how == "silent":
        return parts
    if how == "foreign":
        return parts | {"manifest.json": told.replace(b'"0006"', b'"0099"')}
    assert how == "lying"
    lines = parts["tables/commune/00000001.jsonl"].splitlines(keepends=True)
    return parts | {"tables/commune/00000001.jsonl": b"".join(lines[1:]), "manifest.json": told}


def packed(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return archive.HEAD + archive_body(held.getvalue())


def archive_body(content: bytes) -> bytes:
    """Deflated with the two sums that gzip ends with."""
    press = zlib.compressobj(wbits=-15)
    ends = zlib.crc32(content).to_bytes(4, "little") + (len(content) % 2**32).to_bytes(4, "little")
    return press.compress(content) + press.flush() + ends


WAYS = ["cut", "changed", "longer", "hostile", "unknown", "silent", "foreign", "lying"]


def test_a_spoiled_file_changes_nothing(
    databases: Databases, dialect: str, tmp_path: Path, written: tuple[Path, Manifest]
) -> None:
    folder = tmp_path / "second"
    with place(databases, dialect, folder):
        for how in WAYS:
            with pytest.raises(backup.REFUSALS):
                restored(spoiled(written[0], how), folder)
            db.session.rollback()
            assert queries.filled(db.session.connection()) == [], how
            assert not list(folder.rglob("*.pem")), how
            db.session.rollback()
        assert restored(written[0], folder) == written[1]
        with pytest.raises(backup.REFUSALS, match="not empty"):
            restored(written[0], folder)
