"""What a decision or a report is about: the thing with its rows locked, and how it stands."""

from dataclasses import dataclass, field, replace

from consult.kernel.clock import now
from consult.kernel.errors import NotFound
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.comments import Comment, CommentVersion
from consult.models.moderation import Report
from consult.models.offers import Offer
from consult.models.organisations import Organisation
from consult.models.positions import Position
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import comments as comment_queries
from consult.queries import merging
from consult.queries import moderation as queries
from consult.queries import offers as offer_queries
from consult.queries import positions as position_queries
from consult.queries import proposals as proposal_queries
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Standing, Subject, SubjectKind, can_merge, can_undo, is_gone
from consult.rules.permissions import Facts


@dataclass(frozen=True, slots=True)
class Case:
    """The locked rows behind a decision: a proposal, a comment with its proposal, somebody's name, an offer
    or a position.

    ``version`` is the text's newest; ``standing`` is as it was when the rows were locked. ``other``: the
    proposal that this one is, or is to be, merged into, locked as well.
    """

    subject: Subject
    facts: Facts
    standing: Standing
    proposal: Proposal | None = None
    comment: Comment | None = None
    version: ProposalVersion | CommentVersion | None = None
    account: Account | None = None
    organisation: Organisation | None = None
    offer: Offer | None = None
    position: Position | None = None
    reports: list[Report] = field(default_factory=list)
    other: Proposal | None = None

    @property
    def text(self) -> Proposal | Comment | None:
        return self.comment or self.proposal

    @property
    def version_number(self) -> int | None:
        """The number of the version that a moderator reads; names and offers have none."""
        if self.position is not None:
            return self.position.number
        return self.text.newest_version if self.text is not None else None

    @property
    def language(self) -> str | None:
        """The language that a text or an offer is written in."""
        text = self.text or self.offer
        return text.language if text is not None else None

    @property
    def ids(self) -> dict[str, int]:
        """What the worker needs to find the thing again."""
        things = {
            "proposal_id": self.proposal,
            "comment_id": self.comment,
            "account_id": self.account,
            "organisation_id": self.organisation,
            "offer_id": self.offer,
            "position_id": self.position,
        }
        return {name: thing.id for name, thing in things.items() if thing is not None}

    @property
    def concerned(self) -> list[int]:
        """The accounts to tell: the author, or who entered the text for somebody without an account; the
        person; those who keep the organisation, whose name or position it is."""
        if self.account is not None:
            return [self.account.id]
        kept = self.organisation.id if self.organisation is not None else None
        if self.position is not None:
            kept = self.position.organisation_id
        if kept is not None:
            return queries.keeper_ids(kept)
        entered_by = self.proposal.entered_by_id if self.proposal and not self.comment else None
        person = self.facts.author_id or entered_by
        return [person] if person is not None else []


def locked(subject: Subject, into: int | None = None) -> Case:
    """Rows are locked in one order everywhere, a proposal before its comment and two proposals by their
    numbers, so that no two deeds wait for each other; ``NotFound`` when there is no such thing.

    ``into``: the proposal that ``subject`` is to be merged into; by default the one it is merged into.
    """
    if subject.kind is not SubjectKind.PROPOSAL:
        return _LOCKS[subject.kind](subject)
    number = into or merging.successor_of(subject.id)
    other = merging.lock_together(subject.id, number).get(number) if number is not None else None
    return _proposal(subject, other)


