"""What goes with an account at its erasure, and everything it can take along as data."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Base, db
from consult.models.accounts import Account, AccountSession, AccountToken, RoleGrant
from consult.models.assemblies import Councillor
from consult.models.comments import Comment, CommentMark
from consult.models.editing import EditingDraft
from consult.models.events import Registration
from consult.models.following import Digest, Follow
from consult.models.moderation import (
    Appeal,
    Decision,
    DeclaredTie,
    ProposedSuspension,
    Report,
    Taken,
    WithheldName,
)
from consult.models.notifications import OutboxItem
from consult.models.offers import Offer
from consult.models.organisations import Keeper, KeeperInvitation, Organisation
from consult.models.positions import Position
from consult.models.proposals import CoAuthor, Proposal, ProposalVersion, Support
from consult.models.translations import Translation, TranslationRequest
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import DecisionKind
from consult.rules.offers import OfferStatus
from consult.rules.translations import TranslationState


def drafts(account_id: int) -> list[int]:
    """Ids of the drafts that nobody but this account has ever seen."""
    return list(
        db.session.scalars(
            sa.select(Proposal.id).where(
                Proposal.author_id == account_id, Proposal.state == ProposalState.DRAFT
            )
        )
    )


def offers(account_id: int) -> list[int]:
    """Ids of what this account offered."""
    return list(db.session.scalars(sa.select(Offer.id).where(Offer.account_id == account_id)))


def forget_person(account_id: int, email: str | None, moment: datetime) -> None:
    """Delete sessions, tokens, mail still owed and invitations; end roles and keeping; free the mandate.

    What moderation keeps apart goes too; decisions and appeals stay, but for open ones about the account
    itself, which have nothing left to decide on.
    """
    for model in (AccountSession, AccountToken, OutboxItem, Taken, DeclaredTie, WithheldName, EditingDraft):
        _run(sa.delete(model).where(model.account_id == account_id))
    _run(sa.delete(DeclaredTie).where(DeclaredTie.person_id == account_id))
    _forget_what_is_open(account_id)
    _forget_translator(account_id)
    _forget_offers(account_id, moment)
    _run(sa.delete(Follow).where(Follow.account_id == account_id))
    _run(sa.delete(Digest).where(Digest.account_id == account_id))
    _run(sa.delete(KeeperInvitation).where(KeeperInvitation.email == email))
    _run(
        sa.update(RoleGrant)
        .where(RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None))
        .values(revoked_at=moment)
    )
    _run(
        sa.update(Keeper)
        .where(Keeper.account_id == account_id, Keeper.ended_at.is_(None))
        .values(ended_at=moment)
    )
    _run(sa.update(Councillor).where(Councillor.account_id == account_id).values(account_id=None))


def _forget_what_is_open(account_id: int) -> None:
    """A proposed suspension, and an undecided appeal, of somebody who leaves."""
    _run(
        sa.delete(ProposedSuspension).where(
            ProposedSuspension.account_id == account_id, ProposedSuspension.decided_at.is_(None)
        )
    )
    about_them = sa.select(Decision.id).where(Decision.account_id == account_id)
    _run(sa.delete(Appeal).where(Appeal.outcome.is_(None), Appeal.decision_id.in_(about_them)))


def _forget_translator(account_id: int) -> None:
    """What nobody accepted goes, and every wish; what readers get or got stays, without a name."""
    own = Translation.translator_id == account_id
    kept = (TranslationState.SHOWN, TranslationState.REPLACED)
    _run(sa.delete(Translation).where(own, Translation.state.not_in(kept)))
    _run(sa.update(Translation).where(own).values(translator_id=None, thanked=False))
    _run(sa.delete(TranslationRequest).where(TranslationRequest.account_id == account_id))


def _forget_offers(account_id: int, moment: datetime) -> None:
    """The words of both sides go, and the name; what waits is withdrawn, what was answered still counts."""
    own = Offer.account_id == account_id
    waits = sa.and_(own, Offer.status == OfferStatus.OPEN)
    _run(sa.update(Offer).where(waits).values(status=OfferStatus.WITHDRAWN, changed_at=moment))
    _run(sa.update(Offer).where(own).values(text="", reply="", named=False))


def _run(statement: sa.Delete | sa.Update) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


#: What an export holds: a name, the columns given, whose rows. No secret and nobody else's data.
PARTS: dict[str, tuple[type[Base], tuple[str, ...], str]] = {
    "sessions": (AccountSession, ("device", "created_at", "expires_at"), "account_id"),
    "roles": (RoleGrant, ("role", "chantier_number", "granted_at", "revoked_at"), "account_id"),
    "proposals": (
        Proposal,
        ("id", "chantier_number", "kind", "state", "title", "body", "language", "created_at", "published_at"),
        "author_id",
    ),
    "proposal_versions": (
        ProposalVersion,
        ("proposal_id", "number", "title", "body", "language", "created_at"),
        "written_by_id",
    ),
    "supports": (Support, ("proposal_id", "via_merge", "created_at"), "account_id"),
    "co_authorships": (CoAuthor, ("proposal_id", "since", "refused_at"), "account_id"),
    "comments": (
        Comment,
        ("id", "proposal_id", "stance", "body", "language", "created_at", "edited_at"),
        "author_id",
    ),
    "comment_marks": (CommentMark, ("comment_id", "useful", "created_at"), "account_id"),
    "translations": (
        Translation,
        (
            *("proposal_id", "comment_id", "version", "language", "extent", "title", "body"),
            *("state", "thanked", "created_at", "reviewed_at", "note"),
        ),
        "translator_id",
    ),
    "translation_requests": (
        TranslationRequest,
        ("proposal_id", "comment_id", "language", "asked_at"),
        "account_id",
    ),
    "follows": (Follow, ("chantier_number", "proposal_id", "commune_insee", "since"), "account_id"),
    "digests": (Digest, ("pace", "made_at"), "account_id"),
    "reports": (
        Report,
        (
            "code",
            "proposal_id",
            "comment_id",
            "organisation_id",
            "offer_id",
            "position_id",
            "ground",
            "explanation",
            "law",
            "created_at",
        ),
        "reporter_id",
    ),
    "appeals": (
        Appeal,
        (
            *("decision_id", "made_by", "text", "language", "made_at", "due_at"),
            *("outcome", "reason", "reason_language", "decided_at"),
        ),
        "account_id",
    ),
    "editing_drafts": (EditingDraft, ("kind", "key", "fields", "begun_at", "changed_at"), "account_id"),
    "offers": (
        Offer,
        (
            *("id", "call_id", "proposal_id", "kind", "status", "text", "language", "named"),
            *("reply", "reply_language", "replied_at", "created_at", "changed_at"),
        ),
        "account_id",
    ),
    "answered_offers": (
        Offer,
        ("id", "call_id", "proposal_id", "status", "reply", "reply_language", "replied_at"),
        "replied_by_id",
    ),
    "withheld_names": (WithheldName, ("name", "withheld_at", "restored_at"), "account_id"),
    "registrations": (
        Registration,
        ("event_id", "venue_id", "status", "ticket", "created_at", "changed_at", "moved_up_at"),
        "account_id",
    ),
    "positions": (
        Position,
        (
            *("id", "organisation_id", "chantier_number", "action_id", "project_id"),
            *("stance", "reasons", "given_at", "changed_at", "withdrawn_at"),
        ),
        "given_by_id",
    ),
    "declared_ties": (DeclaredTie, ("person_id", "organisation_id", "declared_at"), "account_id"),
}
#: Of each decision about somebody's texts, name or account, everything but who took it.
DECISION = (
    *("id", "kind", "proposal_id", "comment_id", "offer_id", "position_id", "version"),
    *("ground", "law", "category", "label"),
    *("facts", "reason", "language", "source", "automated", "moved_from", "moved_to", "merged_into_id"),
    *("ends_at", "decided_at"),
)
PROFILE = (
    "email",
    "pending_email",
    "display_name",
    "language",
    "commune_insee",
    "origin",
    "ties",
    "created_at",
    "confirmed_at",
    "charter_accepted_at",
    "age_declared_at",
    "suspended_until",
)


def own_data(account_id: int) -> dict[str, Any]:
    """All that is stored about one account, as plain mappings; moments are still datetimes."""
    account = db.session.execute(
        sa.select(*(getattr(Account, name) for name in PROFILE)).where(Account.id == account_id)
    ).one()
    data: dict[str, Any] = {"account": dict(account._mapping)}
    for part, (model, columns, owner) in PARTS.items():
        data[part] = _rows(model, columns, owner, account_id)
    data["decisions"] = _decisions(account_id)
    keeps = db.session.execute(
        sa.select(Organisation.name, Keeper.started_at, Keeper.ended_at)
        .join(Keeper, Keeper.organisation_id == Organisation.id)
        .where(Keeper.account_id == account_id)
    )
    return data | {"organisations": [dict(row._mapping) for row in keeps]}


def _decisions(account_id: int) -> list[dict[str, Any]]:
    """As on the page of all decisions about oneself, those on organisations left to their keepers."""
    rows = db.session.execute(
        sa.select(*(getattr(Decision, name) for name in DECISION))
        .outerjoin(Proposal, Proposal.id == Decision.proposal_id)
        .outerjoin(Comment, Comment.id == Decision.comment_id)
        .where(
            sa.or_(
                Decision.account_id == account_id,
                Proposal.author_id == account_id,
                Comment.author_id == account_id,
                Decision.offer_id.in_(sa.select(Offer.id).where(Offer.account_id == account_id)),
            ),
            Decision.kind != DecisionKind.DISMISS,
        )
        .order_by(Decision.id)
    )
    return [dict(row._mapping) for row in rows]


def _rows(model: type[Base], columns: Iterable[str], owner: str, account_id: int) -> list[dict[str, Any]]:
    chosen = [getattr(model, name) for name in columns]
    rows = db.session.execute(
        sa.select(*chosen).where(getattr(model, owner) == account_id).order_by(*model.__table__.primary_key)
    )
    return [dict(row._mapping) for row in rows]
