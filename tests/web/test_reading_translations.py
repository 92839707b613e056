"""Readers get proposals and comments in their own language, and the original with one click."""

import pytest

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries.ballots.brief import briefs
from consult.rules.comments import Stance
from consult.rules.lifecycle import ProposalState, Review
from consult.rules.translations import Extent, Origin, TranslationState
from consult.services import search
from tests.factories import comments, people, translations
from tests.factories import proposals as stories
from tests.support.browser import Browser, Page
from tests.support.statements import counted

GERMAN, TITLE = translations.BODY, translations.TITLE
SUMMARY = "Die Schule soll am Fluss Obstbäume pflanzen, gemeinsam mit den Vereinen."


@pytest.fixture
def story(app) -> Proposal:
    return stories.published(title="Un verger pour tous, au bord de l’eau")


def headings(page: Page) -> list[tuple[str, str | None]]:
    return [("".join(node.itertext()).replace("\u00ad", ""), node.get("lang")) for node in page.all("h1")]


def proses(page: Page) -> list[tuple[str, str | None]]:
    return [
        (" ".join("".join(node.itertext()).split()), node.get("lang"))
        for node in page.all("div")
        if node.get("class") == "prose"
    ]


def leads(page: Page, path: str) -> bool:
    return any(path in (link.get("href") or "") for link in page.all("a"))


def test_each_reads_their_own_language_and_finds_the_original(browser: Browser, story: Proposal) -> None:
    dora = people.participant("Dora Winter")
    translations.shown(story, origin=Origin.PARTICIPANT, translator_id=dora.id, thanked=True)
    page = browser.get(f"/de/proposals/{story.id}")
    assert headings(page) == [(TITLE, "de")]
    assert page.all("title")[0].text.startswith(TITLE)
    assert proses(page)[0] == (GERMAN, "de")
    assert "Dora Winter" in page.words()
    assert leads(page, "text=original")
    original = browser.get(f"/de/proposals/{story.id}?text=original")
    assert headings(original) == [(story.title, "fr")]
    assert proses(original)[0] == (" ".join(story.body.split()), "fr")
    assert leads(original, f"/de/proposals/{story.id}#text")
    french = browser.get(f"/fr/proposals/{story.id}?text=original")
    assert headings(french) == [(story.title, "fr")]
    assert "l’original" not in french.words(), "no noise where the text is in the reader's language"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"origin": Origin.AUTHOR},
            "Aus dem Französischen übersetzt von der Person, die den Text geschrieben hat ·",
        ),
        ({"origin": Origin.STAFF}, "Aus dem Französischen übersetzt von der Verwaltung ·"),
        ({"origin": Origin.PARTICIPANT}, "Aus dem Französischen übersetzt von einer teilnehmenden Person ·"),
        (
            {"origin": Origin.MACHINE},
            "Maschinelle Übersetzung aus dem Französischen (LibreTranslate), von niemandem geprüft ·",
        ),
    ],
)
def test_the_line_says_by_whom_or_what(browser: Browser, story: Proposal, values, words) -> None:
    translations.shown(story, **values)
    assert words in browser.get(f"/de/proposals/{story.id}").words()


def test_an_original_says_its_language_and_offers_help(browser: Browser, story: Proposal) -> None:
    path = f"/de/proposals/{story.id}"
    page = browser.get(path)
    assert headings(page) == [(story.title, "fr")]
    assert "Auf Französisch verfasst." in page.words()
    assert leads(page, "/accounts/sign-in?next=") or leads(page, "sign-in")
    assert not page.all("input") or not any(node.get("name") == "language" for node in page.all("input"))
    browser.sign_in(people.participant())
    page = browser.get(path)
    assert page.form(f"/de/translations/proposals/{story.id}/ask")["language"] == ["de"]
    assert leads(page, f"/de/translations/proposals/{story.id}/de")
    assert leads(browser.get(f"/fr/proposals/{story.id}"), f"/fr/translations/proposals/{story.id}/de")


