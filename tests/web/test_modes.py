"""Before or after publication, as administrators set it and as authors read it; labels; withheld names."""

import pytest
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.journal import JournalEntry
from consult.models.organisations import Organisation
from consult.models.proposals import Proposal
from consult.queries.modes import mode_of
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import DecisionKind, Ground, Label, Mode, Ruling, Subject, SubjectKind
from consult.services import moderation
from tests.factories import people, proposals
from tests.factories.comments import BODY, written
from tests.factories.modes import set_mode
from tests.support.browser import Browser
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("app")
LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])
P, C = SubjectKind.PROPOSAL, SubjectKind.COMMENT
OTHER = "Un autre texte, plus clair que le premier, et sans publicité."
FACTS = "Le nom se fait passer pour un service."


def decide(subject: Subject, kind: DecisionKind, ground: Ground | None = None) -> None:
    ruling = Ruling(
        kind, ground, "Vous nommez votre voisin." if ground else "", facts=FACTS if ground else ""
    )
    moderation.decide(people.actor(people.with_role(Role.MODERATOR)), subject, ruling)
    db.session.commit()


def only_comment() -> Comment:
    db.session.expire_all()
    return db.session.query(Comment).one()


@LANGUAGES
def test_an_administrator_sets_all_chantiers_on_one_page(browser: Browser, lang: str) -> None:
    browser.sign_in(people.with_role(Role.ADMINISTRATOR))
    browser.get(f"/{lang}/admin")
    with counted() as statements:
        page = browser.get(f"/{lang}/admin/moderation")
    assert len(statements) <= 12, statements
    assert len(page.all("select")) == 20
    assert ("réglage par défaut" if lang == "fr" else "(Standard)") in page.text
    assert "(default)" not in page.text
    assert page.form("/admin/moderation")["proposal_4"] == ["pre"]
    stale = browser.get(f"/{lang}/admin/moderation")
    browser.post(page, "/admin/moderation", {"proposal_4": "post", "comment_10": "pre"}, follow=True)
    assert (mode_of(4, P), mode_of(10, C), mode_of(5, P)) == (Mode.POST, Mode.PRE, Mode.PRE)
    assert db.session.query(JournalEntry).filter_by(event="setting.changed").count() == 2
    again = browser.post(stale, "/admin/moderation", {"proposal_4": "pre"}, status=409)
    assert mode_of(4, P) is Mode.POST
    browser.post(again, "/admin/moderation", {"proposal_4": "pre"}, follow=True)
    assert mode_of(4, P) is Mode.PRE


@pytest.mark.parametrize(
    ("name", "value"), [("proposal_4", "never"), ("comment_1", ""), ("seen", "x" * 5000)]
)
def test_forged_modes_change_nothing(browser: Browser, name: str, value: str) -> None:
    page = browser.sign_in(people.with_role(Role.ADMINISTRATOR)).get("/fr/admin/moderation")
    browser.post(page, "/admin/moderation", {name: value}, status=409 if name == "seen" else 422)
    assert db.session.query(JournalEntry).filter_by(event="setting.changed").count() == 0


def test_only_administrators_see_the_settings(browser: Browser) -> None:
    browser.get("/fr/admin/moderation", status=401)
    browser.sign_in(people.with_role(Role.MODERATOR)).get("/fr/admin/moderation", status=403)


@LANGUAGES
def test_a_comment_waits_with_a_date_and_appears_when_it_is_accepted(
    browser: Browser, app: Flask, lang: str
) -> None:
    set_mode(C, Mode.PRE)
    proposal, author = proposals.published(), people.participant()
    page = browser.sign_in(author).get(f"/{lang}/proposals/{proposal.id}")
    browser.post(page, "/comments", {"body": BODY, "stance": "for"})
    comment = only_comment()
    own = browser.get(f"/{lang}/proposals/{proposal.id}")
    assert BODY[:20] in own.words()
    assert f"/comments/{comment.id}/reply" not in own.text
    assert f"/comments/{comment.id}/report" not in own.text
    browser.get(f"/{lang}/comments/{comment.id}/reply", status=409)
    stranger = Browser(app).sign_in(people.participant())
    assert BODY[:20] not in stranger.get(f"/{lang}/proposals/{proposal.id}").text
    for path in ("", "/versions", "/reply", "/report", "/edit"):
        stranger.get(f"/{lang}/comments/{comment.id}{path}", status=404)
    decide(Subject(C, comment.id), DecisionKind.PUBLISH)
    assert BODY[:20] in stranger.get(f"/{lang}/proposals/{proposal.id}").words()


@LANGUAGES
def test_a_refused_comment_shows_the_note_and_can_be_sent_again(browser: Browser, lang: str) -> None:
    set_mode(C, Mode.PRE)
    author = people.participant()
    comment = written(proposals.published(), author)
    decide(Subject(C, comment.id), DecisionKind.RETURN, Ground.PERSONAL_DATA)
    browser.sign_in(author)
    page = browser.get(f"/{lang}/proposals/{comment.proposal_id}")
    assert "Vous nommez votre voisin." in page.words()
    assert f"/{lang}/comments/{comment.id}/edit" in page.text
    form = browser.get(f"/{lang}/comments/{comment.id}/edit")
    assert "Vous nommez votre voisin." in form.words()
    browser.post(form, "/edit", status=422)
    browser.post(form, "/edit", {"body": OTHER})
    page = browser.get(f"/{lang}/proposals/{comment.proposal_id}")
    assert "Vous nommez votre voisin." not in page.words()
    assert OTHER in page.words()


