"""Somebody changes a count after the fact: both checks name what was done, or that the log was rewritten."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.gateways import verifier
from consult.gateways.signing import EphemeralKeys
from consult.rules.ballot_log import vote_commitment
from consult.rules.bundles import written
from consult.rules.bundles.reading import SIGNED
from consult.rules.voting import Choice
from consult.services.ballots import bundles as deeds
from consult.services.ballots import receipts
from tests.factories import bundles
from tests.support.verifying import Document, Manipulation, by_house, by_script, faults, recount

KEPT: dict[str, Any] = {}
NONCE = "5a" * 32


@pytest.fixture
def dialect() -> str:
    """The files are the subject here, not the database that they came from."""
    return "sqlite"


@pytest.fixture
def genuine(app: Flask) -> Document:
    """A counted opinion ballot: nine votes by six of seven seats."""
    if not KEPT:
        ballot, members = bundles.opinion()
        first = bundles.first_entry_of(ballot, members[0])
        KEPT["old"] = {"nonce": first.nonce, "choice": "against"}
        KEPT["receipt"] = receipts.receipt_file(members[1].actor, ballot.id, members[1].seat.id)
        bundles.counted(ballot)
        KEPT["text"] = deeds.bundle(ballot.id)
        KEPT["bundle"] = json.loads(KEPT["text"])
    return KEPT["bundle"]


def first_vote(work: Manipulation) -> int:
    return next(n for n in range(len(work.log)) if work.body(n)["event"] == "vote")


def opening_of(work: Manipulation, seat: int) -> Document:
    found: Document = next(one for one in work.document["openings"] if one["seat"] == seat)
    return found


def changed_opening(work: Manipulation) -> None:
    opening = work.document["openings"][1]
    opening["choice"] = "against" if opening["choice"] == "for" else "for"


def changed_commitment(work: Manipulation) -> None:
    work.rewrite(4, commitment=vote_commitment(bytes.fromhex(NONCE), Choice.against))


def removed_vote(work: Manipulation) -> None:
    """The seat's only vote, in the log and among those published."""
    seat = work.body(3)["seat"]
    del work.log[3]
    work.document["openings"].remove(opening_of(work, seat))


def removed_and_renumbered(work: Manipulation) -> None:
    removed_vote(work)
    work.renumber()


def removed_opening(work: Manipulation) -> None:
    del work.document["openings"][2]


def _invented(work: Manipulation, position: int) -> Document:
    """A vote for the seat that never voted."""
    seat = work.document["roll"][-1][0]
    commitment = vote_commitment(bytes.fromhex(NONCE), Choice.for_)
    body = work.body(position) | {"seat": seat, "version": 1, "commitment": commitment, "reason": None}
    work.document["openings"].append({"seat": seat, "nonce": NONCE, "choice": "for"})
    return {"index": position + 2, "body": written(body).decode(), "head": "c3" * 32}


def added_vote(work: Manipulation) -> None:
    work.log.insert(6, _invented(work, 5))


def added_and_renumbered(work: Manipulation) -> None:
    added_vote(work)
    work.renumber()


def added_opening(work: Manipulation) -> None:
    seat = work.document["roll"][-1][0]
    work.document["openings"].append({"seat": seat, "nonce": NONCE, "choice": "for"})


def swapped_entries(work: Manipulation) -> None:
    work.log[2], work.log[3] = work.log[3], work.log[2]


def swapped_and_renumbered(work: Manipulation) -> None:
    swapped_entries(work)
    work.renumber()


def swapped_bodies(work: Manipulation) -> None:
    work.log[2]["body"], work.log[3]["body"] = work.log[3]["body"], work.log[2]["body"]


def changed_name(work: Manipulation) -> None:
    work.document["roll"][2][1] = "Poirier"


def added_to_roll(work: Manipulation) -> None:
    work.document["roll"].append([9999, "Poirier", "Lou", "57463"])


def removed_from_roll(work: Manipulation) -> None:
    del work.document["roll"][-1]


def changed_question(work: Manipulation) -> None:
    work.document["text"]["question"]["fr"] = "Êtes-vous contre le verger ?"


def changed_title(work: Manipulation) -> None:
    work.document["text"]["title"]["de"] = "Etwas anderes"


def changed_rules(work: Manipulation) -> None:
    work.document["rules"]["change_allowed"] = False


def replayed_opening(work: Manipulation) -> None:
    """The first seat's first vote is published instead of its last one."""
    opening_of(work, work.document["roll"][0][0]).update(KEPT["old"])


def forked(work: Manipulation) -> None:
    """From one entry on, another story is told, properly chained."""
    position = work.votes_of(work.document["roll"][4][0])[0]
    work.rewrite(position, commitment=vote_commitment(bytes.fromhex(NONCE), Choice.for_))
    opening_of(work, work.document["roll"][4][0]).update(nonce=NONCE, choice="for")
    recounted(work)
    work.rechain()


