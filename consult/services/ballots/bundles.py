"""What everybody may download to check a ballot, written down in one way and signed as a whole."""

import json
from typing import Any

from consult.gateways.signing import PublicKey
from consult.models.ballots import Ballot
from consult.queries.ballots.bundle import BundleRecord, Row, bundle_record
from consult.queries.ballots.checkpoints import checkpoint_file
from consult.rules.ballot_log import Event, canonical_json
from consult.rules.bundles import FORMAT
from consult.services.ballots import checkpoints

Document = dict[str, Any]


def bundle(ballot_id: int) -> bytes:
    """The bundle as canonical JSON (UTF-8); ``NotFound`` for a ballot that has not opened.

    While voting goes on it holds log, roll, checkpoints and keys, but no figures and no openings. The votes
    of an annulled ballot are never opened.
    """
    record = bundle_record(ballot_id)
    document = _plain(_meta(record.ballot) | _contents(record) | _proof(record))
    key = checkpoints.keys().newest()
    document["seal"] = {"key": key.public.id, "signature": key.sign(canonical_json(document))}
    return canonical_json(document)


def public_keys(keys: list[PublicKey]) -> list[Document]:
    """Every public key that signs or ever signed: its id, and its 32 bytes in hexadecimal."""
    return [{"key": key.id, "public": key.raw.hex()} for key in keys]


def _meta(ballot: Ballot) -> Document:
    return {
        "format": FORMAT,
        "ballot": ballot.id,
        "kind": ballot.kind.value,
        "mode": ballot.mode.value,
        "state": ballot.state.value,
        "assembly": ballot.assembly.name if ballot.assembly else None,
        "opens_at": ballot.opens_at,
        "closes_at": ballot.closes_at,
        "closed_at": ballot.closed_at,
        "proclaimed_at": ballot.proclaimed_at,
        "supersedes": ballot.supersedes_id,
    }


def _contents(record: BundleRecord) -> Document:
    """What was asked, of whom, under which rules, and what came of it."""
    ballot, log = record.ballot, record.log
    bodies = [json.loads(entry.body) for entry in log.entries]
    late = [body["seat"] for body in bodies if body["event"] == Event.roll_add]
    rows: dict[int, Row] = {row[0]: row for row in record.roll}
    return {
        "text": {"question": log.question, "title": log.proposal_title},
        "rules": log.rules,
        "roll": [rows[seat] for seat in bodies[0]["roll"]],
        "added": [rows[seat] for seat in late],
        "openings": log.openings
        and [{"seat": o.seat, "nonce": o.nonce, "choice": o.choice.value} for o in log.openings],
        "figures": ballot.figures if record.counted else None,
        "outcome": ballot.outcome if record.counted else None,
    }


def _proof(record: BundleRecord) -> Document:
    return {
        "log": [{"index": e.index, "body": e.body, "head": e.head} for e in record.log.entries],
        "checkpoints": [checkpoint_file(one) for one in record.checkpoints],
        "keys": public_keys(checkpoints.keys().published()),
    }


def _plain(document: Document) -> Document:
    """As every reader will parse it: normal text, instants in UTC."""
    plain: Document = json.loads(canonical_json(document))
    return plain
