"""What moderation can be about."""

from dataclasses import dataclass
from enum import StrEnum

from consult.kernel.messages import N_


class SubjectKind(StrEnum):
    """What a decision or a report may be about: what somebody wrote, or what they call themselves."""

    PROPOSAL = "proposal"
    COMMENT = "comment"
    ACCOUNT = "account"
    ORGANISATION = "organisation"
    OFFER = "offer"
    POSITION = "position"


SUBJECT_LABELS = {
    SubjectKind.PROPOSAL: N_("Proposal"),
    SubjectKind.COMMENT: N_("Comment"),
    SubjectKind.ACCOUNT: N_("Person"),
    SubjectKind.ORGANISATION: N_("Organisation"),
    SubjectKind.OFFER: N_("Offer of help"),
    SubjectKind.POSITION: N_("Position of an organisation"),
}
#: Kinds that are texts, with versions, a chantier and a life of their own.
TEXTS = frozenset({SubjectKind.PROPOSAL, SubjectKind.COMMENT})
#: Kinds that stand for what a person or an organisation is called. The others, offers and positions, are
#: words that are shown or withheld as they are: nobody reviews, labels, moves or translates them.
NAMES = frozenset({SubjectKind.ACCOUNT, SubjectKind.ORGANISATION})


#: What stands in a withheld name's place, the same words in every language of the house.
SUBSTITUTES = {SubjectKind.ACCOUNT: "Profil ", SubjectKind.ORGANISATION: "Organisation "}


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing that a decision or a report is about; an account stands for its display name."""

    kind: SubjectKind
    id: int

    @property
    def substitute(self) -> str:
        """The neutral name of a person or an organisation whose own is withheld."""
        return f"{SUBSTITUTES[self.kind]}{self.id}"
