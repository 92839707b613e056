"""Deeds that set or compare a password come here: argon2id, slow, so always before a transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from consult.kernel.territory import DATA
from consult.rules.passwords import check_password, is_hashable, normalised


@dataclass(frozen=True, slots=True)
class Cost:
    """What one argon2id hash takes: passes, memory in KiB, lanes (OWASP's second recommendation)."""

    time: int = 2
    memory: int = 19 * 1024
    lanes: int = 1


CHEAP = Cost(time=1, memory=8)


class _Current:
    cost = Cost()


def set_cost(cost: Cost) -> None:
    """Choose the cost of every hash from now on; tests take ``CHEAP``."""
    _Current.cost = cost


@cache
def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(
        time_cost=cost.time, memory_cost=cost.memory, parallelism=cost.lanes, hash_len=32, type=Type.ID
    )


def _nobodys_hash(cost: Cost) -> str:
    """A hash that no password has, written down instead of computed: the first stranger costs no more."""
    salt, digest = "A" * 22, "A" * 43  # 16 and 32 zero bytes in base64
    return f"$argon2id$v=19$m={cost.memory},t={cost.time},p={cost.lanes}${salt}${digest}"


@cache
def common_words() -> frozenset[str]:
    """The blocklist shipped with the package, in lower case."""
    lines = (DATA / "passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def digest(password: str, *, personal: Iterable[str], field: str = "password") -> str:
    """The argon2id hash of an acceptable password; ``Invalid`` beside ``field`` otherwise."""
    chosen = check_password(password, common=common_words(), personal=personal, field=field)
    return _hasher(_Current.cost).hash(chosen)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes as long when there is no hash or the password cannot be one."""
    typed = normalised(password)
    usable = password_hash is not None and is_hashable(typed)
    known = password_hash if usable and password_hash else _nobodys_hash(_Current.cost)
    try:
        _hasher(_Current.cost).verify(known, typed if usable else "wrong")
    except (VerificationError, InvalidHashError):
        return False
    return usable


def renewed(password_hash: str, password: str) -> str | None:
    """A new hash of a password just found right, when the stored one was made at another cost."""
    if not _hasher(_Current.cost).check_needs_rehash(password_hash):
        return None
    return _hasher(_Current.cost).hash(normalised(password))
