"""Two proposals merged, and perhaps separated again, around somebody with a part in it."""

from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.moderation import Decision, Merge
from consult.models.proposals import Proposal
from consult.rules.moderation import DecisionKind, Ruling, Subject, SubjectKind
from consult.services import moderation
from consult.services import proposals as deeds
from tests.factories import people, proposals

REASON = "Les deux textes demandent des pommiers\nau même endroit."
FIRST, SECOND = "Des pommiers près de l’école", "Un verger <pour> le quartier"
TEXT = "Plantons des pommiers.\nVoir https://example.org/pommiers & la suite."


def decide(kind: DecisionKind, source: Proposal, target: Proposal | None = None) -> Decision:
    """By a moderator whom neither concerns."""
    moderator = people.actor(people.with_role(Role.MODERATOR))
    ruling = Ruling(kind, reason=REASON, into=target.id if target is not None else None)
    return moderation.decide(moderator, Subject(SubjectKind.PROPOSAL, source.id), ruling)


def merged(source: Proposal, target: Proposal) -> Decision:
    return decide(DecisionKind.MERGE, source, target)


def story(
    writes: Account | None = None,
    receives: Account | None = None,
    supports: Account | None = None,
    *,
    undone: bool = False,
) -> dict[str, Any]:
    """The ids of what is told to whoever ``writes`` what is merged, ``receives`` it or ``supports`` it."""
    source = proposals.published(writes, title=FIRST, body=TEXT)
    target = proposals.published(receives, title=SECOND, body=TEXT)
    for person in filter(None, (supports, people.participant())):
        deeds.support(people.actor(person), source.id)
    deeds.support(people.actor(people.participant()), target.id)
    decision = merged(source, target)
    if undone:
        decision = decide(DecisionKind.UNMERGE, source)
    if writes is not None:
        return {"proposal_id": source.id, "decision_id": decision.id}
    merge_id = db.session.scalar(sa.select(Merge.id).where(Merge.source_id == source.id))
    return {"proposal_id": target.id, "source_id": source.id, "merge_id": merge_id}
