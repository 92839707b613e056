"""What somebody with bad intentions tries on translations; nothing of it works."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.translations import Translation, TranslationRequest
from consult.queries.translations import reading
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Origin, TranslationState
from consult.services import translations
from tests.factories import comments, people, programme, proposals
from tests.queries.test_translators_room import BODY, changed, fields, of
from tests.support.browser import Browser
from tests.support.walking import csrf_token, fetch, guards

TITLE = "Eine Streuobstwiese für alle"
HOSTILE = (
    "Wir möchten hier mit allen Kindern Bäume pflanzen. <script>alert(1)</script> "
    '[hier](javascript:alert(1)) <img src=x onerror="alert(1)"> **fett**'
)


def send(browser: Browser, path: str, **values: object):  # type: ignore[no-untyped-def]  # Werkzeug's answer
    return fetch(browser, path, method="POST", data=guards(csrf_token(browser)) | values)


def count(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def stored(number: int) -> Translation:
    db.session.expire_all()
    return db.session.get_one(Translation, number)


@pytest.fixture
def text(app):
    return proposals.published()


@pytest.fixture
def path(text) -> str:
    return f"/fr/translations/proposals/{text.id}/de"


def test_scripts_in_a_translation_are_only_words(browser: Browser, text, path: str) -> None:
    browser.sign_in(people.with_role(Role.EDITOR))
    browser.post(browser.get(path), "/de", {"title": f"<script>{TITLE}", "body": HOSTILE})
    number = db.session.scalar(sa.select(Translation.id))
    for address in (f"/de/translations/{number}", f"/de/proposals/{text.id}", path):
        page = Browser(browser.app).sign_in(people.participant()).get(address)
        assert "<script>" not in page.text.split("<main")[1]
        assert 'href="javascript' not in page.text
        assert "<img src=x" not in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "y" * 101},
        {"body": ""},
        {"body": "y" * 10_001},
        {"body": "\x00\u202e"},
        {"extent": "everything"},
        {"version": "abc"},
        {"version": "-1"},
        {"version": str(2**63)},
        {"version": ""},
    ],
)
def test_forged_fields_come_back_as_sentences(browser: Browser, path: str, wrong: dict[str, str]) -> None:
    browser.sign_in(people.participant())
    page = browser.get(path)
    browser.post(page, "/de", {"title": TITLE, "body": BODY} | wrong, status=422)
    assert count(Translation) == 0


@pytest.mark.parametrize("version", ["2", "99", str(2**31 - 1)])
def test_a_version_that_nobody_reads_is_a_conflict(browser: Browser, path: str, version: str) -> None:
    browser.sign_in(people.participant())
    page = browser.get(path)
    browser.post(page, "/de", {"title": TITLE, "body": BODY, "version": version}, status=409)
    assert count(Translation) == 0


def test_fields_smuggled_into_a_translation_change_nothing(browser: Browser, path: str) -> None:
    me, victim = people.participant(), people.participant()
    browser.sign_in(me)
    smuggled = {
        "translator_id": str(victim.id),
        "origin": "staff",
        "state": "shown",
        "reviewer_id": str(me.id),
        "reviewed_at": "2026-01-01",
        "deed": "accept",
        "language": "fr",
        "role": "editor",
    }
    browser.post(browser.get(path), "/de", {"title": TITLE, "body": BODY} | smuggled)
    (row,) = db.session.scalars(sa.select(Translation))
    assert (row.translator_id, row.origin, row.state) == (
        me.id,
        Origin.PARTICIPANT,
        TranslationState.PROPOSED,
    )
    assert (row.reviewer_id, row.language) == (None, "de")


@pytest.mark.parametrize("deed", ["accept", "refuse", "", "ACCEPT"])
def test_translators_do_not_accept_their_own(browser: Browser, text, deed: str) -> None:
    me = people.participant()
    row = translations.propose(people.actor(me), of(text), fields())
    browser.sign_in(me)
    sent = {"deed": deed, "title": TITLE, "body": BODY, "note": "Nein, danke."}
    assert send(browser, f"/fr/translations/{row.id}", **sent).status_code == 403
    assert stored(row.id).state is TranslationState.PROPOSED


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.EDITOR, Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR])
def test_the_team_of_another_chantier_neither_sees_nor_decides(browser: Browser, text, role: Role) -> None:
    row = translations.propose(people.actor(people.participant()), of(text), fields())
    browser.sign_in(people.with_role(role, chantier=7))
    browser.get(f"/fr/translations/{row.id}", status=404)
    sent = {"deed": "accept", "title": TITLE, "body": BODY}
    assert send(browser, f"/fr/translations/{row.id}", **sent).status_code == 404
    assert stored(row.id).state is TranslationState.PROPOSED


def test_what_waits_is_for_its_translator_and_the_team(browser: Browser, app: Flask, text) -> None:
    row = translations.propose(people.actor(people.participant()), of(text), fields())
    Browser(app).get(f"/de/translations/{row.id}", status=404)
    browser.sign_in(people.participant())
    browser.get(f"/de/translations/{row.id}", status=404)
    assert BODY not in browser.get("/de/translations").text
    visitor = Browser(app)
    sent = guards(csrf_token(visitor)) | {"deed": "accept"}
    assert fetch(visitor, f"/fr/translations/{row.id}", method="POST", data=sent).status_code == 401


def test_suspended_and_unconfirmed_people_translate_nothing(
    browser: Browser, app: Flask, text, path: str
) -> None:
    suspended = people.participant(suspended_until=now() + timedelta(days=3))
    for who in (suspended, people.participant(confirmed_at=None)):
        here = Browser(app).sign_in(who)
        for address in (path, "/fr/translations"):
            assert fetch(here, address).status_code in {401, 403}
        sent = {"title": TITLE, "body": BODY, "version": "1", "extent": "full"}
        answer = fetch(here, path, method="POST", data=guards(csrf_token(here)) | sent)
        assert answer.status_code in {401, 403}
        ask = f"/fr/translations/proposals/{text.id}/ask"
        asked = fetch(here, ask, method="POST", data=guards(csrf_token(here)) | {"language": "de"})
        assert asked.status_code in {401, 403}
    assert (count(Translation), count(TranslationRequest)) == (0, 0)


@pytest.mark.parametrize("language", ["xx", "lb", "en", "DE", "fr", "de/", "..", "%00"])
def test_a_language_that_is_none_of_ours_or_the_texts_own_has_no_page(
    browser: Browser, text, language: str
) -> None:
    browser.sign_in(people.with_role(Role.EDITOR))
    for address in (f"proposals/{text.id}", f"actions/{programme.action().id}"):
        if address.startswith("actions") and language == "fr":
            continue
        assert fetch(browser, f"/fr/translations/{address}/{language}").status_code == 404
    answer = send(browser, f"/fr/translations/proposals/{text.id}/ask", language=language)
    assert answer.status_code == 422
    assert count(TranslationRequest) == 0


def test_a_draft_has_neither_page_nor_wish(browser: Browser) -> None:
    draft, unread = proposals.draft(), proposals.submitted()
    browser.sign_in(people.with_role(Role.EDITOR))
    for text in (draft, unread):
        assert fetch(browser, f"/fr/translations/proposals/{text.id}/de").status_code == 404
        ask = f"/fr/translations/proposals/{text.id}/ask"
        assert send(browser, ask, language="de").status_code == 404


def test_a_form_sent_twice_counts_once(browser: Browser, text, path: str) -> None:
    browser.sign_in(people.participant())
    page = browser.get(path)
    sent = {"title": TITLE, "body": BODY}
    first, second = browser.post(page, "/de", sent), browser.post(page, "/de", sent)
    assert first.location == second.location
    assert count(Translation) == 1


def test_the_second_reviewer_reads_that_somebody_was_faster(browser: Browser, app: Flask, text) -> None:
    row = translations.propose(people.actor(people.participant()), of(text), fields())
    other = Browser(app).sign_in(people.with_role(Role.MODERATOR))
    browser.sign_in(people.with_role(Role.EDITOR))
    path = f"/fr/translations/{row.id}"
    pages = [one.get(path) for one in (browser, other)]
    browser.post(pages[0], f"/{row.id}", {"deed": "accept"})
    late = other.post(pages[1], f"/{row.id}", {"deed": "accept", "body": f"{BODY} Anders."}, status=409)
    assert f"{BODY} Anders." in late.words()
    assert stored(row.id).body == BODY


def test_a_text_that_changed_cannot_be_accepted(browser: Browser, text) -> None:
    row = translations.propose(people.actor(people.participant()), of(text), fields())
    browser.sign_in(people.with_role(Role.EDITOR))
    page = browser.get(f"/fr/translations/{row.id}")
    changed(text)
    browser.post(page, f"/{row.id}", {"deed": "accept"}, status=409)
    assert not reading(text, "de").translated


def test_a_bank_of_wishes_is_one_wish(browser: Browser, text) -> None:
    browser.sign_in(people.participant())
    for _ in range(3):
        send(browser, f"/fr/translations/proposals/{text.id}/ask", language="de")
    assert count(TranslationRequest) == 1


def test_nobody_completes_a_text_of_another_chantier(browser: Browser) -> None:
    action = programme.action(chantier=4, title={"fr": "Planter"})
    path = f"/fr/translations/actions/{action.id}/de"
    for role, chantier in ((Role.EDITOR, 7), (Role.MODERATOR, None), (Role.ADMINISTRATOR, None)):
        browser.sign_in(people.with_role(role, chantier=chantier))
        assert fetch(browser, path).status_code == 403
        assert send(browser, path, title="Bäume").status_code == 403
    browser.sign_in(people.with_role(Role.EDITOR))
    page = browser.get(path)
    browser.post(page, "/de", {"title": "y" * 201}, status=422)
    browser.post(page, "/de", {"title": "Bäume", "summary": "Überschrieben", "status": "done", "key": "x"})
    db.session.expire_all()
    assert action.title == {"fr": "Planter", "de": "Bäume"}
    assert action.summary["de"] != "Überschrieben"
    assert action.status.value == "announced"


def test_an_official_text_is_completed_once(browser: Browser) -> None:
    action = programme.action(chantier=4, title={"fr": "Planter"})
    browser.sign_in(people.with_role(Role.EDITOR))
    page = browser.get(f"/fr/translations/actions/{action.id}/de")
    action.title = {"fr": "Planter", "de": "Bäume"}
    db.session.commit()
    sent = page.form("/de") | {"title": "Anders"}
    fetch(browser, f"/fr/translations/actions/{action.id}/de", method="POST", data=sent)
    db.session.expire_all()
    assert action.title["de"] == "Bäume"


def test_a_comment_under_a_hidden_proposal_is_out_of_reach(browser: Browser, text) -> None:
    comment = comments.written(text)
    from_comment = translations.propose(
        people.actor(people.with_role(Role.EDITOR)),
        Subject(SubjectKind.COMMENT, comment.id),
        translations.TranslationFields("de", 1, BODY),
    )
    db.session.execute(sa.text("UPDATE proposal SET visibility = 'hidden'"))
    browser.sign_in(people.participant())
    browser.get(f"/fr/translations/{from_comment.id}", status=404)
    browser.get(f"/fr/translations/comments/{comment.id}/de", status=404)
    ask = f"/fr/translations/comments/{comment.id}/ask"
    assert send(browser, ask, language="de").status_code == 404
