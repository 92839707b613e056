"""The translators' pages as volunteers, the team and readers meet them, in both languages."""

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.notifications import OutboxItem
from consult.models.programme import Action, ActionUpdate
from consult.models.proposals import Proposal
from consult.models.translations import Translation, TranslationRequest
from consult.queries.translations import reading
from consult.rules.lifecycle import Visibility
from consult.rules.translations import Extent, Origin, TranslationState
from consult.services import translations
from tests.factories import comments, people, programme, proposals
from tests.queries.test_translators_room import BODY, SUMMARY, changed, fields, machine_text, of
from tests.support.browser import Browser
from tests.support.statements import counted

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])
TITLE = "Eine Streuobstwiese für alle"


def writing(text: Proposal, lang: str = "fr", kind: str = "proposals", into: str = "de") -> str:
    return f"/{lang}/translations/{kind}/{text.id}/{into}"


def proposed(text: Proposal, by: Account | None = None) -> Translation:
    return translations.propose(people.actor(by or people.participant()), of(text), fields())


def stored() -> Translation:
    db.session.expire_all()
    return db.session.scalars(sa.select(Translation).order_by(Translation.id.desc())).first()  # type: ignore[return-value]


@LANGUAGES
def test_the_list_in_both_languages(browser: Browser, lang: str) -> None:
    text, german = proposals.published(), proposals.published(language="de", title="Eine Bank am Fluss")
    comments.written(text)
    proposed(waiting := proposals.published())
    programme.action(title={"de": "Bäume pflanzen"}, summary={"fr": "Des arbres."})
    browser.sign_in(people.with_role(Role.EDITOR, language=lang))
    words = browser.get(f"/{lang}/translations?language=de").words()
    assert text.title in words
    assert TITLE in words
    assert german.title not in words
    assert waiting.title not in words
    assert german.title in browser.get(f"/{lang}/translations?language=fr").words()
    assert text.title not in browser.get(f"/{lang}/translations?language=de&work=review").words()
    assert text.title not in browser.get(f"/{lang}/translations?language=de&chantier=5").words()
    assert text.title in browser.get(
        f"/{lang}/translations?language=xx&work=yy&chantier=zz&after="
    ).words() or (lang == "fr")


@LANGUAGES
def test_an_empty_list_says_so_and_visitors_sign_in(browser: Browser, lang: str) -> None:
    browser.get(f"/{lang}/translations", status=401)
    browser.sign_in(people.participant())
    assert "empty-state" in browser.get(f"/{lang}/translations").text
    browser.get(f"/{lang}/translations?after=%21", status=422)


def test_the_list_takes_the_same_statements_with_few_and_many(app: Flask, browser: Browser) -> None:
    browser.sign_in(people.with_role(Role.EDITOR))
    numbers = []
    for count in (1, 30):
        for _ in range(count):
            comments.written(proposals.published())
            proposed(proposals.published())
        db.session.commit()
        with counted() as statements:
            browser.get("/de/translations")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 12


@LANGUAGES
def test_the_team_sees_what_waits_in_other_languages(browser: Browser, app: Flask, lang: str) -> None:
    other = "fr" if lang == "de" else "de"
    browser.sign_in(people.with_role(Role.EDITOR, chantier=4))
    path = f"/{lang}/translations?language={lang}"
    link = f"/{lang}/translations?language={other}&amp;work=review"
    assert link not in browser.get(path).text
    for chantier in (4, 5):
        row = proposed(proposals.published(chantier_number=chantier))
        row.language = other
    db.session.flush()
    page = browser.get(path)
    assert link in page.text
    assert {"fr": "1 traduction à vérifier (allemand)", "de": "1 Übersetzung zu prüfen (Französisch)"}[
        lang
    ] in page.words()
    volunteer = Browser(app).sign_in(people.participant())
    assert link not in volunteer.get(path).text


@LANGUAGES
def test_after_a_refusal_the_words_stand_in_the_form_again(browser: Browser, lang: str) -> None:
    text, dora, editor = proposals.published(), people.participant(), people.with_role(Role.EDITOR)
    row = proposed(text, dora)
    translations.refuse(people.actor(editor), row.id, "Der zweite Satz fehlt.")
    browser.sign_in(dora)
    again = {"fr": "La proposer à nouveau", "de": "Noch einmal vorschlagen"}[lang]
    assert again in browser.get(f"/{lang}/translations/{row.id}").words()
    page = browser.get(writing(text, lang))
    assert page.form("/de")["body"] == [BODY]
    assert "Der zweite Satz fehlt." in page.words()
    browser.post(page, "/de", {"body": f"{BODY} Und Birnen."})
    assert (stored().id, stored().state) != (row.id, TranslationState.REFUSED)
    page = browser.get(writing(text, lang))
    assert page.form("/de")["body"] == [f"{BODY} Und Birnen."]
    assert "Der zweite Satz fehlt." not in page.words()
    translations.refuse(people.actor(editor), stored().id, "Noch nicht.")
    shown = proposed(text, editor)
    assert browser.get(writing(text, lang)).form("/de")["body"] == [shown.body], "what readers get is newer"
    browser.sign_in(people.participant())
    assert "Noch nicht." not in browser.get(writing(text, lang)).words()