def test_a_wish_and_what_waits_are_told_in_place_of_the_buttons(browser: Browser, story: Proposal) -> None:
    comment = comments.written(story)
    dora = people.participant()
    browser.sign_in(dora)
    path = f"/de/proposals/{story.id}"
    for kind, text in (("proposals", story), ("comments", comment)):
        ask = f"/de/translations/{kind}/{text.id}/ask"
        browser.post(browser.get(path), ask)
        page = browser.get(path)
        assert ask not in page.text
    assert page.words().count("Sie haben diese Übersetzung schon gewünscht") == 2
    waits = {"state": TranslationState.PROPOSED, "translator_id": dora.id, "reviewed_at": None}
    rows = [translations.shown(text, origin=Origin.PARTICIPANT, **waits) for text in (story, comment)]
    for lang, words in (("de", "Ihre Übersetzung wartet auf das Team"), ("fr", "Votre traduction est en")):
        page = browser.get(f"/{lang}/proposals/{story.id}")
        assert words in page.words()
        assert leads(page, f"/{lang}/translations/{rows[0].id}")
        assert not leads(page, f"/{lang}/translations/proposals/{story.id}/de")
    page = browser.get(path)
    assert leads(page, f"/de/translations/{rows[1].id}")
    assert "schon gewünscht" not in page.words()
    browser.sign_in(people.participant())
    assert "wartet auf das Team" not in browser.get(path).words(), "only their own"


def test_visitors_are_told_once_that_they_can_ask_about_comments(browser: Browser, story: Proposal) -> None:
    comments.written(story)
    comments.written(story)
    translations.shown(story)
    assert browser.get(f"/de/proposals/{story.id}").words().count("um eine Übersetzung anzufragen") == 1
    assert "demander une traduction" not in browser.get(f"/fr/proposals/{story.id}").words()
    browser.sign_in(people.participant())
    assert "um eine Übersetzung anzufragen" not in browser.get(f"/de/proposals/{story.id}").words()


def test_a_summary_stands_above_the_original(browser: Browser, story: Proposal) -> None:
    translations.shown(story, SUMMARY, extent=Extent.SUMMARY)
    page = browser.get(f"/de/proposals/{story.id}")
    assert headings(page) == [(story.title, "fr")]
    assert [text for text, _ in proses(page)[:2]] == [SUMMARY, " ".join(story.body.split())]
    assert f"Kurz gesagt: {TITLE}" in page.words()


def test_an_outdated_translation_is_no_longer_shown_but_linked(browser: Browser, story: Proposal) -> None:
    row = translations.shown(story)
    story.newest_version = story.shown_version = 2
    values = {"title": story.title, "body": story.body, "language": "fr", "review": Review.ACCEPTED}
    db.session.add(ProposalVersion(proposal_id=story.id, number=2, created_at=story.created_at, **values))
    db.session.flush()
    page = browser.get(f"/de/proposals/{story.id}")
    assert headings(page) == [(story.title, "fr")]
    assert leads(page, f"/de/translations/{row.id}")
    translations.shown(story, title="Die neue Fassung")
    assert headings(browser.get(f"/de/proposals/{story.id}")) == [("Die neue Fassung", "de")]


def test_one_thread_in_both_languages(browser: Browser, story: Proposal) -> None:
    french = comments.written(story, stance=Stance.FOR)
    german = comments.written(
        story, body="Die Bäume brauchen im Sommer viel Wasser, wer gießt sie?", language="de"
    )
    translations.shown(french, "Die Kinder der Schule könnten die Bäume im Frühling pflanzen.")
    machine = {"origin": Origin.MACHINE, "language": "fr"}
    translations.shown(german, "Les arbres ont besoin d’eau en été, qui les arrose ?", **machine)
    texts = {
        "de": (
            "Die Kinder der Schule könnten die Bäume im Frühling pflanzen.",
            comments.BODY,
            "von der Verwaltung",
        ),
        "fr": ("Les arbres ont besoin d’eau en été", german.body, "que personne n’a vérifiée"),
    }
    for lang, (own, original, line) in texts.items():
        page = browser.get(f"/{lang}/proposals/{story.id}")
        switches = [node for node in page.all("details") if "original" in node.get("class", "")]
        folded = ["".join(node.itertext()) for node in switches]
        assert own in page.words()
        assert len(folded) == 1, "only the one that was translated has a switch"
        assert original.split(",")[0] in folded[0]
        assert line in page.words()


