"""Appeals under attack: forged codes and ids, two deciders at once, doubled sendings, a flood of guesses."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.app import create_app
from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.moderation import Appeal, Decision
from consult.queries.accounts import actor_of_account
from consult.rules.moderation import AppealOutcome, DecisionKind
from consult.services import moderation
from consult.services.moderation import Verdict
from consult.web.kit.limits import limiter
from tests.factories import people, proposals
from tests.factories.appeals import AGAINST, bench, contested, restricted
from tests.support.browser import Browser
from tests.support.databases import Databases, settings
from tests.support.together import together

WHY = "La personne nommée a confirmé qu’elle le souhaite."


def at_once(app: Flask, deeds: Sequence[Callable[[], object]]) -> list[str]:
    """Whoever comes first: the answers in the order of their names."""
    return sorted(together(app, deeds))


def as_actor(account_id: int | None) -> Actor:
    found = actor_of_account(account_id or 0, now())
    assert found is not None
    return found


def test_two_deciders_in_parallel(real_app: Flask) -> None:
    court = bench()
    third = people.actor(people.with_role(next(iter(court.second.grants)).role))
    _proposal, appeal = contested(court, DecisionKind.HIDE)
    appeal_id, judges = appeal.id, [court.second.account_id, third.account_id]
    db.session.commit()
    outcomes = (AppealOutcome.REVERSED, AppealOutcome.UPHELD)

    def decide(judge: int | None, outcome: AppealOutcome) -> None:
        moderation.judge(as_actor(judge), appeal_id, Verdict(outcome, WHY))

    deeds = [partial(decide, *pair) for pair in zip(judges * 3, outcomes * 3, strict=True)]
    assert at_once(real_app, deeds) == ["already_judged"] * 5 + ["done"]
    db.session.expire_all()
    stored = db.session.scalars(sa.select(Appeal)).one()
    made = db.session.scalar(sa.select(sa.func.count()).select_from(Decision))
    assert made == (2 if stored.outcome is AppealOutcome.REVERSED else 1)


def test_one_author_many_times_at_once(real_app: Flask) -> None:
    author = people.participant()
    _proposal, decision = restricted(bench(), DecisionKind.HIDE, author)
    decision_id, author_id = decision.id, author.id
    db.session.commit()
    deeds = [lambda: moderation.contest(as_actor(author_id), decision_id, AGAINST)] * 8
    assert at_once(real_app, deeds) == ["already_contested"] * 7 + ["done"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Appeal)) == 1


@pytest.mark.parametrize("path", ["decisions/2147483648", "decisions/0", "decisions/-1", "decisions/x"])
def test_forged_ids_are_nothing(browser: Browser, path: str) -> None:
    browser.sign_in(people.participant())
    browser.get(f"/fr/{path}", status=404)
    browser.get(f"/fr/{path}/appeal", status=404)


def test_an_outcome_that_the_form_does_not_offer(browser: Browser) -> None:
    court = bench()
    _proposal, appeal = contested(court, DecisionKind.HIDE)
    judge = db.session.get(Account, court.second.account_id)
    assert judge is not None
    browser.sign_in(judge)
    for sent, status in (
        ({"outcome": "pardon", "reason": WHY}, 422),
        ({"outcome": "changed", "kind": "suspend", "reason": WHY}, 409),
        ({"outcome": "changed", "kind": "remove", "ground": "spam", "facts": WHY, "reason": WHY}, 409),
        ({"outcome": "reversed", "reason": "x" * 2001}, 422),
    ):
        page = browser.get(f"/fr/moderation/appeals/{appeal.id}")
        browser.post(page, f"/appeals/{appeal.id}", sent, status=status)
    db.session.refresh(appeal)
    assert appeal.outcome is None


def test_whoever_has_no_form_sends_one_all_the_same(browser: Browser) -> None:
    """The first moderator, a stranger and an administrator beside other moderators, by hand."""
    court = bench()
    _proposal, appeal = contested(court, DecisionKind.HIDE)
    for number, status in (
        (court.first.account_id, 403),
        (court.administrator.account_id, 403),
        (people.participant().id, 403),
    ):
        account = db.session.get(Account, number)
        assert account is not None
        browser.sign_in(account)
        page = browser.get("/fr/account/profile")
        fields = page.form("/profile") | {"outcome": "reversed", "reason": WHY}
        db.session.commit()
        answer = browser.client.post(f"/fr/moderation/appeals/{appeal.id}", data=fields)
        assert answer.status_code in {status, 409}, (number, answer.status_code)
    db.session.refresh(appeal)
    assert appeal.outcome is None


def test_codes_cannot_be_guessed_for_long(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)
    app = create_app(settings(databases.copy("sqlite"), tmp_path, limits_enabled=True))
    with app.app_context():
        proposal = proposals.published()
        db.session.commit()
        browser = Browser(app)
        statuses = [browser.client.get(f"/fr/reports/guess-{n}").status_code for n in range(22)]
        assert statuses == [404] * 20 + [429] * 2
        browser.get(f"/fr/proposals/{proposal.id}")
        db.session.remove()
        db.engine.dispose()
