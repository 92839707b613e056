"""Organisations, their keepers and invitations, for deeds, pages and forms that act on their behalf."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language
from consult.kernel.text.collation import in_order
from consult.models.accounts import Account
from consult.models.organisations import Keeper, KeeperInvitation, Organisation
from consult.models.proposals import Proposal
from consult.models.territory import Commune
from consult.queries import conditions
from consult.queries.translations import joins
from consult.rules.lifecycle import ProposalState

PAGE = 30
LATEST = 20


@dataclass(frozen=True, slots=True)
class Work:
    """A public proposal in a list; ``title`` is in ``language``."""

    id: int
    title: str
    language: str
    state: ProposalState


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """A public profile; ``keepers`` and ``invitations`` are for its keepers and administrators only."""

    organisation: Organisation
    commune: str | None
    works: list[Work]
    keepers: list[Keeper]
    invitations: list[KeeperInvitation]


def for_actor(actor: Actor) -> list[tuple[int, str]]:
    """Ids and names of those the actor may write for, by name."""
    if not actor.organisations:
        return []
    rows = db.session.execute(
        sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(actor.organisations))
    )
    return sorted(((number, name) for number, name in rows), key=lambda row: in_order(row[1]))


def listed(after: tuple[str, int] | None) -> list[tuple[Organisation, str | None]]:
    """Up to ``PAGE + 1`` organisations by name, each with its commune's name, after (name, id).

    Two statements: databases order É each in their own way, so names are put in order here.
    """
    names = db.session.execute(sa.select(Organisation.name, Organisation.id))
    every = sorted((*in_order(name), number) for name, number in names)
    wanted = [key[-1] for key in every if after is None or key > (*in_order(after[0]), after[1])][: PAGE + 1]
    rows = db.session.execute(
        sa.select(Organisation, Commune.name)
        .outerjoin(Commune, Commune.insee == Organisation.commune_insee)
        .where(Organisation.id.in_(wanted))
    )
    return sorted(((one, commune) for one, commune in rows), key=lambda row: wanted.index(row[0].id))


def page(organisation_id: int, *, inside: bool) -> OrganisationPage:
    """Two statements, four for whom ``inside`` opens the list of keepers."""
    row = db.session.execute(
        sa.select(Organisation, Commune.name)
        .outerjoin(Commune, Commune.insee == Organisation.commune_insee)
        .where(Organisation.id == organisation_id)
    ).first()
    if row is None:
        raise NotFound
    works = db.session.execute(
        sa.select(Proposal.id, *joins.heading(current_language()), Proposal.state)
        .where(Proposal.organisation_id == organisation_id, conditions.listed())
        .order_by(Proposal.published_at.desc(), Proposal.id.desc())
        .limit(LATEST)
    )
    return OrganisationPage(
        row[0],
        row[1],
        [Work(*work) for work in works],
        keepers(organisation_id) if inside else [],
        invitations(organisation_id) if inside else [],
    )


def keepers(organisation_id: int, *, lock: bool = False) -> list[Keeper]:
    """Who may act for it now, each with their account, the longest first."""
    statement = (
        sa.select(Keeper)
        .join(Keeper.account)
        .options(sa.orm.contains_eager(Keeper.account))
        .where(Keeper.organisation_id == organisation_id, Keeper.ended_at.is_(None))
        .order_by(Keeper.started_at, Keeper.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement.with_for_update(of=Keeper) if lock else statement))


def invitations(organisation_id: int) -> list[KeeperInvitation]:
    """Addresses asked and not yet answered, the newest first."""
    return list(
        db.session.scalars(
            sa.select(KeeperInvitation)
            .where(KeeperInvitation.organisation_id == organisation_id, KeeperInvitation.ended_at.is_(None))
            .order_by(KeeperInvitation.id.desc())
        )
    )


def locked(organisation_id: int) -> Organisation:
    """An organisation to change, with its row locked, so that its keepers change one at a time."""
    organisation = db.session.scalar(
        sa.select(Organisation)
        .where(Organisation.id == organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if organisation is None:
        raise NotFound
    return organisation


def invitation_for(invitation_id: int, account_id: int) -> KeeperInvitation:
    """An open invitation sent to the address of this account; ``NotFound`` for any other."""
    invitation = db.session.scalar(
        sa.select(KeeperInvitation)
        .join(Account, Account.email == KeeperInvitation.email)
        .where(
            KeeperInvitation.id == invitation_id,
            KeeperInvitation.ended_at.is_(None),
            Account.id == account_id,
            Account.confirmed_at.is_not(None),
        )
    )
    if invitation is None:
        raise NotFound
    return invitation


def name_taken(name: str, but: int | None) -> bool:
    """Whether another organisation is called so, whatever the case."""
    found = db.session.scalar(
        sa.select(Organisation.id).where(
            sa.func.lower(Organisation.name) == sa.func.lower(name), Organisation.id != (but or 0)
        )
    )
    return found is not None


def withdraw_invitation(organisation_id: int, invitation_id: int, moment: datetime) -> None:
    """End an open invitation of this organisation; ``NotFound`` when it has no such one."""
    ended = db.session.scalar(
        sa.update(KeeperInvitation)
        .where(
            KeeperInvitation.id == invitation_id,
            KeeperInvitation.organisation_id == organisation_id,
            KeeperInvitation.ended_at.is_(None),
        )
        .values(ended_at=moment)
        .returning(KeeperInvitation.id)
        .execution_options(synchronize_session=False)
    )
    if ended is None:
        raise NotFound
