"""Two proposals of the demonstration became one: whose support counts where, and what was written down."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from consult.gateways.demo_files.moderation_shapes import MergeText, Statement
from consult.models.moderation import Merge
from consult.models.proposals import CoAuthor, Proposal
from consult.queries import demo as queries
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import DecisionKind
from consult.services.demo.cast import Person
from consult.services.demo.curating import things
from consult.services.demo.curating.deciding import Ruled, record
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story, tell_move


def share_supporters(stage: Stage, stories: Mapping[str, Story]) -> None:
    """Some people backed both; the others count for the target from the merge on."""
    for text in stage.files.moderated.merged:
        source, target = stories[text.proposal], stories[text.into]
        assert source.published_at is not None
        merged_at, last = source.debate_ends, source.debate_ends - timedelta(hours=6)
        there = {person: at for person, at in target.supporters if person.created_at < last}
        before = [person for person, at in there.items() if at < merged_at and person is not source.author]
        both = stage.dice.sample(before, text.in_both)
        authors = (source.author, target.author)
        theirs = {person for person, _ in target.supporters}.union(authors)
        alone = [pair for pair in source.supporters if pair[0] not in theirs]
        alone = alone[: source.text.supports - len(both)]
        shared = [
            (person, stage.between(max(source.published_at, person.created_at), last)) for person in both
        ]
        source.supporters = sorted(alone + shared, key=lambda pair: (pair[1], pair[0].email))
        target.supporters = [pair for pair in target.supporters if pair[0] is not source.author]
        target.brought = [(person, merged_at) for person, _ in alone]


def merge(stage: Stage, source: Story, target: Story, text: MergeText, by: Person) -> None:
    """The source points to the target, whose co-author its author becomes."""
    at, version = source.debate_ends, len(source.version_ids)
    tell_move(stage, source, at, by.id, ProposalState.PUBLISHED, ProposalState.MERGED, version)
    ruled = Ruled(DecisionKind.MERGE, Statement(text.reason), by, at, extra={"merged_into_id": target.id})
    decision_id = record(stage, things.proposal(source), ruled)
    row = {
        "source_id": source.id,
        "target_id": target.id,
        "decision_id": decision_id,
        "merged_by_id": by.id,
        "merged_at": at,
    }
    (number,) = queries.add(Merge, [row])
    queries.change(Proposal, [{"id": source.id, "merged_into_id": target.id}])
    author = {"proposal_id": target.id, "account_id": source.author.id, "since": at}
    queries.add_keyed(CoAuthor, [author])
    facts: dict[str, Any] = {
        "chantier": target.text.chantier,
        "merge_id": number,
        "source": source.id,
        "supports": len(target.brought),
    }
    stage.tell(at, by.id, "proposal.received_merge", "proposal", target.id, **facts)
