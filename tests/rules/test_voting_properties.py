"""What must hold for every vote one can think of, not only for the examples."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from consult.rules.rule_sets import RULE_SETS, Profile, RuleSet, decide
from consult.rules.voting import (
    BallotKind,
    Base,
    Choice,
    Decision,
    Mode,
    Outcome,
    Portion,
    QuorumCheck,
    Tally,
    Threshold,
    by_commune,
    by_population,
    count_leanings,
    quorum,
    tally,
    tally_by,
)

DECIDING = {Outcome.adopted, Outcome.not_adopted, Outcome.no_quorum}
counts = st.integers(0, 60)
choices = st.sampled_from(Choice)
voices = st.none() | choices
modes = st.sampled_from(Mode)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    yes, no, abstain, blank, absent = draw(st.tuples(counts, counts, counts, counts, counts))
    return Tally(yes, no, abstain, blank, in_roll=yes + no + abstain + blank + absent)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    rules = RULE_SETS[draw(st.sampled_from(Profile))]
    if rules.sitting is None:
        return rules
    threshold = st.builds(
        Threshold,
        st.sampled_from([Portion(1, 2), Portion(2, 3), Portion(3, 5)]),
        st.sampled_from(Base),
        st.booleans(),
    )
    return replace(rules, sitting=replace(rules.sitting, threshold=draw(st.none() | threshold)))


def decision(rules: RuleSet, counted: Tally, mode: Mode, president: Choice | None) -> Decision:
    in_office = counted.in_roll
    check = QuorumCheck(in_office, quorum(in_office), counted.cast, waiver=None)
    return decide(
        rules, counted, mode=mode, quorum=replace(check, counted=check.required), president=president
    )


@given(st.lists(choices, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_votes_never_matters(votes: list[Choice], random: object) -> None:
    shuffled = list(votes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tally(shuffled, 30) == tally(votes, 30)


@given(st.lists(choices, max_size=30), counts)
def test_votes_cast_and_seats_without_vote_make_the_roll(votes: list[Choice], absent: int) -> None:
    counted = tally(votes, len(votes) + absent)
    assert (counted.cast + counted.no_vote, counted.no_vote) == (counted.in_roll, absent)


@given(rule_sets(), tallies(), modes, voices, st.data())
def test_abstentions_and_blanks_never_change_an_outcome(
    rules: RuleSet, counted: Tally, mode: Mode, president: Choice | None, data: st.DataObject
) -> None:
    """The roll stays as it is; the added votes come from seats that had not voted."""
    abstain = data.draw(st.integers(0, counted.no_vote))
    blank = data.draw(st.integers(0, counted.no_vote - abstain))
    more = replace(counted, abstain=counted.abstain + abstain, blank=counted.blank + blank)
    assert decision(rules, more, mode, president).outcome is decision(rules, counted, mode, president).outcome


@given(rule_sets(), tallies(), modes, voices)
def test_moving_a_vote_from_against_to_for_never_takes_a_yes_away(
    rules: RuleSet, counted: Tally, mode: Mode, president: Choice | None
) -> None:
    assume(counted.against)
    before = decision(rules, counted, mode, president).outcome
    assume(before in (Outcome.adopted, Outcome.favourable))
    moved = replace(counted, for_=counted.for_ + 1, against=counted.against - 1)
    assert decision(rules, moved, mode, president).outcome is before


@given(rule_sets(), tallies(), modes, voices)
def test_an_opinion_is_never_adopted_and_a_sitting_never_merely_favourable(
    rules: RuleSet, counted: Tally, mode: Mode, president: Choice | None
) -> None:
    outcome = decision(rules, counted, mode, president).outcome
    assert (outcome in DECIDING) is (rules.kind is BallotKind.sitting)


@given(st.dictionaries(st.integers(0, 40), choices), st.dictionaries(st.integers(100, 140), choices))
def test_votes_of_a_partner_assembly_change_nothing(
    own: dict[int, Choice], partner: dict[int, Choice]
) -> None:
    roll = dict.fromkeys(range(41), "councillors") | dict.fromkeys(range(100, 141), "partner")
    beside = tally_by(own | partner, roll)
    assert beside["councillors"] == tally_by(own, roll)["councillors"] == tally(own.values(), 41)


@given(st.integers(0, 2000))
def test_a_quorum_is_the_smallest_number_above_one_half(in_office: int) -> None:
    assert 2 * quorum(in_office) > in_office >= 2 * (quorum(in_office) - 1)


@given(
    st.dictionaries(st.text("0123456789", min_size=5, max_size=5), st.tuples(tallies(), counts), max_size=8)
)
def test_readings_neither_lose_nor_invent_anybody(communes: dict[str, tuple[Tally, int]]) -> None:
    counted = {code: pair[0] for code, pair in communes.items()}
    populations = {code: pair[1] for code, pair in communes.items()}
    reading = by_population(counted, populations)
    assert reading.total == Fraction(sum(populations.values()))
    assert sum(count_leanings(by_commune(counted)).values()) == len(communes)
