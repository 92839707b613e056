"""Deeds on a ballot write its log through here, and anyone who checks a count reads it back the same way.

Digests are lower-case hexadecimal SHA-256; nonces and salts are 32 random bytes, so that what follows them in
a commitment can never be mistaken for part of them, nor guessed while the ballot is open.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.voting import Choice

GENESIS = "0" * 64
SECRET_BYTES = 32
LARGEST_INTEGER = 2**53 - 1  # what every JSON reader, a browser's included, keeps exactly

Body = Mapping[str, object]
RollRow = tuple[int, str, str, str | None]


class Event(StrEnum):
    """Everything that may happen to a ballot from its opening on."""

    open = "open"
    roll_add = "roll_add"
    vote = "vote"
    void = "void"
    proxy = "proxy"
    recusal = "recusal"
    suspend = "suspend"
    resume = "resume"
    close = "close"
    manual_totals = "manual_totals"
    proclaim = "proclaim"
    annul = "annul"


# What each event must tell, besides "event" and "at"; seats are integers, texts appear as commitments only.
REQUIRED_FIELDS: dict[Event, frozenset[str]] = {
    Event.open: frozenset({"ballot", "question", "roll", "roll_sha256", "rules"}),
    Event.roll_add: frozenset({"row_sha256", "seat"}),
    Event.vote: frozenset({"commitment", "reason", "seat", "version"}),
    Event.void: frozenset({"seat"}),
    Event.proxy: frozenset({"grantor", "holder"}),
    Event.recusal: frozenset({"seat"}),
    Event.suspend: frozenset(),
    Event.resume: frozenset(),
    Event.close: frozenset(),
    Event.manual_totals: frozenset({"abstain", "against", "blank", "entered_by", "for"}),
    Event.proclaim: frozenset({"outcome"}),
    Event.annul: frozenset({"persons", "reason"}),
}
OPENS_OR_SHUTS: dict[Event, bool] = {
    Event.open: True,
    Event.resume: True,
    Event.suspend: False,
    Event.close: False,
    Event.annul: False,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: its number from 1, its canonical body as text, and the head of the chain after it."""

    index: int
    body: str
    head: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What is published of a seat's last vote once the ballot has closed."""

    nonce: bytes
    choice: Choice


def canonical_json(body: Body) -> bytes:
    """The only way to write ``body`` down: keys sorted by code point, NFC, no spaces, UTF-8, UTC instants.

    Mappings, lists, tuples, text, integers up to 2⁵³−1, booleans, ``None`` and aware datetimes; anything else
    (a float, a naive datetime, a lone surrogate, keys that NFC makes equal) raises ``Invalid``.
    """
    written = json.dumps(
        _plain(body), ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    )
    return written.encode()


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) and abs(value) <= LARGEST_INTEGER:
        return int(value)
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        plain = {_text(key): _plain(item) for key, item in value.items()}
        if len(plain) == len(value):
            return plain
    raise _not_canonical()


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _not_canonical() from None
    return unicodedata.normalize("NFC", str(value))


def utc_text(instant: datetime) -> str:
    """``2026-10-25T00:30:00.000000Z``: always UTC, always six digits; a naive datetime raises ``Invalid``."""
    if instant.utcoffset() is None:
        raise _not_canonical()
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _not_canonical() -> Invalid:
    return Invalid("not_canonical", N_("This record holds a value that cannot be written in one way only."))


def log_body(event: Event, at: datetime, fields: Body | None = None) -> dict[str, object]:
    """The body of one event; ``Invalid`` when it lacks one of its ``REQUIRED_FIELDS``. It may tell more."""
    told = dict(fields or {})
    missing = REQUIRED_FIELDS[event] - told.keys()
    if missing:
        raise Invalid(
            "log_field_missing",
            N_("The record of this event lacks: %(missing)s."),
            missing=", ".join(sorted(missing)),
        )
    return {**told, "event": event.value, "at": utc_text(at)}


def chain(previous_head: str, body: Body) -> str:
    """The head after ``body``: SHA-256 of the previous head's 32 bytes followed by the canonical body."""
    return sha256(bytes.fromhex(previous_head) + canonical_json(body)).hexdigest()


def next_entry(previous: Entry | None, body: Body) -> Entry:
    """The entry that follows ``previous``, or the first one."""
    head = previous.head if previous else GENESIS
    index = previous.index + 1 if previous else 1
    return Entry(index, canonical_json(body).decode(), chain(head, body))


