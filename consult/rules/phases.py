"""Where a chantier's process stands, what people can do today, and what a phase does not admit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consult.kernel.messages import N_
from consult.rules.lifecycle import ProposalKind
from consult.rules.programme import PhaseKind, is_current

#: What each phase allows, the most inviting first: of several current phases the first one speaks.
INVITATIONS: dict[PhaseKind, str] = {
    PhaseKind.PROPOSE: N_("Today you can propose an idea, support those of others and debate them."),
    PhaseKind.VOTE: N_("Today the councillors vote. You can read the proposals and follow the ballot."),
    PhaseKind.LISTEN: N_("Today we listen: tell us what you see and need."),
    PhaseKind.CURATE: N_("Today the proposals are compared. You can still support and debate them."),
    PhaseKind.ANSWER: N_("Today the administration prepares its answers. You can read those already given."),
    PhaseKind.CARRY_OUT: N_("Today the actions are carried out. You can follow what becomes of each."),
    PhaseKind.REVIEW: N_("Today we look back together at what was done."),
}
#: The same where the last day is known, which is ``%(day)s``.
UNTIL: dict[PhaseKind, str] = {
    PhaseKind.PROPOSE: N_("Until %(day)s you can propose an idea, support those of others and debate them."),
    PhaseKind.VOTE: N_(
        "Until %(day)s the councillors vote. You can read the proposals and follow the ballot."
    ),
    PhaseKind.LISTEN: N_("Until %(day)s we listen: tell us what you see and need."),
    PhaseKind.CURATE: N_("Until %(day)s the proposals are compared. You can still support and debate them."),
    PhaseKind.ANSWER: N_(
        "Until %(day)s the administration prepares its answers. You can read those already given."
    ),
    PhaseKind.CARRY_OUT: N_(
        "Until %(day)s the actions are carried out. You can follow what becomes of each."
    ),
    PhaseKind.REVIEW: N_("Until %(day)s we look back together at what was done."),
}
PAUSE = N_("Nothing is under way here today. You can read what came before.")


class PhaseTime(StrEnum):
    """Where a phase stands on a given day."""

    PAST = "past"
    CURRENT = "current"
    FUTURE = "future"


def position(starts_on: date, ends_on: date | None, today: date) -> PhaseTime:
    """Whether a phase lies behind, holds or is to come on ``today``."""
    if is_current(starts_on, ends_on, today):
        return PhaseTime.CURRENT
    return PhaseTime.FUTURE if today < starts_on else PhaseTime.PAST


@dataclass(frozen=True, slots=True)
class Invitation:
    """What can be done today: ``kind`` is the phase that speaks, None in a pause, ``until`` its last day.

    ``sentence``, still in English, takes that day as ``%(day)s``, in words, where there is one.
    """

    sentence: str
    kind: PhaseKind | None = None
    until: date | None = None


def invitation(current: Mapping[PhaseKind, date | None]) -> Invitation:
    """What to say while the ``current`` phases hold, each with its last day or None."""
    kind = next((kind for kind in INVITATIONS if kind in current), None)
    if kind is None:
        return Invitation(PAUSE)
    until = current[kind]
    return Invitation(UNTIL[kind] if until else INVITATIONS[kind], kind, until)


class Contribution(StrEnum):
    """What residents bring to a chantier while a phase admits it."""

    PROPOSAL = "proposal"
    NEED = "need"
    SUPPORT = "support"
    DEBATE = "debate"


_C = Contribution

#: What each phase admits; of several current phases each adds its own. Ballots have their own times.
ADMITTED: dict[PhaseKind, frozenset[Contribution]] = {
    PhaseKind.LISTEN: frozenset({_C.NEED, _C.SUPPORT, _C.DEBATE}),
    PhaseKind.PROPOSE: frozenset(_C),
    PhaseKind.CURATE: frozenset({_C.SUPPORT, _C.DEBATE}),
    PhaseKind.VOTE: frozenset(),
    PhaseKind.ANSWER: frozenset(),
    PhaseKind.CARRY_OUT: frozenset(),
    PhaseKind.REVIEW: frozenset({_C.DEBATE}),
}
CLOSED: dict[Contribution, str] = {
    _C.PROPOSAL: N_("This chantier does not take new proposals today. Your draft is kept."),
    _C.NEED: N_("This chantier does not take needs today. Your draft is kept."),
    _C.SUPPORT: N_("In the present phase of this chantier, supports are not collected."),
    _C.DEBATE: N_("In the present phase of this chantier, the debate is closed."),
}


def admitted(current: Iterable[PhaseKind]) -> frozenset[Contribution]:
    """All that the phases which hold today admit; nothing while none holds."""
    return frozenset().union(*(ADMITTED[kind] for kind in current))


def of_kind(kind: ProposalKind) -> Contribution:
    """As what a proposal counts: a chantier that listens takes needs before it takes ideas."""
    return _C.NEED if kind is ProposalKind.NEED else _C.PROPOSAL


#: Said beside the choice of a chantier, while there is no draft yet.
ONLY_NEEDS = N_("This chantier takes needs today, but no ideas or solutions.")
CHOOSE_ANOTHER = N_(
    "This chantier takes nothing new today. Choose another one, or keep your text as a draft for later."
)


def unsuitable(kind: ProposalKind, admits: frozenset[Contribution]) -> str | None:
    """Why a chantier that ``admits`` these is no choice for a new text today; None when it is one."""
    if of_kind(kind) in admits:
        return None
    return ONLY_NEEDS if Contribution.NEED in admits else CHOOSE_ANOTHER
