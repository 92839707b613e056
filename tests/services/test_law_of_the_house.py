"""The law of the house, a test for each sentence that is moderation's own.

That withheld texts vanish everywhere is walked in tests/journeys; that states change by POST with CSRF only,
and that links in mails change nothing, in tests/attacks, for every address there is.
"""

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed, NotFound
from consult.models.comments import CommentVersion
from consult.models.moderation import DeclaredTie, ProposedSuspension
from consult.models.organisations import Keeper
from consult.models.proposals import CoAuthor, Proposal, ProposalVersion, Support
from consult.queries import proposals as proposal_queries
from consult.queries.accounts import actor_of_account
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import DecisionKind, Ground, Ruling, Subject, SubjectKind
from consult.services import accounts, moderation
from tests.factories import people, proposals
from tests.factories.comments import written

HIDE = Ruling(DecisionKind.HIDE, Ground.INSULT, "Vous attaquez une personne.", "Le mot « idiot » au début.")
SUSPEND = Ruling(DecisionKind.SUSPEND, Ground.INSULT, "Trois insultes en un jour.", "Trois messages.", days=7)


def moderator() -> Actor:
    return people.actor(people.with_role(Role.MODERATOR))


def of(proposal: Proposal) -> Subject:
    return Subject(SubjectKind.PROPOSAL, proposal.id)


def refused(actor: Actor, subject: Subject) -> str:
    with pytest.raises(NotAllowed) as refusal:
        moderation.decide(actor, subject, HIDE)
    return refusal.value.code


def test_nobody_judges_their_own_text_nor_one_they_signed_with(app: Flask) -> None:
    account = people.with_role(Role.MODERATOR)
    own, joined = proposals.published(account), proposals.published()
    db.session.add(CoAuthor(proposal_id=joined.id, account_id=account.id, since=now()))
    db.session.flush()
    judge = people.actor(account)
    assert refused(judge, of(own)) == refused(judge, of(joined)) == "own_text"
    assert refused(judge, Subject(SubjectKind.COMMENT, written(joined, account).id)) == "own_text"
    assert refused(judge, Subject(SubjectKind.ACCOUNT, account.id)) == "own_text"


def test_nobody_judges_people_and_organisations_they_declared_a_tie_to(app: Flask) -> None:
    account, friend = people.with_role(Role.MODERATOR), people.participant()
    club = people.organisation(people.participant())
    for_club = proposals.published(organisation_id=club.id)
    by_friend = proposals.published(friend)
    assert moderation.decide(people.actor(account), of(proposals.published()), HIDE)
    db.session.add_all(
        [
            DeclaredTie(account_id=account.id, person_id=friend.id, declared_at=now()),
            DeclaredTie(account_id=account.id, organisation_id=club.id, declared_at=now()),
        ]
    )
    db.session.flush()
    judge = actor_of_account(account.id, now())
    assert judge is not None
    assert refused(judge, of(by_friend)) == refused(judge, of(for_club)) == "own_text"
    assert refused(judge, Subject(SubjectKind.ORGANISATION, club.id)) == "own_text"
    assert moderation.decide(moderator(), of(by_friend), HIDE).kind is DecisionKind.HIDE


def test_an_account_is_suspended_by_two_people(app: Flask) -> None:
    person, first = people.participant(), moderator()
    with pytest.raises(Conflict, match="two_people"):
        moderation.decide(first, Subject(SubjectKind.ACCOUNT, person.id), SUSPEND)
    proposed = moderation.propose(first, person.id, SUSPEND)
    assert person.suspended_until is None
    with pytest.raises(NotAllowed, match="own_proposal"):
        moderation.confirm(first, proposed.id)
    decision = moderation.confirm(people.actor(people.with_role(Role.ADMINISTRATOR)), proposed.id)
    assert person.suspended_until == decision.ends_at
    with pytest.raises(Conflict, match="suspension_decided"):
        moderation.decline(moderator(), proposed.id)
    with pytest.raises(Conflict, match="suspended_already"):
        moderation.propose(first, person.id, SUSPEND)


