"""A translation is proposed by whoever knows both languages, accepted by staff, and tied to one version."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import proposals as versions
from consult.queries.translations import reading
from consult.rules.lifecycle import Review, Visibility
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Extent, Origin, TranslationState
from consult.services import moderation, proposals, search, translations
from consult.services.translations import TranslationFields, texts
from tests.factories import comments, people
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


def test_staff_do_not_publish_their_own_texts_in_another_language(app):
    editor = people.with_role(Role.EDITOR)
    own = stories.published(author=editor)
    row = translations.propose(people.actor(editor), of(own), GERMAN)
    assert (row.state, row.origin) == (TranslationState.PROPOSED, Origin.AUTHOR)
    with pytest.raises(NotAllowed):
        translations.accept(people.actor(editor), row.id, title=row.title, body=row.body)


def test_a_version_that_moderation_refuses_takes_its_translation_along(story):
    story.newest_version = story.shown_version = 2
    first = versions.newest_version
    second = ProposalVersion(
        proposal_id=story.id,
        number=2,
        title=story.title,
        body=f"{story.body} Et une haie.",
        language="fr",
        created_at=story.created_at,
        review=Review.WATCHED,
    )
    db.session.add(second)
    db.session.flush()
    row = translations.propose(
        people.actor(people.with_role(Role.EDITOR)), of(story), replace(GERMAN, version=2)
    )
    assert row.state is TranslationState.SHOWN
    proposals.return_to_author(SYSTEM, story, first(story))
    db.session.expire_all()
    assert row.state is TranslationState.REFUSED
    got = reading(story, "de")
    assert (got.translated, got.outdated) == (False, None)


def test_a_text_settled_as_german_has_no_german_translation(story):
    row = translations.propose(people.actor(people.with_role(Role.EDITOR)), of(story), GERMAN)
    version = versions.newest_version(story)
    version.language_doubt = "de"
    db.session.flush()
    moderator = people.actor(people.with_role(Role.MODERATOR))
    moderation.settle_language(moderator, of(story), "de", version=1)
    db.session.expire_all()
    assert (row.state, reading(story, "de").translated) == (TranslationState.REFUSED, False)
    proposals.set_visibility(SYSTEM, story, Visibility.HIDDEN)
    proposals.set_visibility(SYSTEM, story, Visibility.VISIBLE)
    assert search.rebuild() > 0


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_a_comments_proposal_is_locked_first_so_that_hiding_it_waits(real_app):
    story = stories.published()
    comment = comments.written(story)
    db.session.commit()
    texts.locked(Subject(SubjectKind.COMMENT, comment.id))
    moderator = sa.select(Proposal.id).where(Proposal.id == story.id).with_for_update(nowait=True)
    with db.engine.connect() as other, pytest.raises(sa.exc.OperationalError):
        other.execute(moderator)
    db.session.rollback()
