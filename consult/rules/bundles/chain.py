"""Is this the log that was signed? Its chain, its numbers, and every signed head that somebody holds."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from consult.rules.ballot_log import Event
from consult.rules.bundles.reading import SIGNED, Bundle, commitment, written
from consult.rules.bundles.words import Fault

Kept = tuple[Fault, dict[str, Any]]
#: So many broken links are traced to where their entries belong; more would only take longer.
TRACED = 3


def chain_faults(bundle: Bundle, kept: list[Kept]) -> Iterator[Fault]:
    """Faults of numbering, links and signed heads; ``kept`` are checkpoints and receipts from elsewhere."""
    signed: list[tuple[Fault | None, dict[str, Any]]] = [(None, point) for point in bundle["checkpoints"]]
    shift = covered = 0
    lost = False
    for fault, point in sorted([*signed, *kept], key=lambda pair: pair[1]["size"]):
        if not bundle.signed(point, {name: point[name] for name in SIGNED}):
            yield Fault.signature_bad
        if fault and point["ballot"] != bundle.opening["ballot"]:
            yield fault  # of another ballot: it says nothing about this log
            continue
        if _lies_on(bundle, point):
            covered, shift = point["size"], 0
            told = fault is not Fault.receipt_mismatch or _is_told(bundle, point)
        else:
            lost, shift, told = True, _shift(bundle, point), False
        if fault and not told:
            yield fault
    broken = _broken(bundle)
    closing = next((n for n, body in enumerate(bundle.bodies, 1) if body["event"] == Event.close), 1)
    if broken or lost or covered < closing or not _in_order(bundle):
        yield _cause(bundle, broken, shift)


def _lies_on(bundle: Bundle, point: dict[str, Any]) -> bool:
    met = point["ballot"] == bundle.opening["ballot"] and bundle.heads[point["size"] :][:1] == [point["head"]]
    return bool(met)


def _is_told(bundle: Bundle, point: dict[str, Any]) -> bool:
    """Whether the entry of a receipt says what the receipt says."""
    body = bundle.bodies[point["size"] - 1]
    told = (point["seat"], point["version"], commitment(point))
    return told == (body.get("seat"), body.get("version"), body.get("commitment"))


def _shift(bundle: Bundle, point: dict[str, Any]) -> int:
    """By how many entries the log has become shorter before a signed head; negative when it grew."""
    if point["head"] in bundle.heads:
        return int(point["size"] - bundle.heads.index(point["head"]))
    return int(point["size"] > len(bundle.log))


def _broken(bundle: Bundle) -> list[int]:
    """Positions (from 0) whose head does not follow from the one before."""
    return [
        number
        for number, body in enumerate(bundle.bodies)
        if sha256(bytes.fromhex(bundle.heads[number]) + written(body)).hexdigest() != bundle.heads[number + 1]
    ]


def _follow(head: str, bundle: Bundle, position: int) -> str:
    return sha256(bytes.fromhex(head) + bundle.log[position]["body"].encode()).hexdigest()


def _in_order(bundle: Bundle) -> bool:
    return [entry["index"] for entry in bundle.log] == list(range(1, len(bundle.log) + 1))


def _cause(bundle: Bundle, broken: list[int], shift: int) -> Fault:
    """What was done to the log, as far as its numbers, its signed heads and its links tell."""
    numbers = [entry["index"] for entry in bundle.log]
    if len(set(numbers)) < len(numbers):
        return Fault.vote_added
    if not _in_order(bundle):
        complete = sorted(numbers) == list(range(1, len(numbers) + 1))
        return Fault.order_swapped if complete else Fault.vote_removed
    if shift:
        return Fault.vote_removed if shift > 0 else Fault.vote_added
    known = set(bundle.heads)
    if any(_follow(head, bundle, n) in known for n in broken[:TRACED] for head in bundle.heads):
        return Fault.order_swapped
    if any(bundle.bodies[n]["event"] == Event.vote for n in broken):
        return Fault.vote_changed
    return Fault.log_forked
