"""Sessions that ended while somebody wrote, were stolen, revoked or signed with another secret."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.app import create_app
from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account, AccountSession
from consult.models.comments import Comment
from consult.models.forms import KeptForm
from consult.models.moderation import Decision
from consult.models.proposals import Answer, Proposal, ProposalVersion
from consult.services import passwords
from tests.factories import people, proposals
from tests.factories.comments import BODY, written
from tests.support.browser import Browser, Page, new_request
from tests.support.databases import Databases, settings

PASSWORD = "vier blaue Berge am Fluss"
TEXT = "Ces mots ont demandé une demi-heure de travail à quelqu’un, et ne doivent pas se perdre."
Story = Callable[[Account], tuple[str, str, dict[str, str]]]


def person(**values: object) -> Account:
    return people.participant(password_hash=passwords.digest(PASSWORD, personal=()), **values)


def with_role(role: Role) -> Account:
    return people.with_role(role, password_hash=passwords.digest(PASSWORD, personal=()))


def count(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def end_sessions(account: Account) -> None:
    db.session.execute(sa.delete(AccountSession).where(AccountSession.account_id == account.id))
    db.session.commit()


def sign_in(browser: Browser, account: Account) -> Page:
    page = browser.get("/fr/sign-in")
    location = browser.post(page, "/sign-in", {"email": account.email, "password": PASSWORD}).location
    return browser.get(location)  # once only, since what was kept is shown once


def comment(_author: Account) -> tuple[str, str, dict[str, str]]:
    return f"/fr/proposals/{proposals.published().id}", "/comments", {"body": TEXT}


def reply(_author: Account) -> tuple[str, str, dict[str, str]]:
    return f"/fr/comments/{written(proposals.published()).id}/reply", "/comments", {"body": TEXT}


def changed_comment(author: Account) -> tuple[str, str, dict[str, str]]:
    return f"/fr/comments/{written(proposals.published(), author).id}/edit", "/edit", {"body": TEXT}


def draft(author: Account) -> tuple[str, str, dict[str, str]]:
    return f"/fr/proposals/{proposals.draft(author).id}/edit", "/edit", {"body": TEXT * 2}


def profile(_author: Account) -> tuple[str, str, dict[str, str]]:
    return "/fr/organisations/new", "/new", {"name": "Les Amis", "about": TEXT}


def answer(_author: Account) -> tuple[str, str, dict[str, str]]:
    return f"/fr/editing/proposals/{proposals.published().id}/answer", "/answer", {"reasons_fr": TEXT}


def decision(_author: Account) -> tuple[str, str, dict[str, str]]:
    fields = {"reason": TEXT, "kind": "return", "form_name": "moderation.DecisionForm"}  # the page's second
    return f"/fr/moderation/proposals/{proposals.submitted().id}", "", fields


def page_text(_author: Account) -> tuple[str, str, dict[str, str]]:
    return "/fr/editing/pages/help", "/help", {"body_fr": TEXT}


STORIES: list[tuple[Story, Role | None]] = [
    (comment, None),
    (reply, None),
    (changed_comment, None),
    (draft, None),
    (profile, None),
    (answer, Role.EDITOR),
    (decision, Role.MODERATOR),
    (page_text, Role.ADMINISTRATOR),
]


@pytest.mark.parametrize(("story", "role"), STORIES, ids=lambda value: getattr(value, "__name__", value))
def test_what_was_written_comes_back_unsent_after_signing_in(
    browser: Browser, story: Story, role: Role | None
) -> None:
    author = with_role(role) if role else person()
    path, action, fields = story(author)
    browser.sign_in(author)
    page = browser.get(path)
    end_sessions(author)
    rows = [count(model) for model in (Comment, ProposalVersion, Answer, Decision)]
    refused = Page(_post(browser, page, path, action or path[3:], fields))
    assert refused.status == 401
    assert "est conservé" in refused.words()
    back = sign_in(browser, author)
    assert back.path == path
    assert TEXT in back.text
    assert [count(model) for model in (Comment, ProposalVersion, Answer, Decision)] == rows
    assert TEXT not in browser.get(path).text, "shown once, then gone"


def _post(browser: Browser, page: Page, path: str, action: str, fields: dict[str, str]):  # type: ignore[no-untyped-def]
    sent = page.form(action) | fields
    target = next(
        form.get("action", "") for form in page.all("form") if form.get("action", "").endswith(action)
    )
    new_request()
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://localhost{path}"}
    return browser.client.post(target, data=sent, headers=headers)


def test_a_proposal_begun_with_an_ended_session_becomes_a_draft(browser: Browser) -> None:
    author = person()
    browser.sign_in(author)
    page = browser.get("/fr/proposals/new")
    end_sessions(author)
    browser.post(page, "/proposals/new", {"title": "Un verger pour tous", "body": TEXT * 2, "chantier": "4"})
    back = sign_in(browser, author)
    assert back.path == f"/fr/proposals/{db.session.scalar(sa.select(Proposal.id))}/check"
    assert TEXT in back.text


@pytest.mark.parametrize(
    ("path", "action", "fields"),
    [
        (
            "/fr/account/password",
            "/password",
            {"old_password": PASSWORD, "new_password": "ein ganz anderer Satz"},
        ),
        ("/fr/account/email", "/email", {"email": "n@example.org", "password": PASSWORD}),
        ("/fr/account/erase", "/erase", {"understood": "y", "password": PASSWORD}),
        ("/fr/claim", "/claim", {"code": "ABCD-EFGH-2345-6789"}),
    ],
)
def test_passwords_and_codes_are_never_kept(
    browser: Browser, path: str, action: str, fields: dict[str, str]
) -> None:
    author = person()
    browser.sign_in(author)
    page = browser.get(path)
    end_sessions(author)
    assert _post(browser, page, path, action, fields).status_code == 401
    for kept in db.session.scalars(sa.select(KeptForm)):
        assert not {"password", "old_password", "new_password", "code"} & kept.fields.keys()
        assert not {*fields.values()} - {"n@example.org", "y"} & {str(kept.fields)}
        assert PASSWORD not in str(kept.fields)


HEADERS = [
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Origin": "http://localhost"}, True),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
    ({"Origin": "https://evil.example"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": "http://[evil"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("headers", "kept"), HEADERS)
@pytest.mark.parametrize("token", ["", "forged", "of another session"])
def test_without_the_guard_nothing_is_done_and_only_our_own_pages_keep_the_text(
    app: Flask, browser: Browser, token: str, headers: dict[str, str], kept: bool
) -> None:
    author = person()
    path = f"/de/proposals/{proposals.published().id}"
    browser.sign_in(author)
    fields = browser.get(path).form("/comments") | {"body": [TEXT]}
    foreign = Browser(app).sign_in(people.participant()).get(path).form("/comments")["csrf_token"]
    fields["csrf_token"] = foreign if token == "of another session" else [token]
    new_request()
    answered = browser.client.post(
        f"{path}/comments", data=fields, headers=headers | {"Referer": "http://[x"}
    )
    assert answered.status_code == 400
    assert (count(Comment), count(KeptForm)) == (0, int(kept))
    page = Page(answered)
    assert page.all("html")[0].get("lang") == "de"
    assert TEXT not in answered.text


def test_text_kept_after_a_lost_guard_is_shown_again(browser: Browser) -> None:
    author = person()
    browser.sign_in(author)
    path = f"/fr/comments/{written(proposals.published(), author).id}/edit"
    page = browser.get(path)
    with browser.client.session_transaction() as session:
        del session["csrf_token"]
    assert _post(browser, page, path, "/edit", {"body": TEXT}).status_code == 400
    assert TEXT in browser.get(path).text


def test_a_browser_that_names_no_page_leads_back_all_the_same(browser: Browser) -> None:
    author = person()
    path = f"/fr/proposals/{proposals.published().id}"
    browser.sign_in(author)
    page = browser.get(path)
    end_sessions(author)
    browser.post(page, "/comments", {"body": TEXT}, status=401)
    back = sign_in(browser, author)
    assert back.path == path
    assert TEXT in back.text


def test_a_strangers_browser_gets_nothing_of_what_was_kept(app: Flask, browser: Browser) -> None:
    author = person()
    browser.sign_in(author)
    path = f"/fr/proposals/{proposals.published().id}"
    page = browser.get(path)
    end_sessions(author)
    assert _post(browser, page, path, "/comments", {"body": TEXT}).status_code == 401
    assert TEXT not in Browser(app).sign_in(author).get(path).text


@pytest.mark.parametrize("name", ["body", "na\0me", "form_name"])
def test_hostile_text_is_kept_without_an_accident(browser: Browser, name: str) -> None:
    new_request()
    answered = browser.client.post(
        f"/fr/proposals/{proposals.published().id}/comments",
        data={name: "a\0b" * 30_000, "x" * 500: "y", "surrogate": b"\xed\xa0\x80"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answered.status_code == 401
    assert count(KeptForm) == 1


@pytest.mark.parametrize("path", ["confirm", "sign-in", "reset", "change-email"])
@pytest.mark.parametrize("token", ["a-secret-of-a-mail", "x" * 3000, "%00"])
def test_the_secret_in_a_mailed_address_is_kept_nowhere(browser: Browser, path: str, token: str) -> None:
    new_request()
    answered = browser.client.post(
        f"/fr/{path}/{token}", data={"finish": "1"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answered.status_code == 400
    assert count(KeptForm) == 0


def test_a_revoked_session_is_over_at_once(app: Flask, browser: Browser) -> None:
    author = person()
    stolen = Browser(app).sign_in(author)
    stolen.get("/fr/account")
    number = db.session.scalar(sa.select(AccountSession.id).where(AccountSession.account_id == author.id))
    browser.sign_in(author)
    browser.post(browser.get("/fr/account"), f"/sessions/{number}/end")
    stolen.get("/fr/account", status=401)
    browser.get("/fr/account")


def test_a_session_past_its_time_and_an_erased_person_s_open_nothing(browser: Browser) -> None:
    author = person()
    browser.sign_in(author)
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        browser.get("/fr/account", status=401)
    browser.get("/fr/account")
    author.erased_at = now()
    browser.get("/fr/account", status=401)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_new_secret_keeps_sessions_only_while_the_old_one_is_named(
    app: Flask, databases: Databases, tmp_path, dialect: str
) -> None:
    old = settings(databases.copy("sqlite"), tmp_path)
    apps = {
        "old": create_app(old),
        "rotated": create_app(
            replace(old, secret_key="n" * 20 + "ew secret", secret_key_fallbacks=(old.secret_key,))
        ),
        "changed": create_app(replace(old, secret_key="n" * 20 + "ew secret")),
    }
    with apps["old"].app_context():
        author = people.participant()
        browser = Browser(apps["old"]).sign_in(author)
        page = browser.get("/fr/organisations/new")
        cookie = browser.client.get_cookie("consult")
        assert cookie is not None
    statuses = {}
    for name, other in apps.items():
        with other.app_context():
            client = other.test_client()
            client.set_cookie("consult", cookie.value)
            statuses[name] = client.get("/fr/account").status_code
            if name == "rotated":  # a form opened before: its text comes back
                sent = page.form("/new") | {"about": TEXT}
                headers = {"Sec-Fetch-Site": "same-origin"}
                assert client.post("/fr/organisations/new", data=sent, headers=headers).status_code == 400
                assert TEXT in client.get("/fr/organisations/new").text
            db.session.remove()
            db.engine.dispose()
    assert statuses == {"old": 200, "rotated": 200, "changed": 401}


def test_last_active_means_the_last_deed(browser: Browser) -> None:
    author = person()
    browser.sign_in(author)
    path = f"/fr/proposals/{proposals.published().id}"

    def seen() -> object:
        return db.session.scalar(
            sa.select(AccountSession.seen_at).where(AccountSession.account_id == author.id)
        )

    began = seen()
    with time_machine.travel(now() + timedelta(minutes=5), tick=False) as clock:
        page = browser.get(path)
        browser.post(page, "/comments", {"body": ""}, status=422)
        assert seen() == began, "neither reading nor a refused form is a deed"
        browser.post(page, "/comments", {"body": BODY})
        first = seen()
        assert first == now()
        clock.shift(timedelta(seconds=59))
        browser.post(browser.get(path), "/support")
        assert seen() == first, "at most one change a minute"
        clock.shift(timedelta(seconds=2))
        browser.post(browser.get(path), "/support/withdraw")
        assert seen() == now()
