"""What cannot be merged or undone, and by whom, each with its sentence and nothing changed."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from consult.models.accounts import Account
from consult.models.moderation import Decision, DeclaredTie, Merge
from consult.models.notifications import OutboxItem
from consult.models.proposals import CoAuthor, Proposal, Support
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import DecisionKind, Ruling
from consult.services import moderation
from consult.services import proposals as deeds
from consult.services.moderation.deciding import AlreadyDecided
from tests.factories import councils, people, proposals, sittings
from tests.support.merging import (
    REASON,
    back,
    merge,
    moderator,
    of,
    pair,
    undo,
)


def on_prepared_ballot() -> Proposal:
    councils.scheduled(found := proposals.published())
    return found


def on_convened_agenda() -> Proposal:
    chamber = sittings.convened(2)
    found = proposals.published()
    chamber.items[0].proposal_id = found.id
    db.session.flush()
    return found


def merged() -> Proposal:
    merge(source := proposals.published(), proposals.published())
    return source


BAD: dict[str, tuple[Callable[[], Proposal], type[DomainError], str]] = {
    "withdrawn": (lambda: proposals.in_state(ProposalState.WITHDRAWN), Conflict, "merge_state"),
    "submitted": (proposals.submitted, Conflict, "merge_state"),
    "returned": (lambda: proposals.in_state(ProposalState.RETURNED), Conflict, "merge_state"),
    "in_ballot": (lambda: proposals.in_state(ProposalState.IN_BALLOT), Conflict, "merge_state"),
    "voted": (lambda: proposals.in_state(ProposalState.VOTED), Conflict, "merge_state"),
    "answered": (lambda: proposals.in_state(ProposalState.ANSWERED), Conflict, "merge_state"),
    "hidden": (lambda: proposals.published(visibility=Visibility.HIDDEN), Conflict, "merge_state"),
    "removed": (lambda: proposals.published(visibility=Visibility.REMOVED), Conflict, "merge_state"),
    "merged": (merged, Conflict, "merge_merged"),
    "ballot": (on_prepared_ballot, Conflict, "merge_on_agenda"),
    "agenda": (on_convened_agenda, Conflict, "merge_on_agenda"),
}


def untouched(*pair: Proposal) -> list[tuple[Any, ...]]:
    db.session.flush()
    rows = [(p.state, p.visibility, p.merged_into_id, p.support_count, p.answer_due_at) for p in pair]
    tables = (Decision, Merge, Support, CoAuthor, OutboxItem)
    return [*rows, tuple(db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables)]


def refused(
    error: type[DomainError], code: str, source: Proposal, target: Proposal, actor: Actor | None = None
) -> None:
    actor = actor or moderator()
    before = untouched(source, target)
    with pytest.raises(error, match=f"^{code}$"):
        merge(source, target, actor)
    assert untouched(source, target) == before


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_merged_on_either_side(app: Flask, case: str) -> None:
    make, error, code = BAD[case]
    other, fine = make(), proposals.published()
    back(fine, people.participant())
    refused(error, code, other, fine)
    refused(error, code, fine, other)


def test_with_itself_or_with_nothing(app: Flask) -> None:
    source, target = pair()
    refused(Conflict, "merge_itself", source, source)
    refused(Invalid, "merge_unknown", source, proposals.draft())
    refused(NotFound, "not_found", proposals.draft(), source)
    for into, code in ((None, "merge_target"), (999_999, "merge_unknown")):
        with pytest.raises(Invalid, match=code):
            moderation.decide(moderator(), of(source), Ruling(DecisionKind.MERGE, reason=REASON, into=into))
    with pytest.raises(Invalid, match="reason_missing"):
        moderation.decide(moderator(), of(source), Ruling(DecisionKind.MERGE, into=target.id))
    assert source.state is ProposalState.PUBLISHED


def test_in_a_circle_and_twice(app: Flask) -> None:
    source, target = pair()
    merge(source, target)
    refused(Conflict, "merge_merged", target, source)
    refused(Conflict, "merge_merged", source, target)
    refused(Conflict, "merge_merged", source, proposals.published())


def test_a_stale_version_or_a_decision_not_seen(app: Flask) -> None:
    source, target = pair()
    with pytest.raises(Conflict, match="stale_version"):
        merge(source, target, version=7)
    undone = merge(source, target), undo(source)
    with pytest.raises(AlreadyDecided):
        merge(source, target, version=1, seen=undone[0].id)
    merge(source, target, version=1, seen=undone[1].id)


def test_who_is_concerned_by_the_target_does_not_merge_into_it(app: Flask) -> None:
    own, tied, keeper = (people.with_role(Role.MODERATOR) for _ in range(3))
    organisation = people.organisation(keeper)
    source, target = proposals.published(), proposals.published(own, organisation_id=organisation.id)
    db.session.add(DeclaredTie(account_id=tied.id, person_id=own.id, declared_at=now()))
    db.session.flush()
    for account in (own, tied, keeper):
        refused(NotAllowed, "own_text", source, target, people.actor(account))
    merge(source, target)
    for account in (own, tied, keeper):
        with pytest.raises(NotAllowed, match="own_text"):
            undo(source, people.actor(account))


def test_who_moderates_one_of_the_two_chantiers_only(app: Flask) -> None:
    source, target = pair(chantier_number=5)
    refused(NotAllowed, "not_there", source, target, moderator(4))
    refused(NotAllowed, "not_allowed", source, target, people.actor(people.participant()))


def test_what_is_not_merged_is_not_undone(app: Flask) -> None:
    source, _ = pair()
    with pytest.raises(Conflict, match="not_merged"):
        undo(source)


def test_nobody_supports_or_changes_a_merged_original(app: Flask) -> None:
    source, target = pair()
    back(source, person := people.participant())
    merge(source, target)
    for deed in (deeds.support, deeds.withdraw_support):
        with pytest.raises(NotAllowed):
            deed(people.actor(person), source.id)
    with pytest.raises(Conflict):
        deeds.withdraw(people.actor(db.session.get(Account, source.author_id)), source.id)  # type: ignore[arg-type]
