"""The text above the form of a report."""

from dataclasses import dataclass

from consult.kernel.actor import VISITOR
from consult.kernel.errors import NotFound
from consult.queries.moderation.items import Text, rows
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Subject
from consult.rules.permissions import Permission, allows


@dataclass(frozen=True, slots=True)
class Reportable:
    """The text above the form of a report."""

    subject: Subject
    proposal_id: int
    text: Text


def reportable(subject: Subject) -> Reportable:
    """A text that everybody can read, else ``NotFound``; one statement."""
    comment, proposal = rows(subject)
    if not allows(VISITOR, Permission.READ_PROPOSAL, proposal.facts):
        raise NotFound
    if comment is None:
        return Reportable(subject, proposal.id, Text(proposal.title, proposal.body, proposal.language))
    if comment.visibility is not Visibility.VISIBLE:
        raise NotFound
    return Reportable(subject, proposal.id, Text(None, comment.body, comment.language))
