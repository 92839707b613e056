"""A translation is proposed by whoever knows both languages, accepted by staff, and tied to one version."""

import pytest

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.proposals import ProposalVersion
from consult.queries import proposals as versions
from consult.queries.translations import reading
from consult.rules.lifecycle import Review
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Extent, Origin, TranslationState
from consult.services import translations
from consult.services.translations import TranslationFields
from tests.factories import people
from tests.factories import proposals as stories

GERMAN = TranslationFields(
    language="de",
    version=1,
    title="Eine Streuobstwiese für alle",
    body="Wir möchten mit den Kindern der Schule Apfelbäume auf der Wiese am Fluss pflanzen.",
)


def of(proposal) -> Subject:
    return Subject(SubjectKind.PROPOSAL, proposal.id)


@pytest.fixture
def story(app):
    proposal = stories.published()
    db.session.flush()
    return proposal


def test_a_participant_proposes_and_an_editor_accepts(story):
    dora, editor = people.participant(), people.with_role(Role.EDITOR)
    row = translations.propose(people.actor(dora), of(story), GERMAN)
    assert (row.state, row.origin) == (TranslationState.PROPOSED, Origin.PARTICIPANT)
    assert not reading(story, "de").translated
    translations.accept(people.actor(editor), row.id, title=row.title, body=row.body)
    got = reading(story, "de")
    assert (got.language, got.title, got.by.origin) == ("de", GERMAN.title, Origin.PARTICIPANT)
    assert got.by.translator is None  # did not wish to be named
    assert reading(story, "fr").title == story.title


def test_a_new_version_makes_it_stale_but_keeps_it(story):
    editor = people.with_role(Role.EDITOR)
    row = translations.propose(people.actor(editor), of(story), GERMAN)
    assert row.state is TranslationState.SHOWN
    second = versions.newest_version(story)
    story.newest_version = story.shown_version = 2
    db.session.add(
        ProposalVersion(
            proposal_id=story.id,
            number=2,
            title=story.title,
            body=f"{story.body} Et une haie.",
            language="fr",
            created_at=second.created_at,
            review=Review.ACCEPTED,
        )
    )
    db.session.flush()
    got = reading(story, "de")
    assert (got.language, got.translated, got.outdated.id) == ("fr", False, row.id)
    with pytest.raises(Conflict):
        translations.propose(people.actor(editor), of(story), GERMAN)


def test_the_texts_own_language_and_the_wrong_one_are_refused(story):
    dora = people.actor(people.participant())
    for wrong in (
        TranslationFields("fr", 1, GERMAN.body, GERMAN.title),
        TranslationFields("xx", 1, GERMAN.body, GERMAN.title),
        TranslationFields("de", 1, story.body, story.title),
    ):
        with pytest.raises(Invalid):
            translations.propose(dora, of(story), wrong)
    summary = TranslationFields("de", 1, "Zu kurz", "Titel", Extent.SUMMARY)
    with pytest.raises(Invalid):
        translations.propose(dora, of(story), summary)


def test_nobody_translates_what_they_may_not_read_or_accepts_without_the_role(app, story):
    dora = people.actor(people.participant())
    draft = stories.draft()
    with pytest.raises(NotFound):
        translations.propose(dora, of(draft), GERMAN)
    row = translations.propose(dora, of(story), GERMAN)
    with pytest.raises(NotAllowed):
        translations.accept(dora, row.id, title=row.title, body=row.body)


def test_two_reviewers_decide_once(story):
    row = translations.propose(people.actor(people.participant()), of(story), GERMAN)
    first, second = (people.actor(people.with_role(Role.EDITOR)) for _ in range(2))
    translations.refuse(first, row.id, "Der zweite Satz fehlt.")
    with pytest.raises(Conflict):
        translations.accept(second, row.id, title=row.title, body=row.body)


def test_a_wish_counts_once(story):
    dora = people.actor(people.participant())
    assert translations.ask(dora, of(story), "de")
    assert not translations.ask(dora, of(story), "de")
    with pytest.raises(Invalid):
        translations.ask(dora, of(story), "fr")
