"""The rows of the moderators' own room: who has an item, declared ties, proposed suspensions, reminders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.actor import Actor, Role
from consult.kernel.db import db, insert_new
from consult.kernel.errors import NotFound
from consult.models.accounts import Account, RoleGrant
from consult.models.comments import Comment
from consult.models.journal import JournalEntry
from consult.models.moderation import DeclaredTie, ProposedSuspension, Taken
from consult.models.organisations import Organisation
from consult.models.proposals import Answer
from consult.queries.moderation.past import Past, past_of
from consult.queries.moderation.waiting_matters import REMIND_EVERY, REMINDED
from consult.rules.moderation import Subject


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody's declared tie to a person (``organisation`` false) or to an organisation."""

    id: int
    name: str
    organisation: bool
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class SuspensionPage:
    """What is proposed, of whom and by whom; ``decided_by`` once it is decided; ``past``: what they wrote."""

    proposed: ProposedSuspension
    person: str
    person_language: str
    proposed_by: str
    decided_by: str | None
    past: Past


def taken(subject: Subject) -> Taken | None:
    """Who has an item, even if the time is over; ask with the thing's own row locked."""
    return db.session.get(Taken, (subject.kind, subject.id), populate_existing=True)


def give_back(subject: Subject, account_id: int | None) -> bool:
    """Forget that ``account_id`` has an item; False when they had not."""
    gone = db.session.scalar(
        sa.delete(Taken)
        .where(
            Taken.subject_kind == subject.kind,
            Taken.subject_id == subject.id,
            Taken.account_id == account_id,
        )
        .returning(Taken.account_id)
    )
    return gone is not None


def add_tie(account_id: int, person_id: int | None, organisation_id: int | None, moment: datetime) -> bool:
    """Note a tie; False when it was declared already."""
    values = {
        "account_id": account_id,
        "person_id": person_id,
        "organisation_id": organisation_id,
        "declared_at": moment,
    }
    statement = insert_new(DeclaredTie).values(**values).returning(DeclaredTie.id)
    return db.session.scalar(statement) is not None


def tie_of(account_id: int | None, tie_id: int) -> DeclaredTie:
    """One's own tie; ``NotFound`` for anybody else's."""
    found = db.session.scalar(
        sa.select(DeclaredTie).where(DeclaredTie.id == tie_id, DeclaredTie.account_id == account_id)
    )
    if found is None:
        raise NotFound
    return found


def ties_of(account_id: int | None) -> list[Tie]:
    """Somebody's ties, the newest first; one statement."""
    person = aliased(Account)
    rows = db.session.execute(
        sa.select(DeclaredTie, person.display_name, Organisation.name)
        .outerjoin(person, person.id == DeclaredTie.person_id)
        .outerjoin(Organisation, Organisation.id == DeclaredTie.organisation_id)
        .where(DeclaredTie.account_id == account_id)
        .order_by(DeclaredTie.id.desc())
    )
    return [
        Tie(tie.id, name or organisation or "", tie.organisation_id is not None, tie.declared_at)
        for tie, name, organisation in rows
    ]


def suspension_page(actor: Actor, suspension_id: int) -> SuspensionPage:
    """``NotFound`` when there is none; three statements."""
    person, proposer, decider = aliased(Account), aliased(Account), aliased(Account)
    row = db.session.execute(
        sa.select(
            ProposedSuspension,
            person.display_name,
            person.language,
            proposer.display_name,
            decider.display_name,
        )
        .join(person, person.id == ProposedSuspension.account_id)
        .join(proposer, proposer.id == ProposedSuspension.proposed_by_id)
        .outerjoin(decider, decider.id == ProposedSuspension.decided_by_id)
        .where(ProposedSuspension.id == suspension_id)
    ).first()
    if row is None:
        raise NotFound
    return SuspensionPage(*row, past_of(actor, row[0].account_id))


def answered_in_full(proposal_id: int) -> bool:
    return bool(
        db.session.scalar(
            sa.select(sa.exists().where(Answer.proposal_id == proposal_id, Answer.outcome.is_not(None)))
        )
    )


def reminded_since(proposal_id: int, now: datetime) -> bool:
    """Whether the administration was reminded of a proposal in the last week."""
    found = sa.exists().where(
        JournalEntry.subject_kind == "proposal",
        JournalEntry.subject_id == proposal_id,
        JournalEntry.event == REMINDED,
        JournalEntry.at > now - REMIND_EVERY,
    )
    return bool(db.session.scalar(sa.select(found)))


def editor_ids(chantier: int) -> list[int]:
    """Who answers for a chantier."""
    return list(
        db.session.scalars(
            sa.select(RoleGrant.account_id)
            .join(Account, Account.id == RoleGrant.account_id)
            .where(
                RoleGrant.role == Role.EDITOR,
                RoleGrant.revoked_at.is_(None),
                sa.or_(RoleGrant.chantier_number.is_(None), RoleGrant.chantier_number == chantier),
                Account.erased_at.is_(None),
            )
            .distinct()
            .order_by(RoleGrant.account_id)
        )
    )


def proposals_of(comment_ids: Sequence[int]) -> dict[int, int]:
    """Comment → the proposal it stands under."""
    if not comment_ids:
        return {}
    rows = db.session.execute(sa.select(Comment.id, Comment.proposal_id).where(Comment.id.in_(comment_ids)))
    return {row[0]: row[1] for row in rows}