def recounted(work: Manipulation) -> None:
    """Totals and outcome in figures and closing entry fit what is published."""
    document = recount(work.document)
    work.rewrite(-1, **document["figures"], outcome=document["outcome"])


Deed = Callable[[Manipulation], None]
NAIVE: list[tuple[Deed, str]] = [
    (changed_opening, "vote_changed"),
    (changed_commitment, "vote_changed"),
    (removed_vote, "vote_removed"),
    (removed_and_renumbered, "vote_removed"),
    (removed_opening, "vote_removed"),
    (added_vote, "vote_added"),
    (added_and_renumbered, "vote_added"),
    (added_opening, "vote_added"),
    (swapped_entries, "order_swapped"),
    (swapped_and_renumbered, "order_swapped"),
    (swapped_bodies, "order_swapped"),
    (changed_name, "roll_changed"),
    (added_to_roll, "roll_changed"),
    (removed_from_roll, "roll_changed"),
    (changed_question, "question_changed"),
    (changed_title, "question_changed"),
    (changed_rules, "rules_changed"),
    (replayed_opening, "vote_replayed"),
    (forked, "log_forked"),
]
by_name = pytest.mark.parametrize(("deed", "name"), NAIVE, ids=[deed.__name__ for deed, _ in NAIVE])
#: What follows from any change: the whole is no longer signed, and the totals may not fit any more.
IN_ITS_WAKE = {"signature_bad", "tally_wrong"}


def test_the_genuine_bundle_is_right(genuine: Document) -> None:
    assert faults(genuine, [genuine], [KEPT["receipt"]]) == set()


@by_name
def test_each_manipulation_is_named(genuine: Document, deed: Deed, name: str) -> None:
    work = Manipulation(genuine)
    deed(work)
    found = faults(work.document)
    assert found - IN_ITS_WAKE == {name}
    assert "signature_bad" in found


def test_an_old_vote_entered_once_more_is_named(genuine: Document) -> None:
    work = Manipulation(genuine)
    early = work.votes_of(work.document["roll"][0][0])[0]
    work.log.insert(len(work.log) - 1, dict(work.log[early], index=len(work.log)))
    assert "vote_replayed" in faults(work.document)


@by_name
def test_whoever_works_out_all_heads_anew_is_exposed_by_the_signed_ones(
    genuine: Document, deed: Deed, name: str
) -> None:
    work = Manipulation(genuine)
    deed(work)
    recounted(work)
    work.rechain()
    assert faults(work.document) & {name, "log_forked"}
    work.sign(EphemeralKeys(), checkpoints=False)
    assert faults(work.document) & {name, "log_forked"}


@by_name
def test_whoever_replaces_key_and_checkpoints_is_exposed_by_what_was_kept(
    genuine: Document, deed: Deed, name: str
) -> None:
    """The honest limit: some of these pass alone. An older checkpoint or a receipt tells."""
    work = Manipulation(genuine)
    deed(work)
    recounted(work)
    work.rechain()
    work.sign(EphemeralKeys())
    for older in (genuine, genuine["checkpoints"][-1]):
        found = faults(work.document, [older])
        assert "signature_bad" in found  # the bundle does not know the key of the checkpoint
        if "checkpoint_mismatch" in found:
            assert found & {name, "log_forked"}
        else:
            assert name in found


def test_a_rewritten_and_signed_log_passes_alone_and_fails_beside_a_receipt(genuine: Document) -> None:
    work = Manipulation(genuine)
    seat = KEPT["receipt"]["seat"]
    position = work.votes_of(seat)[-1]
    work.rewrite(position, commitment=vote_commitment(bytes.fromhex(NONCE), Choice.against))
    opening_of(work, seat).update(nonce=NONCE, choice="against")
    recounted(work)
    work.rechain()
    work.sign(EphemeralKeys())
    assert faults(work.document) == set()
    assert faults(work.document, [], [KEPT["receipt"]]) == {"receipt_mismatch", "signature_bad", "log_forked"}
    assert "checkpoint_mismatch" in faults(work.document, [genuine["checkpoints"][-1]])


def test_without_any_checkpoint_nobody_vouches_for_a_count(genuine: Document) -> None:
    work = Manipulation(genuine)
    work.document["checkpoints"] = []
    assert faults(work.document) == {"log_forked", "signature_bad"}


@pytest.mark.parametrize("choice", ["against", "abstain"])
def test_a_receipt_says_only_what_was_voted(genuine: Document, choice: str) -> None:
    forged = KEPT["receipt"] | {"choice": choice}
    assert faults(genuine, [], [forged]) == {"receipt_mismatch"}


def test_what_was_kept_of_another_ballot_accuses_nobody_of_forking_this_one(genuine: Document) -> None:
    keys, work = EphemeralKeys(), Manipulation(genuine)
    work.sign(keys)
    key = keys.newest()
    foreign = KEPT["receipt"] | {"ballot": KEPT["receipt"]["ballot"] + 1, "key": key.public.id}
    foreign["signature"] = key.sign(written({name: foreign[name] for name in SIGNED}))
    assert faults(work.document, [], [foreign]) == {"receipt_mismatch"}
    assert faults(work.document, [foreign]) == {"checkpoint_mismatch"}