@LANGUAGES
def test_what_waits_already_is_said_before_somebody_translates_it_again(browser: Browser, lang: str) -> None:
    text, dora = proposals.published(), people.participant()
    said = {"fr": "déjà en attente de relecture", "de": "wartet schon eine Übersetzung auf das Team"}[lang]
    left = {"fr": "Annuler", "de": "Abbrechen"}[lang]
    browser.sign_in(dora)
    page = browser.get(writing(text, lang))
    assert said not in page.words()
    assert left in page.words()
    row = proposed(text, dora)
    page = browser.get(writing(text, lang))
    assert said not in page.words(), "their own stands in the form"
    assert left not in page.words()
    browser.sign_in(people.participant())
    assert said in browser.get(writing(text, lang)).words()
    assert said not in browser.get(f"{writing(text, lang)}?extent=summary").words()
    browser.sign_in(people.with_role(Role.EDITOR))
    assert f"/{lang}/translations/{row.id}" in browser.get(writing(text, lang)).text


@LANGUAGES
def test_a_participant_translates_and_an_editor_accepts(browser: Browser, app: Flask, lang: str) -> None:
    text, dora = proposals.published(), people.participant("Dora Klein")
    browser.sign_in(dora)
    page = browser.get(writing(text, lang))
    assert text.title in page.words()
    sent = {"title": TITLE, "body": BODY, "thanked": "y"}
    answer = browser.post(page, "/de", sent, follow=True)
    row = stored()
    assert answer.path == f"/{lang}/translations/{row.id}"
    assert (row.state, row.thanked, row.version) == (TranslationState.PROPOSED, True, 1)
    editor = Browser(app).sign_in(people.with_role(Role.EDITOR))
    page = editor.get(f"/{lang}/translations/{row.id}")
    editor.post(page, f"/{row.id}", {"deed": "accept", "body": f"{BODY} Und Birnen."})
    got = reading(db.session.get_one(Proposal, text.id), "de")
    assert got.body.endswith("Und Birnen.")
    assert got.by is not None
    assert got.by.translator == "Dora Klein"
    seen = Browser(app).get(f"/{lang}/translations/{row.id}").words()  # readers see it, and whom to thank
    assert "Dora Klein" in seen
    assert "Und Birnen." in seen


def test_what_staff_write_is_shown_at_once(browser: Browser) -> None:
    text = proposals.published()
    browser.sign_in(people.with_role(Role.MODERATOR))
    browser.post(browser.get(writing(text)), "/de", {"title": TITLE, "body": BODY})
    assert (stored().state, stored().origin) == (TranslationState.SHOWN, Origin.STAFF)


def test_a_summary_and_a_comment(browser: Browser) -> None:
    text = proposals.published()
    comment = comments.written(text)
    browser.sign_in(people.with_role(Role.EDITOR))
    page = browser.get(f"{writing(text)}?extent=summary")
    browser.post(page, "/de", {"title": TITLE, "body": "Kurz."}, status=422)
    browser.post(page, "/de", {"title": TITLE, "body": SUMMARY})
    assert (stored().extent, stored().body) == (Extent.SUMMARY, SUMMARY)
    page = browser.get(writing(comment, kind="comments"))
    assert "title" not in page.form("/de")
    browser.post(page, "/de", {"body": "Die Kinder der Schule könnten im Frühling Bäume pflanzen."})
    assert (stored().comment_id, stored().title) == (comment.id, None)
    browser.get(f"{writing(comment, kind='comments')}?extent=summary", status=404)


@LANGUAGES
def test_the_language_is_asked_about_only_when_it_seems_wrong(browser: Browser, lang: str) -> None:
    text = proposals.published()
    browser.sign_in(people.participant())
    page = browser.get(writing(text, lang))
    assert "sure" not in page.form("/de")
    assert 'name="sure"' not in page.text
    page = browser.post(page, "/de", {"title": text.title, "body": text.body}, status=422)
    assert 'name="sure"' in page.text
    assert {"fr": "semble écrite en français", "de": "scheint auf Französisch geschrieben"}[
        lang
    ] in page.words()
    browser.post(page, "/de", {"sure": "y"})
    assert stored().body == text.body.strip()


@LANGUAGES
def test_a_text_that_changed_meanwhile_loses_nothing(browser: Browser, lang: str) -> None:
    text = proposals.published()
    browser.sign_in(people.participant())
    page = browser.get(writing(text, lang))
    changed(text)
    text.body = f"{text.body} Et une haie."
    page = browser.post(page, "/de", {"title": TITLE, "body": BODY}, status=409)
    assert BODY in page.text
    assert "Et une haie." in page.words()
    assert page.form("/de")["version"] == ["2"]
    browser.post(page, "/de")
    assert (stored().version, stored().body) == (2, BODY)