def test_the_database_itself_refuses_the_same_person_twice(app: Flask) -> None:
    proposed = moderation.propose(moderator(), people.participant().id, SUSPEND)
    same = sa.update(ProposedSuspension).values(decided_by_id=proposed.proposed_by_id, decided_at=now())
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(same)


def test_a_declined_suspension_leaves_the_account_alone(app: Flask) -> None:
    person = people.participant()
    proposed = moderation.propose(moderator(), person.id, SUSPEND)
    moderation.decline(moderator(), proposed.id)
    assert person.suspended_until is None
    assert moderation.propose(moderator(), person.id, SUSPEND).id != proposed.id


def test_a_name_is_replaced_at_once_and_comes_back(app: Flask) -> None:
    person = people.participant("Sale Type")
    subject = Subject(SubjectKind.ACCOUNT, person.id)
    moderation.decide(moderator(), subject, HIDE)
    assert person.display_name == f"Profil {person.id}"
    moderation.decide(moderator(), subject, Ruling(DecisionKind.REINSTATE))
    assert person.display_name == "Sale Type"


def test_an_organisations_name_and_description_go_together(app: Flask) -> None:
    club = people.organisation(people.participant())
    name, about = club.name, club.about
    subject = Subject(SubjectKind.ORGANISATION, club.id)
    moderation.decide(moderator(), subject, HIDE)
    assert (club.name, club.about) == (f"Organisation {club.id}", "")
    moderation.decide(moderator(), subject, Ruling(DecisionKind.REINSTATE))
    assert (club.name, club.about) == (name, about)
    assert db.session.scalar(sa.select(Keeper.ended_at).where(Keeper.organisation_id == club.id)) is None


def test_leaving_keeps_the_texts_and_every_tally(app: Flask) -> None:
    person = people.participant()
    proposal, comment = proposals.published(person), written(proposals.published(), person)
    accounts.erase(people.actor(person), None)
    assert (proposal.visibility, comment.visibility) == (Visibility.VISIBLE, Visibility.VISIBLE)
    assert proposal.body
    assert comment.body


def test_leaving_takes_the_texts_along_when_asked(app: Flask) -> None:
    person = people.participant()
    proposal = proposals.published_with_supports(2, author_id=person.id)
    voted = proposals.in_state(ProposalState.VOTED, person)
    other = proposals.published()
    comment, under = written(other, person), written(proposal)
    kept_title = voted.title
    accounts.erase(people.actor(person), None, texts=True)
    db.session.flush()
    db.session.expire_all()
    assert (proposal.visibility, proposal.state) == (Visibility.REMOVED, ProposalState.WITHDRAWN)
    assert (proposal.title, proposal.body, proposal.support_count) == ("", "", 2)
    assert db.session.scalar(sa.select(sa.func.count()).where(Support.proposal_id == proposal.id)) == 2
    assert (voted.title, voted.visibility) == (kept_title, Visibility.VISIBLE)
    assert (comment.body, comment.visibility, other.comment_count) == ("", Visibility.REMOVED, 0)
    assert under.body
    with pytest.raises(NotFound):
        proposal_queries.page(people.actor(people.participant()), proposal.id)
    for table, column in ((ProposalVersion, "proposal_id"), (CommentVersion, "comment_id")):
        number = proposal.id if table is ProposalVersion else comment.id
        bodies = db.session.scalars(sa.select(table.body).where(getattr(table, column) == number))
        assert set(bodies) == {""}


def test_what_its_author_had_deleted_is_never_shown_again(app: Flask) -> None:
    person = people.participant()
    proposal = proposals.published(person)
    accounts.erase(people.actor(person), None, texts=True)
    db.session.flush()
    with pytest.raises(Conflict, match="decision_impossible"):
        moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.REINSTATE))
