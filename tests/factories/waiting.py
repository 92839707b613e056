"""What waits for a moderator, one story for each part of the queue."""

from collections.abc import Callable
from datetime import timedelta

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.comments import Comment, CommentVersion
from consult.models.moderation import Appeal, Decision, ProposedSuspension, Report
from consult.models.offers import Offer
from consult.models.organisations import Organisation
from consult.models.positions import Position
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import moderation as queries
from consult.rules.lifecycle import Review
from consult.rules.moderation import (
    AppealBy,
    Category,
    DecisionKind,
    Ground,
    Notice,
    QueueKind,
    Ruling,
    Subject,
    SubjectKind,
)
from consult.services import moderation
from tests.factories import offers, people, positions, proposals
from tests.factories.comments import written

FACTS = "Le deuxième paragraphe donne un nom et une adresse."
REASON = "Vous nommez une personne et donnez son adresse."
SPAM = Notice(Ground.SPAM, "C’est de la publicité.")
KINDS = {
    Proposal: SubjectKind.PROPOSAL,
    Comment: SubjectKind.COMMENT,
    Account: SubjectKind.ACCOUNT,
    Organisation: SubjectKind.ORGANISATION,
    Offer: SubjectKind.OFFER,
    Position: SubjectKind.POSITION,
}
Thing = Proposal | Comment | Account | Organisation | Offer | Position


def of(thing: Thing) -> Subject:
    return Subject(KINDS[type(thing)], thing.id)


def report(thing: Thing, times: int = 1) -> None:
    """Reports by people who have been here for a month."""
    for _ in range(times):
        moderation.report(people.actor(people.participant()), of(thing), SPAM)


def newest(proposal: Proposal) -> ProposalVersion:
    found = queries.version(proposal.id, proposal.newest_version)
    assert found is not None
    return found


def newest_of_comment(comment: Comment) -> CommentVersion:
    found = queries.comment_version(comment.id, comment.newest_version)
    assert found is not None
    return found


def changed(proposal: Proposal | None = None, review: Review = Review.PENDING, **values: object) -> Proposal:
    """A public proposal whose later version waits."""
    proposal = proposal or proposals.published(**values)
    proposal.newest_version += 1
    version = ProposalVersion(
        proposal_id=proposal.id,
        number=proposal.newest_version,
        title="Un verger pour tous, en mieux",
        body=proposal.body + "Et des ruches.",
        language="fr",
        created_at=now(),
        review=review,
    )
    db.session.add(version)
    if review is Review.WATCHED:
        proposal.title, proposal.body, proposal.shown_version = version.title, version.body, version.number
    db.session.flush()
    return proposal


def commented(author: Account | None = None, review: Review = Review.ACCEPTED, **values: object) -> Comment:
    """A comment that waits for nothing, unless ``review`` says so; under a proposal of ``values``."""
    comment = written(proposals.published(**values), author)
    newest_of_comment(comment).review = review
    if review is Review.PENDING:
        comment.published_at = None
    db.session.flush()
    return comment


def doubtful(**values: object) -> Proposal:
    """A public proposal, said to be in French, that seems to be in German."""
    proposal = proposals.published(**values)
    newest(proposal).language_doubt = "de"
    db.session.flush()
    return proposal


def hidden(thing: Proposal | Comment, by: Account | None = None) -> Decision:
    from_whom = people.actor(by or people.with_role(people.Role.MODERATOR))
    ruling = Ruling(DecisionKind.HIDE, Ground.PERSONAL_DATA, REASON, FACTS)
    return moderation.decide(from_whom, of(thing), ruling)


def appeal(by: Account | None = None, **values: object) -> Appeal:
    """Against the hiding of a proposal, which ``by`` decided."""
    author = people.participant()
    decision = hidden(proposals.published(author, **values), by)
    made = Appeal(
        decision_id=decision.id,
        made_by=AppealBy.AUTHOR,
        account_id=author.id,
        text="Je conteste, car cette adresse est celle de la mairie.",
        language="fr",
        reason_language="fr",
        made_at=now(),
        due_at=now() + timedelta(days=15),
    )
    db.session.add(made)
    db.session.flush()
    return made


def suspension(person: Account | None = None, by: Account | None = None) -> ProposedSuspension:
    """Proposed for ten days."""
    proposer = by or people.with_role(people.Role.MODERATOR)
    ruling = Ruling(
        DecisionKind.SUSPEND, Ground.INSULT, REASON, FACTS, category=Category.CYBER_VIOLENCE, days=10
    )
    return moderation.propose(people.actor(proposer), (person or people.participant()).id, ruling)


def overdue(**values: object) -> Proposal:
    """The administration has owed this answer for five days."""
    return proposals.published(answer_due_at=now() - timedelta(days=5), **values)


def raided(**values: object) -> Proposal:
    """Six visitors reported it within a day."""
    proposal = proposals.published(**values)
    for number in range(6):
        db.session.add(
            Report(
                proposal_id=proposal.id,
                code=f"raid-{proposal.id}-{number}",
                ground=Ground.SPAM,
                explanation="C’est de la publicité.",
                language="fr",
                reader_language="fr",
                reporter_key=f"address:{number}",
                created_at=now(),
                due_at=now() + timedelta(days=1),
            )
        )
    db.session.flush()
    return proposal


def offer_reported() -> Offer:
    """By who made it: nobody but its two sides reads it."""
    giver = people.participant()
    made = offers.offered(offers.need(), giver)
    moderation.report(people.actor(giver), of(made), SPAM)
    return made


def _reported(thing: Thing) -> None:
    report(thing)


STORIES: dict[QueueKind, Callable[[], object]] = {
    QueueKind.SUBMITTED: proposals.submitted,
    QueueKind.CHANGED: changed,
    QueueKind.WATCHED_PROPOSAL: lambda: changed(review=Review.WATCHED),
    QueueKind.NEW_COMMENT: lambda: commented(review=Review.PENDING),
    QueueKind.WATCHED_COMMENT: lambda: commented(review=Review.WATCHED),
    QueueKind.REPORTED_PROPOSAL: lambda: _reported(proposals.published()),
    QueueKind.REPORTED_COMMENT: lambda: _reported(commented()),
    QueueKind.REPORTED_OFFER: offer_reported,
    QueueKind.REPORTED_POSITION: lambda: _reported(positions.given()),
    QueueKind.REPORTED_NAME: lambda: _reported(people.participant()),
    QueueKind.REPORTED_ORGANISATION: lambda: _reported(people.organisation(people.participant())),
    QueueKind.APPEAL: appeal,
    QueueKind.SUSPENSION: suspension,
    QueueKind.LANGUAGE: doubtful,
    QueueKind.STALE_ANSWER: overdue,
}
