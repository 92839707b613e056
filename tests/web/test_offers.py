"""Offers, calls and solutions as people meet them, in both languages."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.forms import KeptForm
from consult.models.offers import Call, Offer
from consult.models.proposals import Proposal
from consult.rules.lifecycle import ProposalKind, ProposalState, Visibility
from consult.rules.offers import OfferKind, OfferStatus
from consult.services import offers
from consult.services.offers import CallFields
from tests.factories import comments, people, programme, proposals
from tests.factories.offers import TEXT, called, need, offered
from tests.support.browser import Browser, new_request
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("app")


def newest() -> Offer:
    db.session.expire_all()
    return db.session.query(Offer).order_by(Offer.id.desc()).limit(1).one()


@pytest.mark.parametrize("language", ["fr", "de"])
def test_an_offer_from_the_need_to_the_answer(browser: Browser, app: Flask, language: str) -> None:
    author, giver = people.participant(), people.participant("Nora Beil")
    thing = need(author)
    browser.sign_in(giver)
    page = browser.get(f"/{language}/proposals/{thing.id}")
    assert f"/{language}/proposals/{thing.id}/offers/new" in page.text
    page = browser.get(f"/{language}/proposals/{thing.id}/offers/new")
    sent = browser.post(page, "/offers/new", {"kind": "skill", "text": TEXT, "named": "y"})
    offer = newest()
    assert sent.location == f"/{language}/offers/{offer.id}"
    assert TEXT[:20] in browser.get(sent.location).words()
    browser.get(f"/{language}/offers")
    page = browser.get(f"/{language}/offers/{offer.id}/edit")
    browser.post(page, "/edit", {"text": TEXT + " Le dimanche aussi."})

    browser = Browser(app).sign_in(author)
    assert "Nora Beil" in browser.get(f"/{language}/offers").words()
    page = browser.get(f"/{language}/offers/{offer.id}")
    assert "dimanche" in page.words()
    assert giver.email not in page.text
    browser.post(page, "/answer", {"accept": "yes", "reply": "Merci, venez samedi à neuf heures."})
    assert newest().status is OfferStatus.ACCEPTED
    assert "/answer" not in browser.get(f"/{language}/offers/{offer.id}").text
    browser.get(f"/{language}/offers?show=answered")

    visitor = Browser(app).get(f"/{language}/proposals/{thing.id}")
    assert "Nora Beil" in visitor.words()
    assert TEXT[:20] not in visitor.words()
    assert "csrf_token" not in visitor.text


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_call_from_the_editor_to_its_end(browser: Browser, app: Flask, language: str) -> None:
    action = programme.action()
    browser.sign_in(people.with_role(Role.EDITOR, 4))
    page = browser.get(f"/{language}/programme/{action.id}")
    assert f"/{language}/editing/programme/{action.id}/call" in page.text
    page = browser.get(f"/{language}/editing/programme/{action.id}/call")
    refused = browser.post(page, "/call", {"title_fr": "Des bras"}, status=422)
    words = {"title_fr": "Des bras", "title_de": "Hilfe gesucht", "wanted": "12"}
    texts = {"text_fr": "Nous plantons cent arbres.", "text_de": "Wir pflanzen hundert Bäume."}
    browser.post(refused, "/call", words | texts)
    call = db.session.query(Call).one()
    for path in (f"/{language}/calls", f"/{language}/programme/{action.id}", f"/{language}/calls?chantier=4"):
        assert words[f"title_{language}"] in Browser(app).get(path).words()
    assert words[f"title_{language}"] not in Browser(app).get(f"/{language}/calls?chantier=5").words()

    giver = Browser(app).sign_in(people.participant())
    form = giver.get(f"/{language}/calls/{call.id}/offers/new")
    page = browser.get(f"/{language}/editing/calls/{call.id}")
    browser.post(page, "/close")
    late = giver.post(form, "/offers/new", {"kind": "time", "text": TEXT}, status=409)
    assert late.status == 409
    assert db.session.query(Offer).count() == 0
    assert words[f"title_{language}"] not in Browser(app).get(f"/{language}/calls").words()


def test_a_colleague_was_faster_and_nothing_is_lost(browser: Browser) -> None:
    editor = people.with_role(Role.EDITOR, 4)
    call = called()
    browser.sign_in(editor)
    page = browser.get(f"/fr/editing/calls/{call.id}")
    theirs = CallFields({"fr": "Cent bras", "de": "Hundert Hände"}, dict(call.text))
    offers.change_call(people.actor(editor), call.id, theirs, based_on=1)
    stale = browser.post(page, f"/calls/{call.id}", {"title_fr": "Mille bras"}, status=409)
    assert "Cent bras" in stale.words()
    assert stale.form(f"/calls/{call.id}")["title_fr"] == ["Mille bras"]
    browser.post(stale, f"/calls/{call.id}")
    db.session.expire_all()
    assert db.session.get_one(Call, call.id).title["fr"] == "Mille bras"


@pytest.mark.parametrize("make", [need, called])
def test_one_writes_first_and_signs_in_then(browser: Browser, make: Callable[[], Proposal | Call]) -> None:
    thing = make()
    path = f"/de/{'calls' if isinstance(thing, Call) else 'proposals'}/{thing.id}/offers/new"
    page = browser.get(path)
    sent = browser.post(page, "/offers/new", {"kind": "place", "text": TEXT})
    assert sent.location.endswith("/sign-in")
    assert db.session.query(Offer).count() == 0
    back = browser.sign_in(people.participant()).get(path)
    assert back.form("/offers/new")["text"] == [TEXT]
    browser.post(back, "/offers/new")
    assert newest().kind is OfferKind.PLACE


def test_a_double_click_offers_once_and_a_short_text_comes_back(browser: Browser) -> None:
    thing = need()
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{thing.id}/offers/new")
    refused = browser.post(page, "/offers/new", {"kind": "time", "text": "court"}, status=422)
    assert refused.form("/offers/new")["text"] == ["court"]
    for _ in range(2):
        browser.post(refused, "/offers/new", {"text": TEXT})
    assert db.session.query(Offer).count() == 1


def test_a_withdrawn_offer_is_not_counted(browser: Browser) -> None:
    giver, thing = people.participant(), need()
    offer = offered(thing, giver)
    browser.sign_in(giver)
    page = browser.get(f"/fr/offers/{offer.id}")
    browser.post(page, "/withdraw")
    assert newest().status is OfferStatus.WITHDRAWN
    browser.get(f"/fr/offers/{offer.id}/edit", status=409)


@pytest.mark.parametrize("role", [None, *Role])
def test_strangers_find_no_offer(browser: Browser, role: Role | None) -> None:
    offer = offered(need())
    browser.sign_in(people.participant() if role is None else people.with_role(role))
    browser.get(f"/fr/offers/{offer.id}", status=404)
    browser.get(f"/fr/offers/{offer.id}/edit", status=404)


def test_ones_own_need_and_other_kinds_take_no_offer(browser: Browser) -> None:
    author = people.participant()
    thing, idea = need(author), proposals.published()
    browser.sign_in(author)
    assert "/offers/new" not in browser.get(f"/fr/proposals/{thing.id}").text
    browser.get(f"/fr/proposals/{thing.id}/offers/new", status=403)
    browser.get(f"/fr/proposals/{idea.id}/offers/new", status=409)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_solution_from_the_need_to_the_check(browser: Browser, language: str) -> None:
    author, thing = people.participant(), need()
    browser.sign_in(author)
    page = browser.get(f"/{language}/proposals/{thing.id}")
    assert f"/{language}/proposals/new?need={thing.id}" in page.text
    page = browser.get(f"/{language}/proposals/new?need={thing.id}")
    assert thing.title in page.words()
    sent = browser.post(
        page, "/proposals/new", {"title": "Une pépinière de quartier", "body": proposals.BODY, "go": "draft"}
    )
    found = re.search(r"/proposals/(\d+)/edit", sent.location)
    assert found
    made = db.session.get_one(Proposal, int(found[1]))
    assert (made.kind, made.need_id, made.chantier_number) == (ProposalKind.SOLUTION, thing.id, 4)
    page = browser.get(sent.location)
    assert thing.title in page.words()
    browser.post(page, "/edit", {"title": "Une pépinière pour le quartier", "go": "check"})
    assert thing.title in browser.get(f"/{language}/proposals/{made.id}/check").words()
    db.session.expire_all()
    made.state, made.published_at = ProposalState.PUBLISHED, now()
    db.session.commit()
    assert thing.title in browser.get(f"/{language}/proposals/{made.id}").words()
    assert made.title in browser.get(f"/{language}/proposals/{thing.id}").words()
    thing.visibility = Visibility.HIDDEN
    db.session.commit()
    assert thing.title not in browser.get(f"/{language}/proposals/{made.id}").words()
    browser.get(f"/{language}/proposals/new?need={thing.id}", status=404)


def test_a_solution_begun_before_signing_in_keeps_its_need(browser: Browser) -> None:
    thing = need()
    page = browser.get(f"/fr/proposals/new?need={thing.id}")
    browser.post(page, "/proposals/new", {"title": "Une pépinière de quartier", "body": proposals.BODY})
    new_request()
    with browser.client.session_transaction() as session:
        assert session["kept"]
    assert db.session.query(KeptForm).one().fields["need"] == [str(thing.id)]


def crowd(thing: Proposal | Call, count: int) -> None:
    for _ in range(count):
        offered(thing, named=True)
        if isinstance(thing, Proposal):
            proposals.published(kind=ProposalKind.SOLUTION, need_id=thing.id)


@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_cost_the_same_with_few_and_many(browser: Browser, signed_in: bool) -> None:
    action = programme.action()
    thing, call = need(), called(action)
    solution = proposals.published(kind=ProposalKind.SOLUTION, need_id=thing.id)
    paths = [
        f"/de/proposals/{thing.id}",
        f"/de/proposals/{solution.id}",
        f"/fr/programme/{action.id}",
        "/fr/calls",
        f"/fr/proposals/{thing.id}/offers/new",
    ]
    crowd(thing, 1)
    crowd(call, 1)
    comments.written(thing)
    comments.written(solution)
    if signed_in:
        browser.sign_in(db.session.get_one(Account, thing.author_id))
        paths[-1] = "/fr/offers"

    def costs() -> list[int]:
        found = []
        for path in paths:
            with counted() as statements:
                browser.get(path)
            found.append(len(statements))
        return found

    few = costs()
    crowd(thing, 25)
    crowd(call, 25)
    assert costs() == few
    assert max(few) <= (12 if signed_in else 8), dict(zip(paths, few, strict=True))
