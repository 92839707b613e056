"""Does the count follow from the log? Question, rules, roll, each seat's last vote, totals and outcome."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from consult.kernel.errors import Invalid
from consult.rules.ballot_log import OPENS_OR_SHUTS, Event
from consult.rules.bundles.reading import Bundle, commitment, digest
from consult.rules.bundles.words import Fault
from consult.rules.rule_sets import FrozenRules, decide, rules_digest, thaw
from consult.rules.voting import Choice, Flag, Mode, QuorumCheck, Tally, quorum

WAYS = tuple(choice.value for choice in Choice)


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
    shown = _shown(bundle)
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


def result_faults(bundle: Bundle, votes: Votes) -> Iterator[Fault]:
    """Totals from the votes where they are published, and the outcome under the frozen rules."""
    figures, closing = bundle["figures"] or {}, bundle.last(Event.close)
    if not bundle.counted or closing is None:
        if figures or _shown(bundle) or bundle["outcome"]:
            yield Fault.tally_wrong
        return
    by_hand = bundle.last(Event.manual_totals)
    counts = _counts(bundle, by_hand)
    try:
        tally = Tally(counts["for"], counts["against"], counts["abstain"], counts["blank"], len(votes.roll))
    except Invalid:
        yield Fault.tally_wrong
        return
    told = closing | figures | _figures(tally)
    if told != closing or not (by_hand or tally.cast == len(votes.standing)):
        yield Fault.tally_wrong
    proclaimed = bundle.last(Event.proclaim) or closing
    if not closing["outcome"] == proclaimed["outcome"] == bundle["outcome"]:
        yield Fault.outcome_wrong
    outcome = _outcome(bundle, tally, votes, recounted=bundle["openings"] is not None, by_hand=bool(by_hand))
    if outcome not in (None, bundle["outcome"]):
        yield Fault.outcome_wrong


def _shown(bundle: Bundle) -> dict[int, dict[str, Any]]:
    return {opening["seat"]: opening for opening in bundle["openings"] or []}


def _counts(bundle: Bundle, by_hand: dict[str, Any] | None) -> dict[str, int]:
    """Totals entered by hand, else those of the published votes, else those that are only told."""
    if by_hand is not None:
        return {way: by_hand[way] for way in WAYS}
    if bundle["openings"] is None:
        return {way: bundle["figures"][way] for way in WAYS}
    return Counter(opening["choice"] for opening in _shown(bundle).values())


def _figures(tally: Tally) -> dict[str, int]:
    return {
        "for": tally.for_,
        "against": tally.against,
        "abstain": tally.abstain,
        "blank": tally.blank,
        "cast": tally.cast,
        "expressed": tally.expressed,
        "roll": tally.in_roll,
        "no_vote": tally.no_vote,
    }


def _outcome(bundle: Bundle, tally: Tally, votes: Votes, *, recounted: bool, by_hand: bool) -> str | None:
    """The outcome by the frozen rules; None when a vote of the president decides that is not published."""
    rules = thaw(FrozenRules(bundle["rules"], rules_digest(bundle["rules"])))
    if rules.sitting is None:
        return decide(rules, tally).outcome.value
    figures, mode = bundle["figures"], Mode(bundle.opening["mode"])
    room, seat = figures["quorum"], figures["president"]
    check = QuorumCheck(
        room["in_office"],
        quorum(room["in_office"]),
        room["counted"],
        Flag(room["waiver"]) if room["waiver"] else None,
    )
    own = votes.standing.get(seat, {"by": seat})
    spoken = recounted and not by_hand and "by" not in own and seat in _shown(bundle)
    president = Choice(_shown(bundle)[seat]["choice"]) if spoken else None
    decision = decide(rules, tally, mode=mode, quorum=check, president=president)
    hidden = Flag.president_silent in decision.flags and not recounted and not by_hand
    return None if hidden else decision.outcome.value
