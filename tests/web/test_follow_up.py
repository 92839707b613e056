"""What became of it: the chain on a proposal, the public clock, a chantier's results, editors' notes."""

from datetime import timedelta

import pytest
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.models.proposals import Answer, FollowUp, Proposal, ProposalAction
from consult.queries import owed
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.participation import Outcome
from tests.factories import people, programme, proposals
from tests.factories.ground import words
from tests.support.browser import Browser
from tests.support.statements import counted

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])
NOTE = words("Les douze arbres sont plantés.", "Die zwölf Bäume sind gepflanzt.")


def answered(
    state: ProposalState = ProposalState.ANSWERED,
    *,
    days_late: int = -5,
    outcome: Outcome = Outcome.ACCEPTED,
    **values: object,
) -> Proposal:
    """Answered yesterday, so many days after (or before) its day."""
    at = now() - timedelta(days=1)
    made = proposals.in_state(state, answer_due_at=at - timedelta(days=days_late), **values)
    texts = {
        "reasons": words("Oui", "Ja"),
        "next_steps": words("Vite", "Bald"),
        "in_charge": words("Nous", "Wir"),
    }
    db.session.add(Answer(proposal_id=made.id, number=1, outcome=outcome, answered_at=at, **texts))
    db.session.flush()
    return made


def followed(proposal: Proposal) -> int:
    """An action and a note; the action's id."""
    action = programme.action(title=words("Planter le verger", "Die Streuobstwiese pflanzen"))
    db.session.add(ProposalAction(proposal_id=proposal.id, action_id=action.id, linked_at=now()))
    db.session.add(FollowUp(proposal_id=proposal.id, note=NOTE, happened_on=today(), recorded_at=now()))
    db.session.flush()
    return action.id


@LANGUAGES
def test_a_proposal_shows_the_chain_from_the_promise_to_the_result(browser: Browser, lang: str) -> None:
    proposal = answered(ProposalState.DONE)
    action = followed(proposal)
    page = browser.get(f"/{lang}/proposals/{proposal.id}")
    text = page.words()
    assert NOTE[lang] in text
    assert f"/{lang}/programme/{action}" in [link.get("href") for link in page.all("a")]


@LANGUAGES
def test_a_chantier_leads_to_its_results(browser: Browser, lang: str) -> None:
    empty = browser.get(f"/{lang}/chantiers/4/results").words()
    assert ("Pas encore de réponse" if lang == "fr" else "Noch keine Antwort") in empty
    proposal = answered(ProposalState.IN_PROGRESS, title="Un verger dans chaque quartier")
    hidden = answered(visibility=Visibility.HIDDEN, title="Un texte que la modération masque")
    elsewhere = answered(chantier_number=5, title="Une idée du cinquième chantier")
    followed(proposal)
    with counted() as statements:
        text = browser.get(f"/{lang}/chantiers/4/results").words()
    assert proposal.title in text
    assert NOTE[lang] in text
    assert hidden.title not in text
    assert elsewhere.title not in text
    assert len(statements) <= 5, statements
    browser.get(f"/{lang}/chantiers/11/results", status=404)


@LANGUAGES
def test_the_public_clock_names_the_most_overdue_first(browser: Browser, lang: str) -> None:
    soon = proposals.published(answer_due_at=now() + timedelta(days=3), title="Un banc attendu bientôt")
    late = proposals.published(answer_due_at=now() - timedelta(days=12, hours=1), title="Un verger attendu")
    proposals.published(answer_due_at=now(), visibility=Visibility.HIDDEN, title="Ce qui est masqué ici")
    with counted() as statements:
        text = browser.get(f"/{lang}/answers").words()
    assert text.index(late.title) < text.index(soon.title)
    assert "Ce qui est masqué" not in text
    assert ("En retard de 12 jours" if lang == "fr" else "Seit 12 Tagen überfällig") in text
    assert len(statements) == 3, statements


def test_answers_came_in_time_or_late(app: Flask, browser: Browser) -> None:
    answered(title="Une réponse à temps")
    answered(days_late=4, title="Une réponse en retard")
    text = browser.get("/fr/answers?view=answered").words()
    assert "4 jours de retard" in text
    assert "Dans les délais" in text
    counts = owed.page(now(), answered=True, chantier=None, after=None).counts
    assert (counts.owed, counts.overdue, counts.in_time, counts.late) == (0, 0, 1, 1)
    assert not owed.page(now(), answered=True, chantier=5, after=None).lines


@pytest.mark.parametrize("given", [False, True])
def test_the_clock_goes_on_page_by_page(app: Flask, browser: Browser, given: bool) -> None:
    for days in range(owed.PAGE + 2):
        if given:
            answered(days_late=days)
        else:
            proposals.published(answer_due_at=now() - timedelta(days=days))
    first = owed.page(now(), answered=given, chantier=4, after=None)
    second = owed.page(now(), answered=given, chantier=4, after=first.after)
    assert (len(first.lines), len(second.lines), second.after) == (owed.PAGE, 2, None)
    assert not {line.id for line in first.lines} & {line.id for line in second.lines}
    browser.get("/fr/answers?after=nonsense", status=422)


@LANGUAGES
def test_an_editor_notes_progress(browser: Browser, lang: str) -> None:
    proposal = answered()
    browser.sign_in(people.with_role(Role.EDITOR, 4))
    address = f"/{lang}/editing/proposals/{proposal.id}/progress"
    page = browser.get(address)
    assert page.form("/progress")["happened_on"] == [today().isoformat()]
    refused = browser.post(page, "/progress", {"note_fr": NOTE["fr"]}, status=422)
    assert refused.form("/progress")["note_fr"] == [NOTE["fr"]]
    told = browser.post(refused, "/progress", {"note_de": NOTE["de"]}, follow=True)
    assert NOTE[lang] in told.words()
    assert NOTE[lang] in browser.get(f"/{lang}/proposals/{proposal.id}").words()


def test_progress_has_no_page_before_a_promise(browser: Browser) -> None:
    browser.sign_in(people.with_role(Role.EDITOR, 4))
    for proposal in (proposals.published(), answered(outcome=Outcome.DECLINED)):
        browser.get(f"/fr/editing/proposals/{proposal.id}/progress", status=409)
    browser.sign_in(people.with_role(Role.EDITOR, 5))
    browser.get(f"/fr/editing/proposals/{answered().id}/progress", status=403)
