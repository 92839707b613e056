"""Pages of decisions and appeals: who sees what, what the forms refuse, and what suspended people may do."""

import json
from datetime import timedelta

import pytest
import time_machine

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.moderation import Appeal, Decision
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind, Subject, SubjectKind, last_day
from consult.rules.permissions import Permission, allows_some
from consult.services import ballots, moderation
from tests.factories import councils, people, proposals
from tests.factories.appeals import AGAINST, bench, contested, dismissed, restricted, ruling
from tests.support.browser import Browser
from tests.support.statements import counted

WHY = "Der Absatz nennt niemanden, der das nicht möchte."
_K = DecisionKind


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("kind", [_K.HIDE, _K.REMOVE, _K.LABEL])
def test_the_author_reads_and_contests(browser: Browser, language: str, kind: DecisionKind) -> None:
    author = people.participant()
    proposal, decision = restricted(bench(), kind, author)
    browser.sign_in(author)
    listed = browser.get(f"/{language}/account/decisions")
    assert f"/{language}/decisions/{decision.id}" in listed.text
    page = browser.get(f"/{language}/decisions/{decision.id}")
    for words in (proposal.title, "STATEMENT_CATEGORY_DATA_PROTECTION", "donne un nom et une adresse"):
        assert words in page.words()
    form, tab = (browser.get(f"/{language}/decisions/{decision.id}/appeal") for _ in range(2))
    too_long = browser.post(form, "/appeal", {"text": "Zu lang. " * 400}, status=422)
    assert {"fr": "20 et 3\u202f000", "de": "20 und 3.000"}[language] in too_long.text
    browser.post(form, "/appeal", {"text": AGAINST}, follow=True)
    assert db.session.query(Appeal).one().account_id == author.id
    once_more = browser.get(f"/{language}/decisions/{decision.id}/appeal", status=409)
    refused = browser.post(tab, "/appeal", {"text": AGAINST + " Und noch einmal."}, status=409)
    for page in (once_more, refused):
        assert not [f for f in page.own_forms() if f.get("action", "").endswith("/appeal")]
        assert "error-summary" not in page.text


def test_a_double_click_contests_once(browser: Browser) -> None:
    author = people.participant()
    _proposal, decision = restricted(bench(), _K.HIDE, author)
    form = browser.sign_in(author).get(f"/fr/decisions/{decision.id}/appeal")
    first = browser.post(form, "/appeal", {"text": AGAINST})
    assert browser.post(form, "/appeal", {"text": AGAINST}).location == first.location
    assert db.session.query(Appeal).count() == 1


def test_decisions_are_nobody_elses(browser: Browser) -> None:
    _proposal, decision = restricted(bench(), _K.HIDE)
    browser.get(f"/fr/decisions/{decision.id}", status=401)
    browser.sign_in(people.participant())
    for path in (
        f"/fr/decisions/{decision.id}",
        f"/fr/decisions/{decision.id}/appeal",
        "/fr/decisions/999999",
    ):
        browser.get(path, status=404)
    browser.sign_in(people.with_role(Role.MODERATOR, 6))
    browser.get(f"/fr/decisions/{decision.id}", status=404)
    browser.sign_in(people.with_role(Role.AUDITOR))
    browser.get(f"/fr/decisions/{decision.id}")
    browser.get(f"/fr/decisions/{decision.id}/appeal", status=404)


def test_nothing_has_been_decided_about_most_people(browser: Browser) -> None:
    for language in ("fr", "de"):
        browser.sign_in(people.participant()).get(f"/{language}/account/decisions")


def test_too_late(browser: Browser) -> None:
    author = people.participant()
    _proposal, decision = restricted(bench(), _K.HIDE, author)
    browser.sign_in(author)
    with time_machine.travel(now() + timedelta(days=190)):
        browser.sign_in(author)
        form = browser.get(f"/fr/decisions/{decision.id}/appeal", status=409)
        assert not [f for f in form.all("form") if f.get("action", "").endswith("/appeal")]
        assert "Les six mois" in form.words()
        page = browser.get(f"/fr/decisions/{decision.id}")
        assert "/appeal" not in page.text
        assert str(last_day(decision.decided_at, 6).year) in page.words()
    assert db.session.query(Appeal).count() == 0


