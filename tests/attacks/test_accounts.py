"""Attacks on accounts: guessing, fixing, reusing, forging, smuggling."""

import unicodedata

import pytest
import sqlalchemy as sa

from consult.app import create_app
from consult.kernel.db import db
from consult.models.accounts import Account, AccountSession
from consult.models.notifications import OutboxItem
from consult.rules.participation import TokenPurpose
from consult.services import accounts, passwords
from consult.web.kit.limits import limiter
from tests.factories import people
from tests.support.browser import Browser, new_request
from tests.support.databases import settings
from tests.support.mailbox import account_of, link_to

PASSWORD = "vier blaue Berge am Fluss"
NEWCOMER = {
    "email": "new@example.org",
    "display_name": "Ada Weiss",
    "home": "commune:57463",
    "language": "fr",
    "charter": "y",
    "age": "y",
}
EVIL = (
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/fr\r\nSet-Cookie: a=b",
)


def participant(**values):
    return people.participant(password_hash=passwords.digest(PASSWORD, personal=()), **values)


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def neutral(page, address):
    """A page without what every page has of its own."""
    words = page.words().replace(address, "ADDRESS")
    return page.status, page.location, words


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/fr/sign-in", {"by_link": "1"}),
        ("/fr/sign-in", {"password": "a wrong guess"}),
        ("/fr/reset", {}),
        ("/fr/sign-up", NEWCOMER | {"password": PASSWORD}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_work(app, monkeypatch, path, fields):
    participant(email="known@example.org")
    work = []
    for name in ("hash", "verify"):
        original = getattr(passwords.PasswordHasher, name)
        monkeypatch.setattr(
            passwords.PasswordHasher,
            name,
            lambda *given, original=original, name=name: (work[-1].append(name), original(*given))[1],
        )
    answers = []
    for address in ("known@example.org", "nobody@example.org"):
        visitor = Browser(app)
        page = visitor.get(path)
        work.append([])
        status = 422 if fields.get("password") == "a wrong guess" else 302
        answer = visitor.post(page, path[3:], fields | {"email": address}, status=status)
        answers.append(neutral(answer, address))
        if status == 302:
            answers[-1] += neutral(visitor.get(answer.location), address)
    assert answers[0] == answers[1]
    assert work[0] == work[1]


def test_an_address_in_use_is_not_told_to_whoever_wants_it(app):
    participant(email="taken@example.org")
    answers = []
    for address in ("taken@example.org", "free@example.org"):
        me = Browser(app).sign_in(people.participant("Ada"))
        page = me.get("/fr/account/email")
        answers.append(me.post(page, "/account/email", {"email": address}))
    assert {answer.location for answer in answers} == {"/fr/account"}


def test_a_session_fixed_in_advance_is_worth_nothing_after_signing_in(app, browser):
    account = participant()
    page = browser.get("/fr/sign-in")
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody else"
        fixed = session["csrf_token"]
    browser.post(page, "/sign-in", {"email": account.email, "password": PASSWORD})
    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != fixed


def test_signing_in_ends_the_session_it_replaces(browser):
    first, second = participant(), participant()
    browser.sign_in(first)
    secret = accounts.issue_token(second.id, TokenPurpose.SIGN_IN)
    link = f"/fr/sign-in/{secret}"
    browser.post(browser.get(link), link)
    assert list(db.session.scalars(sa.select(AccountSession.account_id))) == [second.id]


def test_a_stolen_cookie_dies_with_the_sign_out(app, browser):
    browser.sign_in(participant())
    page = browser.get("/fr/account")
    with browser.client.session_transaction() as session:
        stolen = dict(session)
    browser.post(page, "/sign-out")
    thief = Browser(app)
    with thief.client.session_transaction() as session:
        session.update(stolen)
    thief.get("/fr/account", status=401)


@pytest.mark.parametrize("target", EVIL)
def test_signing_in_never_leads_away(app, browser, target):
    account = participant()
    page = browser.get("/fr/sign-in", query_string={"next": target})
    answer = browser.post(page, "/sign-in", {"email": account.email, "password": PASSWORD, "next": target})
    assert answer.location == "/fr/account"
    browser.get("/fr/sign-in", query_string={"next": target}, status=302)
    stored = accounts.issue_token(account.id, TokenPurpose.SIGN_IN, next_path=target)
    link = f"/fr/sign-in/{stored}"
    assert browser.post(browser.get(link), link).location == "/fr/account"


def test_every_form_needs_its_guards(app, browser):
    account = participant(email="ada@example.org")
    browser.sign_in(account)
    paths = [
        rule.rule.replace("<language:lang>", "fr").replace("<string:token>", "x")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("accounts.", "organisations.")) and "POST" in rule.methods
    ]
    assert len(paths) > 15
    before = count(AccountSession), count(OutboxItem)
    for path in paths:
        address = (
            path.replace("<int:", "").replace("_id>", "").replace("session", "1").replace("invitation/", "1/")
        )
        new_request()
        answer = browser.client.post(address, data=NEWCOMER | {"email": "ada@example.org"})
        assert answer.status_code in {400, 404}, address
    assert (count(AccountSession), count(OutboxItem), account.erased_at) == (*before, None)


