"""The parts of the queue that are no texts: reported names, appeals, suspensions, late answers."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.actor import Actor, Role
from consult.models.accounts import Account, RoleGrant
from consult.models.comments import Comment
from consult.models.journal import JournalEntry
from consult.models.moderation import Appeal, Decision, DeclaredTie, ProposedSuspension, Report
from consult.models.organisations import Keeper, Organisation
from consult.models.proposals import Answer, CoAuthor, Proposal
from consult.queries.conditions import name_withheld
from consult.queries.moderation.waiting_columns import columns, excerpt
from consult.queries.moderation.waiting_texts import Parts, open_reports
from consult.queries.moderation.waiting_words import words_said
from consult.rules.answers import INTERIM_STATES
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import QueueKind, SubjectKind

#: The journal's name for a reminder, and how long the administration then has peace.
REMINDED, REMIND_EVERY = "proposal.answer_reminded", timedelta(days=7)


def reported_names(actor: Actor, now: datetime) -> Parts:
    found = open_reports(Report.account_id)
    statement = columns(
        QueueKind.REPORTED_NAME,
        SubjectKind.ACCOUNT,
        id=Account.id,
        author_id=Account.id,
        due_at=found.c.due_at,
        since=found.c.since,
        text=Account.display_name,
        language=Account.language,
        reports=found.c.reports,
        can_hide=~sa.exists().where(name_withheld(SubjectKind.ACCOUNT)),
    )
    return [
        statement.select_from(found)
        .join(Account, Account.id == found.c.subject_id)
        .where(Account.erased_at.is_(None))
    ]


def reported_organisations(actor: Actor, now: datetime) -> Parts:
    found = open_reports(Report.organisation_id)
    statement = columns(
        QueueKind.REPORTED_ORGANISATION,
        SubjectKind.ORGANISATION,
        id=Organisation.id,
        organisation_id=Organisation.id,
        commune=Organisation.commune_insee,
        due_at=found.c.due_at,
        since=found.c.since,
        text=Organisation.name,
        language=Organisation.language,
        reports=found.c.reports,
        can_hide=~sa.exists().where(name_withheld(SubjectKind.ORGANISATION)),
    )
    return [statement.select_from(found).join(Organisation, Organisation.id == found.c.subject_id)]


def appeals(actor: Actor, now: datetime) -> Parts:
    """Open appeals. Whoever took the first decision, or proposed it, or contests it, sees it marked.

    Where a moderator other than the first is left, it is not for an administrator.
    """
    comment_of, on, said = aliased(Proposal), sa.func.coalesce, words_said()
    chantier = on(Proposal.chantier_number, comment_of.chantier_number, said.c.chantier)
    author = on(Proposal.author_id, Comment.author_id, Decision.account_id, said.c.author_id)
    organisation = on(
        *(Proposal.organisation_id, Comment.organisation_id, Decision.organisation_id),
        said.c.organisation_id,
    )
    entered_by = on(Proposal.entered_by_id, said.c.entered_by_id)
    numbers = {kind: getattr(Decision, f"{kind.value}_id") for kind in SubjectKind}
    subject = sa.case(*((number.is_not(None), kind.value) for kind, number in numbers.items()), else_="")
    statement = columns(
        QueueKind.APPEAL,
        subject,
        id=Appeal.id,
        subject_id=on(*numbers.values()),
        author_id=author,
        organisation_id=organisation,
        entered_by_id=entered_by,
        party_id=Decision.decided_by_id,
        also_id=on(ProposedSuspension.proposed_by_id, Appeal.account_id),
        chantier=chantier,
        commune=on(Proposal.commune_insee, comment_of.commune_insee),
        due_at=Appeal.due_at,
        since=Appeal.made_at,
        text=excerpt(Appeal.text),
        language=Appeal.language,
    )
    statement = (
        statement.select_from(Appeal)
        .join(Decision, Decision.id == Appeal.decision_id)
        .outerjoin(Proposal, Proposal.id == Decision.proposal_id)
        .outerjoin(Comment, Comment.id == Decision.comment_id)
        .outerjoin(comment_of, comment_of.id == Comment.proposal_id)
        .outerjoin(said, sa.and_(said.c.kind == subject, said.c.id == on(*numbers.values())))
        .outerjoin(ProposedSuspension, ProposedSuspension.decision_id == Decision.id)
        .where(Appeal.outcome.is_(None))
    )
    moderated = actor.chantiers_of(Role.MODERATOR)
    if moderated is None:
        return [statement]
    theirs = [sa.or_(chantier.is_(None), chantier.in_(moderated))] if moderated else []
    if actor.has_role(Role.ADMINISTRATOR):
        theirs.append(~_another_moderator(now, chantier, author, organisation, entered_by, said))
    return [statement.where(sa.or_(*theirs))]


def _another_moderator(
    now: datetime, chantier: Any, author: Any, organisation: Any, entered_by: Any, said: sa.Subquery
) -> sa.Exists:
    """Whether a moderator of the chantier is left who neither took the decision nor is concerned by it."""
    who = RoleGrant.account_id
    tied = sa.or_(DeclaredTie.person_id == author, DeclaredTie.organisation_id == organisation)
    return (
        sa.exists()
        .where(
            RoleGrant.role == Role.MODERATOR,
            RoleGrant.revoked_at.is_(None),
            sa.or_(
                RoleGrant.chantier_number.is_(None),
                RoleGrant.chantier_number == chantier,
                chantier.is_(None),
            ),
            who != Decision.decided_by_id,
            who != sa.func.coalesce(author, 0),
            who != sa.func.coalesce(entered_by, 0),
            who != sa.func.coalesce(said.c.owner_id, 0),
            who != sa.func.coalesce(ProposedSuspension.proposed_by_id, Appeal.account_id, 0),
            Account.id == who,
            Account.erased_at.is_(None),
            sa.or_(Account.suspended_until.is_(None), Account.suspended_until <= now),
            ~sa.exists().where(DeclaredTie.account_id == who, tied),
            ~sa.exists().where(
                Keeper.account_id == who,
                Keeper.organisation_id == organisation,
                Keeper.ended_at.is_(None),
            ),
            ~sa.exists().where(
                CoAuthor.account_id == who,
                CoAuthor.proposal_id == Decision.proposal_id,
                CoAuthor.refused_at.is_(None),
            ),
        )
        .correlate(Decision, Proposal, Comment, ProposedSuspension, Appeal, said)
    )


def suspensions(actor: Actor, now: datetime) -> Parts:
    """Suspensions that somebody proposed; a second person confirms or declines."""
    statement = columns(
        QueueKind.SUSPENSION,
        SubjectKind.ACCOUNT,
        id=ProposedSuspension.id,
        subject_id=Account.id,
        author_id=Account.id,
        party_id=ProposedSuspension.proposed_by_id,
        due_at=ProposedSuspension.due_at,
        since=ProposedSuspension.proposed_at,
        text=Account.display_name,
        language=Account.language,
    )
    return [
        statement.select_from(ProposedSuspension)
        .join(Account, Account.id == ProposedSuspension.account_id)
        .where(ProposedSuspension.decided_at.is_(None), Account.erased_at.is_(None))
    ]


def stale_answers(actor: Actor, now: datetime) -> Parts:
    """Proposals whose full answer is overdue, unless the administration was reminded in the last week."""
    full = sa.exists().where(Answer.proposal_id == Proposal.id, Answer.outcome.is_not(None))
    reminded = sa.exists().where(
        JournalEntry.subject_kind == "proposal",
        JournalEntry.subject_id == Proposal.id,
        JournalEntry.event == REMINDED,
        JournalEntry.at > now - REMIND_EVERY,
    )
    statement = columns(
        QueueKind.STALE_ANSWER,
        SubjectKind.PROPOSAL,
        id=Proposal.id,
        author_id=Proposal.author_id,
        organisation_id=Proposal.organisation_id,
        entered_by_id=Proposal.entered_by_id,
        chantier=Proposal.chantier_number,
        commune=Proposal.commune_insee,
        due_at=Proposal.answer_due_at,
        since=Proposal.answer_due_at,
        text=Proposal.title,
        language=Proposal.language,
    )
    return [
        statement.where(
            Proposal.answer_due_at < now,
            Proposal.state.in_(INTERIM_STATES),
            Proposal.visibility == Visibility.VISIBLE,
            ~full,
            ~reminded,
        )
    ]
