"""Somebody changes a count after the fact: both checks name what was done, or that the log was rewritten."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.gateways import verifier
from consult.gateways.signing import EphemeralKeys
from consult.kernel.actor import SYSTEM
from consult.rules.ballot_log import vote_commitment
from consult.rules.bundles import written
from consult.rules.voting import Choice
from consult.services import ballots
from consult.services.ballots import receipts
from tests.factories import bundles, councils
from tests.support.verifying import Document, Manipulation, by_house, by_script, faults, recount

KEPT: dict[str, Document] = {}
NONCE = "5a" * 32


@pytest.fixture
def dialect() -> str:
    """The files are the subject here, not the database that they came from."""
    return "sqlite"


@pytest.fixture
def genuine(app: Flask) -> Iterator[Document]:
    """A counted opinion ballot: nine votes by six of seven seats."""
    if not KEPT:
        ballot, _seats = bundles.opinion()
        KEPT["bundle"] = bundles.bundle(bundles.counted(ballot))
    yield KEPT["bundle"]


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


def removed_entry(work: Manipulation) -> None:
    del work.log[3]


def removed_and_renumbered(work: Manipulation) -> None:
    del work.log[3]
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


def added_entry(work: Manipulation) -> None:
    work.log.insert(6, _invented(work, 5))


def added_and_renumbered(work: Manipulation) -> None:
    added_entry(work)
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
    """The first seat's first vote is published instead of its last one; the attacker knows its nonce."""
    seat = work.document["roll"][0][0]
    early = work.votes_of(seat)[0]
    work.rewrite(early, commitment=vote_commitment(bytes.fromhex(NONCE), Choice.against))
    work.rechain()
    opening_of(work, seat).update(nonce=NONCE, choice="against")


def replayed_entry(work: Manipulation) -> None:
    """The first seat's first vote is appended once more before the closing."""
    early = work.votes_of(work.document["roll"][0][0])[0]
    work.log.insert(len(work.log) - 1, dict(work.log[early], index=len(work.log)))
    work.renumber()


def forked(work: Manipulation) -> None:
    """From one entry on, another story is told, properly chained."""
    position = work.votes_of(work.document["roll"][4][0])[0]
    work.rewrite(position, commitment=vote_commitment(bytes.fromhex(NONCE), Choice.for_))
    opening_of(work, work.document["roll"][4][0]).update(nonce=NONCE, choice="for")
    recount(work.document)
    figures = {name: work.document["figures"][name] for name in work.document["figures"]}
    work.rewrite(-1, **figures, outcome=work.document["outcome"])
    work.rechain()


NAIVE: list[tuple[Callable[[Manipulation], None], str]] = [
    (changed_opening, "vote_changed"),
    (changed_commitment, "vote_changed"),
    (removed_entry, "vote_removed"),
    (removed_and_renumbered, "vote_removed"),
    (removed_opening, "vote_removed"),
    (added_entry, "vote_added"),
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
    (replayed_entry, "vote_replayed"),
    (forked, "log_forked"),
]
by_name = pytest.mark.parametrize(("deed", "name"), NAIVE, ids=[deed.__name__ for deed, _ in NAIVE])
STRUCTURAL = {"vote_changed", "vote_removed", "vote_added", "order_swapped", "log_forked"}


def test_the_genuine_bundle_is_right(genuine: Document) -> None:
    assert faults(genuine) == set()


@by_name
def test_each_manipulation_is_named(genuine: Document, deed: Callable[[Manipulation], None], name: str) -> None:
    work = Manipulation(genuine)
    deed(work)
    found = faults(work.document)
    print(deed.__name__, found)
    assert name in found
