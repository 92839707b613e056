"""Merging and undoing as the tests of deeds do it, and who is counted and told afterwards."""

from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor, Role
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.moderation import Decision
from consult.models.notifications import OutboxItem
from consult.models.proposals import CoAuthor, Proposal, Support
from consult.rules.moderation import DecisionKind, Ruling, Subject, SubjectKind
from consult.services import moderation
from consult.services import proposals as deeds
from tests.factories import people, proposals

REASON = "Les deux textes demandent le même verger au même endroit."


def of(proposal: Proposal) -> Subject:
    return Subject(SubjectKind.PROPOSAL, proposal.id)


def moderator(chantier: int | None = None) -> Actor:
    return people.actor(people.with_role(Role.MODERATOR, chantier))


def merge(source: Proposal, target: Proposal, actor: Actor | None = None, **values: Any) -> Decision:
    ruling = Ruling(DecisionKind.MERGE, reason=REASON, into=target.id)
    return moderation.decide(actor or moderator(), of(source), ruling, **values)


def undo(source: Proposal, actor: Actor | None = None) -> Decision:
    return moderation.decide(actor or moderator(), of(source), Ruling(DecisionKind.UNMERGE, reason=REASON))


def back(proposal: Proposal, *accounts: Account) -> None:
    for account in accounts:
        deeds.support(people.actor(account), proposal.id)


def backers(proposal: Proposal) -> set[int]:
    """Who is counted, after checking that the kept counts say the same."""
    db.session.flush()
    rows = db.session.execute(
        sa.select(Support.account_id, Support.neighbour).where(Support.proposal_id == proposal.id)
    ).all()
    db.session.refresh(proposal)
    assert proposal.support_count == len(rows)
    assert proposal.neighbour_support_count == sum(row.neighbour for row in rows)
    return {row.account_id for row in rows}


def ids(*accounts: Account) -> set[int]:
    return {account.id for account in accounts}


def owed(event: str) -> list[int | None]:
    db.session.flush()
    found = sa.select(OutboxItem.account_id).where(OutboxItem.event == event).order_by(OutboxItem.account_id)
    return list(db.session.scalars(found))


def co_authors(proposal: Proposal) -> set[int]:
    db.session.flush()
    found = sa.select(CoAuthor.account_id).where(
        CoAuthor.proposal_id == proposal.id, CoAuthor.refused_at.is_(None)
    )
    return set(db.session.scalars(found))


def some_people(count: int) -> list[Account]:
    return [people.participant() for _ in range(count)]


def pair(**values: Any) -> tuple[Proposal, Proposal]:
    return proposals.published(), proposals.published(**values)
