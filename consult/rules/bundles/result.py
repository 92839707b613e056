"""Do totals and outcome follow from the votes, as far as these are published, and from the frozen rules?"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from consult.kernel.errors import Invalid
from consult.rules.ballot_log import Event
from consult.rules.bundles.counting import Votes
from consult.rules.bundles.reading import Bundle
from consult.rules.bundles.words import Fault
from consult.rules.rule_sets import FrozenRules, RuleSet, decide, rules_digest, thaw
from consult.rules.voting import Choice, Flag, Mode, QuorumCheck, Tally, quorum

WAYS = tuple(choice.value for choice in Choice)


def result_faults(bundle: Bundle, votes: Votes) -> Iterator[Fault]:
    """Totals, and the outcome that they give; nothing of the kind before the count or after an annulment."""
    figures, in_sitting = bundle["figures"] or {}, bundle["rules"]["sitting"]
    closing = bundle.last(Event.close)
    if not bundle.counted or closing is None:
        if figures or bundle.shown or bundle["outcome"]:
            yield Fault.tally_wrong
        return
    by_hand = bundle.last(Event.manual_totals)
    counts = _counts(bundle, by_hand)
    try:
        tally = Tally(counts["for"], counts["against"], counts["abstain"], counts["blank"], len(votes.roll))
    except Invalid:
        yield Fault.tally_wrong
        return
    logged = closing | figures == closing == closing | _figures(tally)
    if not logged or not (by_hand or tally.cast == len(votes.standing)):
        yield Fault.tally_wrong
    told = {closing["outcome"], (bundle.last(Event.proclaim) or closing)["outcome"]}
    president = _president(bundle, votes) if in_sitting and not by_hand else None
    outcome = _outcome(bundle, tally, president, hidden=bundle["openings"] is None and not by_hand)
    if not (told == {bundle["outcome"]} and outcome in (None, bundle["outcome"])):
        yield Fault.outcome_wrong


def _counts(bundle: Bundle, by_hand: dict[str, Any] | None) -> dict[str, int]:
    """Totals entered by hand, else those of the published votes, else those that are only told."""
    if by_hand is not None:
        return {way: by_hand[way] for way in WAYS}
    if bundle["openings"] is None:
        return {way: bundle["figures"][way] for way in WAYS}
    return Counter(opening["choice"] for opening in bundle.shown.values())


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


def _president(bundle: Bundle, votes: Votes) -> Choice | None:
    """The president's own voice, where it is published; a vote given by a proxy is not that voice."""
    seat = bundle["figures"]["president"]
    own = votes.standing.get(seat, {"by": seat})
    return Choice(bundle.shown[seat]["choice"]) if seat in bundle.shown and "by" not in own else None


def _outcome(bundle: Bundle, tally: Tally, president: Choice | None, *, hidden: bool) -> str | None:
    """The outcome by the frozen rules; None when it hangs on a vote of the president that is ``hidden``."""
    rules: RuleSet = thaw(FrozenRules(bundle["rules"], rules_digest(bundle["rules"])))
    if rules.sitting is None:
        return decide(rules, tally).outcome.value
    room = bundle["figures"]["quorum"]
    waiver = Flag(room["waiver"]) if room["waiver"] else None
    check = QuorumCheck(room["in_office"], quorum(room["in_office"]), room["counted"], waiver)
    mode = Mode(bundle.opening["mode"])
    decision = decide(rules, tally, mode=mode, quorum=check, president=president)
    return None if hidden and Flag.president_silent in decision.flags else decision.outcome.value
