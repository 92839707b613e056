"""The pages of accounts, as people live them in either language."""

import pytest
import sqlalchemy as sa

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.hashes import secret_hash
from consult.models.accounts import AccountSession
from consult.models.forms import KeptForm
from consult.models.proposals import Proposal, Support
from consult.services import passwords
from consult.web.accounts.device import device_name
from tests.factories import people, proposals
from tests.support.browser import Browser
from tests.support.mailbox import account_of, link_to, owed
from tests.support.statements import counted

PASSWORD = "vier blaue Berge am Fluss"
NEWCOMER = {
    "email": "ada@example.org",
    "display_name": "Ada Weiss",
    "home": "origin:saarland",
    "ties": ["works", "visits"],
    "language": "de",
    "charter": "y",
    "age": "y",
}


def hashed(password=PASSWORD):
    return passwords.digest(password, personal=())


def keep(browser, finish, page, **fields):
    """What the page of a proposal keeps for a visitor who must sign in first."""
    row = KeptForm(
        secret_hash=secret_hash("kept-secret"),
        form="proposals.ProposalForm",
        page=page,
        fields={name: [value] for name, value in fields.items()},
        finish=finish,
        kept_at=now(),
    )
    db.session.add(row)
    db.session.commit()
    with browser.client.session_transaction() as session:
        session["kept"] = "kept-secret"
    return row


def supporters(proposal):
    statement = sa.select(Support.account_id).where(Support.proposal_id == proposal.id)
    return list(db.session.scalars(statement))


@pytest.mark.parametrize("language", ["fr", "de"])
def test_signing_up_confirming_out_and_in_again(browser, language):
    page = browser.get(f"/{language}/sign-up")
    browser.post(page, "/sign-up", NEWCOMER | {"password": PASSWORD}, follow=True)
    account = account_of("ada@example.org")
    assert owed(account) == ["account-confirm"]
    link = link_to(account, language)
    confirm = browser.get(link)
    assert account.confirmed_at is None, "opening the link changes nothing"
    mine = browser.post(confirm, link, follow=True)
    assert "Ada Weiss" in mine.words()
    browser.post(mine, "/sign-out", follow=True)
    browser.get(f"/{language}/account", status=401)
    page = browser.get(f"/{language}/sign-in?next=/{language}/account/profile")
    answer = browser.post(page, "/sign-in", {"email": "ADA@example.org", "password": PASSWORD})
    assert answer.location == f"/{language}/account/profile"


def test_signing_in_by_a_mailed_link(browser):
    account = people.participant(email="ada@example.org")
    page = browser.get("/de/sign-in?next=/de/organisations")
    browser.post(
        page, "/sign-in", {"email": "ada@example.org", "password": "typed", "by_link": "1"}, follow=True
    )
    link = link_to(account, "de")
    answer = browser.post(browser.get(link), link)
    assert answer.location == "/de/organisations"
    browser.get(link, status=410)


def test_an_empty_password_asks_for_a_link(browser):
    account = people.participant(email="ada@example.org")
    browser.post(browser.get("/fr/sign-in"), "/sign-in", {"email": "ada@example.org"}, follow=True)
    assert owed(account) == ["account-sign-in"]


def test_a_visitor_s_support_is_counted_after_the_link_in_another_browser(browser, app):
    account, proposal = people.participant(email="ada@example.org"), proposals.published()
    keep(browser, "support", f"/fr/proposals/{proposal.id}", proposal_id=str(proposal.id))
    page = browser.get("/fr/sign-in")
    browser.post(page, "/sign-in", {"email": "ada@example.org", "by_link": "1"})
    link, telephone = link_to(account), Browser(app)
    page = telephone.get(link)
    assert proposal.title in page.words()
    assert telephone.post(page, link).location == f"/fr/proposals/{proposal.id}"
    assert supporters(proposal) == [account.id]


def test_whoever_did_not_begin_the_support_says_so_and_only_signs_in(browser, app):
    victim, proposal = people.participant(email="ada@example.org"), proposals.published()
    keep(browser, "support", f"/fr/proposals/{proposal.id}", proposal_id=str(proposal.id))
    browser.post(browser.get("/fr/sign-in"), "/sign-in", {"email": "ada@example.org"})
    link, other = link_to(victim), Browser(app)
    page = other.get(link)
    fields = page.form(link)
    del fields["finish"]
    assert other.client.post(link, data=fields).status_code == 302
    assert supporters(proposal) == []


def test_a_second_support_is_no_obstacle_to_signing_in(browser):
    account, proposal = people.participant(password_hash=hashed()), proposals.published()
    db.session.add(Support(proposal_id=proposal.id, account_id=account.id, neighbour=False, created_at=now()))
    keep(browser, "support", f"/fr/proposals/{proposal.id}", proposal_id=str(proposal.id))
    page = browser.get("/fr/sign-in")
    answer = browser.post(page, "/sign-in", {"email": account.email, "password": PASSWORD})
    assert answer.location == f"/fr/proposals/{proposal.id}"
    assert supporters(proposal) == [account.id]


