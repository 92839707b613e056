"""Administrators grant and revoke roles here; each time the journal and every administrator learn of it."""

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.models.accounts import RoleGrant
from consult.queries import accounts
from consult.queries import roles as queries
from consult.rules.permissions import Permission, require
from consult.rules.roles import check_scope
from consult.services import journal, outbox


def grant(actor: Actor, account_id: int, role: Role, chantier: int | None = None) -> RoleGrant:
    """Give ``role`` for one chantier's number, or for all. A role already held is ``Invalid``."""
    require(actor, Permission.ADMINISTER)
    account = accounts.locked(account_id)
    if account.confirmed_at is None:
        raise Invalid("not_confirmed", N_("This person has not confirmed their address yet."))
    check_scope(role, chantier)
    if chantier is not None and not queries.chantier_exists(chantier):
        raise Invalid("no_chantier", N_("Please choose a chantier from the list."), field="chantier")
    if queries.active(account.id, role, chantier) is not None:
        raise Invalid("role_held", N_("This person already has this role."), field="role")
    made = RoleGrant(
        account_id=account.id,
        role=role,
        chantier_number=chantier,
        granted_by_id=actor.account_id,
        granted_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    _record(actor, "role.granted", made)
    return made


def revoke(actor: Actor, account_id: int, role: Role, chantier: int | None = None) -> None:
    """End a role. The last administrator's is refused: somebody must remain who can grant one."""
    require(actor, Permission.ADMINISTER)
    others = queries.administrators(lock=True) - {account_id}
    if role is Role.ADMINISTRATOR and not others:
        raise Conflict(
            "last_administrator", N_("This is the last administrator. Please name another one first.")
        )
    account = accounts.locked(account_id)
    found = queries.active(account.id, role, chantier)
    if found is None:
        raise NotFound("role_not_held", N_("This person does not have this role."))
    found.revoked_at = now()
    found.revoked_by_id = actor.account_id
    _record(actor, "role.revoked", found)


def _record(actor: Actor, event: str, changed: RoleGrant) -> None:
    journal.record(
        actor,
        event,
        "account",
        changed.account_id,
        chantier=changed.chantier_number,
        role=changed.role.value,
        grant_id=changed.id,
    )
    outbox.tell(
        "role-granted",
        queries.administrators() | {changed.account_id},
        f"{changed.id}:{event}",
        account_id=changed.account_id,
        by_id=actor.account_id,
        role=changed.role.value,
        chantier=changed.chantier_number,
        revoked=changed.revoked_at is not None,
    )
