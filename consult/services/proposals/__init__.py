"""Every change of a proposal: one function a deed. Only ``states`` moves a proposal's state."""

from consult.services.proposals.answers import answer
from consult.services.proposals.behalf import Arrival, enter_on_behalf
from consult.services.proposals.drafting import begin, begin_kept, discard
from consult.services.proposals.fields import ProposalFields, doubtful_language
from consult.services.proposals.review import publish, return_to_author, show_publicly
from consult.services.proposals.sending import gate_of, submit, withdraw
from consult.services.proposals.states import move, move_to_chantier, set_visibility
from consult.services.proposals.supporting import support, withdraw_support
from consult.services.proposals.voting import (
    enter_ballot,
    inherit_answer,
    leave_ballot,
    owe_answer,
    record_vote,
)
from consult.services.proposals.writing import save

__all__ = [
    "Arrival",
    "ProposalFields",
    "answer",
    "begin",
    "begin_kept",
    "discard",
    "doubtful_language",
    "enter_ballot",
    "enter_on_behalf",
    "gate_of",
    "inherit_answer",
    "leave_ballot",
    "move",
    "move_to_chantier",
    "owe_answer",
    "publish",
    "record_vote",
    "return_to_author",
    "save",
    "set_visibility",
    "show_publicly",
    "submit",
    "support",
    "withdraw",
    "withdraw_support",
]
