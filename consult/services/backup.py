"""A backup of the whole platform is written and read here; what it may hold is said in ``MEMBER``."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from consult.gateways import archive
from consult.gateways.archive import Damaged
from consult.gateways.signing import PUBLIC
from consult.kernel import clock
from consult.kernel.db import dialect_name, writing
from consult.queries import backup as queries
from consult.queries.backup import Unloadable

FORMAT = 1
MANIFEST = "manifest.json"
#: Bytes of rows after which another member begins: so much is in memory at a time.
PART = 2**20
MEMBER = re.compile(
    r"tables/(?P<table>[a-z0-9_]{1,60})/(?P<part>[0-9]{8})\.jsonl|keys/(?P<key>[0-9]{4,8}\.public\.pem)"
)


class Unfit(Exception):
    """Nothing was done; the text says why."""


REFUSALS = (Unfit, Damaged, Unloadable)


@dataclass(frozen=True, slots=True)
class TableEntry:
    """``last``: the highest number given out, None where keys are no numbers; ``sha256`` of all lines."""

    columns: list[str]
    rows: int
    sha256: str
    last: int | None


@dataclass(frozen=True, slots=True)
class FileEntry:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; ``written_at`` is ISO 8601 in UTC, ``revision`` Alembic's."""

    format: int
    written_at: str
    revision: str
    dialect: str
    tables: dict[str, TableEntry] = field(default_factory=dict)
    files: dict[str, FileEntry] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(entry.rows for entry in self.tables.values())

    @property
    def columns(self) -> dict[str, list[str]]:
        return {name: entry.columns for name, entry in self.tables.items()}

    @property
    def sums(self) -> dict[str, tuple[int, str]]:
        return {name: (entry.rows, entry.sha256) for name, entry in self.tables.items()}


def write(target: Path, keys_folder: Path, expected: str | None) -> Manifest:
    """Write a backup to ``target``, while others write to the database; what it holds.

    ``expected`` is the revision of this program. Of ``keys_folder`` only public keys are taken. Raises one of
    ``REFUSALS``, or ``OSError``; then there is no file.
    """
    with archive.created(target) as file, queries.snapshot(file.folder) as connection:
        revision = queries.revision(connection)
        if revision is None or revision != expected:
            raise Unfit(f"The schema is at revision {revision or 'none'}, not at {expected}: upgrade first.")
        moment = clock.now().isoformat(timespec="seconds")
        manifest = Manifest(FORMAT, moment, revision, dialect_name())
        for each in queries.tables():
            rows, found = 0, sha256()
            for number, (count, part) in enumerate(_parts(queries.lines(connection, each)), 1):
                rows += count
                found.update(part)
                file.add(f"tables/{each.name}/{number:08d}.jsonl", part)
            last = queries.last_number(connection, each)
            manifest.tables[each.name] = TableEntry(queries.columns(each), rows, found.hexdigest(), last)
        for path in sorted(keys_folder.glob(f"*{PUBLIC}")):
            content = path.read_bytes()
            manifest.files[f"keys/{path.name}"] = _file_entry(content)
            file.add(f"keys/{path.name}", content)
        file.add(MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
    return manifest


def restore(source: Path, keys_folder: Path, expected: str | None) -> Manifest:
    """Fill the empty database and keys' folder from a backup; what it held.

    The whole file is read and checked before anything is touched, and once more what the database then
    holds, in the transaction that loads it. Raises one of ``REFUSALS`` or ``OSError``; then all is as before.
    """
    with open(source, "rb") as file:
        manifest = check(file)
        if manifest.revision != expected:
            raise _other_revision(manifest.revision, expected)
        if {each.name: queries.columns(each) for each in queries.tables()} != manifest.columns:
            raise Unfit("Its tables have not the columns that this program knows.")
        placed: list[Path] = []
        try:
            with writing():
                _load(file, manifest, keys_folder, placed)
        except BaseException:
            for path in placed:
                path.unlink()
            raise
    return manifest


def check(file: BinaryIO) -> Manifest:
    """What a backup holds, if every byte agrees with what it says of itself; else one of ``REFUSALS``."""
    tables: dict[str, _Seen] = {name: _Seen() for name in (each.name for each in queries.tables())}
    files: dict[str, FileEntry] = {}
    manifest: Manifest | None = None
    for name, content in archive.members(file):
        match = MEMBER.fullmatch(name)
        if manifest is not None or name in files:
            raise Unfit(f"{name} stands where nothing may follow.")
        if name == MANIFEST:
            manifest = _manifest(content)
        elif match and match["table"] in tables:
            tables[match["table"]].add(name, int(match["part"]), content)
        elif match and match["key"]:
            files[name] = _file_entry(content)
        else:
            raise Unfit(f"{name} is no part of a backup.")
    if manifest is None:
        raise Unfit("It does not say what it holds.")
    found = {name: (seen.rows, seen.sum.hexdigest()) for name, seen in tables.items()}
    if manifest.sums != found or manifest.files != files:
        raise Unfit("It does not hold what it says.")
    return manifest


@dataclass(slots=True)
class _Seen:
    """The lines of one table that have been read so far, from parts in their order."""

    rows: int = 0
    parts: int = 0
    sum: Any = field(default_factory=sha256)

    def add(self, name: str, part: int, content: bytes) -> None:
        self.parts += 1
        if part != self.parts:
            raise Unfit(f"{name} is out of its order.")
        self.rows += content.count(b"\n")
        self.sum.update(content)


def _load(file: BinaryIO, manifest: Manifest, keys_folder: Path, placed: list[Path]) -> None:
    connection = queries.claim()
    found = queries.revision(connection)
    if found != manifest.revision:
        raise _other_revision(found, manifest.revision)
    if names := queries.filled(connection):
        raise Unfit(f"The database is not empty: there are rows in {', '.join(names[:5])}.")
    if any(keys_folder.glob("*.pem")):
        raise Unfit(f"There are keys in {keys_folder} already; restore into an empty place.")
    with queries.unguarded(connection):
        for name, content in archive.members(file):
            match = MEMBER.fullmatch(name)
            if match and match["table"]:
                queries.load(connection, queries.table(match["table"]), content)
            elif match:
                placed.append(_place(keys_folder / match["key"], content))
    for each in queries.tables():
        entry = manifest.tables[each.name]
        if queries.digest(connection, each) != (entry.rows, entry.sha256):
            raise Unfit(f"After loading, the table {each.name} is not what the backup holds.")
        queries.count_on(connection, each, entry.last or 0)


def _place(path: Path, content: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return path


def _manifest(content: bytes) -> Manifest:
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise Unfit(f"It is of format {told['format']}; this program reads format {FORMAT}.")
        told["tables"] = {name: TableEntry(**entry) for name, entry in told["tables"].items()}
        told["files"] = {name: FileEntry(**entry) for name, entry in told["files"].items()}
        return Manifest(**told)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Unfit("What it says of itself cannot be read.") from problem


def _parts(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Whole lines in pieces of about ``PART`` bytes, each with their number."""
    part, size = [], 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size >= PART:
            yield len(part), b"".join(part)
            part, size = [], 0
    if part:
        yield len(part), b"".join(part)


def _file_entry(content: bytes) -> FileEntry:
    return FileEntry(len(content), sha256(content).hexdigest())


def _other_revision(found: str | None, expected: str | None) -> Unfit:
    return Unfit(
        f"Its schema is at revision {found or 'none'}, not at {expected or 'none'}: restore with the version "
        "of the program that wrote the backup, then upgrade."
    )
