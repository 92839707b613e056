"""Quorum, majorities, proxies, modes and readings at their edges."""

from datetime import date
from fractions import Fraction

import pytest

from consult.kernel.errors import Conflict, Invalid
from consult.rules.rule_sets import RULE_SETS, Profile, SittingRules
from consult.rules.voting import (
    CHOICE_LABELS,
    FLAG_LABELS,
    KIND_LABELS,
    LEANING_LABELS,
    MODE_LABELS,
    OUTCOME_LABELS,
    BallotKind,
    Base,
    Choice,
    Flag,
    Leaning,
    Mode,
    Outcome,
    Portion,
    Proxy,
    QuorumCheck,
    Tally,
    Threshold,
    by_commune,
    by_population,
    check_duration,
    check_new_proxy,
    check_quorum,
    count_leanings,
    is_second_convocation,
    opinion_outcome,
    proxy_stands,
    requested_mode,
    sitting_outcome,
    tally,
    tally_by,
)


def sitting(profile: Profile) -> SittingRules:
    rules = RULE_SETS[profile].sitting
    assert rules is not None
    return rules


GENERAL, LOCAL = sitting(Profile.general), sitting(Profile.alsace_moselle)


def test_every_word_has_a_label() -> None:
    for words, labels in (
        (Choice, CHOICE_LABELS),
        (BallotKind, KIND_LABELS),
        (Mode, MODE_LABELS),
        (Outcome, OUTCOME_LABELS),
        (Flag, FLAG_LABELS),
        (Leaning, LEANING_LABELS),
    ):
        assert set(words) == set(labels)


@pytest.mark.parametrize(("interested", "waived"), [(9, False), (10, True), (19, True)])
def test_half_or_more_interested_waives_the_quorum_in_alsace_moselle_only(
    interested: int, waived: bool
) -> None:
    assert check_quorum(LOCAL.quorum, in_office=19, present=5, interested=interested).reached is waived
    assert not check_quorum(GENERAL.quorum, in_office=19, present=5, interested=interested).reached


def test_a_waiver_is_named_only_when_it_was_needed() -> None:
    full = check_quorum(LOCAL.quorum, in_office=20, present=20, interested=10, second_convocation=True)
    assert (full.reached, full.waiver) == (True, None)
    short = check_quorum(LOCAL.quorum, in_office=20, present=20, recused=10, interested=10)
    assert (short.reached, short.waiver) == (True, Flag.quorum_waived_interested)


@pytest.mark.parametrize(
    "room",
    [
        {"present": 11, "recused": 0, "interested": 0},
        {"present": 5, "recused": 6, "interested": 6},
        {"present": 5, "recused": 0, "interested": 11},
        {"present": 5, "recused": -1, "interested": 0},
    ],
)
def test_a_room_that_cannot_be_is_refused(room: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        check_quorum(
            GENERAL.quorum,
            in_office=10,
            present=room["present"],
            recused=room["recused"],
            interested=room["interested"],
        )


@pytest.mark.parametrize(
    ("profile", "day", "same_items", "recalls_rule", "valid"),
    [
        (Profile.general, 13, True, False, False),
        (Profile.general, 14, True, False, True),
        (Profile.general, 14, False, True, False),
        (Profile.alsace_moselle, 11, True, True, True),
        (Profile.alsace_moselle, 14, True, False, False),
        (Profile.alsace_moselle, 14, False, True, False),
        (Profile.alsace_moselle, 10, True, True, False),
    ],
)
def test_a_second_convocation_keeps_its_form(
    profile: Profile, day: int, same_items: bool, recalls_rule: bool, valid: bool
) -> None:
    assert valid is is_second_convocation(
        sitting(profile).quorum,
        first_day=date(2026, 3, 10),
        second_day=date(2026, 3, day),
        same_items=same_items,
        recalls_rule=recalls_rule,
    )


@pytest.mark.parametrize(
    ("votes", "threshold", "outcome"),
    [
        ((6, 3), Threshold(Portion(2, 3), Base.expressed), Outcome.adopted),
        ((6, 3), Threshold(Portion(2, 3), Base.expressed, strict=True), Outcome.not_adopted),
        ((5, 3), Threshold(Portion(2, 3), Base.expressed), Outcome.not_adopted),
        ((13, 0), Threshold(Portion(2, 3), Base.in_office), Outcome.not_adopted),
        ((14, 5), Threshold(Portion(2, 3), Base.in_office), Outcome.adopted),
        ((10, 0), Threshold(Portion(1, 2), Base.in_office, strict=True), Outcome.not_adopted),
        ((0, 0), Threshold(Portion(1, 2), Base.expressed), Outcome.not_adopted),
    ],
)
def test_a_qualified_majority_is_counted_in_integers(
    votes: tuple[int, int], threshold: Threshold, outcome: Outcome
) -> None:
    check = QuorumCheck(in_office=20, required=11, counted=19, waiver=None)
    assert sitting_outcome(Tally(*votes, 0, 0, in_roll=20), check, threshold=threshold).outcome is outcome


def test_a_threshold_is_never_met_without_a_vote_for() -> None:
    assert not Threshold(Portion(1, 2), Base.expressed).met(tally([], 9), in_office=0)


@pytest.mark.parametrize(("num", "den", "strict"), [(1, 3, False), (1, 1, True)])
def test_a_threshold_below_one_half_or_beyond_all_is_refused(num: int, den: int, strict: bool) -> None:
    with pytest.raises(Invalid):
        Threshold(Portion(num, den), Base.expressed, strict)


@pytest.mark.parametrize(("num", "den"), [(0, 3), (4, 3), (1, 0), (-1, -2)])
def test_a_portion_is_a_proper_fraction(num: int, den: int) -> None:
    with pytest.raises(Invalid):
        Portion(num, den)


def test_a_tie_without_casting_vote_or_president_is_not_adopted() -> None:
    check = QuorumCheck(in_office=9, required=5, counted=8, waiver=None)
    tied = Tally(4, 4, 0, 0, in_roll=9)
    settled = sitting_outcome(tied, check, president=Choice.for_, casting_vote=False)
    assert (settled.outcome, settled.flags) == (Outcome.not_adopted, (Flag.tie,))
    assert sitting_outcome(tied, check, president=None).flags == (Flag.president_silent,)


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        ((2, 1), Outcome.favourable),
        ((1, 2), Outcome.unfavourable),
        ((2, 2), Outcome.divided),
        ((0, 0), Outcome.divided),
    ],
)
def test_an_opinion_is_for_against_against(votes: tuple[int, int], outcome: Outcome) -> None:
    assert opinion_outcome(Tally(*votes, 0, 0, in_roll=4)).outcome is outcome


