"""Merges at the same moment, forged numbers and other people's buttons: one outcome, nothing half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Actor, Role
from consult.kernel.db import db, writing
from consult.kernel.errors import DomainError
from consult.models.accounts import Account
from consult.models.moderation import Decision, Merge
from consult.models.proposals import CoAuthor, Proposal, Support
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import DecisionKind, Ruling, Subject, SubjectKind
from consult.services import moderation
from consult.services import proposals as deeds
from tests.factories import people, proposals
from tests.support.browser import Browser, Page

REASON = "Les deux textes demandent le même verger."


def merge(actor: Actor, source: int, target: int) -> None:
    ruling = Ruling(DecisionKind.MERGE, reason=REASON, into=target)
    moderation.decide(actor, Subject(SubjectKind.PROPOSAL, source), ruling)


def undo(actor: Actor, source: int) -> None:
    ruling = Ruling(DecisionKind.UNMERGE, reason=REASON)
    moderation.decide(actor, Subject(SubjectKind.PROPOSAL, source), ruling)


def at_once(app: Flask, *jobs: Callable[[], object]) -> list[str]:
    """Each job in a thread and transaction of its own, begun together; ``done`` or the refusal's code."""
    start = Barrier(len(jobs))

    def work(job: Callable[[], object]) -> str:
        with app.app_context():
            start.wait(30)
            try:
                with writing():
                    job()
            except DomainError as refusal:
                return refusal.code
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(work, jobs))


def crowd(count: int, first: int, second: int) -> list[Actor]:
    """Supporters: even ones of the first, odd ones of the second, every third one of both."""
    made = [people.participant() for _ in range(count)]
    for number, person in enumerate(made):
        for proposal_id in {(first, second)[number % 2]} | ({first, second} if number % 3 == 0 else set()):
            deeds.support(people.actor(person), proposal_id)
    return [people.actor(person) for person in made]


def figures(number: int) -> tuple[int, int]:
    db.session.rollback()
    rows = db.session.scalar(sa.select(sa.func.count()).where(Support.proposal_id == number))
    proposal = db.session.get(Proposal, number)
    assert proposal is not None
    return proposal.support_count, rows or 0


def count(table: type[Decision] | type[Merge]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_each_into_the_other_at_once_is_one_merge(real_app: Flask) -> None:
    for _ in range(6):
        with writing():
            one, two = proposals.published().id, proposals.published().id
            crowd(6, one, two)
            moderators = [people.actor(people.with_role(Role.MODERATOR)) for _ in range(4)]
        pairs = [(one, two), (two, one)] * 2
        jobs = [
            lambda actor=actor, pair=pair: merge(actor, *pair)
            for actor, pair in zip(moderators, pairs, strict=True)
        ]
        results = at_once(real_app, *jobs)
        assert sorted(results) == ["done", "merge_merged", "merge_merged", "merge_merged"]
        states = {db.session.get(Proposal, number).state for number in (one, two)}  # type: ignore[union-attr]
        assert states == {ProposalState.MERGED, ProposalState.PUBLISHED}
        assert max(figures(one), figures(two)) == (6, 6)


def test_supports_come_and_go_while_a_merge_is_made_and_undone(real_app: Flask) -> None:
    with writing():
        source, target = proposals.published().id, proposals.published().id
        old = crowd(6, source, target)
        new = [people.actor(people.neighbour()) for _ in range(4)]
        moderator = people.actor(people.with_role(Role.MODERATOR))
    at_once(
        real_app,
        lambda: merge(moderator, source, target),
        *(lambda actor=actor: deeds.support(actor, target) for actor in new),
        *(lambda actor=actor: deeds.withdraw_support(actor, target) for actor in old[1::2]),
    )
    for number in (source, target):
        assert len(set(figures(number))) == 1
    results = at_once(
        real_app,
        *(lambda: undo(moderator, source) for _ in range(3)),
        *(lambda actor=actor: deeds.withdraw_support(actor, target) for actor in new),
    )
    assert results[:3].count("done") == 1
    for number in (source, target):
        assert len(set(figures(number))) == 1
    assert db.session.scalar(sa.select(sa.func.count()).where(Support.via_merge)) == 0


def offered(browser: Browser, source: Proposal, target: Proposal) -> Page:
    browser.sign_in(people.with_role(Role.MODERATOR))
    return browser.get(f"/fr/moderation/proposals/{source.id}/merge?into={target.id}")


@pytest.mark.parametrize("into", ["0", "-1", "abc", "", "9" * 20, "2147483647", "1 OR 1=1", "٣"])
def test_a_forged_number_is_refused_and_changes_nothing(browser: Browser, into: str) -> None:
    source, target = proposals.published(), proposals.published()
    page = offered(browser, source, target)
    browser.post(page, "/merge", {"into": into}, status=422)
    db.session.expire_all()
    assert (source.state, count(Decision), count(Merge)) == (ProposalState.PUBLISHED, 0, 0)
    browser.get(f"/fr/moderation/proposals/{source.id}/merge?into={into}")


@pytest.mark.parametrize("field", ["version", "seen"])
def test_a_stale_page_is_told_so(browser: Browser, field: str) -> None:
    source, target = proposals.published(), proposals.published()
    page = offered(browser, source, target)
    if field == "version":
        source.newest_version = 2
    else:
        moderator = people.actor(people.with_role(Role.MODERATOR))
        merge(moderator, source.id, target.id)
        undo(moderator, source.id)
    before = count(Decision)
    browser.post(page, "/merge", status=409)
    db.session.expire_all()
    assert (source.state, count(Decision)) == (ProposalState.PUBLISHED, before)


def test_a_double_click_merges_once(browser: Browser) -> None:
    source, target = proposals.published(), proposals.published()
    page = offered(browser, source, target)
    first = browser.post(page, "/merge")
    second = browser.post(page, "/merge")
    assert first.location == second.location
    assert (count(Decision), count(Merge)) == (1, 1)


def test_nobody_refuses_for_somebody_else(browser: Browser) -> None:
    source, target = proposals.published(), proposals.published()
    merge(people.actor(people.with_role(Role.MODERATOR)), source.id, target.id)
    author, stranger = db.session.get(Account, source.author_id), people.participant()
    assert author is not None
    page = browser.sign_in(author).get(f"/fr/proposals/{target.id}/co-authors/refuse")
    action = f"/fr/proposals/{target.id}/co-authors/refuse"
    guards = page.form("/refuse")
    other = Browser(browser.app).sign_in(stranger)
    refused = other.client.post(action, data=guards, headers={"Sec-Fetch-Site": "same-origin"})
    assert refused.status_code in {400, 409}
    named = sa.select(CoAuthor.refused_at).where(CoAuthor.account_id == author.id)
    assert db.session.scalars(named).one() is None
    browser.post(page, "/refuse")
    db.session.expire_all()
    assert db.session.scalars(named).one() is not None


def test_reading_the_pages_of_mails_changes_nothing(browser: Browser) -> None:
    source, target = proposals.published(), proposals.published()
    person = people.participant()
    deeds.support(people.actor(person), source.id)
    merge(people.actor(people.with_role(Role.MODERATOR)), source.id, target.id)
    browser.get(f"/fr/proposals/{target.id}/support/withdraw", status=401)
    browser.get(f"/fr/proposals/{target.id}/co-authors/refuse", status=401)
    browser.sign_in(person)
    browser.get(f"/fr/proposals/{target.id}/support/withdraw")
    browser.get(f"/fr/proposals/{target.id}/co-authors/refuse")
    db.session.expire_all()
    assert target.support_count == 1