@LANGUAGES
def test_a_stale_translation_is_prefilled_with_the_difference(
    browser: Browser, app: Flask, lang: str
) -> None:
    text = proposals.published()
    row = proposed(text, people.with_role(Role.EDITOR))
    changed(text)
    text.body = f"{text.body} Et une haie."
    browser.sign_in(people.participant())
    page = browser.get(writing(text, lang))
    assert page.form("/de")["body"] == [BODY]
    assert "Et une haie" in "".join("".join(node.itertext()) for node in page.all("ins"))
    shown = Browser(app).get(f"/{lang}/translations/{row.id}")
    assert BODY in shown.words()
    assert "Et une haie" in "".join("".join(node.itertext()) for node in shown.all("ins"))


def test_a_version_that_moderation_refused_shows_neither_original_nor_translation(browser: Browser) -> None:
    text = proposals.published()
    row = proposed(text, people.with_role(Role.EDITOR))
    changed(text)
    db.session.execute(sa.text("UPDATE proposal_version SET review = 'refused' WHERE number = 1"))
    browser.get(f"/fr/translations/{row.id}", status=404)
    browser.sign_in(people.participant())
    page = browser.get(writing(text))
    assert page.form("/de")["body"] == [""]


@LANGUAGES
def test_the_team_refuses_with_a_reason_and_takes_down(browser: Browser, lang: str) -> None:
    text = proposals.published()
    row, shown = proposed(text), machine_text(proposals.published())
    browser.sign_in(people.with_role(Role.EDITOR))
    page = browser.get(f"/{lang}/translations/{row.id}")
    page = browser.post(page, f"/{row.id}", {"deed": "refuse", "body": ""}, status=422)
    browser.post(page, f"/{row.id}", {"deed": "refuse", "note": "Der zweite Satz fehlt."})
    db.session.expire_all()
    assert (row.state, row.note) == (TranslationState.REFUSED, "Der zweite Satz fehlt.")
    page = browser.get(f"/{lang}/translations/{shown.id}")
    browser.post(page, f"/{shown.id}", {"deed": "refuse"})
    db.session.expire_all()
    assert shown.state is TranslationState.REFUSED


def test_terms_of_the_glossary_stand_beside_and_are_missed(browser: Browser) -> None:
    body = (
        "Ce chantier concerne tous les conseillers municipaux et la métropole entière, avec ses écoles. " * 2
    )
    text = proposals.published(body=body)
    row = proposed(text)
    browser.sign_in(people.with_role(Role.EDITOR))
    assert "Handlungsfeld" in browser.get(writing(text)).words()
    page = browser.get(f"/de/translations/{row.id}")
    assert page.words().count("Handlungsfeld") >= 2


def test_a_wish_from_the_text_counts_once_and_is_told(browser: Browser) -> None:
    text, dora = proposals.published(), people.participant()
    browser.sign_in(dora)
    for _ in range(2):
        sent = browser.get("/fr/account").form("/sign-out") | {"language": "de"}
        answer = browser.client.post(f"/fr/translations/proposals/{text.id}/ask", data=sent)
        assert answer.status_code == 302
        assert answer.location.endswith(f"/proposals/{text.id}")
    assert db.session.query(TranslationRequest).count() == 1
    proposed(text, people.with_role(Role.EDITOR))
    told = [item.event for item in db.session.scalars(sa.select(OutboxItem)) if item.account_id == dora.id]
    assert told == ["translation-ready"]


@LANGUAGES
def test_an_editor_completes_an_official_text(browser: Browser, lang: str) -> None:
    action = programme.action(
        title={"fr": "Planter des arbres"}, summary={"fr": "Des arbres.", "de": "Bäume."}
    )
    update = action.updates[0]
    update.note = {"fr": "Annoncé."}
    browser.sign_in(people.with_role(Role.EDITOR, chantier=4))
    path = f"/{lang}/translations/actions/{action.id}/de"
    page = browser.get(path)
    assert set(page.form("/de")) >= {"title", f"note_{update.id}"}
    assert "summary" not in page.form("/de")
    browser.post(page, "/de", {}, status=422)
    page = browser.get(path)
    browser.post(page, "/de", {"title": "Bäume pflanzen", f"note_{update.id}": "Angekündigt."})
    db.session.expire_all()
    assert db.session.get_one(Action, action.id).title == {"fr": "Planter des arbres", "de": "Bäume pflanzen"}
    assert db.session.get_one(ActionUpdate, update.id).note["de"] == "Angekündigt."
    assert "empty-state" in browser.get(path).text


def test_a_hidden_text_takes_its_translations_along(browser: Browser, app: Flask) -> None:
    text, dora, editor = proposals.published(), people.participant(), people.with_role(Role.EDITOR)
    mine, shown = proposed(text, dora), proposed(text, editor)
    browser.sign_in(dora)
    for row in (mine, shown):
        browser.get(f"/fr/translations/{row.id}")
    for visibility in (Visibility.HIDDEN, Visibility.REMOVED):
        text.visibility = visibility
        for row in (mine, shown):
            browser.get(f"/fr/translations/{row.id}", status=404)
            Browser(app).get(f"/fr/translations/{row.id}", status=404)
        browser.get(writing(text), status=404)
