"""Proposals at the stages of their life, with the story in the function's name."""

import itertools
from datetime import timedelta

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.proposals import Proposal, ProposalVersion, Support
from consult.rules.lifecycle import ProposalKind, ProposalState, Review
from tests.factories import people

_numbers = itertools.count(1)
BODY = (
    "Plantons des arbres fruitiers le long du chemin, avec les écoles et les associations du quartier. " * 2
)


def in_state(state: ProposalState, author: Account | None = None, **values: object) -> Proposal:
    """A proposal in ``state`` with one version, accepted when the state is public."""
    author = author or people.participant()
    public = state not in {ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.RETURNED}
    moment = now() - timedelta(days=10)
    defaults = {
        "chantier_number": 4,
        "kind": ProposalKind.IDEA,
        "title": f"Un verger pour tous, numéro {next(_numbers)}",
        "body": BODY,
        "language": "fr",
        "author_id": author.id,
        "created_at": moment,
        "changed_at": moment,
        "submitted_at": None if state is ProposalState.DRAFT else moment,
        "published_at": moment if public else None,
        "random_key": next(_numbers) * 7919 % 2**31,
    }
    proposal = Proposal(state=state, **(defaults | values))
    db.session.add(proposal)
    db.session.flush()
    review = Review.ACCEPTED if public else Review.PENDING
    db.session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=1,
            title=proposal.title,
            body=proposal.body,
            language=proposal.language,
            written_by_id=author.id,
            created_at=moment,
            review=review,
        )
    )
    db.session.flush()
    return proposal


def draft(author: Account | None = None, **values: object) -> Proposal:
    return in_state(ProposalState.DRAFT, author, **values)


def submitted(author: Account | None = None, **values: object) -> Proposal:
    return in_state(ProposalState.SUBMITTED, author, **values)


def published(author: Account | None = None, **values: object) -> Proposal:
    return in_state(ProposalState.PUBLISHED, author, **values)


def published_with_supports(count: int, **values: object) -> Proposal:
    """Published, with ``count`` people behind it and the count kept."""
    proposal = published(**values)
    for _ in range(count):
        person = people.participant()
        db.session.add(
            Support(proposal_id=proposal.id, account_id=person.id, neighbour=False, created_at=now())
        )
    proposal.support_count = count
    db.session.flush()
    return proposal