def test_lists_show_titles_in_the_readers_language(browser: Browser, story: Proposal) -> None:
    translations.shown(story)
    for path in ("", "/proposals", "/chantiers/4"):
        german, french = browser.get(f"/de{path or '/'}"), browser.get(f"/fr{path or '/'}")
        assert TITLE in german.words().replace("\u00ad", ""), path
        assert story.title in french.words().replace("\u00ad", ""), path
        assert TITLE not in french.words().replace("\u00ad", ""), path
    assert "übersetzt" in browser.get("/de/proposals").words()


def test_similar_texts_are_compared_as_they_were_written(browser: Browser, app) -> None:
    first = stories.published(title="Des ruches sur les toits de la mairie")
    other = stories.published(title="Des ruches sur les toits des écoles")
    search.rebuild()
    translations.shown(other, title="Bienenstöcke auf Schuldächern")
    page = browser.get(f"/de/proposals/{first.id}")
    assert "Bienenstöcke" in page.words().replace("\u00ad", "")
    assert "ruches" in page.words(), "the words they share are those of the originals"


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_translations_cost_no_statement(browser: Browser, story: Proposal, lang: str) -> None:
    comments.written(story)
    path = f"/{lang}/proposals/{story.id}"
    browser.get(path)
    with counted() as before:
        browser.get(path)
    translations.shown(story, SUMMARY, extent=Extent.SUMMARY)
    translations.shown(story)
    translations.shown(comments.written(story), "Wir könnten im Frühling pflanzen.")
    with counted() as after:
        browser.get(path)
    assert len(before) == len(after) <= 8
    browser.sign_in(people.participant())
    with counted() as signed_in:
        browser.get(path)
    assert len(signed_in) <= 12
    with counted() as listing:
        browser.get(f"/{lang}/proposals")
    assert len(listing) <= 12


def test_pages_around_a_text_name_it_in_the_readers_language(browser: Browser, story: Proposal) -> None:
    comment = comments.written(story)
    translations.shown(story)
    translations.shown(comment, "Die Kinder der Schule könnten pflanzen.")
    browser.get(f"/de/proposals/{story.id}/support")
    assert TITLE in browser.get(f"/de/proposals/{story.id}/support").words()
    browser.sign_in(people.participant())
    for path in (f"/de/comments/{comment.id}/reply", f"/de/comments/{comment.id}/versions"):
        assert TITLE in browser.get(path).words(), path
    assert "Die Kinder der Schule" in browser.get(f"/de/comments/{comment.id}/reply").words()
    assert TITLE in browser.get(f"/de/proposals/{story.id}/report").words()


def test_a_merged_proposal_names_its_successor(browser: Browser, story: Proposal) -> None:
    translations.shown(story)
    merged = stories.in_state(ProposalState.MERGED, merged_into_id=story.id)
    assert TITLE in browser.get(f"/de/proposals/{merged.id}").words()


def test_staff_lists_and_machine_words_in_ballots(browser: Browser, app) -> None:
    """What only a machine has said does not stand beside a ballot."""
    proposal = stories.published()
    translations.shown(proposal, origin=Origin.MACHINE)
    with app.test_request_context("/de/"):
        app.preprocess_request()
        assert briefs([proposal])[proposal.id].text.language == "fr"
    browser.sign_in(people.with_role(Role.EDITOR))
    browser.get("/de/editing")
