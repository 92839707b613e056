"""Both ways to check a bundle, and what a manipulator would do to one."""

import contextlib
import copy
import io
import json
import sys
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from consult.gateways import signing, verifier
from consult.gateways.signing import EphemeralKeys
from consult.rules.bundles import SIGNED, verify, written

Document = dict[str, Any]
SCRIPT = compile(verifier.script(), verifier.NAME, "exec")


def by_script(bundle: bytes, checkpoints: Iterable[bytes] = (), receipts: Iterable[bytes] = ()) -> set[str]:
    """The fault names that the published script prints; what it cannot read ends it as its hook says."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [verifier.NAME, _save(folder, "bundle", bundle)]
        for kind, files in (("--checkpoint", checkpoints), ("--receipt", receipts)):
            for number, file in enumerate(files):
                arguments += [kind, _save(folder, f"{kind}{number}", file)]
        told, status = _run(arguments)
    faults = {line.split(":")[0] for line in told.splitlines() if not line.startswith("OK")}
    assert bool(faults) is bool(status), told
    return faults


def _save(folder: str, name: str, content: bytes) -> str:
    path = Path(folder) / name
    path.write_bytes(content)
    return str(path)


def _run(arguments: list[str]) -> tuple[str, int]:
    told, given, hook = io.StringIO(), sys.argv, sys.excepthook
    sys.argv = arguments
    try:
        with contextlib.redirect_stdout(told):
            try:
                exec(SCRIPT, {"__name__": "__main__"})
            except SystemExit as end:
                return told.getvalue(), int(end.code or 0)
            except Exception as problem:
                sys.excepthook(type(problem), problem, None)
                return told.getvalue(), 1
    finally:
        sys.argv, sys.excepthook = given, hook
    return told.getvalue(), 0


def by_house(bundle: bytes, checkpoints: Iterable[bytes] = (), receipts: Iterable[bytes] = ()) -> set[str]:
    """The fault names that ``flask verify`` finds."""
    verdict = verify(bundle, signing.verify, checkpoints=checkpoints, receipts=receipts)
    return {fault.value for fault in verdict.faults}


def faults(
    bundle: Document | bytes, checkpoints: Iterable[Document] = (), receipts: Iterable[Document] = ()
) -> set[str]:
    """What is wrong, once both have said the same."""
    text = bundle if isinstance(bundle, bytes) else written(bundle)
    kept = [written(one) for one in checkpoints], [written(one) for one in receipts]
    house, script = by_house(text, *kept), by_script(text, *kept)
    assert house == script, (house, script)
    return house


class Manipulation:
    """A copy of a bundle to work on. Naively: texts change, heads stay. ``rechain`` is the clever way."""

    def __init__(self, bundle: Document) -> None:
        self.document = copy.deepcopy(bundle)

    @property
    def log(self) -> list[Document]:
        log: list[Document] = self.document["log"]
        return log

    def body(self, position: int) -> Document:
        body: Document = json.loads(self.log[position]["body"])
        return body

    def rewrite(self, position: int, **changes: object) -> None:
        self.log[position]["body"] = written(self.body(position) | changes).decode()

    def votes_of(self, seat: int) -> list[int]:
        """Positions of a seat's votes in the log."""
        return [
            n
            for n in range(len(self.log))
            if self.body(n)["event"] == "vote" and self.body(n)["seat"] == seat
        ]

    def renumber(self) -> None:
        for number, entry in enumerate(self.log, 1):
            entry["index"] = number

    def rechain(self) -> None:
        """Number all entries anew and work out every head, as somebody with the database could."""
        self.renumber()
        head = "0" * 64
        for entry in self.log:
            head = sha256(bytes.fromhex(head) + entry["body"].encode()).hexdigest()
            entry["head"] = head

    def sign(self, keys: EphemeralKeys, *, checkpoints: bool = True) -> None:
        """Put a key of one's own into the bundle and sign with it; the checkpoints too, or only the whole."""
        key = keys.newest()
        own = {"key": key.public.id, "public": key.public.raw.hex()}
        if checkpoints:
            self.document["keys"] = [own]
            size, head = len(self.log), self.log[-1]["head"]
            told = {"ballot": self.document["ballot"], "size": size, "head": head, "key": key.public.id}
            told["at"] = self.body(-1)["at"]
            told["signature"] = key.sign(written({name: told[name] for name in SIGNED}))
            self.document["checkpoints"] = [told]
        else:
            self.document["keys"].append(own)
        self.document.pop("seal", None)
        self.document["seal"] = {"key": key.public.id, "signature": key.sign(written(self.document))}


def recount(document: Document) -> Document:
    """Totals and outcome as the openings now give them, in figures and closing entry alike."""
    choices = [opening["choice"] for opening in document["openings"]]
    figures = document["figures"]
    for way in ("for", "against", "abstain", "blank"):
        figures[way] = choices.count(way)
    figures["roll"] = len(document["roll"]) + len(document["added"])
    figures["cast"], figures["expressed"] = len(choices), figures["for"] + figures["against"]
    figures["no_vote"] = figures["roll"] - figures["cast"]
    difference = figures["for"] - figures["against"]
    document["outcome"] = ("divided", "favourable", "unfavourable")[(difference > 0) - (difference < 0)]
    return document
