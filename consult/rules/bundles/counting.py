"""Does what is published follow from the log? Question, rules, roll, and each seat's last vote."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from consult.rules.ballot_log import OPENS_OR_SHUTS, Event
from consult.rules.bundles.reading import Bundle, commitment, digest
from consult.rules.bundles.words import Fault
from consult.rules.voting import Mode


@dataclass(slots=True)
class Votes:
    """``standing``: the vote of each seat that counts; ``made``: every commitment each seat ever made.

    ``roll``: who is entitled at the end, late arrivals included, those who stepped back left out.
    """

    roll: set[int] = field(default_factory=set)
    standing: dict[int, dict[str, Any]] = field(default_factory=dict)
    made: dict[int, list[str]] = field(default_factory=dict)


def opening_faults(bundle: Bundle) -> Iterator[Fault]:
    """Question, rules and roll as they were hashed at the opening, later arrivals as each was hashed."""
    first = bundle.opening
    if digest(bundle["text"]) != first["question"]:
        yield Fault.question_changed
    if digest(bundle["rules"]) != first["rules"]:
        yield Fault.rules_changed
    added = [[body["seat"], body["row_sha256"]] for body in bundle.bodies if body["event"] == Event.roll_add]
    if (
        digest({"roll": bundle["roll"]}) != first["roll_sha256"]
        or [[row[0], digest({"roll": [row]})] for row in bundle["added"]] != added
    ):
        yield Fault.roll_changed


def vote_faults(bundle: Bundle, votes: Votes) -> Iterator[Fault]:
    """Walk the log and fill ``votes``: each seat votes while it may, its votes numbered from 1."""
    is_open = False
    votes.roll.update(row[0] for row in bundle["roll"])
    for body in bundle.bodies:
        event, seat = body["event"], body.get("seat")
        is_open = OPENS_OR_SHUTS.get(event, is_open)
        if event == Event.roll_add:
            votes.roll.add(body["seat"])
        elif event == Event.recusal:
            votes.roll.discard(body["seat"])
        elif event == Event.void:
            votes.standing.pop(body["seat"], None)
        elif event == Event.vote:
            past = votes.made.setdefault(body["seat"], [])
            if body["version"] != len(past) + 1:
                yield Fault.vote_removed if body["version"] > len(past) else Fault.vote_replayed
            if not (is_open and seat in votes.roll):
                yield Fault.vote_added
            past.append(body["commitment"])
            votes.standing[body["seat"]] = body


def published_faults(bundle: Bundle, votes: Votes) -> Iterator[Fault]:
    """What is published must open each standing vote, no other one and none too early."""
    shown = bundle.shown
    expected = bundle.counted and bundle.opening["mode"] == Mode.public
    for seat in votes.standing.keys() | shown.keys() if expected else shown.keys():
        if seat not in shown:
            yield Fault.vote_removed
        elif seat not in votes.standing:
            yield Fault.vote_added
        else:
            made = commitment(shown[seat])
            if made != votes.standing[seat]["commitment"]:
                yield Fault.vote_replayed if made in votes.made[seat] else Fault.vote_changed
