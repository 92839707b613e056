"""Rules are data, frozen into each ballot; a later change of a rule set changes no past result."""

import json
from dataclasses import replace

import pytest

from consult.kernel.errors import Invalid
from consult.rules.ballot_log import canonical_json
from consult.rules.rule_sets import (
    PROFILE_LABELS,
    RULE_SETS,
    FrozenRules,
    Profile,
    RuleSet,
    decide,
    freeze,
    rules_digest,
    thaw,
)
from consult.rules.voting import BallotKind, Base, Mode, Outcome, Portion, Tally, Threshold


def with_threshold(profile: Profile) -> RuleSet:
    rules = RULE_SETS[profile]
    assert rules.sitting is not None
    threshold = Threshold(Portion(2, 3), Base.in_office, strict=True)
    return replace(rules, sitting=replace(rules.sitting, threshold=threshold))


ALL = [*RULE_SETS.values(), with_threshold(Profile.general)]


def test_there_are_four_profiles_with_a_label_each() -> None:
    assert set(RULE_SETS) == set(PROFILE_LABELS) == set(Profile)
    assert all(rules.profile is profile for profile, rules in RULE_SETS.items())


@pytest.mark.parametrize(
    ("profile", "kind", "mode", "change_allowed"),
    [
        (Profile.general, BallotKind.sitting, Mode.ordinary, False),
        (Profile.alsace_moselle, BallotKind.sitting, Mode.ordinary, False),
        (Profile.opinion, BallotKind.opinion, Mode.public, True),
        (Profile.partner, BallotKind.opinion, Mode.public, True),
    ],
)
def test_each_profile_says_what_a_voter_may_do(
    profile: Profile, kind: BallotKind, mode: Mode, change_allowed: bool
) -> None:
    rules = RULE_SETS[profile]
    assert (rules.kind, rules.mode, rules.change_allowed) == (kind, mode, change_allowed)


def test_the_two_kinds_are_never_mixed() -> None:
    with pytest.raises(Invalid):
        replace(RULE_SETS[Profile.general], sitting=None)
    with pytest.raises(Invalid):
        replace(RULE_SETS[Profile.opinion], sitting=RULE_SETS[Profile.general].sitting)


def test_every_rule_of_a_sitting_names_its_article() -> None:
    sources = {reference.rule: reference.source for reference in RULE_SETS[Profile.alsace_moselle].references}
    assert sources["second_convocation"] == sources["interested_members"] == "CGCT L2541-4"
    assert {"quorum", "majority", "tie", "proxy", "public_vote", "secret_vote"} <= sources.keys()


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.profile.value)
def test_frozen_rules_come_back_equal_through_the_database(rules: RuleSet) -> None:
    frozen = freeze(rules)
    stored = FrozenRules(json.loads(json.dumps(frozen.body)), frozen.sha256)
    assert stored == frozen
    assert thaw(stored) == rules
    assert rules_digest(stored.body) == frozen.sha256


def test_different_rules_have_different_digests() -> None:
    assert len({freeze(rules).sha256 for rules in ALL}) == len(ALL)


def test_altered_rules_are_refused() -> None:
    frozen = freeze(RULE_SETS[Profile.general])
    with pytest.raises(Invalid) as refusal:
        thaw(FrozenRules({**frozen.body, "change_allowed": True}, frozen.sha256))
    assert refusal.value.code == "rules_altered"


def test_frozen_rules_hold_no_float() -> None:
    for rules in ALL:
        assert b"." not in canonical_json(freeze(rules).body)


def test_a_sitting_cannot_be_decided_without_its_quorum() -> None:
    with pytest.raises(Invalid) as refusal:
        decide(RULE_SETS[Profile.general], Tally(1, 0, 0, 0, in_roll=3))
    assert refusal.value.code == "quorum_unchecked"


def test_a_partner_assembly_gives_an_opinion() -> None:
    assert decide(RULE_SETS[Profile.partner], Tally(3, 1, 0, 0, in_roll=5)).outcome is Outcome.favourable
