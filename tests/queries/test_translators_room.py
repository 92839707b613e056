"""The translators' list: what stands on it, in which order, and for whom."""

import pytest
import sqlalchemy as sa

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.ballots import Ballot
from consult.models.proposals import ProposalVersion
from consult.models.translations import Translation
from consult.queries.translations.room import PAGE, Line, room
from consult.queries.translations.waiting import Filters
from consult.rules.lifecycle import Review, Visibility
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Extent, Origin, TranslationState, Urgency, Work
from consult.services import translations
from consult.services.translations import TranslationFields
from tests.factories import comments, councils, people, programme, proposals
from tests.support.statements import counted

BODY = "Wir möchten mit den Kindern der Schule Apfelbäume auf der Wiese am Fluss pflanzen."
SUMMARY = "Auf der Wiese am Fluss sollen Apfelbäume für alle gepflanzt werden."
GERMAN = Filters("de")


def of(text) -> Subject:
    return Subject(SubjectKind.PROPOSAL, text.id)


def fields(version: int = 1, **values) -> TranslationFields:
    return TranslationFields(
        "de", version, values.pop("body", BODY), "Eine Streuobstwiese für alle", **values
    )


def on_list(account, filters: Filters = GERMAN) -> list[Line]:
    return list(room(people.actor(account), filters).lines)


def numbers(lines: list[Line]) -> list[tuple[Urgency, int]]:
    return [(line.urgency, line.text_id) for line in lines]


def machine_text(proposal) -> Translation:
    row = Translation(
        proposal_id=proposal.id,
        version=1,
        language="de",
        title="Eine Wiese",
        body=BODY,
        origin=Origin.MACHINE,
        provider="none",
        state=TranslationState.SHOWN,
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def changed(proposal) -> None:
    """A second version is shown."""
    proposal.newest_version = proposal.shown_version = 2
    db.session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=2,
            title=proposal.title,
            body=f"{proposal.body} Et une haie.",
            language="fr",
            created_at=now(),
            review=Review.ACCEPTED,
        )
    )
    db.session.flush()


def test_the_order_of_the_list(app) -> None:
    reader, editor = people.participant(), people.with_role(Role.EDITOR)
    plain, liked = proposals.published(), proposals.published(support_count=9)
    near = proposals.published(chantier_number=2)
    asked_once, asked_twice = proposals.published(), proposals.published()
    voted = proposals.published()
    ballot = councils.scheduled(voted)[0]
    assert ballot.proposal_id == voted.id
    action = programme.action(title={"fr": "Planter"}, summary={"fr": "Des arbres.", "de": "Bäume."})
    machine, proposed = proposals.published(), proposals.published()
    machine_text(machine)
    row = translations.propose(people.actor(reader), of(proposed), fields())
    for one in (asked_once, asked_twice):
        translations.ask(people.actor(reader), of(one), "de")
    translations.ask(people.actor(people.participant()), of(asked_twice), "de")
    known = [
        (Urgency.REVIEW, proposed.id),
        (Urgency.REVIEW, machine.id),
        (Urgency.OFFICIAL, action.id),
        (Urgency.BALLOT, voted.id),
        (Urgency.REQUESTED, asked_twice.id),
        (Urgency.REQUESTED, asked_once.id),
        (Urgency.CROSS_BORDER, near.id),
        (Urgency.SUPPORTED, liked.id),
        (Urgency.SUPPORTED, plain.id),
    ]
    assert numbers(on_list(editor)) == known
    others = [known[0], *known[3:]]  # their own that waits; neither official texts nor a machine's
    assert numbers(on_list(reader)) == others
    assert on_list(reader)[0].mine
    assert on_list(editor)[0].translation_id == row.id
    assert numbers(on_list(people.participant())) == others[1:]


def test_what_can_be_read_or_waits_is_not_to_be_translated(app) -> None:
    reader, editor = people.participant(), people.with_role(Role.EDITOR)
    done, waits, german = proposals.published(), proposals.published(), proposals.published(language="de")
    translations.propose(people.actor(editor), of(done), fields())
    translations.propose(people.actor(reader), of(waits), fields())
    assert on_list(people.participant()) == []
    assert numbers(on_list(reader, Filters("fr"))) == [(Urgency.SUPPORTED, german.id)]


