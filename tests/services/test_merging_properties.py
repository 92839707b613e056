"""Any sequence of support, withdraw, merge, undo and refusal keeps every count equal to its set of people."""

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from consult.kernel.actor import Actor, Role
from consult.kernel.db import db
from consult.kernel.errors import Conflict, DomainError, NotAllowed
from consult.models.accounts import Account
from consult.models.proposals import CoAuthor, Proposal, Support
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import DecisionKind, Ruling, Subject, SubjectKind
from consult.services import moderation
from consult.services import proposals as deeds
from tests.factories import people, proposals

PEOPLE, PROPOSALS, AUTHORS = 6, 4, (0, 0, 1, 2)
NEIGHBOURS = {4, 5}
REASON = "Les deux textes demandent le même verger."
someone = st.integers(0, PEOPLE - 1)
one = st.integers(0, PROPOSALS - 1)


class Model:
    """The same in plain sets, by index. ``brought``: who is counted only because of which merges."""

    def __init__(self) -> None:
        self.own: list[set[int]] = [set() for _ in range(PROPOSALS)]
        self.brought: list[dict[int, set[int]]] = [{} for _ in range(PROPOSALS)]
        self.into: dict[int, int] = {}
        self.refused: list[set[int]] = [set() for _ in range(PROPOSALS)]

    def backers(self, at: int) -> set[int]:
        return self.own[at] | set(self.brought[at])

    def co_authors(self, at: int) -> set[int]:
        sources = [source for source, target in self.into.items() if target == at]
        found = {AUTHORS[source] for source in sources}
        return found.union(*map(self.co_authors, sources)) - {AUTHORS[at]} - self.refused[at]

    def merge(self, source: int, target: int) -> None:
        self.into[source] = target
        for person in self.backers(source) - self.own[target]:
            self.brought[target].setdefault(person, set()).add(source)

    def undo(self, source: int) -> None:
        brought = self.brought[self.into.pop(source)]
        for person in list(brought):
            brought[person].discard(source)
            if not brought[person]:
                del brought[person]


class Merging(RuleBasedStateMachine):
    """``cast``: six people and a moderator, whom every example finds again."""

    cast: tuple[list[int], list[Actor], Actor]

    def __init__(self) -> None:
        super().__init__()
        self.accounts, self.actors, self.moderator = self.cast
        authors = [db.session.get(Account, self.accounts[author]) for author in AUTHORS]
        self.proposals = [proposals.published(author) for author in authors]
        self.model = Model()

    def teardown(self) -> None:
        db.session.rollback()

    def decide(self, at: int, kind: DecisionKind, into: int | None = None) -> None:
        ruling = Ruling(kind, reason=REASON, into=into)
        moderation.decide(self.moderator, Subject(SubjectKind.PROPOSAL, self.proposals[at].id), ruling)

    def refused(self, error: type[DomainError], deed: object, *values: object) -> None:
        with pytest.raises(error):
            deed(*values)  # type: ignore[operator]  # any of the deeds

    @rule(person=someone, at=one)
    def support(self, person: int, at: int) -> None:
        call = (deeds.support, self.actors[person], self.proposals[at].id)
        if at in self.model.into:
            self.refused(NotAllowed, *call)
        elif person in self.model.own[at]:
            self.refused(Conflict, *call)
        else:
            deeds.support(self.actors[person], self.proposals[at].id)
            self.model.own[at].add(person)
            self.model.brought[at].pop(person, None)

    @rule(person=someone, at=one)
    def withdraw(self, person: int, at: int) -> None:
        call = (deeds.withdraw_support, self.actors[person], self.proposals[at].id)
        if at in self.model.into:
            self.refused(NotAllowed, *call)
        elif person not in self.model.backers(at):
            self.refused(Conflict, *call)
        else:
            deeds.withdraw_support(self.actors[person], self.proposals[at].id)
            self.model.own[at].discard(person)
            self.model.brought[at].pop(person, None)

    @rule(source=one, into=one)
    def merge(self, source: int, into: int) -> None:
        call = (self.decide, source, DecisionKind.MERGE, self.proposals[into].id)
        if source == into or {source, into} & self.model.into.keys():
            self.refused(Conflict, *call)
        else:
            self.decide(source, DecisionKind.MERGE, self.proposals[into].id)
            self.model.merge(source, into)

    @rule(source=one)
    def undo(self, source: int) -> None:
        if self.model.into.get(source, source) in self.model.into or source not in self.model.into:
            self.refused(Conflict, self.decide, source, DecisionKind.UNMERGE)
        else:
            self.decide(source, DecisionKind.UNMERGE)
            self.model.undo(source)

    @rule(person=someone, at=one)
    def refuse(self, person: int, at: int) -> None:
        if at in self.model.into:
            return
        call = (moderation.refuse_co_authorship, self.actors[person], self.proposals[at].id)
        if person not in self.model.co_authors(at):
            self.refused(Conflict, *call)
        else:
            moderation.refuse_co_authorship(self.actors[person], self.proposals[at].id)
            self.model.refused[at].add(person)

    @invariant()
    def every_count_is_its_set(self) -> None:
        db.session.flush()
        numbers = {account_id: at for at, account_id in enumerate(self.accounts)}
        columns = (Support.account_id, Support.via_merge, Support.neighbour)
        for at, proposal in enumerate(self.proposals):
            rows = db.session.execute(sa.select(*columns).where(Support.proposal_id == proposal.id)).all()
            assert {numbers[row.account_id] for row in rows if not row.via_merge} == self.model.own[at]
            assert {numbers[row.account_id] for row in rows if row.via_merge} == set(self.model.brought[at])
            assert {numbers[row.account_id] for row in rows if row.neighbour} == (
                self.model.backers(at) & NEIGHBOURS
            )
            kept = db.session.execute(
                sa.select(
                    Proposal.support_count,
                    Proposal.neighbour_support_count,
                    Proposal.state == ProposalState.MERGED,
                ).where(Proposal.id == proposal.id)
            ).one()
            backers = self.model.backers(at)
            assert tuple(kept) == (len(backers), len(backers & NEIGHBOURS), at in self.model.into)
            named = db.session.scalars(
                sa.select(CoAuthor.account_id).where(
                    CoAuthor.proposal_id == proposal.id, CoAuthor.refused_at.is_(None)
                )
            )
            if at not in self.model.into:
                assert {numbers[account_id] for account_id in named} == self.model.co_authors(at)


@pytest.fixture
def machine(app: Flask) -> type[Merging]:
    accounts = [people.neighbour() if n in NEIGHBOURS else people.participant() for n in range(PEOPLE)]
    moderator = people.actor(people.with_role(Role.MODERATOR))
    cast = ([account.id for account in accounts], [people.actor(account) for account in accounts], moderator)
    db.session.commit()
    return type("MergingHere", (Merging,), {"cast": cast})


def test_counts_are_sets_after_any_sequence(machine: type[Merging], dialect: str) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=40 if dialect == "sqlite" else 10,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