@LANGUAGES
def test_a_change_waits_and_is_offered_again_as_it_was_left(browser: Browser, app: Flask, lang: str) -> None:
    author = people.participant()
    comment = written(proposals.published(), author)
    set_mode(C, Mode.PRE)
    browser.sign_in(author)
    form = browser.get(f"/{lang}/comments/{comment.id}/edit")
    browser.post(form, "/edit", {"body": OTHER})
    again = browser.get(f"/{lang}/comments/{comment.id}/edit")
    assert again.form("/edit")["body"] == [OTHER]
    assert OTHER.split()[3] in browser.get(f"/{lang}/comments/{comment.id}/versions").words()
    visitor = Browser(app)
    assert BODY[:20] in visitor.get(f"/{lang}/proposals/{comment.proposal_id}").words()
    assert "publicité" not in visitor.get(f"/{lang}/comments/{comment.id}/versions").words()


@LANGUAGES
def test_a_proposal_published_at_once_says_so(browser: Browser, app: Flask, lang: str) -> None:
    set_mode(P, Mode.POST)
    author = people.participant()
    draft = proposals.draft(author)
    browser.sign_in(author)
    page = browser.get(f"/{lang}/proposals/{draft.id}/check")
    browser.post(page, "/check", follow=True)
    assert db.session.get_one(Proposal, draft.id).state is ProposalState.PUBLISHED
    browser.get(f"/{lang}/proposals/{draft.id}/submitted")
    visitor = Browser(app)
    assert draft.title in visitor.get(f"/{lang}/proposals/{draft.id}").words()
    page = browser.get(f"/{lang}/proposals/{draft.id}/edit")
    browser.post(page, "/edit", {"body": draft.body + " Et des bancs."}, follow=True)
    assert "Et des bancs." in visitor.get(f"/{lang}/proposals/{draft.id}").words()
    assert "Et des bancs." in visitor.get(f"/{lang}/proposals/{draft.id}/versions").words()


@LANGUAGES
def test_labels_stand_above_the_text_and_in_the_card(browser: Browser, lang: str) -> None:
    proposal = proposals.published(label=Label.DISPUTED)
    comment = written(proposal)
    comment.label = Label.SENSITIVE
    db.session.flush()
    page = browser.get(f"/{lang}/proposals/{proposal.id}").text
    for text in (proposal.body.strip()[:30], BODY[:30]):
        above = page[: page.index(text)]
        note = above[above.rindex("<strong>") :]
        assert f"/{lang}/charter" in note
        assert "<h2" not in note
    assert "tag-warning" in browser.get(f"/{lang}/proposals").text


def withheld(person: Account) -> None:
    decide(Subject(SubjectKind.ACCOUNT, person.id), DecisionKind.HIDE, Ground.IMPERSONATION)


@LANGUAGES
def test_who_bears_a_withheld_name_chooses_another_but_not_the_same(browser: Browser, lang: str) -> None:
    person = people.participant("Office du Verger")
    withheld(person)
    assert person.display_name == f"Profil {person.id}"
    page = browser.sign_in(person).get(f"/{lang}/account/profile")
    browser.post(page, "/account/profile", {"language": "de"}, follow=True)
    for same in ("Office du Verger", "OFFICE DU VERGER", "Office  du-Vérger"):
        page = browser.get(f"/{lang}/account/profile")
        browser.post(page, "/account/profile", {"display_name": same}, status=422)
    browser.post(page, "/account/profile", {"display_name": "Anne Verger"}, follow=True)
    db.session.expire_all()
    assert person.display_name == "Anne Verger"
    withheld(person)
    assert person.display_name == f"Profil {person.id}"
    for same in ("Office du Verger", "Anne Verger"):
        page = browser.get(f"/{lang}/account/profile")
        browser.post(page, "/account/profile", {"display_name": same}, status=422)


def test_an_organisation_chooses_another_name_too(browser: Browser) -> None:
    keeper = people.participant()
    house = people.organisation(keeper, "Office des jardins")
    before = house.name
    decide(Subject(SubjectKind.ORGANISATION, house.id), DecisionKind.HIDE, Ground.IMPERSONATION)
    browser.sign_in(keeper)
    page = browser.get(f"/fr/organisations/{house.id}/edit")
    about = {"about": "Nous plantons des arbres fruitiers avec les écoles."}
    browser.post(page, f"/organisations/{house.id}/edit", about | {"name": before.upper()}, status=422)
    browser.post(page, f"/organisations/{house.id}/edit", about | {"name": "Les Jardins réunis"}, follow=True)
    db.session.expire_all()
    assert db.session.get_one(Organisation, house.id).name == "Les Jardins réunis"
