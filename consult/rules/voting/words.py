"""Whoever speaks of a vote takes its words here: choices, kinds, modes, outcomes, and their labels."""

from enum import StrEnum

from consult.kernel.messages import N_


class Choice(StrEnum):
    """What a seat may answer to the one question of a ballot."""

    for_ = "for"
    against = "against"
    abstain = "abstain"
    blank = "blank"


class BallotKind(StrEnum):
    """An opinion binds nobody; a sitting may decide. The two are never mixed."""

    opinion = "opinion"
    sitting = "sitting"


class Mode(StrEnum):
    """What the minutes show: totals, names and choices, or totals counted on paper."""

    ordinary = "ordinary"
    public = "public"
    secret = "secret"


class Outcome(StrEnum):
    """The first three belong to opinion ballots, the last three to sitting ballots."""

    favourable = "favourable"
    unfavourable = "unfavourable"
    divided = "divided"
    adopted = "adopted"
    not_adopted = "not_adopted"
    no_quorum = "no_quorum"


class Flag(StrEnum):
    """A circumstance shown beside an outcome; only ``president_silent`` asks the clerk to look."""

    nothing_expressed = "nothing_expressed"
    casting_vote = "casting_vote"
    president_silent = "president_silent"
    secret_tie = "secret_tie"
    tie = "tie"
    under_half_took_part = "under_half_took_part"
    quorum_waived_second_convocation = "quorum_waived_second_convocation"
    quorum_waived_interested = "quorum_waived_interested"


class Leaning(StrEnum):
    """Where one commune's councillors lean; a reading without effect."""

    for_ = "for"
    against = "against"
    split_ = "split"  # ``split`` itself is a method of every text
    silent = "silent"


ADVISORY_LABEL = N_("Advisory opinion")
WITHOUT_EFFECT_LABEL = N_("without effect")

CHOICE_LABELS: dict[Choice, str] = {
    Choice.for_: N_("For"),
    Choice.against: N_("Against"),
    Choice.abstain: N_("Abstention"),
    Choice.blank: N_("Blank vote"),
}
KIND_LABELS: dict[BallotKind, str] = {
    BallotKind.opinion: N_("Consultation of the councillors"),
    BallotKind.sitting: N_("Vote in a sitting"),
}
MODE_LABELS: dict[Mode, str] = {
    Mode.ordinary: N_("Ordinary vote"),
    Mode.public: N_("Roll-call vote"),
    Mode.secret: N_("Secret vote"),
}
OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.favourable: N_("Favourable opinion"),
    Outcome.unfavourable: N_("Unfavourable opinion"),
    Outcome.divided: N_("Divided opinion"),
    Outcome.adopted: N_("Adopted by the assembly"),
    Outcome.not_adopted: N_("Not adopted by the assembly"),
    Outcome.no_quorum: N_("Quorum not reached"),
}
FLAG_LABELS: dict[Flag, str] = {
    Flag.nothing_expressed: N_("No vote for or against was cast."),
    Flag.casting_vote: N_("The votes were tied; the vote of the president decided."),
    Flag.president_silent: N_("The votes were tied and the president voted neither for nor against."),
    Flag.secret_tie: N_("The votes were tied in a secret vote."),
    Flag.tie: N_("The votes were tied."),
    Flag.under_half_took_part: N_("Under half took part."),
    Flag.quorum_waived_second_convocation: N_("No quorum was needed: this was a second convocation."),
    Flag.quorum_waived_interested: N_("No quorum was needed: half or more of the members have an interest."),
}
LEANING_LABELS: dict[Leaning, str] = {
    Leaning.for_: N_("Majority for"),
    Leaning.against: N_("Majority against"),
    Leaning.split_: N_("Split"),
    Leaning.silent: N_("Nobody voted"),
}
