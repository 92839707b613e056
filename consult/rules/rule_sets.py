"""Scheduling a ballot freezes one of these rule sets into it; closing it reads that frozen copy."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.ballot_log import canonical_json
from consult.rules.sittings import ConvocationRule
from consult.rules.voting import (
    HALF,
    MAJORITIES,
    BallotKind,
    Base,
    Choice,
    Decision,
    Majority,
    Mode,
    Portion,
    ProxyRule,
    QuorumCheck,
    QuorumRule,
    Requests,
    Tally,
    Threshold,
    opinion_outcome,
    sitting_outcome,
)


class Profile(StrEnum):
    """Which law, or none, a ballot follows; a setting of the assembly, because a lawyer has the last word."""

    general = "general"
    alsace_moselle = "alsace_moselle"
    opinion = "opinion"
    partner = "partner"


PROFILE_LABELS: dict[Profile, str] = {
    Profile.general: N_("General municipal law"),
    Profile.alsace_moselle: N_("Local law of Alsace-Moselle"),
    Profile.opinion: N_("Advisory consultation"),
    Profile.partner: N_("Consultation of a partner assembly"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """The text that a parameter comes from; ``CGCT`` is the French code of local authorities."""

    rule: str
    source: str


@dataclass(frozen=True, slots=True)
class SittingRules:
    """What only a ballot in a sitting has."""

    convocation: ConvocationRule
    quorum: QuorumRule
    casting_vote: bool
    requests: Requests
    proxies: ProxyRule
    threshold: Threshold | None = None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All parameters of one ballot; ``sitting`` is ``None`` exactly for opinion ballots."""

    profile: Profile
    kind: BallotKind
    mode: Mode
    change_allowed: bool
    reason_allowed: bool
    low_participation: Portion | None
    sitting: SittingRules | None
    references: tuple[Reference, ...]

    def __post_init__(self) -> None:
        if (self.kind is BallotKind.sitting) is (self.sitting is None):
            raise Invalid("rules_mixed", N_("Opinion ballots and sitting ballots are never mixed."))


@dataclass(frozen=True, slots=True)
class FrozenRules:
    """A rule set as plain data, and the SHA-256 of its canonical JSON in hexadecimal."""

    body: dict[str, object]
    sha256: str


def _sitting(
    profile: Profile, convocation: ConvocationRule, quorum: QuorumRule, sources: tuple[Reference, ...]
) -> RuleSet:
    return RuleSet(
        profile=profile,
        kind=BallotKind.sitting,
        mode=Mode.ordinary,
        change_allowed=False,
        reason_allowed=False,
        low_participation=None,
        sitting=SittingRules(
            convocation=convocation,
            quorum=quorum,
            casting_vote=True,
            requests=Requests(public=Portion(1, 4), secret=Portion(1, 3)),
            proxies=ProxyRule(per_holder=1, consecutive_sittings=3),
        ),
        references=(
            *sources,
            Reference("majority", "CGCT L2121-20"),
            Reference("tie", "CGCT L2121-20"),
            Reference("proxy", "CGCT L2121-20"),
            Reference("public_vote", "CGCT L2121-21"),
            Reference("secret_vote", "CGCT L2121-21"),
        ),
    )


def _opinion(profile: Profile) -> RuleSet:
    """No law governs such a ballot, because it decides nothing; hence no reference."""
    return RuleSet(
        profile=profile,
        kind=BallotKind.opinion,
        mode=Mode.public,
        change_allowed=True,
        reason_allowed=True,
        low_participation=HALF,
        sitting=None,
        references=(),
    )


