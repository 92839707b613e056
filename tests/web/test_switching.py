"""The other language is one press away, also from a form that was refused: nothing typed is lost."""

from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.forms import FormUse, KeptForm
from consult.models.moderation import Report
from consult.models.proposals import Proposal
from consult.web.kit.forms import NEVER_KEPT
from tests.factories import people, proposals
from tests.support import walking, world
from tests.support.browser import XHTML, Browser, Page, _fields, new_request

OTHER = {"fr": "de", "de": "fr"}
BACK = {
    "fr": "Votre texte est de retour. Il n’est pas encore envoyé.",
    "de": "Ihr Text ist wieder da. Er ist noch nicht gesendet.",
}


def rows() -> list[int]:
    return [
        db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
        for model in (Account, Comment, FormUse, Proposal, Report)
    ]


def switched(browser: Browser, page: Page, language: str) -> Page:
    """Press the switcher's button, and arrive."""
    form = next(form for form in page.all("form") if form.get("data-switch") is not None)
    (button,) = [node for node in form.iter() if node.get("name") == "switch_language"]
    assert button.get("lang") == language
    fields = {
        node.get("name"): node.get("value") or "" for node in form.iter() if node.get("type") == "hidden"
    }
    assert not {"password", "new_password"} & fields.keys()
    new_request()
    target = form.get("action") or ""
    assert target.startswith(f"/{language}/")
    answer = browser.client.post(
        target, data=fields | {"switch_language": "1"}, headers={"Referer": f"http://localhost{page.path}"}
    )
    assert answer.status_code == 303, answer.text[:500]
    return browser.get(answer.headers["Location"].split("#")[0])


def value_of(page: Page, name: str) -> str:
    for tag in ("input", "textarea"):
        for node in page.all(tag):
            if node.get("name") == name and node.get("type") != "hidden":
                return node.get("value") or node.text or ""
    raise AssertionError(name)


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_visitor_s_sign_up_comes_back_without_its_password(browser: Browser, lang: str) -> None:
    page = browser.get(f"/{lang}/sign-up")
    before = rows()
    refused = browser.post(
        page,
        "/sign-up",
        {"display_name": "Zoé Brandt", "email": "no address", "password": "secret-words"},
        status=422,
    )
    assert not [
        link for link in refused.all("link") if link.get("rel") == "alternate" and link.get("hreflang")
    ]
    shown = switched(browser, refused, OTHER[lang])
    assert shown.path == f"/{OTHER[lang]}/sign-up"
    assert (value_of(shown, "display_name"), value_of(shown, "email")) == ("Zoé Brandt", "no address")
    assert value_of(shown, "password") == ""
    assert BACK[OTHER[lang]] in shown.words()
    assert "secret-words" not in str([kept.fields for kept in db.session.scalars(sa.select(KeptForm))])
    assert rows() == before
    assert BACK[OTHER[lang]] not in browser.get(shown.path).words()


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_proposal_keeps_what_was_typed(browser: Browser, lang: str) -> None:
    browser.sign_in(people.participant())
    page = browser.get(f"/{lang}/proposals/new")
    before = rows()
    refused = browser.post(page, "/proposals/new", {"title": "", "body": "Ein Text, der bleibt."}, status=422)
    shown = switched(browser, refused, OTHER[lang])
    assert "Ein Text, der bleibt." in value_of(shown, "body")
    assert rows() == before


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_comment_sent_to_an_address_without_a_page_leads_back_to_its_proposal(
    browser: Browser, lang: str
) -> None:
    proposal = proposals.published()
    browser.sign_in(people.participant())
    page = browser.get(f"/{lang}/proposals/{proposal.id}")
    before = rows()
    sending = f"/proposals/{proposal.id}/comments"
    refused = browser.post(page, sending, {"body": "x" * 6000, "stance": "for"}, status=422)
    again = browser.post(refused, sending, {"body": "y" * 6000}, status=422)
    shown = switched(browser, again, OTHER[lang])
    assert shown.path == f"/{OTHER[lang]}/proposals/{proposal.id}"
    assert "y" * 6000 in value_of(shown, "body")
    assert rows() == before


def test_a_report_by_a_visitor(browser: Browser) -> None:
    proposal = proposals.published()
    page = browser.get(f"/fr/proposals/{proposal.id}/report")
    refused = browser.post(page, "/report", {"email": "no address"}, status=422)
    shown = switched(browser, refused, "de")
    assert value_of(shown, "email") == "no address"
    assert rows()[-1] == 0


def test_what_waits_behind_signing_in_stays_there(app: Flask) -> None:
    answer = app.test_client().post(
        "/fr/proposals/new", data={"title": "Un banc"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert 'href="/de/sign-in"' in answer.text
    assert "data-switch" not in answer.text


def test_the_button_is_guarded_and_leads_nowhere_else(browser: Browser) -> None:
    unguarded = browser.client.post("/de/sign-up", data={"switch_language": "1", "email": "x"})
    assert unguarded.status_code == 400
    token = walking.csrf_token(browser)
    for page in ("https://evil.example/", "//evil.example", "/\\evil"):
        sent = {"csrf_token": token, "switch_language": "1", "switch_page": page, "email": "x"}
        assert browser.client.post("/de/sign-up", data=sent).headers["Location"] == "/de/sign-up"


def test_a_page_with_an_error_too_large_to_read_keeps_its_links(browser: Browser) -> None:
    answer = browser.client.post("/fr/sign-in", data={"email": "x" * 400_000})
    assert answer.status_code == 413
    assert 'href="/de/sign-in"' in answer.text


MARK = "Gulliver"
TYPED = {("textarea", None), ("input", "text"), ("input", None)}


def marked(form: Element) -> dict[str, list[str]] | None:
    """The form's fields with a word of ours in each text; None where there is nothing to type."""
    fields = _fields(form)
    kinds = {node.get("name"): (node.tag.removeprefix(XHTML), node.get("type")) for node in form.iter()}
    texts = [name for name in fields if kinds[name] in TYPED and name not in NEVER_KEPT]
    chosen = [name for name in fields if name not in texts and kinds[name] != ("input", "hidden")]
    typed = {name: [MARK] for name in texts} | {name: [""] for name in chosen}
    return fields | typed if texts else None


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(("who", "least"), [("visitor", 5), ("everything", 60)])
def test_every_form_that_is_refused_comes_along(app: Flask, who: str, least: int) -> None:
    town = world.build()
    browser = walking.browsing(app, town, who)
    token = walking.csrf_token(browser)
    tried, lost = set(), []
    for address in walking.addresses(app, town, "GET"):
        answer = walking.fetch(browser, address.path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for form in Page(answer).own_forms():
            action, fields = form.get("action") or "", marked(form)
            if form.get("method") != "post" or not fields or action in tried:
                continue
            tried.add(action)
            with walking.undone(browser):
                came = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://localhost{address.path}"}
                sent = fields | walking.guards(token)
                refused = walking.fetch(browser, action, method="POST", data=sent, headers=came)
                if refused.status_code < 400:
                    continue
                page = Page(refused)
                if "data-switch" not in page.text or MARK not in switched(browser, page, "de").text:
                    lost.append((address.path, action, refused.status_code, "data-switch" in page.text))
    assert not lost, lost
    assert len(tried) >= least