def test_a_checkpoint_that_was_never_signed_is_no_proof(genuine: Document) -> None:
    forged = genuine["checkpoints"][0] | {"head": "ab" * 32}
    assert faults(genuine, [forged]) == {"signature_bad"}


def test_totals_and_outcome_are_held_against_the_log(genuine: Document) -> None:
    keys = EphemeralKeys()
    work = Manipulation(genuine)
    work.document["figures"]["for"] += 1
    assert "tally_wrong" in faults(work.document)
    work = Manipulation(genuine)
    work.document["outcome"] = "unfavourable"
    assert "outcome_wrong" in faults(work.document)
    work.rewrite(-1, outcome="unfavourable")
    work.rechain()
    work.sign(keys)
    assert faults(work.document) == {"outcome_wrong"}


@settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_byte_that_changes_fails_the_check_or_changes_nothing(
    genuine: Document, data: st.DataObject
) -> None:
    """Either a fault is found, or the file still parses to an equal document."""
    text = KEPT["text"]
    assert isinstance(text, bytes)
    position = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != text[position]))
    changed = text[:position] + bytes([byte]) + text[position + 1 :]
    house, script = by_house(changed), by_script(changed)
    assert bool(house) is bool(script)
    if not house:
        assert json.loads(changed) == genuine


def _with(**changes: object) -> bytes:
    return written({**KEPT["bundle"], **changes})


MALFORMED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no JSON": lambda: b"<html>",
    "no text": lambda: b"\xff\xfe\x00",
    "deep nesting": lambda: b"[" * 100_000,
    "deep in a body": lambda: _with(log=[{"index": 1, "body": "[" * 100_000, "head": "0" * 64}]),
    "a list": lambda: b"[1, 2]",
    "a number": lambda: b"7",
    "null": lambda: b"null",
    "empty": lambda: b"{}",
    "NaN": lambda: b'{"format": NaN}',
    "a huge number": lambda: b'{"format": ' + b"9" * 9000 + b"}",
    "two names": lambda: b'{"format": 1, "format": 1}',
    "half a bundle": lambda: bytes(KEPT["text"])[:900],
    "no log": lambda: _with(log=[]),
    "a log of numbers": lambda: _with(log=[1, 2]),
    "keys that are none": lambda: _with(keys=[{"key": "x", "public": "zz"}]),
    "lists for objects": lambda: _with(text=[], rules=[], roll={}, figures=[]),
    "checkpoints of null": lambda: _with(checkpoints=[None]),
    "sizes of text": lambda: _with(checkpoints=[{"size": "1"}, {"size": 2}]),
    "seats that are lists": lambda: _with(openings=[{"seat": [1], "nonce": "", "choice": ""}]),
    "a lone surrogate": lambda: bytes(KEPT["text"]).replace(b'"format":1', b'"format":"\\ud800"'),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_bundle_is_called_malformed_and_gives_no_trace(genuine: Document, name: str) -> None:
    assert "malformed" in faults(MALFORMED[name]())


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_receipt_or_checkpoint_is_called_malformed(genuine: Document, name: str) -> None:
    text, junk = KEPT["text"], MALFORMED[name]()
    for kept in ({"checkpoints": [junk]}, {"receipts": [junk]}):
        found = by_house(text, **kept)
        assert found == by_script(text, **kept)
        if name not in {"no log", "a log of numbers"}:
            assert found or json.loads(junk)


def test_the_script_alone_runs_in_a_python_without_this_house(genuine: Document, tmp_path: Path) -> None:
    """As a citizen runs it: a file in a folder, no trace whatever happens, the status says it all."""
    script = tmp_path / verifier.NAME
    script.write_bytes(verifier.script())
    (tmp_path / "bundle.json").write_bytes(KEPT["text"])
    (tmp_path / "receipt.json").write_bytes(written(KEPT["receipt"]))
    (tmp_path / "junk.json").write_text("[" * 100_000)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(script), *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    right = run("bundle.json", "--receipt", "receipt.json", "--checkpoint", "bundle.json")
    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout.startswith("OK: ballot ")
    for arguments in (["junk.json"], ["missing.json"], ["bundle.json", "--checkpoint", "junk.json"]):
        wrong = run(*arguments)
        assert wrong.returncode == 1
        assert wrong.stdout.startswith("malformed: ")
        assert "Traceback" not in wrong.stdout + wrong.stderr
    asked = run()
    assert (asked.returncode, "python verify_ballot.py bundle.json" in asked.stderr) == (1, True)


def test_the_script_has_fewer_than_a_hundred_lines() -> None:
    assert len(verifier.script().decode().splitlines()) < 100