@pytest.mark.parametrize(("roll", "labelled"), [(7, True), (6, False), (3, False)])
def test_exactly_half_is_not_under_half(roll: int, labelled: bool) -> None:
    flags = opinion_outcome(Tally(2, 1, 0, 0, in_roll=roll)).flags
    assert (Flag.under_half_took_part in flags) is labelled


@pytest.mark.parametrize("votes", [(2, 1, 0, 0), (-1, 0, 0, 0)])
def test_a_tally_that_cannot_be_is_refused(votes: tuple[int, int, int, int]) -> None:
    with pytest.raises(Invalid):
        Tally(*votes, in_roll=2)


def test_shares_of_nothing_are_none() -> None:
    empty = tally([], 0)
    assert (empty.participation, empty.for_share) == (None, None)


def test_nobody_asks_for_a_mode_in_an_empty_room_and_appointments_are_secret() -> None:
    assert requested_mode(GENERAL.requests, present=0) is Mode.ordinary
    assert requested_mode(GENERAL.requests, present=9, appointment=True) is Mode.secret
    with pytest.raises(Invalid):
        requested_mode(GENERAL.requests, present=4, public=5)


@pytest.mark.parametrize(
    ("new", "error", "code"),
    [
        (Proxy(1, 1), Invalid, "proxy_to_oneself"),
        (Proxy(2, 5), Conflict, "proxy_already_given"),
        (Proxy(1, 9), Conflict, "proxy_holder_taken"),
    ],
)
def test_a_proxy_beside_another(new: Proxy, error: type[Invalid | Conflict], code: str) -> None:
    with pytest.raises(error) as refusal:
        check_new_proxy(GENERAL.proxies, new, [Proxy(2, 9)])
    assert refusal.value.code == code


def test_of_twenty_grantors_who_name_one_holder_one_is_accepted() -> None:
    accepted: list[Proxy] = []
    for grantor in range(20):
        try:
            check_new_proxy(GENERAL.proxies, Proxy(grantor, 99), accepted)
        except Conflict:
            continue
        accepted.append(Proxy(grantor, 99))
    assert accepted == [Proxy(0, 99)]


@pytest.mark.parametrize(("present", "stands"), [({9}, True), ({2, 9}, False), ({3}, False), (set(), False)])
def test_a_proxy_lapses_when_the_grantor_arrives_or_the_holder_leaves(
    present: set[int], stands: bool
) -> None:
    assert proxy_stands(Proxy(2, 9), present) is stands


def test_a_proxy_lasts_three_sittings_unless_its_grantor_is_ill() -> None:
    check_duration(GENERAL.proxies, 3)
    check_duration(GENERAL.proxies, 4, documented_illness=True)
    for sittings, ill in ((4, False), (0, True)):
        with pytest.raises(Invalid):
            check_duration(GENERAL.proxies, sittings, documented_illness=ill)


ROLL = {1: "A", 2: "A", 3: "A", 4: "B", 5: "B", 6: "C", 7: "D"}
VOTES = {
    1: Choice.for_,
    2: Choice.for_,
    3: Choice.against,
    4: Choice.for_,
    5: Choice.against,
    7: Choice.abstain,
}


def test_communes_lean_split_or_stay_silent() -> None:
    leanings = by_commune(tally_by(VOTES, ROLL))
    assert leanings == {"A": Leaning.for_, "B": Leaning.split_, "C": Leaning.silent, "D": Leaning.split_}
    assert count_leanings(leanings) == {
        Leaning.for_: 1,
        Leaning.against: 0,
        Leaning.split_: 2,
        Leaning.silent: 1,
    }


def test_population_is_shared_in_exact_fractions() -> None:
    tallies = tally_by(VOTES, ROLL) | {"E": tally([], 0)}
    reading = by_population(tallies, {"A": 100, "B": 11, "C": 7, "D": 5, "E": 3})
    assert reading.for_ == Fraction(200, 3) + Fraction(11, 2)
    assert reading.against == Fraction(100, 3) + Fraction(11, 2)
    assert [reading.abstain, reading.blank, reading.no_vote, reading.total] == [5, 0, 10, 126]
    assert reading.for_share == Fraction(433, 666)


def test_a_vote_outside_the_roll_is_refused() -> None:
    with pytest.raises(Invalid):
        tally_by({8: Choice.for_}, ROLL)
