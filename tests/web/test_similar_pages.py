"""Where similar proposals are shown, the words that made them similar stand beside them."""

import pytest

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.models.similar import TextVector
from consult.queries import proposals as queries
from consult.rules.roles import Role
from consult.services import proposals
from tests.factories import people
from tests.factories import proposals as stories
from tests.support.browser import Browser
from tests.support.statements import counted

GERMAN = (
    "Streuobstwiesen an den Schulen",
    "Neben den Schulen ist Platz für Obstbäume. Die Kinder ernten gemeinsam Äpfel und Mirabellen. ",
)
FRENCH = (
    "Un verger dans chaque école",
    "Les enfants récolteraient des pommes et des mirabelles avec les voisins, chaque automne. ",
)


def published(text: tuple[str, str], language: str, **values: object) -> Proposal:
    proposal = stories.submitted(title=text[0], body=text[1], language=language, **values)
    proposals.publish(SYSTEM, proposal, queries.newest_version(proposal))
    db.session.commit()
    return proposal


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", "mirabelles / Mirabellen"), ("de", "mirabelles / Mirabellen")]
)
def test_the_check_before_sending_names_the_shared_words(browser: Browser, lang: str, words: str) -> None:
    published(GERMAN, "de")
    author = people.participant()
    draft = stories.draft(author, title=FRENCH[0], body=FRENCH[1])
    browser.sign_in(author)
    for page in ("check", "edit"):
        seen = browser.get(f"/{lang}/proposals/{draft.id}/{page}").words()
        assert GERMAN[0] in seen, page
        assert "école / Schulen" in seen, page
        assert words in seen, page


def test_a_text_already_sent_is_edited_without_them(browser: Browser) -> None:
    published(GERMAN, "de")
    author = people.participant()
    sent = stories.submitted(author, title=FRENCH[0], body=FRENCH[1])
    browser.sign_in(author)
    assert GERMAN[0] not in browser.get(f"/fr/proposals/{sent.id}/edit").words()


def test_a_draft_costs_the_same_beside_many(browser: Browser) -> None:
    author = people.participant()
    draft = stories.draft(author, title=FRENCH[0], body=FRENCH[1])
    browser.sign_in(author)
    for path in (f"/fr/proposals/{draft.id}/edit", f"/fr/proposals/{draft.id}/check"):
        with counted() as few:
            browser.get(path)
        for _ in range(5):
            published(GERMAN, "de")
        with counted() as many:
            browser.get(path)
        assert len(few) == len(many) <= 12, path


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_proposals_page_names_them(browser: Browser, lang: str) -> None:
    one, two = published(FRENCH, "fr"), published(GERMAN, "de")
    for proposal, other in ((one, two), (two, one)):
        seen = browser.get(f"/{lang}/proposals/{proposal.id}").words()
        assert other.title in seen
        assert "irabelle" in seen


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_the_moderators_table_shows_them_from_every_chantier(browser: Browser, lang: str) -> None:
    other = published(GERMAN, "de", chantier_number=5)
    waiting = stories.submitted(title=FRENCH[0], body=FRENCH[1])
    browser.sign_in(people.with_role(Role.MODERATOR))
    seen = browser.get(f"/{lang}/moderation/proposals/{waiting.id}").words()
    assert other.title in seen
    assert "école / Schulen" in seen


def test_a_meaning_without_words_is_said_so(browser: Browser) -> None:
    one = published(("Entretenir les tombes", "Trop de sépultures restent sans personne. " * 3), "fr")
    two = published(("Vergessene Namen", "Niemand kümmert sich mehr um die alten Steine. " * 3), "de")
    for proposal in (one, two):
        version = queries.newest_version(proposal)
        vector = b"\x00\x3c" + bytes(1022)
        db.session.add(
            TextVector(
                proposal_version_id=version.id, model="twin", vector=vector, made_at=proposal.created_at
            )
        )
    db.session.commit()
    page = browser.get(f"/fr/proposals/{one.id}")
    assert two.title in page.words()
    shared = ("Similar meaning, in another language", "Sens proche, dans une autre langue")
    assert any(sentence in page.words() for sentence in shared)
