"""What must stand in every language before it is published, and what may follow later."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.journal import JournalEntry
from consult.queries.proposals import newest_version
from consult.rules.lifecycle import ProposalState
from consult.services import ballots, proposals, translations
from consult.services.ballots import Wording
from consult.services.proposals import answers
from tests.factories import councils, people, programme
from tests.factories import proposals as stories
from tests.factories.ground import words
from tests.services.test_answers import FULL

TIMES = {"opens": timedelta(hours=1), "closes": timedelta(days=9)}


@pytest.mark.parametrize("part", ["reasons", "next_steps", "in_charge"])
def test_an_answer_is_given_in_both_languages(app, part: str) -> None:
    proposal, editor = stories.published(), people.actor(people.with_role(Role.EDITOR))
    with pytest.raises(Invalid):
        answers.answer(
            editor, proposal.id, replace(FULL, **{part: {"fr": "Seulement en français.", "de": ""}})
        )
    assert proposal.state is ProposalState.PUBLISHED


def test_a_proposal_is_published_without_any_translation_but_voted_on_with_its_title_in_both(app) -> None:
    proposal = stories.submitted()
    proposals.publish(SYSTEM, proposal, newest_version(proposal))
    assert proposal.state is ProposalState.PUBLISHED
    paper = ballots.prepare(SYSTEM, councils.draft(proposal, **TIMES))
    ballot_id = db.session.scalar(sa.text("SELECT id FROM ballot ORDER BY id DESC"))
    wording = Wording(words("Faut-il planter ?", "Soll gepflanzt werden?"), {"fr": proposal.title})
    ballots.word_questions(SYSTEM, paper.id, {ballot_id: wording})
    with pytest.raises(Invalid, match="language_missing"):
        ballots.schedule(SYSTEM, paper.id)


def gap():
    return programme.action(chantier=4, title={"fr": "Planter des arbres"}, summary={"fr": "Des arbres."})


def test_an_editor_completes_an_action_part_by_part(app) -> None:
    action, editor = gap(), people.actor(people.with_role(Role.EDITOR, chantier=4))
    translations.complete(editor, "action", action.id, "de", {"title": " Bäume  pflanzen ", "summary": ""})
    assert (action.title["de"], "de" in action.summary) == ("Bäume pflanzen", False)
    found = db.session.scalars(sa.text("SELECT title FROM search_text WHERE language = 'de'"))
    assert "Bäume pflanzen" in list(found)
    entry = db.session.scalars(sa.select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert (entry.event, entry.facts) == ("action.completed", {"language": "de", "parts": ["title"]})
    with pytest.raises(Conflict):
        translations.complete(editor, "action", action.id, "de", {"title": "Anders"})
    with pytest.raises(Conflict):
        translations.complete(editor, "action", action.id, "de", {"status": "done"})


def test_what_cannot_be_completed(app) -> None:
    action, editor = gap(), people.actor(people.with_role(Role.EDITOR))
    for kind, language in (("chantier", "de"), ("action", "xx")):
        with pytest.raises(NotFound):
            translations.complete(editor, kind, action.id, language, {"title": "Bäume"})
    with pytest.raises(NotFound):
        translations.complete(editor, "action", 999_999, "de", {"title": "Bäume"})
    for title in ("", "x" * 121):
        with pytest.raises(Invalid):
            translations.complete(editor, "action", action.id, "de", {"title": title})
    for role, chantier in ((Role.EDITOR, 7), (Role.MODERATOR, None)):
        stranger = people.actor(people.with_role(role, chantier))
        with pytest.raises(NotAllowed):
            translations.complete(stranger, "action", action.id, "de", {"title": "Bäume"})
