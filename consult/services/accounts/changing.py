"""Changes to one's own account: profile, password, address."""

import secrets

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.models.accounts import Account
from consult.queries import accounts
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.participation import TokenPurpose
from consult.rules.permissions import Permission, require
from consult.services import journal, outbox, search
from consult.services.accounts.entering import Checked, Entry, enter
from consult.services.accounts.making import profile_values
from consult.services.accounts.profiles import (
    Profile,
    check_nameless,
    check_not_withheld,
    checked_profile,
    normalised_email,
)
from consult.services.accounts.tokens import redeem


def change_profile(actor: Actor, profile: Profile) -> None:
    """Store what somebody declares about themselves; no change leaves no trace.

    Suspended people keep their name (``Invalid``), but for one choice where a moderator withheld it.
    """
    account = _own(actor)
    checked = checked_profile(profile, account.display_name)
    if actor.suspended and checked.display_name != account.display_name:
        check_nameless(Subject(SubjectKind.ACCOUNT, account.id), account.display_name)
    check_not_withheld(Subject(SubjectKind.ACCOUNT, account.id), checked.display_name)
    values = profile_values(checked)
    changed = sorted(name for name, value in values.items() if getattr(account, name) != value)
    for name in changed:
        setattr(account, name, values[name])
    if changed:
        journal.record(actor, "account.changed", "account", account.id, fields=changed)
    if {"commune_insee", "origin"} & set(changed):
        search.author(account.id)


def change_password(actor: Actor, checked: Checked | None, password_hash: str) -> None:
    """Set a password and end every other session; ``checked`` is the old one's, None where there was none."""
    account = _own(actor)
    check_owner(account, checked, "old_password")
    _set_password(actor, account, password_hash)
    accounts.end_sessions(account.id, but=actor.session_id)


def reset_password(secret: str, password_hash: str, device: str) -> Entry:
    """Set a password by a mailed link, end every session and open a new one."""
    _token, account = redeem(secret, TokenPurpose.RESET)
    accounts.end_sessions(account.id)
    entry = enter(account, device)
    _set_password(entry.actor, account, password_hash)
    return entry


def ask_email_change(actor: Actor, email: str, checked: Checked | None) -> None:
    """Owe a confirmation to the new address; the same answer when somebody else, who is told, has it."""
    address = normalised_email(email)
    account = _own(actor)
    check_owner(account, checked, "password")
    if address == account.email:
        raise Invalid("same_email", N_("This is already your address."), field="email")
    holder = accounts.by_email(address)
    key = secrets.token_hex(8)
    if holder is not None:
        outbox.tell("account-already-registered", [holder.id], key=key)
        return
    account.pending_email = address
    outbox.tell("account-change-email", [account.id], key=key)


def change_email(secret: str) -> None:
    """Take the new address by the link mailed to it, end all open links, and owe the old address a word."""
    _token, account = redeem(secret, TokenPurpose.CHANGE_EMAIL)
    if account.pending_email is None or accounts.by_email(account.pending_email) is not None:
        raise Conflict("email_taken", N_("This e-mail address is already in use."))
    account.former_email, account.email, account.pending_email = account.email, account.pending_email, None
    actor = accounts.actor_of_account(account.id, now())
    assert actor is not None
    journal.record(actor, "account.email_changed", "account", account.id)
    outbox.tell("account-email-changed", [account.id], key=secrets.token_hex(8))


def check_owner(account: Account, checked: Checked | None, field: str) -> None:
    """Refuse unless the password just compared is this account's present one, or it has none."""
    if account.password_hash is None:
        return
    if checked is None or checked.account_id != account.id or checked.password_hash != account.password_hash:
        raise Invalid("wrong_password", N_("This is not your present password."), field=field)


def _set_password(actor: Actor, account: Account, password_hash: str) -> None:
    account.password_hash = password_hash
    journal.record(actor, "account.password_changed", "account", account.id)
    outbox.tell("account-password-changed", [account.id], key=secrets.token_hex(8))


def _own(actor: Actor) -> Account:
    require(actor, Permission.USE_ACCOUNT)
    assert actor.account_id is not None
    return accounts.locked(actor.account_id)
