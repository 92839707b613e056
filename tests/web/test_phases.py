"""Pages say what the phase of a chantier does not take, and lose no text when it ended meanwhile."""

import pytest

from consult.rules.lifecycle import ProposalState
from consult.rules.programme import PhaseKind
from tests.factories import people, phases
from tests.factories import proposals as stories
from tests.support.browser import Browser, Page

TEXT = "Les enfants de l’école pourraient planter ces arbres au printemps."


def actions(page: Page) -> list[str]:
    return [form.get("action", "") for form in page.own_forms()]


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_proposal_offers_neither_support_nor_debate(browser: Browser, lang: str) -> None:
    number = stories.published().id
    browser.sign_in(people.participant())
    offered = actions(browser.get(f"/{lang}/proposals/{number}"))
    assert {"support", "comments"} <= {action.rsplit("/", 1)[-1] for action in offered}
    phases.only(4, PhaseKind.VOTE)
    page = browser.get(f"/{lang}/proposals/{number}")
    assert not [action for action in actions(page) if action.endswith(("/support", "/comments"))]


def test_a_comment_that_comes_too_late_is_shown_again(browser: Browser) -> None:
    number = stories.published().id
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{number}")
    phases.only(4, PhaseKind.VOTE)
    answer = browser.post(page, "/comments", {"body": TEXT, "stance": "for"}, status=422)
    assert TEXT in answer.text
    assert "le débat est clos" in answer.text


def test_a_support_that_comes_too_late_says_why(browser: Browser) -> None:
    number = stories.published().id
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{number}")
    phases.only(4, PhaseKind.VOTE)
    assert "les soutiens ne sont pas recueillis" in browser.post(page, "/support", follow=True).text


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_draft_waits_for_the_next_phase(browser: Browser, lang: str) -> None:
    author = people.participant()
    draft = stories.draft(author)
    phases.only(4, PhaseKind.CURATE)
    browser.sign_in(author)
    address = f"/{lang}/proposals/{draft.id}/check"
    buttons = len(browser.get(address).all("button"))
    phases.only(4, PhaseKind.PROPOSE)
    assert len(browser.get(address).all("button")) == buttons + 1
    assert draft.state is ProposalState.DRAFT