def test_a_changed_text_comes_back_as_stale(app) -> None:
    editor, text = people.with_role(Role.EDITOR), proposals.published()
    translations.propose(people.actor(editor), of(text), fields())
    assert on_list(editor) == []
    changed(text)
    (line,) = on_list(editor)
    assert (line.text_id, line.stale, line.work) == (text.id, True, Work.PROPOSAL)


def test_a_proposal_of_an_older_version_does_not_wait_any_more(app) -> None:
    editor, text = people.with_role(Role.EDITOR), proposals.published()
    translations.propose(people.actor(people.participant()), of(text), fields())
    changed(text)
    assert [line.work for line in on_list(editor)] == [Work.PROPOSAL]


def test_a_summary_keeps_the_text_on_the_list_but_not_first(app) -> None:
    editor = people.with_role(Role.EDITOR)
    first, second = proposals.published(chantier_number=1), proposals.published(support_count=5)
    translations.propose(people.actor(editor), of(first), fields(body=SUMMARY, extent=Extent.SUMMARY))
    lines = on_list(editor)
    assert numbers(lines) == [(Urgency.SUPPORTED, second.id), (Urgency.SUPPORTED, first.id)]
    assert lines[1].summary


def test_withheld_and_unread_texts_are_nowhere(app) -> None:
    editor, reader = people.with_role(Role.EDITOR), people.participant()
    hidden, removed = proposals.published(), proposals.published()
    for one in (hidden, removed):
        translations.propose(people.actor(reader), of(one), fields())
        translations.ask(people.actor(reader), of(one), "de")
        comments.written(one)
    for text, visibility in ((hidden, Visibility.HIDDEN), (removed, Visibility.REMOVED)):
        text.visibility = visibility
    proposals.draft()
    proposals.submitted()
    db.session.flush()
    assert on_list(editor) == on_list(reader) == []


def test_comments_and_filters(app) -> None:
    editor = people.with_role(Role.EDITOR)
    text, other = proposals.published(chantier_number=4), proposals.published(chantier_number=5)
    comment = comments.written(text)
    assert numbers(on_list(editor, Filters("de", Work.COMMENT))) == [(Urgency.SUPPORTED, comment.id)]
    assert numbers(on_list(editor, Filters("de", Work.PROPOSAL, 5))) == [(Urgency.SUPPORTED, other.id)]
    assert {line.chantier for line in on_list(editor, Filters("de", None, 4))} == {4}
    assert on_list(editor, Filters("de", Work.REVIEW)) == on_list(editor, Filters("de", Work.OFFICIAL)) == []


@pytest.mark.parametrize("role", [Role.EDITOR, Role.MODERATOR])
def test_staff_of_another_chantier_check_nothing_here(app, role: Role) -> None:
    text = proposals.published(chantier_number=4)
    translations.propose(people.actor(people.participant()), of(text), fields())
    programme.action(chantier=4, title={"fr": "Planter"})
    assert on_list(people.with_role(role, chantier=7)) == []
    assert len(on_list(people.with_role(role, chantier=4))) == (2 if role is Role.EDITOR else 1)


def test_pages_follow_each_other_in_one_statement_each(app) -> None:
    reader = people.actor(people.participant())
    for place in range(PAGE + 5):
        proposals.published(support_count=place % 7)
    db.session.flush()
    with counted() as statements:
        first = room(reader, GERMAN)
    assert len(statements) == 1
    assert len(first.lines) == PAGE
    second = room(reader, GERMAN, first.after)
    assert (len(second.lines), second.after) == (5, None)
    assert not set(numbers(list(first.lines))) & set(numbers(list(second.lines)))


def test_a_ballot_in_preparation_is_the_only_one_that_counts(app) -> None:
    voted = proposals.published()
    ballot = councils.opened(voted)
    assert db.session.scalar(sa.select(Ballot.proposal_id).where(Ballot.id == ballot.id)) == voted.id
    (line,) = on_list(people.participant())
    assert line.urgency is Urgency.SUPPORTED
