"""The texts that a proposal has had, and what changed from one to the next."""

from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.text.difference import Part, difference, marked
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries.proposals.page import readable
from consult.rules.lifecycle import Review
from consult.rules.permissions import Permission, allows, author

MOST = 30


@dataclass(frozen=True, slots=True)
class Change:
    """A version beside the one that its reader saw before it; nothing to compare for the first."""

    version: ProposalVersion
    title: list[Part]
    body: list[Part]
    first: bool

    @property
    def title_parts(self) -> list[tuple[str, str]]:
        return marked(self.title)

    @property
    def body_parts(self) -> list[tuple[str, str]]:
        return marked(self.body)


@dataclass(frozen=True, slots=True)
class VersionsPage:
    proposal: Proposal
    changes: list[Change]


def versions_page(actor: Actor, proposal_id: int) -> VersionsPage:
    """The newest thirty versions, newest first; strangers see those that moderation accepted, and the
    one shown."""
    proposal = readable(actor, proposal_id)
    statement = sa.select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
    if not sees_all(actor, proposal):
        shown = ProposalVersion.number == proposal.shown_version
        statement = statement.where(sa.or_(ProposalVersion.review == Review.ACCEPTED, shown))
    versions = list(db.session.scalars(statement.order_by(ProposalVersion.number.desc()).limit(MOST + 1)))
    changes = [
        Change(version, difference(before.title, version.title), difference(before.body, version.body), False)
        for version, before in pairwise(versions)
    ]
    if versions and len(versions) <= MOST:
        first = versions[-1]
        changes.append(Change(first, difference(first.title, first.title), [Part("same", first.body)], True))
    return VersionsPage(proposal, changes)


def sees_all(actor: Actor, proposal: Proposal) -> bool:
    """Authors, moderators and auditors also see versions that wait or were refused."""
    own = author(actor, proposal.facts)
    journal = allows(actor, Permission.READ_JOURNAL, proposal.facts)
    return own or journal or allows(actor, Permission.MODERATE, proposal.facts)