@pytest.mark.parametrize("language", ["fr", "de"])
def test_another_moderator_decides(browser: Browser, language: str) -> None:
    court = bench()
    proposal, appeal = contested(court, _K.REMOVE)
    first, second = _accounts(court.first.account_id, court.second.account_id)
    address = f"/{language}/moderation/appeals/{appeal.id}"
    barred = browser.sign_in(first).get(address)
    assert proposal.body.strip()[:40] not in barred.words()
    assert not [f for f in barred.all("form") if f.get("action", "").endswith(f"appeals/{appeal.id}")]
    page, tab = (browser.sign_in(second).get(address) for _ in range(2))
    assert proposal.body.strip()[:40] in page.words()
    action = f"/appeals/{appeal.id}"
    browser.post(page, action, {"outcome": "reversed"}, status=422)
    browser.post(page, action, {"outcome": "changed", "reason": WHY}, status=422)
    change = {"outcome": "changed", "reason": WHY, "kind": "hide", "ground": "insult"}
    browser.post(page, action, change, status=422)
    browser.post(page, action, change | {"facts": "Der zweite Absatz beleidigt jemanden."}, follow=True)
    db.session.refresh(proposal)
    assert proposal.visibility is Visibility.HIDDEN
    late = browser.post(tab, action, {"outcome": "upheld", "reason": WHY + "!"}, status=409)
    assert WHY in late.words()


def _accounts(*numbers: int | None) -> list[Account]:
    return [found for number in numbers if (found := db.session.get(Account, number))]


def test_a_reporter_obtains_a_restriction(browser: Browser) -> None:
    court = bench()
    proposal, report, _reporter = dismissed(court)
    form = browser.get(f"/fr/reports/{report.code}/appeal")
    browser.post(form, "/appeal", {"text": AGAINST}, follow=True)
    appeal = db.session.query(Appeal).one()
    browser.sign_in(_accounts(court.second.account_id)[0])
    page = browser.get(f"/de/moderation/appeals/{appeal.id}")
    sent = {"outcome": "reversed", "reason": WHY, "kind": "hide", "ground": "personal_data"}
    sent |= {"facts": "Der Titel nennt einen Namen."}
    answer = browser.post(page, f"/appeals/{appeal.id}", sent, status=422)
    assert "author_reason-error" in answer.text
    browser.post(page, f"/appeals/{appeal.id}", sent | {"author_reason": WHY}, follow=True)
    db.session.refresh(proposal)
    assert proposal.visibility is Visibility.HIDDEN
    browser.get(f"/de/reports/{report.code}")


def test_appeals_are_for_those_who_decide(browser: Browser) -> None:
    court = bench()
    _proposal, appeal = contested(court, _K.HIDE)
    browser.get(f"/fr/moderation/appeals/{appeal.id}", status=401)
    browser.sign_in(people.participant()).get(f"/fr/moderation/appeals/{appeal.id}", status=403)
    moderator = people.with_role(Role.MODERATOR, 6)
    browser.sign_in(moderator).get(f"/fr/moderation/appeals/{appeal.id}", status=404)
    browser.get("/fr/moderation/appeals/999999", status=404)


def test_statements_of_the_pages(browser: Browser) -> None:
    author, court = people.participant(), bench()
    _proposal, decision = restricted(court, _K.REMOVE, author)
    appeal = moderation.contest(people.actor(author), decision.id, AGAINST)
    for account, paths in (
        (author, (f"decisions/{decision.id}", f"decisions/{decision.id}/appeal", "account/decisions")),
        (_accounts(court.second.account_id)[0], (f"moderation/appeals/{appeal.id}",)),
        (_accounts(court.administrator.account_id)[0], (f"moderation/appeals/{appeal.id}",)),
    ):
        browser.sign_in(account)
        for path in paths:
            status = 409 if path.endswith("/appeal") else 200
            browser.get(f"/fr/{path}", status=status)
            with counted() as seen:
                page = browser.client.get(f"/fr/{path}")
            assert page.status_code == status
            assert len(seen) <= 12, (path, len(seen), seen)
            assert len(page.data) < 60_000


