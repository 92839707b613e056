"""The file of a backup: a gzipped tar that appears whole or not at all, and that nobody unpacks to a disk."""

import gzip
import io
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

#: The only beginning that ``created`` writes: neither time nor name, so that every byte of a file counts.
HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
BLOCK = tarfile.BLOCKSIZE
#: Bytes of the largest member that is written or read; one is held in memory at a time.
LARGEST = 128 * 2**20


class Damaged(Exception):
    """A file that cannot be used, or not be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Writer:
    """``folder`` is private, lies beside the archive, and is removed with all in it at the end."""

    tar: tarfile.TarFile
    folder: Path

    def add(self, name: str, content: bytes) -> None:
        """Append a member; ``Damaged`` when it is larger than a reader would take."""
        if len(content) > LARGEST:
            raise Damaged(
                f"{name} would have {len(content)} bytes, more than a backup can hold in one piece."
            )
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o600
        self.tar.addfile(info, io.BytesIO(content))


@contextmanager
def created(target: Path) -> Iterator[Writer]:
    """A new archive: on the disk and under its name when the block ends well, else gone without trace.

    Raises ``Damaged`` when ``target`` exists, at the beginning or at the end, and ``OSError``.
    """
    if os.path.lexists(target):
        raise Damaged(f"{target} exists already, and is not overwritten.")
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as name:
        folder = Path(name)
        draft = folder / "archive"
        with open(draft, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            with (
                gzip.GzipFile("", "wb", 6, file, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.USTAR_FORMAT) as tar,
            ):
                yield Writer(tar, folder)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, target)  # unlike a rename, never replaces a file
        except FileExistsError as problem:
            raise Damaged(f"{target} exists already, and is not overwritten.") from problem
    keep_entry(target.parent)


def keep_entry(folder: Path) -> None:
    """Bring the names in ``folder`` to the disk, so that a new file outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def members(file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Name and content of each member, from the beginning to the last byte of ``file``.

    Only plain files of up to ``LARGEST`` bytes pass: no link, folder, device or extended header. ``Damaged``
    where the file is cut off, changed or something else; names are for the caller to judge.
    """
    file.seek(0)
    if file.read(len(HEAD)) != HEAD:
        raise Damaged("It does not begin as a backup does.")
    file.seek(0)
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as packed:
            yield from _unpacked(packed)
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.HeaderError, UnicodeError) as problem:
        raise Damaged(f"It is cut off or was changed ({problem}).") from problem


def _unpacked(packed: gzip.GzipFile) -> Iterator[tuple[str, bytes]]:
    while any(head := _exactly(packed, BLOCK)):
        info = tarfile.TarInfo.frombuf(head, "utf-8", "strict")
        if info.type != tarfile.REGTYPE:
            raise Damaged(f"Its member {info.name!r} is no plain file.")
        if not 0 <= info.size <= LARGEST:
            raise Damaged(f"Its member {info.name!r} claims an impossible size.")
        content = _exactly(packed, info.size)
        _exactly(packed, -info.size % BLOCK)
        yield info.name, content
    while rest := packed.read(2**16):  # to the end: there the checksum of the whole is compared
        if any(rest):
            raise Damaged("Something follows after its end.")


def _exactly(packed: gzip.GzipFile, size: int) -> bytes:
    content = packed.read(size)
    if len(content) < size:
        raise EOFError("the end is missing")
    return content
