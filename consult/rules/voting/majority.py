"""Whoever closes a ballot brings its tally here and takes away the outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.voting.counting import Portion, Tally
from consult.rules.voting.presence import QuorumCheck
from consult.rules.voting.words import Choice, Flag, Mode, Outcome

HALF = Portion(1, 2)


class Base(StrEnum):
    """What a qualified majority is a fraction of."""

    expressed = "expressed"
    in_office = "in_office"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A qualified majority: reached at ≥, or only above when ``strict``.

    It replaces the simple majority, so a fraction below one half (or one that nobody can exceed) is
    ``Invalid``.
    """

    portion: Portion
    base: Base
    strict: bool = False

    def __post_init__(self) -> None:
        if 2 * self.portion.num < self.portion.den or (self.strict and self.portion.num == self.portion.den):
            raise Invalid("threshold_out_of_range", N_("A qualified majority lies between one half and all."))

    def met(self, tally: Tally, in_office: int) -> bool:
        """Whether the votes for reach the fraction; without one vote for, never."""
        whole = tally.expressed if self.base is Base.expressed else in_office
        compare = self.portion.exceeded if self.strict else self.portion.reached
        return tally.for_ > 0 and compare(tally.for_, whole)


class Majority(StrEnum):
    """What an item of the agenda needs to be adopted; the clerk chooses, since it depends on the subject."""

    simple = "simple"
    two_thirds_expressed = "two_thirds_expressed"
    absolute_in_office = "absolute_in_office"
    two_thirds_in_office = "two_thirds_in_office"


MAJORITIES: dict[Majority, Threshold | None] = {
    Majority.simple: None,
    Majority.two_thirds_expressed: Threshold(Portion(2, 3), Base.expressed),
    Majority.absolute_in_office: Threshold(HALF, Base.in_office, strict=True),
    Majority.two_thirds_in_office: Threshold(Portion(2, 3), Base.in_office),
}
MAJORITY_LABELS: dict[Majority, str] = {
    Majority.simple: N_("Majority of the votes expressed"),
    Majority.two_thirds_expressed: N_("Two thirds of the votes expressed"),
    Majority.absolute_in_office: N_("More than half of the members in office"),
    Majority.two_thirds_in_office: N_("Two thirds of the members in office"),
}


@dataclass(frozen=True, slots=True)
class Requests:
    """Portions of the members present that may ask for a public or a secret vote (CGCT L2121-21)."""

    public: Portion
    secret: Portion


@dataclass(frozen=True, slots=True)
class CastVote:
    """A vote with the seat it counts for and the seat whose holder gave it (another one through a proxy)."""

    seat: int
    cast_by: int
    choice: Choice


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome, the circumstances to show beside it, and the numbers it was drawn from."""

    outcome: Outcome
    tally: Tally
    flags: tuple[Flag, ...] = ()
    quorum: QuorumCheck | None = None


def opinion_outcome(tally: Tally, low_participation: Portion | None = HALF) -> Decision:
    """For against against; a tie, or nothing expressed, is ``divided``; no figures ever make it adopted."""
    flags = []
    if not tally.expressed:
        flags.append(Flag.nothing_expressed)
    if low_participation is not None and not low_participation.reached(tally.cast, tally.in_roll):
        flags.append(Flag.under_half_took_part)
    if tally.for_ == tally.against:
        outcome = Outcome.divided
    else:
        outcome = Outcome.favourable if tally.for_ > tally.against else Outcome.unfavourable
    return Decision(outcome, tally, tuple(flags))


def sitting_outcome(
    tally: Tally,
    quorum: QuorumCheck,
    *,
    mode: Mode = Mode.ordinary,
    president: Choice | None = None,
    casting_vote: bool = True,
    threshold: Threshold | None = None,
) -> Decision:
    """Whether the assembly adopted the question (CGCT L2121-20).

    ``quorum``: as it stood when the item opened; ``president``: the president's own voice, see
    ``president_voice``; ``threshold``: a qualified majority instead of the simple one.
    """
    if not quorum.reached:
        return Decision(Outcome.no_quorum, tally, (), quorum)
    flag: Flag | None = None
    if not tally.expressed:
        adopted, flag = False, Flag.nothing_expressed
    elif threshold is not None:
        adopted = threshold.met(tally, quorum.in_office)
    elif tally.for_ == tally.against:
        adopted, flag = _break_tie(mode, president, casting_vote)
    else:
        adopted = tally.for_ > tally.against
    outcome = Outcome.adopted if adopted else Outcome.not_adopted
    flags = tuple(found for found in (quorum.waiver, flag) if found is not None)
    return Decision(outcome, tally, flags, quorum)


def _break_tie(mode: Mode, president: Choice | None, casting_vote: bool) -> tuple[bool, Flag]:
    """Secret first: there the president's choice must stay unknown, so it cannot decide (L2121-20)."""
    if mode is Mode.secret:
        return False, Flag.secret_tie
    if not casting_vote:
        return False, Flag.tie
    if president in (Choice.for_, Choice.against):
        return president is Choice.for_, Flag.casting_vote
    return False, Flag.president_silent


def president_voice(votes: Iterable[CastVote], president: int) -> Choice | None:
    """The choice the president's seat gave by itself; a vote held for somebody else is not that voice."""
    return next((vote.choice for vote in votes if vote.seat == vote.cast_by == president), None)


def requested_mode(
    rule: Requests, *, present: int, public: int = 0, secret: int = 0, appointment: bool = False
) -> Mode:
    """The mode that the members present asked for; secret prevails (CGCT L2121-21).

    ``public`` and ``secret`` count the members who ask; more than ``present`` raise ``Invalid``. An
    ``appointment`` is secret by itself.
    """
    if not (0 <= public <= present and 0 <= secret <= present):
        raise Invalid("requests_impossible", N_("More members ask than are present."))
    if appointment or (secret and rule.secret.reached(secret, present)):
        return Mode.secret
    if public and rule.public.reached(public, present):
        return Mode.public
    return Mode.ordinary
