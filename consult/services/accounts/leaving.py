"""Somebody leaves: who they were is erased, what they said in public stays as a former participant's."""

from consult.kernel.actor import SYSTEM, Actor
from consult.kernel.clock import now
from consult.kernel.errors import NotAllowed
from consult.queries import accounts, leaving
from consult.rules.permissions import Permission, require
from consult.services import journal, proposals
from consult.services.accounts.changing import check_owner
from consult.services.accounts.entering import Checked


def erase(actor: Actor, checked: Checked | None) -> None:
    """Erase name, address, password and ties, sessions and mail; discard drafts. No tally moves.

    ``checked`` is the present password's, None where there is none. Suspended people may leave too.
    """
    require(actor, Permission.USE_ACCOUNT)
    if actor.account_id is None:
        raise NotAllowed
    account = accounts.locked(actor.account_id)
    check_owner(account, checked, "password")
    moment = now()
    for draft_id in leaving.drafts(account.id):
        proposals.discard(SYSTEM, draft_id)
    leaving.forget_person(account.id, account.email, moment)
    account.email = account.pending_email = account.former_email = account.password_hash = None
    account.commune_insee = account.origin = None
    account.display_name, account.ties = "", []
    account.charter_accepted_at = account.age_declared_at = account.confirmed_at = None
    account.erased_at = moment
    journal.record(actor, "account.erased", "account", account.id)
