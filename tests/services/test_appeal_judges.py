"""Who decides on an appeal, who reads what meanwhile, and for whom statements of reasons are."""

from datetime import timedelta

import pytest
from flask import Flask

from consult.kernel.actor import VISITOR, Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotAllowed, NotFound
from consult.models.moderation import DeclaredTie
from consult.queries import moderation as queries
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind
from consult.services import moderation
from consult.services.moderation import Verdict
from tests.factories import people
from tests.factories.appeals import AGAINST, Bench, bench, contested, dismissed, restricted
from tests.services.test_appeals import CHANGED, REVERSED, UPHELD, WHY, author_of

_K = DecisionKind


class TestWhoDecides:
    """Law of the house: never on one's own decision, one's own text, or that of somebody close."""

    def refused(self, actor: Actor, appeal_id: int, code: str) -> None:
        with pytest.raises(NotAllowed, match=code):
            moderation.judge(actor, appeal_id, Verdict(REVERSED, WHY))

    def test_not_the_first(self, app: Flask) -> None:
        court = bench()
        _proposal, appeal = contested(court, _K.HIDE)
        self.refused(court.first, appeal.id, "own_decision")

    def test_nobody_without_the_role(self, app: Flask) -> None:
        court = bench()
        _proposal, appeal = contested(court, _K.HIDE)
        elsewhere = people.with_role(Role.MODERATOR, 6)
        for account in (people.participant(), people.with_role(Role.EDITOR), elsewhere):
            with pytest.raises(NotAllowed):
                moderation.judge(people.actor(account), appeal.id, Verdict(REVERSED, WHY))

    def test_not_the_author_nor_the_appellant_nor_a_friend(self, app: Flask) -> None:
        court = bench()
        proposal, report, reporter = dismissed(court)
        appeal = moderation.contest_as_reporter(VISITOR, report.code, AGAINST)
        for person in (reporter.id, proposal.author_id):
            friend = people.with_role(Role.MODERATOR)
            db.session.add(DeclaredTie(account_id=friend.id, person_id=person, declared_at=now()))
            db.session.flush()
            self.refused(people.actor(friend), appeal.id, "own_text")

    def test_an_administrator_only_where_nobody_else_can(self, app: Flask) -> None:
        first = people.with_role(Role.MODERATOR)
        administrator = people.actor(people.with_role(Role.ADMINISTRATOR))
        court = Bench(people.actor(first), people.actor(first), administrator)
        proposal, appeal = contested(court, _K.HIDE)
        second = people.with_role(Role.MODERATOR, 4)
        self.refused(administrator, appeal.id, "moderator_decides")
        tie = DeclaredTie(account_id=second.id, person_id=proposal.author_id, declared_at=now())
        db.session.add(tie)
        db.session.flush()
        moderation.judge(administrator, appeal.id, Verdict(REVERSED, WHY))
        assert proposal.visibility is Visibility.VISIBLE

    @pytest.mark.parametrize("gone", ["elsewhere", "suspended", "erased"])
    def test_a_moderator_who_cannot_is_none(self, app: Flask, gone: str) -> None:
        first = people.actor(people.with_role(Role.MODERATOR))
        administrator = people.actor(people.with_role(Role.ADMINISTRATOR))
        other = people.with_role(Role.MODERATOR, 6 if gone == "elsewhere" else None)
        other.suspended_until = now() + timedelta(days=9) if gone == "suspended" else None
        other.erased_at = now() if gone == "erased" else None
        _proposal, appeal = contested(Bench(first, first, administrator), _K.HIDE)
        moderation.judge(administrator, appeal.id, Verdict(UPHELD, WHY))


def test_whoever_decides_reads_what_was_removed(app: Flask) -> None:
    court = bench()
    proposal, appeal = contested(court, _K.REMOVE)
    item = queries.appeal_item(court.second, appeal.id)
    assert item.statement.text is not None
    assert item.statement.text.body == proposal.body
    assert item.outcomes == (UPHELD, REVERSED, CHANGED)
    assert queries.appeal_item(court.first, appeal.id).statement.text is None
    moderation.judge(court.second, appeal.id, Verdict(UPHELD, WHY))
    assert queries.appeal_item(court.second, appeal.id).statement.text is None
    with pytest.raises(NotFound):
        queries.appeal_item(people.actor(people.with_role(Role.MODERATOR, 6)), appeal.id)


def test_statements_are_for_whom_they_concern(app: Flask) -> None:
    court, author = bench(), people.participant()
    proposal, decision = restricted(court, _K.REMOVE, author)
    own = queries.statement(people.actor(author), decision.id)
    assert own.text is not None
    assert own.mine
    assert own.contestable
    auditor = queries.statement(people.actor(people.with_role(Role.AUDITOR)), decision.id)
    assert auditor.text is not None
    moderator = queries.statement(court.second, decision.id)
    assert (moderator.text, moderator.title, moderator.contestable) == (None, None, False)
    for account in (people.participant(), people.with_role(Role.MODERATOR, 6)):
        with pytest.raises(NotFound):
            queries.statement(people.actor(account), decision.id)
    assert proposal.visibility is Visibility.REMOVED


def test_who_was_reported_in_vain_does_not_learn_of_it(app: Flask) -> None:
    court = bench()
    proposal, report, _reporter = dismissed(court)
    db.session.refresh(report)
    with pytest.raises(NotFound):
        queries.statement(author_of(proposal), report.decision_id or 0)
    assert queries.own_decisions(author_of(proposal)).lines == ()
