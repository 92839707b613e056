"""Each chantier says whether texts are read before they are published or afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.models.journal import JournalEntry
from consult.models.moderation import ModerationMode
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.search import SearchEntry
from consult.queries import modes as queries
from consult.queries import proposals as proposal_queries
from consult.rules.lifecycle import ProposalState, Review
from consult.rules.moderation import DEFAULT_MODES, DecisionKind, Ground, Mode, Ruling, Subject, SubjectKind
from consult.rules.participation import Channel
from consult.services import moderation, modes, proposals
from consult.services.proposals import Arrival, ProposalFields
from tests.factories import people
from tests.factories import proposals as stories
from tests.factories.modes import set_mode

P, C = SubjectKind.PROPOSAL, SubjectKind.COMMENT
FIELDS = ProposalFields(title="Un verger pour le quartier", body=stories.BODY, chantier_number=4)
CHANGED = replace(FIELDS, body=stories.BODY + " Et des bancs, des bacs, un atelier, une fontaine. " * 3)
GERMAN = "Wir wünschen uns einen Radweg über die Grenze, damit alle Kinder sicher zur Schule kommen. " * 2


def sent(author: object | None = None) -> Proposal:
    actor = people.actor(author or people.participant())  # type: ignore[arg-type]  # an Account
    proposal = proposals.begin(actor, FIELDS)
    return proposals.submit(actor, proposal.id)


def newest(proposal: Proposal) -> ProposalVersion:
    db.session.flush()
    return proposal_queries.newest_version(proposal)


def owed() -> list[tuple[str, int | None]]:
    return [(item.event, item.account_id) for item in db.session.scalars(sa.select(OutboxItem))]


def is_indexed(proposal: Proposal) -> bool:
    found = sa.select(SearchEntry.id).where(
        SearchEntry.kind == "proposal", SearchEntry.object_id == proposal.id
    )
    return db.session.scalar(found) is not None


def test_a_chantier_that_says_nothing_follows_the_house(app: Flask) -> None:
    for number in (1, 4, 10):
        assert {kind: queries.mode_of(number, kind) for kind in (P, C)} == DEFAULT_MODES
    assert len(queries.all_modes()) == 10
    assert not any(line.differs(kind) for line in queries.all_modes() for kind in (P, C))


def test_each_change_is_stored_and_noted_and_a_default_is_no_row(app: Flask) -> None:
    administrator = people.actor(people.with_role(Role.ADMINISTRATOR))
    wanted = {(4, P): Mode.POST, (4, C): Mode.PRE, (5, C): Mode.POST}
    assert modes.choose(administrator, wanted, modes.edition(modes.present())) == 2
    assert (queries.mode_of(4, P), queries.mode_of(4, C), queries.mode_of(5, P)) == (
        Mode.POST,
        Mode.PRE,
        Mode.PRE,
    )
    lines = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.event == "setting.changed")).all()
    assert [(line.chantier_number, line.facts) for line in lines] == [
        (4, {"setting": "moderation.proposal", "before": "pre", "after": "post"}),
        (4, {"setting": "moderation.comment", "before": "post", "after": "pre"}),
    ]
    assert modes.choose(administrator, {(4, P): Mode.PRE}, modes.edition(modes.present())) == 1
    db.session.flush()
    kept = db.session.scalars(sa.select(ModerationMode)).one()
    assert (kept.chantier_number, kept.kind) == (4, C)


def test_settings_changed_meanwhile_are_looked_at_again(app: Flask) -> None:
    administrator = people.actor(people.with_role(Role.ADMINISTRATOR))
    seen = modes.edition(modes.present())
    modes.choose(administrator, {(4, P): Mode.POST}, seen)
    for stale in (seen, "", "4.proposal.pre"):
        with pytest.raises(Conflict, match="stale_modes"):
            modes.choose(administrator, {(4, P): Mode.PRE}, stale)
    assert queries.mode_of(4, P) is Mode.POST


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.EDITOR, Role.AUDITOR])
def test_only_administrators_choose(app: Flask, role: Role) -> None:
    with pytest.raises(NotAllowed):
        modes.choose(people.actor(people.with_role(role)), {(4, P): Mode.POST}, "")


def test_a_proposal_waits_by_default(app: Flask) -> None:
    proposal = sent()
    assert (proposal.state, newest(proposal).review) == (ProposalState.SUBMITTED, Review.PENDING)
    assert proposal.published_at is None
    assert not is_indexed(proposal)


def test_a_proposal_is_public_at_once_and_watched_where_the_chantier_says_so(app: Flask) -> None:
    set_mode(P, Mode.POST)
    author = people.participant()
    proposal = sent(author)
    assert (proposal.state, newest(proposal).review) == (ProposalState.PUBLISHED, Review.WATCHED)
    assert proposal.published_at == proposal.submitted_at
    assert proposal.review_due_at is not None
    assert proposal.review_due_at > now() + timedelta(days=2)
    assert is_indexed(proposal)
    assert owed() == [("proposal-received", author.id)]
    elsewhere = proposals.begin(people.actor(author), replace(FIELDS, chantier_number=5))
    assert proposals.submit(people.actor(author), elsewhere.id).state is ProposalState.SUBMITTED


def test_a_change_of_mode_leaves_alone_what_was_sent_before(app: Flask) -> None:
    proposal = sent()
    set_mode(P, Mode.POST)
    assert (proposal.state, newest(proposal).review) == (ProposalState.SUBMITTED, Review.PENDING)


def test_a_later_change_meets_the_gate_of_its_day(app: Flask) -> None:
    set_mode(P, Mode.POST)
    author = people.participant()
    proposal = sent(author)
    actor = people.actor(author)
    db.session.flush()
    proposals.save(actor, proposal.id, CHANGED, proposal_queries.edition(proposal))
    assert (proposal.shown_version, proposal.newest_version, newest(proposal).review) == (
        2,
        2,
        Review.WATCHED,
    )
    assert "fontaine" in proposal.body
    set_mode(P, Mode.PRE)
    again = replace(CHANGED, body=CHANGED.body + " Et une ruche.")
    proposals.save(actor, proposal.id, again, proposal_queries.edition(proposal))
    assert (proposal.shown_version, proposal.newest_version, newest(proposal).review) == (
        2,
        3,
        Review.PENDING,
    )
    assert "ruche" not in proposal.body


def test_a_watched_change_that_is_refused_gives_way_to_the_text_before(app: Flask) -> None:
    set_mode(P, Mode.POST)
    author = people.participant()
    proposal = sent(author)
    db.session.flush()
    moderator = people.actor(people.with_role(Role.MODERATOR))
    moderation.decide(moderator, Subject(P, proposal.id), Ruling(DecisionKind.PUBLISH))
    proposals.save(people.actor(author), proposal.id, CHANGED, proposal_queries.edition(proposal))
    db.session.flush()
    ruling = Ruling(DecisionKind.RETURN, Ground.SPAM, "Le nouveau passage est une publicité.")
    moderation.decide(moderator, Subject(P, proposal.id), ruling)
    assert (proposal.state, proposal.shown_version) == (ProposalState.PUBLISHED, 1)
    assert "fontaine" not in proposal.body


def test_a_returned_text_goes_back_with_its_sending_only(app: Flask) -> None:
    author = people.participant()
    proposal = sent(author)
    moderator = people.actor(people.with_role(Role.MODERATOR))
    db.session.flush()
    ruling = Ruling(DecisionKind.RETURN, Ground.UNCLEAR, "Dites où vous voulez planter.")
    moderation.decide(moderator, Subject(P, proposal.id), ruling)
    set_mode(P, Mode.POST)
    actor = people.actor(author)
    with pytest.raises(Invalid, match="unchanged"):
        proposals.submit(actor, proposal.id)
    proposals.save(actor, proposal.id, CHANGED, proposal_queries.edition(proposal))
    assert proposal.state is ProposalState.RETURNED
    db.session.flush()
    proposals.submit(actor, proposal.id)
    assert (proposal.state, newest(proposal).review) == (ProposalState.PUBLISHED, Review.WATCHED)


def test_what_staff_enter_for_somebody_meets_the_same_gate(app: Flask) -> None:
    clerk = people.actor(people.with_role(Role.CLERK))
    waiting = proposals.enter_on_behalf(clerk, FIELDS, Arrival(Channel.PAPER, "Anne Verger"))
    assert waiting.state is ProposalState.SUBMITTED
    set_mode(P, Mode.POST)
    other = replace(FIELDS, title="Un autre verger pour le quartier")
    public = proposals.enter_on_behalf(clerk, other, Arrival(Channel.PAPER, "Anne Verger"))
    assert (public.state, newest(public).review) == (ProposalState.PUBLISHED, Review.WATCHED)


def test_an_author_who_insists_on_another_language_leaves_a_doubt(app: Flask) -> None:
    actor = people.actor(people.participant())
    proposal = proposals.begin(actor, replace(FIELDS, body=GERMAN, title="Ein Radweg über die Grenze"))
    with pytest.raises(Invalid):
        proposals.submit(actor, proposal.id, "lb")
    proposals.submit(actor, proposal.id, "lb", language_sure=True)
    assert (newest(proposal).language, newest(proposal).language_doubt) == ("lb", "de")
    fields = replace(FIELDS, title="Ein Radweg über die Grenze", body=GERMAN + "Danke.", language="de")
    proposals.save(actor, proposal.id, fields, proposal_queries.edition(proposal))
    assert (newest(proposal).language, newest(proposal).language_doubt) == ("de", None)