RULE_SETS: dict[Profile, RuleSet] = {
    Profile.general: _sitting(
        Profile.general,
        ConvocationRule(clear_days=5, urgent_clear_days=1),
        QuorumRule(
            second_convocation_clear_days=3,
            second_convocation_recalls_rule=False,
            waived_when_half_interested=False,
        ),
        (
            Reference("convocation", "CGCT L2121-12"),
            Reference("quorum", "CGCT L2121-17"),
            Reference("second_convocation", "CGCT L2121-17"),
        ),
    ),
    Profile.alsace_moselle: _sitting(
        Profile.alsace_moselle,
        ConvocationRule(clear_days=3, urgent_clear_days=0),
        QuorumRule(
            second_convocation_clear_days=0,
            second_convocation_recalls_rule=True,
            waived_when_half_interested=True,
        ),
        (
            Reference("convocation", "CGCT L2541-2"),
            Reference("quorum", "CGCT L2121-17"),
            Reference("second_convocation", "CGCT L2541-4"),
            Reference("interested_members", "CGCT L2541-4"),
        ),
    ),
    Profile.opinion: _opinion(Profile.opinion),
    Profile.partner: _opinion(Profile.partner),
}


def with_majority(rules: RuleSet, majority: Majority) -> RuleSet:
    """The rules with the majority that one question needs; only sittings know any but the simple one."""
    if rules.sitting is None:
        return rules
    return replace(rules, sitting=replace(rules.sitting, threshold=MAJORITIES[majority]))


def rules_digest(body: Mapping[str, object]) -> str:
    """SHA-256 of the canonical JSON of frozen rules, in hexadecimal."""
    return sha256(canonical_json(body)).hexdigest()


def freeze(rules: RuleSet) -> FrozenRules:
    """Copy the rules into data that a ballot keeps for good."""
    body: dict[str, object] = json.loads(canonical_json(asdict(rules)))
    return FrozenRules(body, rules_digest(body))


def thaw(frozen: FrozenRules) -> RuleSet:
    """The rules a ballot was scheduled with; ``Invalid`` when its copy no longer has its SHA-256."""
    if rules_digest(frozen.body) != frozen.sha256:
        raise Invalid("rules_altered", N_("The rules kept with this ballot have been altered."))
    body: Mapping[str, Any] = frozen.body
    low, sitting = body["low_participation"], body["sitting"]
    return RuleSet(
        profile=Profile(body["profile"]),
        kind=BallotKind(body["kind"]),
        mode=Mode(body["mode"]),
        change_allowed=body["change_allowed"],
        reason_allowed=body["reason_allowed"],
        low_participation=Portion(**low) if low else None,
        sitting=_thaw_sitting(sitting) if sitting else None,
        references=tuple(Reference(**reference) for reference in body["references"]),
    )


def _thaw_sitting(body: Mapping[str, Any]) -> SittingRules:
    threshold = body["threshold"]
    return SittingRules(
        convocation=ConvocationRule(**body["convocation"]),
        quorum=QuorumRule(**body["quorum"]),
        casting_vote=body["casting_vote"],
        requests=Requests(**{name: Portion(**portion) for name, portion in body["requests"].items()}),
        proxies=ProxyRule(**body["proxies"]),
        threshold=threshold
        and Threshold(Portion(**threshold["portion"]), Base(threshold["base"]), threshold["strict"]),
    )


def decide(
    rules: RuleSet,
    tally: Tally,
    *,
    mode: Mode | None = None,
    quorum: QuorumCheck | None = None,
    president: Choice | None = None,
) -> Decision:
    """The outcome of a closed ballot under its frozen rules.

    ``mode``: the one actually used, the rules' own by default; ``quorum`` (required in a sitting) as it stood
    when the item opened; ``president``: the president's own voice. A sitting
    without a quorum check is ``Invalid``.
    """
    if rules.sitting is None:
        return opinion_outcome(tally, rules.low_participation)
    if quorum is None:
        raise Invalid("quorum_unchecked", N_("The quorum was not checked when the item opened."))
    return sitting_outcome(
        tally,
        quorum,
        mode=mode or rules.mode,
        president=president,
        casting_vote=rules.sitting.casting_vote,
        threshold=rules.sitting.threshold,
    )
