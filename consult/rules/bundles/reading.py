"""A bundle as its checks read it: entries, keys, and the signatures that its keys made."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from consult.rules.ballot_log import GENESIS, Event

FORMAT = 1
#: What a checkpoint's signature covers; a receipt has these too, its size being its own vote's number.
SIGNED = ("ballot", "size", "head", "at", "key")
#: Keys (id → raw), key id, message, signature in hexadecimal → whether it holds.
Holds = Callable[[Mapping[str, bytes], str, bytes, str], bool]


class BadSignature(Exception):
    """Something was not signed with the key that it names: what else it says is not worth reading."""


def written(value: object) -> bytes:
    """A value as a bundle writes it: unlike ``canonical_json`` it mends nothing."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: object) -> str:
    """SHA-256 (hex) of a value as it is written."""
    return sha256(written(value)).hexdigest()


def commitment(opened: Mapping[str, Any]) -> str:
    """SHA-256(nonce ‖ choice) of a published vote or a receipt."""
    return sha256(bytes.fromhex(opened["nonce"]) + opened["choice"].encode()).hexdigest()


@dataclass(frozen=True)
class Bundle:
    """``document`` is a parsed bundle; whatever it lacks shows when it is asked for, as a ``KeyError``."""

    document: dict[str, Any]
    holds: Holds

    def __getitem__(self, name: str) -> Any:
        return self.document[name]

    @cached_property
    def log(self) -> list[dict[str, Any]]:
        return list(self.document["log"])

    @cached_property
    def bodies(self) -> list[dict[str, Any]]:
        """The entries read; one that is written in another way does not follow from the head before it."""
        return [dict(json.loads(entry["body"])) for entry in self.log]

    @cached_property
    def heads(self) -> list[str]:
        """The head before the first entry, then the one after each."""
        return [GENESIS, *(entry["head"] for entry in self.log)]

    @cached_property
    def keys(self) -> dict[str, bytes]:
        return {key["key"]: bytes.fromhex(key["public"]) for key in self.document["keys"]}

    @property
    def opening(self) -> dict[str, Any]:
        """The entry with which the ballot opened."""
        return self.bodies[0]

    def last(self, event: Event) -> dict[str, Any] | None:
        """The newest entry of one kind."""
        return next((body for body in reversed(self.bodies) if body["event"] == event.value), None)

    @property
    def counted(self) -> bool:
        return self.last(Event.close) is not None and self.last(Event.annul) is None

    @cached_property
    def shown(self) -> dict[int, dict[str, Any]]:
        """Seat → its published vote."""
        return {opening["seat"]: opening for opening in self.document["openings"] or []}

    def names_its_keys(self) -> bool:
        """Whether each key's id is the beginning of its own SHA-256."""
        return all(sha256(raw).hexdigest()[:16] == name for name, raw in self.keys.items())

    def signed(self, item: dict[str, Any], told: object) -> bool:
        """Whether a key of the bundle signed ``told``; False for a key that the bundle does not hold.

        ``BadSignature`` when the key is known and never signed this.
        """
        signature = item["signature"]
        plain: bool = bytes.fromhex(signature).hex() == signature
        if item["key"] not in self.keys:
            return False
        if not self.holds(self.keys, item["key"], written(told), signature):
            raise BadSignature
        return plain
