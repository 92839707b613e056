"""Checkpoints and receipts are signed here, with Ed25519 keys from a folder, never from the database."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from consult.kernel.errors import Conflict
from consult.kernel.messages import N_

#: ``0001.private.pem`` signs, ``0001.public.pem`` stays published; the highest number is the newest key.
PRIVATE, PUBLIC = ".private.pem", ".public.pem"


class NoSigningKey(Conflict):
    """There is no private key, and this installation may not make one by itself."""

    def __init__(self) -> None:
        super().__init__("no_signing_key", N_("This platform has no signing key, so it cannot sign."))


@dataclass(frozen=True, slots=True)
class PublicKey:
    """``id``: the first 16 hexadecimal signs of the SHA-256 of ``raw``, its 32 bytes."""

    raw: bytes

    @property
    def id(self) -> str:
        return sha256(self.raw).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key at hand; Ed25519 gives the same signature for the same bytes every time."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        return _public(self.private.public_key())

    def sign(self, message: bytes) -> str:
        """The signature in hexadecimal (128 signs)."""
        return self.private.sign(message).hex()


class Keys(Protocol):
    """What signs, and everything that ever signed."""

    def newest(self) -> SigningKey: ...

    def published(self) -> list[PublicKey]: ...


class EphemeralKeys:
    """The twin for tests: keys that nobody ever wrote down."""

    def __init__(self) -> None:
        self._keys = [SigningKey(Ed25519PrivateKey.generate())]

    def newest(self) -> SigningKey:
        return self._keys[-1]

    def published(self) -> list[PublicKey]:
        return [key.public for key in self._keys]

    def rotate(self) -> PublicKey:
        """From now on another key signs."""
        self._keys.append(SigningKey(Ed25519PrivateKey.generate()))
        return self._keys[-1].public


class FolderKeys:
    """Keys as PEM files in ``folder``; with ``may_create`` the first one is made when it is first needed."""

    def __init__(self, folder: Path, *, may_create: bool = False) -> None:
        self.folder, self.may_create = folder, may_create

    def newest(self) -> SigningKey:
        """The key that signs; ``NoSigningKey`` when there is none and none may be made."""
        held = self._files(PRIVATE)
        if not held and self.may_create:
            self._add(1)  # of several processes one succeeds, and all go on with its key
            held = self._files(PRIVATE)
        if not held:
            raise NoSigningKey
        return _read_private(held[max(held)])

    def published(self) -> list[PublicKey]:
        """Every public key, the oldest first, also of retired keys whose private file was deleted."""
        private, public = self._files(PRIVATE), self._files(PUBLIC)
        return [
            _read_public(public[number]) if number in public else _read_private(private[number]).public
            for number in sorted(private.keys() | public.keys())
        ]

    def rotate(self) -> PublicKey:
        """Add a key, which signs from now on; those before it stay published."""
        while not self._add(max(self._files(PRIVATE) | self._files(PUBLIC), default=0) + 1):
            pass
        return self.newest().public

    def held(self) -> set[str]:
        """The ids of the keys whose private part lies here."""
        return {_read_private(path).public.id for path in self._files(PRIVATE).values()}

    def _files(self, ending: str) -> dict[int, Path]:
        found = self.folder.glob(f"*{ending}")
        return {int(path.name[: -len(ending)]): path for path in found if path.name[:4].isdecimal()}

    def _add(self, number: int) -> bool:
        """Write key ``number`` unless another process was faster; a file appears whole or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = Ed25519PrivateKey.generate()
        secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        if not self._write(f"{number:04d}{PRIVATE}", secret, 0o600):
            return False
        shown = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self._write(f"{number:04d}{PUBLIC}", shown, 0o644)
        return True

    def _write(self, name: str, content: bytes, mode: int) -> bool:
        handle, draft = tempfile.mkstemp(dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(handle, mode)
                file.write(content)
                file.flush()
                os.fsync(handle)
            with suppress(FileExistsError):
                os.link(draft, self.folder / name)  # unlike a rename, never replaces a key
                return True
            return False
        finally:
            os.unlink(draft)


def verify(keys: Mapping[str, bytes], key_id: str, message: bytes, signature: str) -> bool:
    """Whether the key of that id among ``keys`` (id → raw public key) made the signature (hexadecimal)."""
    raw = keys.get(key_id)
    if raw is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def by_id(keys: Iterable[PublicKey]) -> dict[str, bytes]:
    """Key id → raw public key, as ``verify`` takes them."""
    return {key.id: key.raw for key in keys}


def _public(key: Ed25519PublicKey) -> PublicKey:
    return PublicKey(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def _read_private(path: Path) -> SigningKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise _foreign(path)
    return SigningKey(key)


def _read_public(path: Path) -> PublicKey:
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise _foreign(path)
    return _public(key)


def _foreign(path: Path) -> ValueError:
    return ValueError(f"{path.name} holds no Ed25519 key")