def _proposal(subject: Subject, other: Proposal | None) -> Case:
    proposal = proposal_queries.locked(subject.id)
    version = queries.version(proposal.id, proposal.newest_version)
    reports = queries.open_reports(subject)
    merge = queries.merge_of(proposal.id)
    standing = Standing(
        visibility=proposal.visibility,
        open_reports=len(reports),
        kind=subject.kind,
        state=proposal.state,
        review=version.review if version else None,
        fallback=proposal.newest_version > 1 and queries.accepted_before(proposal) is not None,
        supports=proposal.support_count,
        hidden_by_id=queries.hidden_by(subject, proposal.visibility),
        label=proposal.label,
        emptied=not proposal.body,
        mergeable=can_merge(proposal.state, proposal.visibility),
        unmergeable=merge is not None
        and can_undo(
            merge.merged_at,
            now(),
            territory().settings["merge_undo_days"],
            gone=other is not None
            and (is_gone(other.state, other.visibility) or queries.is_contested_within(proposal.id)),
        ),
    )
    facts = replace(proposal.facts, co_authors=queries.co_author_ids(proposal.id))
    return Case(subject, facts, standing, proposal, version=version, reports=reports, other=other)


def _comment(subject: Subject) -> Case:
    proposal_id = comment_queries.proposal_of(subject.id)
    if proposal_id is None:
        raise NotFound
    proposal = proposal_queries.locked(proposal_id)
    comment = comment_queries.locked(subject.id)
    version = queries.comment_version(comment.id, comment.newest_version)
    reports = queries.open_reports(subject)
    standing = Standing(
        visibility=comment.visibility,
        open_reports=len(reports),
        kind=subject.kind,
        review=version.review if version else None,
        fallback=comment.newest_version > 1 and queries.comment_accepted_before(comment) is not None,
        hidden_by_id=queries.hidden_by(subject, comment.visibility),
        label=comment.label,
        emptied=not comment.body,
    )
    facts = comment.facts_in(proposal.state, proposal.chantier_number)
    return Case(subject, facts, standing, proposal, comment, version, reports=reports)


def _account(subject: Subject) -> Case:
    account = queries.account_locked(subject.id)
    reports = queries.open_reports(subject)
    standing = Standing(
        visibility=_visibility_of_name(subject, account.display_name),
        open_reports=len(reports),
        kind=subject.kind,
        suspended=account.suspended_until is not None and account.suspended_until > now(),
    )
    return Case(subject, Facts(author_id=account.id), standing, account=account, reports=reports)


def _organisation(subject: Subject) -> Case:
    organisation = queries.organisation_locked(subject.id)
    reports = queries.open_reports(subject)
    visibility = _visibility_of_name(subject, organisation.name)
    standing = Standing(visibility, open_reports=len(reports), kind=subject.kind)
    facts = Facts(organisation_id=organisation.id)
    return Case(subject, facts, standing, organisation=organisation, reports=reports)


def _offer(subject: Subject) -> Case:
    offer = offer_queries.locked(subject.id)
    reports, sides = queries.open_reports(subject), queries.other_side(offer)
    standing = _of_words(subject, queries.of_offer(offer), reports)
    facts = replace(offer.facts, organisation_id=sides.organisation_id, co_authors=sides.co_authors)
    return Case(subject, facts, standing, offer=offer, reports=reports)


def _position(subject: Subject) -> Case:
    position = position_queries.locked(subject.id)
    reports = queries.open_reports(subject)
    standing = _of_words(subject, queries.of_position(position), reports)
    return Case(subject, position.facts, standing, position=position, reports=reports)


def _of_words(subject: Subject, said: queries.Said, reports: list[Report]) -> Standing:
    return Standing(
        visibility=said.visibility,
        open_reports=len(reports),
        kind=subject.kind,
        hidden_by_id=queries.hidden_by(subject, said.visibility),
        emptied=not said.body,
    )


def _visibility_of_name(subject: Subject, name: str) -> Visibility:
    """Whoever bears a withheld name may have chosen another since, which is for all to see."""
    withheld = name == subject.substitute and queries.withheld_name(subject) is not None
    return Visibility.HIDDEN if withheld else Visibility.VISIBLE


_LOCKS = {
    SubjectKind.COMMENT: _comment,
    SubjectKind.ACCOUNT: _account,
    SubjectKind.ORGANISATION: _organisation,
    SubjectKind.OFFER: _offer,
    SubjectKind.POSITION: _position,
}