class TestSuspended:
    """They read, export, contest and leave; nothing else, until the day it ends."""

    def suspended(self, days: int = 7, account: Account | None = None) -> tuple[Account, Decision]:
        court, account = bench(), account or people.participant()
        asked = moderation.propose(court.first, account.id, ruling(_K.SUSPEND, days=days))
        return account, moderation.confirm(court.second, asked.id)

    @pytest.mark.parametrize("language", ["fr", "de"])
    def test_writing_refuses_with_the_end_and_the_way_on(self, browser: Browser, language: str) -> None:
        open_for_debate = proposals.published()
        account = people.participant()
        page = browser.sign_in(account).get(f"/{language}/proposals/{open_for_debate.id}")
        self.suspended(account=account)
        assert account.suspended_until is not None
        year = str(account.suspended_until.year)
        refused = browser.get(f"/{language}/proposals/new", status=403)
        for answer in (refused, browser.post(page, "/support", status=403)):
            assert f"/{language}/account/decisions" in answer.text
            assert year in answer.words()

    def test_no_permission_to_write_is_left(self, browser: Browser) -> None:
        account, _decision = self.suspended()
        actor = people.actor(account)
        writing = {
            Permission.WRITE_PROPOSAL,
            Permission.EDIT_PROPOSAL,
            Permission.WITHDRAW_PROPOSAL,
            Permission.SUPPORT,
            Permission.COMMENT,
            Permission.EDIT_COMMENT,
            Permission.MARK_COMMENT,
            Permission.FOUND_ORGANISATION,
            Permission.KEEP_ORGANISATION,
            Permission.CLAIM_SEAT,
        }
        assert not [one for one in writing if allows_some(actor, one)]

    def test_a_support_is_taken_back_but_not_given(self, browser: Browser) -> None:
        account, proposal = people.participant(), proposals.published()
        browser.sign_in(account)
        browser.post(browser.get(f"/fr/proposals/{proposal.id}"), "/support")
        self.suspended(account=account)
        page = browser.get(f"/fr/proposals/{proposal.id}")
        browser.get(f"/fr/proposals/{proposal.id}/support/withdraw")
        browser.post(page, "/support/withdraw")
        db.session.refresh(proposal)
        assert proposal.support_count == 0
        page = browser.get(f"/fr/proposals/{proposal.id}")
        assert not [form for form in page.all("form") if form.get("action", "").endswith("/support")]

    def test_they_read_export_contest_and_leave(self, browser: Browser) -> None:
        proposal = proposals.published()
        account, decision = self.suspended()
        browser.sign_in(account)
        browser.get(f"/fr/proposals/{proposal.id}")
        assert f"/decisions/{decision.id}" in browser.get("/fr/account/decisions").text
        assert "/fr/account/decisions" in browser.get("/fr/account").text
        exported = json.loads(browser.client.get("/fr/account/export").text)
        assert [one["kind"] for one in exported["decisions"]] == ["suspend"]
        assert "decided_by_id" not in exported["decisions"][0]
        form = browser.get(f"/fr/decisions/{decision.id}/appeal")
        browser.post(form, "/appeal", {"text": AGAINST}, follow=True)
        browser.post(browser.get("/fr/account/erase"), "/erase", {"understood": "y"})
        db.session.refresh(account)
        assert account.erased_at is not None

    def test_it_ends_by_itself(self, browser: Browser) -> None:
        account, _decision = self.suspended(days=7)
        browser.sign_in(account)
        browser.get("/fr/proposals/new", status=403)
        with time_machine.travel(now() + timedelta(days=7, minutes=1)):
            browser.get("/fr/proposals/new")

    def test_a_councillor_keeps_the_vote(self, browser: Browser) -> None:
        """The mandate is the voters', not the platform's."""
        account = people.participant()
        member = councils.claimed(councils.councillor(), account)
        ballot = councils.opened(proposals.published())
        self.suspended(account=account)
        actor = people.actor(account)
        assert actor.suspended
        ballots.cast(actor, ballot.id, councils.vote(member.seat))
        browser.sign_in(account).get("/fr/desk")


def test_a_withheld_name_is_told_to_its_bearer_only(browser: Browser) -> None:
    court, account = bench(), people.participant("Rosa Linden")
    decision = moderation.decide(court.first, Subject(SubjectKind.ACCOUNT, account.id), ruling(_K.HIDE))
    assert "Rosa Linden" in browser.sign_in(account).get(f"/fr/decisions/{decision.id}").words()
    proposal = proposals.published(account)
    assert "Rosa Linden" not in Browser(browser.app).get(f"/fr/proposals/{proposal.id}").words()