def verify_chain(entries: Iterable[Entry], checkpoints: Mapping[int, str] | None = None) -> str:
    """Check numbering, bodies, heads and older ``checkpoints`` (size → head); return the last head.

    The first entry that does not fit, or a checkpoint that is not met or lies beyond the end, raises
    ``Invalid`` (``log_broken``, with its ``index``).
    """
    pending = dict(checkpoints or {})
    head, index = GENESIS, 0
    if pending.pop(0, GENESIS) != GENESIS:
        raise _broken(0)
    for index, entry in enumerate(entries, start=1):
        body = read_body(entry.body, index)
        head = chain(head, body)
        if entry.index != index or entry.head != head or pending.pop(index, head) != head:
            raise _broken(index)
    if pending:
        raise _broken(index + 1)
    return head


def read_body(text: str, index: int) -> dict[str, object]:
    """Read entry ``index`` back; ``Invalid`` unless ``text`` is the canonical writing of an object."""
    try:
        body = json.loads(text)
        intact = isinstance(body, dict) and canonical_json(body).decode() == text
    except (ValueError, RecursionError, Invalid):
        intact = False
    if not intact:
        raise _broken(index)
    return dict(body)


def _broken(index: int) -> Invalid:
    return Invalid("log_broken", N_("The log is not intact at entry %(index)s."), index=index)


def roll_digest(rows: Iterable[RollRow]) -> str:
    """SHA-256 (hex) of the roll as it is printed: seat, family name, given name, commune (INSEE or null)."""
    printed = [list(row) for row in sorted(rows, key=lambda row: row[0])]
    return sha256(canonical_json({"roll": printed})).hexdigest()


def head_message(ballot: int, size: int, head: str, at: datetime | str, key: str) -> bytes:
    """The bytes under a checkpoint's signature, and under a receipt's, whose size is its vote's entry."""
    return canonical_json({"ballot": ballot, "size": size, "head": head, "at": at, "key": key})


def vote_commitment(nonce: bytes, choice: Choice) -> str:
    """SHA-256(nonce ‖ choice): binds the seat to its choice, tells nothing until the nonce is published."""
    return _commit(nonce, choice.value)


def reason_commitment(salt: bytes, text: str) -> str:
    """SHA-256(salt ‖ text in NFC): the reason may be withheld later without breaking the chain."""
    return _commit(salt, _text(text))


def _commit(secret: bytes, text: str) -> str:
    if len(secret) != SECRET_BYTES:
        raise Invalid("nonce_length", N_("A nonce has 256 bits, no more and no less."))
    return sha256(secret + text.encode()).hexdigest()


def standing_votes(bodies: Iterable[Body]) -> dict[int, Body]:
    """Walk a verified log; seat → the body of its last vote that no ``void`` has taken back.

    A vote outside the opening hours of the log, or of a seat that is not (or no longer) on its roll, raises
    ``Invalid``: the log would tell of something that cannot have happened.
    """
    is_open = False
    roll: set[object] = set()
    votes: dict[int, Body] = {}
    for body in bodies:
        event, seat = Event(str(body["event"])), body.get("seat")
        is_open = OPENS_OR_SHUTS.get(event, is_open)
        if event is Event.open:
            roll = _seats(body["roll"])
        elif event is Event.roll_add:
            roll.add(seat)
        elif event is Event.recusal:
            roll.discard(seat)
        elif event is Event.vote:
            if not (is_open and isinstance(seat, int) and seat in roll):
                raise Invalid(
                    "vote_impossible",
                    N_("The log holds a vote that could not be cast: seat %(seat)s."),
                    seat=seat,
                )
            votes[seat] = body
        elif event is Event.void and isinstance(seat, int):
            votes.pop(seat, None)
    return votes


def _seats(roll: object) -> set[object]:
    return set(roll) if isinstance(roll, (list, tuple)) else set()


def replay(bodies: Iterable[Body], openings: Mapping[int, Opening]) -> dict[int, Choice]:
    """Recount from the log alone: seat → choice, the last vote of each seat.

    ``openings``: the published nonce and choice of each standing vote. A vote without its opening, an opening
    without its vote, or one that does not match its commitment raises ``Invalid`` (``opening_mismatch``).
    """
    votes = standing_votes(bodies)
    strangers = votes.keys() ^ openings.keys()
    false = {
        seat
        for seat in votes.keys() & openings.keys()
        if vote_commitment(openings[seat].nonce, openings[seat].choice) != votes[seat]["commitment"]
    }
    if strangers or false:
        raise Invalid(
            "opening_mismatch",
            N_("The published vote of seat %(seat)s does not match the log."),
            seat=min(strangers | false),
        )
    return {seat: openings[seat].choice for seat in votes}
