"""The one question that is asked of a bundle: what is wrong with it?"""

import json
from collections.abc import Iterable, Iterator

from consult.kernel.errors import Invalid
from consult.rules.ballot_log import Event
from consult.rules.bundles.chain import Kept, chain_faults
from consult.rules.bundles.counting import (
    Votes,
    opening_faults,
    published_faults,
    vote_faults,
)
from consult.rules.bundles.reading import FORMAT, BadSignature, Bundle, Holds
from consult.rules.bundles.result import result_faults
from consult.rules.bundles.words import Fault, Verdict

UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, Invalid)


def verify(
    bundle: bytes, holds: Holds, *, checkpoints: Iterable[bytes] = (), receipts: Iterable[bytes] = ()
) -> Verdict:
    """Every fault of a bundle, held against the checkpoints and receipts that somebody kept elsewhere.

    ``holds`` is ``gateways.signing.verify``. What cannot be read ends the check as ``malformed``.
    """
    faults: set[Fault] = set()
    read: Bundle | None = None
    try:
        read = Bundle(json.loads(bundle.decode()), holds)
        kept = [*_kept(Fault.checkpoint_mismatch, checkpoints), *_kept(Fault.receipt_mismatch, receipts)]
        for fault in _faults(read, kept):
            faults.add(fault)
    except BadSignature:
        faults.add(Fault.signature_bad)
    except UNREADABLE:
        faults.add(Fault.malformed)
    if faults or read is None:
        return Verdict(frozenset(faults))
    return Verdict(
        frozenset(),
        ballot=read.opening["ballot"],
        size=len(read.log),
        head=read.heads[-1],
        outcome=read["outcome"],
        counted=read.counted,
        recounted=read["openings"] is not None and read.last(Event.manual_totals) is None,
        keys=tuple(read.keys),
    )


def _kept(fault: Fault, files: Iterable[bytes]) -> Iterator[Kept]:
    """A file holds one checkpoint or receipt, or several checkpoints as an older bundle does."""
    for file in files:
        document = json.loads(file.decode())
        for point in document.get("checkpoints", [document]):
            yield fault, point


def _faults(bundle: Bundle, kept: list[Kept]) -> Iterator[Fault]:
    votes = Votes()
    if not bundle.names_its_keys():
        yield Fault.signature_bad
    if bundle["format"] != FORMAT or bundle.opening["event"] != Event.open:
        yield Fault.malformed
    yield from chain_faults(bundle, kept)
    yield from opening_faults(bundle)
    yield from vote_faults(bundle, votes)
    yield from published_faults(bundle, votes)
    yield from result_faults(bundle, votes)
    rest = {name: value for name, value in bundle.document.items() if name != "seal"}
    if not bundle.signed(bundle["seal"], rest):
        yield Fault.signature_bad
