"""Every worked example of a vote that needs no database, as the jurist would write it down."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from consult.kernel.errors import Conflict
from consult.rules.rule_sets import RULE_SETS, Profile, SittingRules, decide
from consult.rules.voting import (
    CastVote,
    Choice,
    Flag,
    Mode,
    Outcome,
    Proxy,
    Tally,
    check_new_proxy,
    check_quorum,
    opinion_outcome,
    president_voice,
    quorum,
    requested_mode,
    tally,
)


def sitting_rules() -> SittingRules:
    rules = RULE_SETS[Profile.general].sitting
    assert rules is not None
    return rules


GENERAL = sitting_rules()


@dataclass(frozen=True)
class Case:
    """One line of the table: for–against–abstained, who was there, and what must come out."""

    name: str
    votes: tuple[int, int, int]
    in_office: int
    present: int
    outcome: Outcome
    flags: tuple[Flag, ...] = ()
    blank: int = 0
    mode: Mode = Mode.ordinary
    president: Choice | None = None
    room: dict[str, Any] = field(default_factory=dict)


SITTINGS = [
    Case("1 abstentions do not count", (4, 0, 6), 11, 10, Outcome.adopted),
    Case("2 one short of the quorum", (8, 6, 0), 29, 14, Outcome.no_quorum),
    Case("2 the quorum exactly", (8, 7, 0), 29, 15, Outcome.adopted),
    Case("3 proxies bring no quorum", (18, 0, 0), 19, 9, Outcome.no_quorum),
    Case("4 the recused do not count", (5, 3, 0), 19, 10, Outcome.no_quorum, room={"recused": 2}),
    Case(
        "4 second convocation",
        (5, 3, 0),
        19,
        10,
        Outcome.adopted,
        (Flag.quorum_waived_second_convocation,),
        room={"recused": 2, "second_convocation": True},
    ),
    Case("5 president for", (6, 6, 2), 15, 14, Outcome.adopted, (Flag.casting_vote,), president=Choice.for_),
    Case(
        "5 president against",
        (6, 6, 2),
        15,
        14,
        Outcome.not_adopted,
        (Flag.casting_vote,),
        president=Choice.against,
    ),
    Case(
        "5 president abstained",
        (6, 6, 2),
        15,
        14,
        Outcome.not_adopted,
        (Flag.president_silent,),
        president=Choice.abstain,
    ),
    Case(
        "6 secret tie",
        (5, 5, 0),
        11,
        10,
        Outcome.not_adopted,
        (Flag.secret_tie,),
        mode=Mode.secret,
        president=Choice.for_,
    ),
    Case("7 nothing expressed", (0, 0, 9), 11, 10, Outcome.not_adopted, (Flag.nothing_expressed,), blank=1),
    Case("10 one vote is enough", (1, 0, 5), 11, 6, Outcome.adopted),
]


@pytest.mark.parametrize("case", SITTINGS, ids=lambda case: case.name)
def test_a_sitting_decides_as_the_example_says(case: Case) -> None:
    rules = RULE_SETS[Profile.general]
    check = check_quorum(GENERAL.quorum, in_office=case.in_office, present=case.present, **case.room)
    counted = Tally(*case.votes, blank=case.blank, in_roll=case.in_office)
    decision = decide(rules, counted, mode=case.mode, quorum=check, president=case.president)
    assert (decision.outcome, decision.flags) == (case.outcome, case.flags)
    assert decision.quorum == check


def test_1_four_votes_are_expressed_of_ten_cast() -> None:
    counted = Tally(4, 0, 6, 0, in_roll=11)
    assert (counted.cast, counted.expressed, counted.no_vote) == (10, 4, 1)


@pytest.mark.parametrize(
    ("in_office", "present", "recused", "required", "counted"),
    [(29, 14, 0, 15, 14), (19, 9, 0, 10, 9), (19, 10, 2, 10, 8)],
)
def test_2_to_4_the_minutes_can_say_what_was_missing(
    in_office: int, present: int, recused: int, required: int, counted: int
) -> None:
    check = check_quorum(GENERAL.quorum, in_office=in_office, present=present, recused=recused)
    assert (check.required, check.counted, check.reached) == (required, counted, False)


def test_5_a_vote_the_president_holds_for_somebody_else_is_not_the_presidents_voice() -> None:
    votes = [
        CastVote(seat=2, cast_by=1, choice=Choice.for_),
        CastVote(seat=1, cast_by=1, choice=Choice.abstain),
    ]
    assert president_voice(votes, president=1) is Choice.abstain
    assert president_voice(votes[:1], president=1) is None
    assert president_voice([CastVote(seat=1, cast_by=2, choice=Choice.for_)], president=1) is None


def test_8_a_holder_of_one_proxy_takes_no_second() -> None:
    with pytest.raises(Conflict) as refusal:
        check_new_proxy(GENERAL.proxies, Proxy(grantor=3, holder=9), [Proxy(grantor=2, holder=9)])
    assert refusal.value.code == "proxy_holder_taken"


@pytest.mark.parametrize(
    ("public", "secret", "mode"),
    [(6, 0, Mode.public), (5, 0, Mode.ordinary), (6, 8, Mode.secret), (0, 7, Mode.ordinary)],
)
def test_9_the_members_present_choose_the_mode(public: int, secret: int, mode: Mode) -> None:
    assert requested_mode(GENERAL.requests, present=24, public=public, secret=secret) is mode


@pytest.mark.parametrize(("in_office", "required"), [(29, 15), (28, 15), (27, 14), (85, 43), (826, 414)])
def test_11_the_quorum_is_more_than_half(in_office: int, required: int) -> None:
    assert quorum(in_office) == required


def test_12_an_opinion_of_all_councillors() -> None:
    counted = Tally(210, 150, 42, 0, in_roll=826)
    decision = opinion_outcome(counted)
    assert decision.outcome is Outcome.favourable
    assert decision.flags == (Flag.under_half_took_part,)
    assert counted.cast == 402
    assert counted.participation is not None
    assert round(counted.participation * 1000) == 487
    assert counted.for_share is not None
    assert round(counted.for_share * 1000) == 583


def test_15_a_late_arrival_votes_but_does_not_change_the_quorum() -> None:
    check = check_quorum(GENERAL.quorum, in_office=23, present=12)
    choices = [Choice.for_] * 6 + [Choice.against] * 6
    assert decide(RULE_SETS[Profile.general], tally(choices, 12), quorum=check).outcome is Outcome.not_adopted
    decision = decide(RULE_SETS[Profile.general], tally([*choices, Choice.for_], 13), quorum=check)
    assert (decision.outcome, decision.tally.for_, decision.tally.against) == (Outcome.adopted, 7, 6)
    assert decision.quorum is not None
    assert decision.quorum.counted == 12