def test_a_visitor_s_draft_is_kept_by_signing_up(browser):
    keep(
        browser, "draft", "/fr/proposals/new", title="Un verger pour tous", body="", chantier="4", kind="idea"
    )
    page = browser.get("/fr/sign-up")
    browser.post(page, "/sign-up", NEWCOMER)
    account = account_of("ada@example.org")
    link = link_to(account)
    answer = browser.post(browser.get(link), link)
    draft = db.session.scalars(sa.select(Proposal).where(Proposal.author_id == account.id)).one()
    assert (draft.title, draft.state) == ("Un verger pour tous", "draft")
    assert answer.location == f"/fr/proposals/{draft.id}/check"


def test_a_draft_that_cannot_be_kept_comes_back_unsent(browser):
    account = people.participant(password_hash=hashed())
    keep(browser, "draft", "/fr/proposals/new", title="", body="Mon texte", chantier="4")
    page = browser.get("/fr/sign-in")
    answer = browser.post(page, "/sign-in", {"email": account.email, "password": PASSWORD})
    assert answer.location == "/fr/proposals/new"
    assert db.session.scalar(sa.select(sa.func.count(Proposal.id))) == 0
    with browser.client.session_transaction() as session:
        assert session["kept"] != "kept-secret"


def test_what_was_typed_before_the_session_ended_is_shown_again(browser):
    account = people.participant("Avant", password_hash=hashed())
    page = browser.sign_in(account).get("/fr/account/profile")
    db.session.execute(sa.delete(AccountSession))
    refused = browser.post(page, "/account/profile", {"display_name": "Nouveau nom"}, status=401)
    sign_in = browser.get("/fr/sign-in")
    answer = browser.post(sign_in, "/sign-in", {"email": account.email, "password": PASSWORD})
    assert refused.words()
    assert answer.location == "/fr/account/profile"
    assert browser.get(answer.location).form("/account/profile")["display_name"] == ["Nouveau nom"]
    assert account.display_name == "Avant"


def test_a_forgotten_password_is_chosen_anew(browser):
    account = people.participant(email="ada@example.org", password_hash=hashed())
    browser.post(browser.get("/fr/reset"), "/reset", {"email": "ada@example.org"}, follow=True)
    link = link_to(account)
    page = browser.get(link)
    refused = browser.post(page, link, {"new_password": "court"}, status=422)
    assert "court" not in refused.text
    browser.post(refused, link, {"new_password": "fünf gelbe Boote im Hafen"}, follow=True)
    assert owed(account)[-1] == "account-password-changed"
    browser.get(link, status=410)


def test_profile_password_and_address_change_on_their_pages(browser):
    account = people.participant(email="old@example.org")
    browser.sign_in(account)
    page = browser.get("/fr/account/profile")
    browser.post(page, "/account/profile", {"display_name": "Ada", "home": "origin:saarland"}, follow=True)
    page = browser.get("/fr/account/password")
    browser.post(page, "/account/password", {"new_password": PASSWORD}, follow=True)
    page = browser.get("/fr/account/password")
    wrong = {"old_password": "wrong", "new_password": "fünf gelbe Boote im Hafen"}
    browser.post(page, "/account/password", wrong, status=422)
    page = browser.get("/fr/account/email")
    browser.post(page, "/account/email", {"email": "new@example.org", "password": PASSWORD}, follow=True)
    link = link_to(account)
    browser.post(browser.get(link), link, follow=True)
    db.session.refresh(account)
    assert (account.email, account.display_name, account.origin) == ("new@example.org", "Ada", "saarland")


def test_devices_are_listed_and_signed_out(browser, app):
    account = people.participant()
    browser.sign_in(account)
    telephone = Browser(app).sign_in(account)
    page = telephone.get("/fr/account")
    other = db.session.scalars(sa.select(AccountSession.id).order_by(AccountSession.id)).first()
    telephone.post(page, f"/account/sessions/{other}/end", follow=True)
    browser.get("/fr/account", status=401)
    browser.sign_in(account)
    telephone.post(telephone.get("/fr/account"), "/account/sign-out-everywhere", follow=True)
    browser.get("/fr/account", status=401)
    telephone.get("/fr/account", status=401)


def test_data_leaves_as_json_and_the_account_for_good(browser):
    account = people.participant("Ada")
    browser.sign_in(account)
    export = browser.get("/fr/account/export").response
    assert export.json["account"]["display_name"] == "Ada"
    assert export.headers["Content-Disposition"].startswith("attachment")
    page = browser.get("/fr/account/erase")
    browser.post(page, "/account/erase", status=422)
    browser.post(page, "/account/erase", {"understood": "y"}, follow=True)
    browser.get("/fr/account", status=401)


def test_pages_take_few_statements_however_much_there_is(browser):
    account = people.participant()
    for _ in range(8):
        people.organisation(account)
        people.session(account)
    browser.sign_in(account)
    for path, most in (("account", 8), ("account/profile", 5), ("account/password", 4), ("sign-in", 4)):
        browser.get(f"/fr/{path}", status=302 if path == "sign-in" else 200)
        with counted() as statements:
            browser.client.get(f"/fr/{path}")
        assert len(statements) <= most, statements


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0\r\nX: y", ""),
    ],
)
def test_a_device_is_named_roughly(agent, name):
    assert device_name(agent) == name