def test_a_guard_of_another_session_opens_nothing(app, browser):
    account = participant()
    foreign = Browser(app).get("/fr/sign-in").form("/sign-in")
    browser.get("/fr/sign-in")
    new_request()
    answer = browser.client.post("/fr/sign-in", data=foreign | {"email": account.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert count(AccountSession) == 0


def test_opening_a_link_changes_nothing(app, browser):
    account = people.participant(pending_email="next@example.org", confirmed_at=None)
    paths = {
        TokenPurpose.CONFIRM: "confirm",
        TokenPurpose.SIGN_IN: "sign-in",
        TokenPurpose.RESET: "reset",
        TokenPurpose.CHANGE_EMAIL: "change-email",
    }
    for purpose, path in paths.items():
        secret = accounts.issue_token(account.id, purpose)
        for _ in range(2):
            browser.get(f"/fr/{path}/{secret}")
        new_request()
        assert browser.client.head(f"/fr/{path}/{secret}").status_code == 200
    assert (count(AccountSession), account.confirmed_at) == (0, None)


@pytest.mark.parametrize("path", ["confirm", "sign-in", "reset", "change-email"])
def test_used_old_unknown_and_foreign_links_look_the_same(browser, path):
    account = people.participant()
    foreign = accounts.issue_token(
        account.id, TokenPurpose.RESET if path != "reset" else TokenPurpose.SIGN_IN
    )
    for secret in (foreign, "unknown", "%00", "é" * 300, "../../etc"):
        answer = browser.client.get(f"/fr/{path}/{secret}")
        assert answer.status_code in {404, 410}, secret
        new_request()


def test_one_account_is_not_guessed_from_many_addresses(databases, tmp_path, monkeypatch):
    monkeypatch.setattr(
        limiter, "enabled", False
    )  # one limiter serves all applications: give it back as it was
    app = create_app(settings(databases.copy("sqlite"), tmp_path, limits_enabled=True))
    with app.app_context():
        visitor = Browser(app)
        page = visitor.get("/fr/sign-in")
        fields = page.form("/sign-in") | {"email": "Ada@example.org", "password": "a wrong guess"}
        statuses = []
        for number in range(12):
            new_request()
            place = {"REMOTE_ADDR": f"192.0.2.{number}"}
            statuses.append(visitor.client.post("/fr/sign-in", data=fields, environ_base=place).status_code)
        assert statuses == [422] * 8 + [429] * 4
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    "name", ["<script>x</script>", "{{ 7*7 }} x", "%(x)s", "x\u202egnirob", "Ada\r\nBcc: x"]
)
def test_hostile_names_stay_words(browser, name):
    page = browser.get("/fr/sign-up")
    browser.post(page, "/sign-up", NEWCOMER | {"display_name": name})
    account = account_of("new@example.org")
    link = link_to(account)
    text = browser.post(browser.get(link), link, follow=True).text
    assert "<script>x" not in text
    assert "49" not in account.display_name
    assert not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in account.display_name)


@pytest.mark.parametrize("field", ["password", "new_password"])
@pytest.mark.parametrize(
    ("password", "status"), [("x" * 2**20, 413), ("vier\0blaue Berge", 422), ("x" * 5000, 422)]
)
def test_monstrous_passwords_are_refused_and_never_shown(browser, field, password, status):
    account = participant()
    path = "/sign-up" if field == "password" else "/account/password"
    if field == "new_password":
        browser.sign_in(account)
    page = browser.get(f"/fr{path}")
    extra = NEWCOMER if field == "password" else {"old_password": PASSWORD}
    answer = browser.post(page, path, extra | {field: password}, status=status)
    assert password[:20] not in answer.text
    assert PASSWORD not in answer.text


def test_a_password_typed_decomposed_is_the_same(browser):
    password = "l’été à la forêt"
    account = people.participant(password_hash=passwords.digest(password, personal=()))
    page = browser.get("/fr/sign-in")
    spread = unicodedata.normalize("NFD", password)
    browser.post(page, "/sign-in", {"email": account.email, "password": spread})
    assert count(AccountSession) == 1


def test_smuggled_fields_give_no_power(browser):
    page = browser.get("/fr/sign-up")
    smuggled = {
        "role": "administrator",
        "confirmed_at": "2020-01-01",
        "id": "1",
        "demo": "1",
        "grants": "administrator",
    }
    browser.post(page, "/sign-up", NEWCOMER | smuggled)
    account = account_of("new@example.org")
    assert (account.confirmed_at, account.demo, people.actor(account).grants) == (None, False, frozenset())


def test_a_double_click_on_sign_up_makes_one_account_and_one_mail(browser):
    page = browser.get("/fr/sign-up")
    first = browser.post(page, "/sign-up", NEWCOMER)
    second = browser.post(page, "/sign-up", NEWCOMER)
    assert first.location == second.location
    assert (count(Account), count(OutboxItem)) == (1, 1)


def test_a_session_of_somebody_else_is_not_found(browser):
    victim, me = participant(), participant()
    people.session(victim)
    browser.sign_in(me)
    page = browser.get("/fr/account")
    number = db.session.scalar(sa.select(AccountSession.id).where(AccountSession.account_id == victim.id))
    fields = page.form("/account/sign-out-everywhere")
    new_request()
    answer = browser.client.post(f"/fr/account/sessions/{number}/end", data=fields)
    assert answer.status_code == 404
    assert count(AccountSession) == 2


@pytest.mark.parametrize("path", ["sign-in", "sign-up", "reset"])
def test_repeated_odd_and_missing_fields_are_no_accident(browser, path):
    page = browser.get(f"/fr/{path}")
    fields = page.form(f"/{path}")
    guards = {name: fields[name] for name in ("csrf_token", "form_token")}
    odd = ({}, {"email": ["a@", "d@e.org"]}, {"email": "\0"}, {"email": "x" * 60_000}, {"ties": ["\0"] * 50})
    for fields in odd:
        new_request()
        assert browser.client.post(f"/fr/{path}", data=guards | fields).status_code == 422, fields
