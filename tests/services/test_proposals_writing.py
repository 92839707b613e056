"""Authors begin, change, send, withdraw and discard their proposals."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import proposals as queries
from consult.rules.lifecycle import ProposalKind, ProposalState, Review, Visibility
from consult.services import proposals
from consult.services.proposals import ProposalFields
from tests.factories import people
from tests.factories import proposals as stories

GERMAN = "Wir wünschen uns einen Radweg über die Grenze, damit alle Kinder sicher zur Schule kommen. "
FIELDS = ProposalFields(
    title="Un verger pour le quartier",
    body=stories.BODY,
    chantier_number=4,
    kind=ProposalKind.NEED,
    commune_insee="57463",
    place_note="près de l’école",
    lat=49.1,
    lon=6.2,
    cost_euros=1200,
)


def events(proposal_id: int) -> list[str]:
    statement = sa.select(JournalEntry.event).where(
        JournalEntry.subject_kind == "proposal", JournalEntry.subject_id == proposal_id
    )
    return list(db.session.scalars(statement.order_by(JournalEntry.id)))


def versions(proposal: Proposal) -> list[ProposalVersion]:
    statement = sa.select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
    return list(db.session.scalars(statement.order_by(ProposalVersion.number)))


def test_a_draft_keeps_everything_and_its_language_is_read_from_the_text(app):
    author = people.actor(people.participant(language="fr"))
    proposal = proposals.begin(author, FIELDS)
    german = proposals.begin(author, replace(FIELDS, title="Ein Radweg über die Grenze", body=GERMAN * 2))
    db.session.flush()
    assert proposal.state is ProposalState.DRAFT
    assert (proposal.language, german.language) == ("fr", "de")
    assert (proposal.kind, proposal.cost_euros, proposal.lat) == (ProposalKind.NEED, 1200, 49.1)
    assert 0 <= proposal.random_key < 2**31
    assert [version.review for version in versions(proposal)] == [Review.PENDING]
    assert events(proposal.id) == ["proposal.begun"]


def test_a_draft_may_be_short_and_changes_in_place(app):
    author = people.actor(people.participant())
    proposal = proposals.begin(author, replace(FIELDS, title="Verger", body=""))
    proposals.save(author, proposal.id, FIELDS, queries.edition(proposal))
    db.session.flush()
    assert [(version.number, version.body) for version in versions(proposal)] == [(1, stories.BODY.strip())]
    assert proposal.title == FIELDS.title


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " \u200b "}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"body": "x" * 5001}, "body"),
        ({"lat": None}, "lat"),
        ({"lon": 181.0}, "lon"),
        ({"lat": float("nan")}, "lat"),
        ({"cost_euros": -1}, "cost_euros"),
        ({"cost_euros": 2_000_000_000}, "cost_euros"),
        ({"place_note": "x" * 121}, "place_note"),
    ],
)
def test_what_no_draft_may_hold(app, change, field):
    with pytest.raises(Invalid) as refusal:
        proposals.begin(people.actor(people.participant()), replace(FIELDS, **change))
    assert refusal.value.field == field


def test_only_participants_begin(app):
    suspended = people.participant(suspended_until=now().replace(year=now().year + 1))
    unconfirmed = people.participant(confirmed_at=None)
    for account in (suspended, unconfirmed):
        with pytest.raises(NotAllowed):
            proposals.begin(people.actor(account), FIELDS)


def test_only_keepers_write_for_an_organisation(app):
    keeper, stranger = people.participant(), people.participant()
    organisation = people.organisation(keeper)
    fields = replace(FIELDS, organisation_id=organisation.id)
    assert proposals.begin(people.actor(keeper), fields).organisation_id == organisation.id
    with pytest.raises(NotAllowed):
        proposals.begin(people.actor(stranger), fields)


def test_sending_puts_it_into_the_queue_with_a_date(app):
    author = people.participant()
    proposal = proposals.begin(people.actor(author), FIELDS)
    proposals.submit(people.actor(author), proposal.id)
    db.session.flush()
    assert proposal.state is ProposalState.SUBMITTED
    assert proposal.submitted_at < proposal.review_due_at
    assert events(proposal.id)[-1] == "proposal.submitted"
    letters = db.session.scalars(sa.select(OutboxItem)).all()
    assert [(item.event, item.account_id) for item in letters] == [("proposal-received", author.id)]
    with pytest.raises(IllegalTransition):
        proposals.submit(people.actor(author), proposal.id)


def test_a_short_text_is_not_sent(app):
    author = people.actor(people.participant())
    for change, field in (({"title": "Verger"}, "title"), ({"body": "Trop court."}, "body")):
        proposal = proposals.begin(author, replace(FIELDS, **change))
        with pytest.raises(Invalid) as refusal:
            proposals.submit(author, proposal.id)
        assert refusal.value.field == field
        assert proposal.state is ProposalState.DRAFT


def test_a_language_that_the_text_contradicts_is_asked_once_more(app):
    author = people.actor(people.participant())
    proposal = proposals.begin(author, FIELDS)
    with pytest.raises(Invalid) as refusal:
        proposals.submit(author, proposal.id, "de")
    assert refusal.value.field == "language"
    proposals.submit(author, proposal.id, "de", language_sure=True)
    assert (proposal.language, versions(proposal)[0].language) == ("de", "de")


def test_strangers_touch_nothing(app):
    proposal = stories.draft()
    stranger = people.actor(people.participant())
    for deed in (
        lambda: proposals.save(stranger, proposal.id, FIELDS, queries.edition(proposal)),
        lambda: proposals.submit(stranger, proposal.id),
        lambda: proposals.discard(stranger, proposal.id),
        lambda: proposals.withdraw(stranger, proposal.id),
    ):
        with pytest.raises(NotAllowed):
            deed()
    with pytest.raises(NotFound):
        proposals.submit(stranger, 999_999)


def test_each_save_after_sending_is_a_version_and_the_accepted_one_stays_shown(app):
    author = people.participant()
    proposal = stories.published(author)
    before = (proposal.title, proposal.body)
    fields = replace(FIELDS, chantier_number=7, place_note="ailleurs")
    proposals.save(people.actor(author), proposal.id, fields, queries.edition(proposal))
    db.session.flush()
    assert (proposal.title, proposal.body) == before
    assert (proposal.shown_version, proposal.newest_version) == (1, 2)
    assert [version.review for version in versions(proposal)] == [Review.ACCEPTED, Review.PENDING]
    assert (proposal.chantier_number, proposal.place_note) == (4, None), "only the text changes once public"
    assert events(proposal.id) == ["proposal.saved"]


def test_the_same_text_again_is_no_version(app):
    author = people.participant()
    proposal = stories.published(author, body=stories.BODY.strip())
    fields = replace(FIELDS, title=proposal.title, body=proposal.body)
    proposals.save(people.actor(author), proposal.id, fields, queries.edition(proposal))
    assert proposal.newest_version == 1


def test_in_the_queue_a_changed_place_is_a_version_too(app):
    author = people.actor(people.participant())
    proposal = proposals.begin(author, FIELDS)
    proposals.submit(author, proposal.id)
    proposals.save(author, proposal.id, replace(FIELDS, place_note="au port"), queries.edition(proposal))
    db.session.flush()
    assert proposal.newest_version == proposal.shown_version == 2
    assert proposal.place_note == "au port"


def test_a_change_of_language_after_sending_is_asked_for(app):
    author = people.participant()
    proposal = stories.published(author)
    fields = replace(FIELDS, title="Ein Radweg über die Grenze", body=GERMAN * 2)
    with pytest.raises(Invalid) as refusal:
        proposals.save(people.actor(author), proposal.id, fields, queries.edition(proposal))
    assert refusal.value.field == "language"
    edition = queries.edition(proposal)
    proposals.save(people.actor(author), proposal.id, replace(fields, language="de"), edition)
    assert versions(proposal)[-1].language == "de"


def test_a_stale_edit_is_a_conflict(app):
    author = people.participant()
    for proposal in (stories.draft(author), stories.published(author)):
        edition = queries.edition(proposal)
        proposals.save(people.actor(author), proposal.id, FIELDS, edition)
        with pytest.raises(Conflict) as conflict:
            proposals.save(people.actor(author), proposal.id, replace(FIELDS, title="Autre chose"), edition)
        assert conflict.value.code == "stale_edit"


@pytest.mark.parametrize(
    "state", [ProposalState.IN_BALLOT, ProposalState.VOTED, ProposalState.DONE, ProposalState.WITHDRAWN]
)
def test_a_text_is_frozen_once_councillors_vote(app, state):
    author = people.participant()
    proposal = stories.in_state(state, author)
    with pytest.raises(Conflict) as conflict:
        proposals.save(people.actor(author), proposal.id, FIELDS, queries.edition(proposal))
    assert conflict.value.code == "not_editable"
    with pytest.raises(IllegalTransition):
        proposals.withdraw(people.actor(author), proposal.id)


def test_withdrawing_takes_it_out_of_the_lists_and_keeps_its_page(app):
    author = people.participant()
    proposal = stories.published(author)
    proposals.withdraw(people.actor(author), proposal.id)
    visitor = people.actor(people.participant())
    assert queries.page(visitor, proposal.id).proposal.state is ProposalState.WITHDRAWN
    assert queries.cards() == []


def test_what_was_never_published_stays_private_when_withdrawn(app):
    author = people.participant()
    proposal = stories.submitted(author)
    proposals.withdraw(people.actor(author), proposal.id)
    assert queries.page(people.actor(author), proposal.id)
    with pytest.raises(NotFound):
        queries.page(people.actor(people.participant()), proposal.id)


def test_a_draft_is_discarded_for_good_and_nothing_else_is(app):
    author = people.participant()
    draft, sent = stories.draft(author), stories.submitted(author)
    number = draft.id
    proposals.discard(people.actor(author), number)
    db.session.expunge_all()
    assert db.session.get(Proposal, number) is None
    assert db.session.scalar(sa.select(ProposalVersion).where(ProposalVersion.proposal_id == number)) is None
    assert events(number) == ["proposal.discarded"]
    with pytest.raises(Conflict):
        proposals.discard(people.actor(author), sent.id)
    with pytest.raises(Conflict):
        proposals.withdraw(people.actor(author), stories.draft(author).id)


def test_a_hidden_text_is_not_changed_by_its_author(app):
    author = people.participant()
    proposal = stories.published(author, visibility=Visibility.HIDDEN)
    with pytest.raises(NotAllowed):
        proposals.save(people.actor(author), proposal.id, FIELDS, queries.edition(proposal))


def test_a_form_kept_through_signing_in_becomes_a_draft(app):
    author = people.actor(people.participant())
    kept = {
        "title": ["Un verger pour le quartier"],
        "body": [stories.BODY],
        "chantier": ["4"],
        "kind": ["solution"],
        "commune": [""],
        "cost_euros": ["1200"],
        "lat": ["49,1"],
        "lon": ["6.2"],
    }
    proposal = proposals.begin_kept(author, kept)
    assert (proposal.kind, proposal.cost_euros, proposal.lat) == (ProposalKind.SOLUTION, 1200, 49.1)
    for broken in ({"chantier": ["99"]}, {"chantier": ["x"]}, {"commune": ["00000"]}, {"title": []}):
        with pytest.raises(Invalid):
            proposals.begin_kept(author, kept | broken)
