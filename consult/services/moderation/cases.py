"""What a decision or a report is about: the text with its rows locked, and how it stands."""

from dataclasses import dataclass

from consult.kernel.errors import NotFound
from consult.models.comments import Comment
from consult.models.moderation import Report
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import comments as comment_queries
from consult.queries import moderation as queries
from consult.queries import proposals as proposal_queries
from consult.rules.moderation import Standing, Subject, SubjectKind
from consult.rules.permissions import Facts


@dataclass(frozen=True, slots=True)
class Case:
    """The locked rows behind a decision; ``version`` is the proposal's newest."""

    subject: Subject
    proposal: Proposal
    version: ProposalVersion | None
    comment: Comment | None
    reports: list[Report]

    @property
    def text(self) -> Proposal | Comment:
        return self.comment or self.proposal

    @property
    def facts(self) -> Facts:
        if self.comment is None:
            return self.proposal.facts
        return self.comment.facts_in(self.proposal.state, self.proposal.chantier_number)

    @property
    def version_number(self) -> int:
        return self.comment.version if self.comment else self.proposal.newest_version

    @property
    def ids(self) -> dict[str, int]:
        """What the worker needs to find the text again."""
        ids = {"proposal_id": self.proposal.id}
        return ids | {"comment_id": self.comment.id} if self.comment else ids

    @property
    def standing(self) -> Standing:
        return Standing(
            visibility=self.text.visibility,
            open_reports=len(self.reports),
            state=None if self.comment else self.proposal.state,
            review=self.version.review if self.version else None,
            supports=0 if self.comment else self.proposal.support_count,
            hidden_by_id=queries.hidden_by(self.subject, self.text.visibility),
        )


def locked(subject: Subject) -> Case:
    """The proposal is locked before its comment, as everywhere, so that no two deeds wait for each other."""
    if subject.kind is SubjectKind.PROPOSAL:
        proposal = proposal_queries.locked(subject.id)
        version = queries.version(proposal.id, proposal.newest_version)
        return Case(subject, proposal, version, None, queries.open_reports(subject))
    proposal_id = comment_queries.proposal_of(subject.id)
    if proposal_id is None:
        raise NotFound
    proposal = proposal_queries.locked(proposal_id)
    comment = comment_queries.locked(subject.id)
    return Case(subject, proposal, None, comment, queries.open_reports(subject))
