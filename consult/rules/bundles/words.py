"""What can be wrong with a downloaded count, by the same names as the published script, and the verdict."""

from dataclasses import dataclass
from enum import StrEnum

from consult.kernel.messages import N_
from consult.rules.ballot_log import GENESIS


class Fault(StrEnum):
    """What can be wrong with a count; the script uses the same names."""

    malformed = "malformed"
    signature_bad = "signature_bad"
    question_changed = "question_changed"
    rules_changed = "rules_changed"
    roll_changed = "roll_changed"
    vote_changed = "vote_changed"
    vote_removed = "vote_removed"
    vote_added = "vote_added"
    vote_replayed = "vote_replayed"
    order_swapped = "order_swapped"
    log_forked = "log_forked"
    tally_wrong = "tally_wrong"
    outcome_wrong = "outcome_wrong"
    receipt_mismatch = "receipt_mismatch"
    checkpoint_mismatch = "checkpoint_mismatch"


FAULT_LABELS: dict[Fault, str] = {
    Fault.malformed: N_("A file is not what it should be, so it cannot be checked to the end."),
    Fault.signature_bad: N_("A signature is wrong, or comes from a key that is not in the bundle."),
    Fault.question_changed: N_("The question is not the one that was put to the vote."),
    Fault.rules_changed: N_("The rules are not those that held at the opening."),
    Fault.roll_changed: N_("Those entitled to vote are not those of the log."),
    Fault.vote_changed: N_("A vote was changed."),
    Fault.vote_removed: N_("A vote is missing."),
    Fault.vote_added: N_("There is a vote too many."),
    Fault.vote_replayed: N_("An old vote was put in the place of a newer one."),
    Fault.order_swapped: N_("Entries of the log have changed places."),
    Fault.log_forked: N_("This is not the log that was signed: it was written anew."),
    Fault.tally_wrong: N_("The totals are not those of the votes."),
    Fault.outcome_wrong: N_("The outcome does not follow from the totals and the rules."),
    Fault.receipt_mismatch: N_("The log does not hold the vote of this receipt."),
    Fault.checkpoint_mismatch: N_("The checkpoint that was kept does not lie on this log."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Without faults, what was checked: ``recounted`` says that the totals were worked out from the votes.

    ``head`` is the log's newest, ``keys`` the ids of the keys that the bundle names.
    """

    faults: frozenset[Fault]
    ballot: int | None = None
    size: int = 0
    head: str = GENESIS
    outcome: str | None = None
    counted: bool = False
    recounted: bool = False
    keys: tuple[str, ...] = ()
