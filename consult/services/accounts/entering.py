"""Signing up and signing in: what is answered never tells whether an address is known."""

import secrets
from dataclasses import dataclass, field

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.kernel.hashes import secret_hash
from consult.kernel.messages import N_
from consult.models.accounts import Account, AccountToken
from consult.queries import accounts
from consult.rules.participation import TokenPurpose
from consult.services import journal, outbox, passwords
from consult.services.accounts.making import profile_values
from consult.services.accounts.profiles import Profile, checked_profile, normalised_email
from consult.services.accounts.sessions import open_session
from consult.services.accounts.tokens import redeem

MISMATCH = N_("This address and this password do not belong together. You can also ask for a link by e-mail.")


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where somebody was going, and what they had begun, before they had to sign in."""

    next_path: str | None = None
    kept_form_id: int | None = None

    def ids(self) -> dict[str, object]:
        """What the mail's link has to carry."""
        pairs = {"next_path": self.next_path, "kept_form_id": self.kept_form_id}
        return {name: value for name, value in pairs.items() if value is not None}


NOWHERE = Wishes()


@dataclass(frozen=True, slots=True)
class Entry:
    """A session just opened: its actor, its secret, the wishes that came with the link."""

    actor: Actor
    secret: str
    wishes: Wishes = NOWHERE


@dataclass(frozen=True, slots=True)
class Checked:
    """A password compared beforehand: whose it is (None: wrong), the hash seen, its successor."""

    account_id: int | None = None
    password_hash: str | None = field(default=None, repr=False)
    renewed_hash: str | None = field(default=None, repr=False)


def sign_up(
    email: str, profile: Profile, *, charter: bool, age: bool, password_hash: str | None, wishes: Wishes
) -> None:
    """Owe a mail to ``email``: a confirmation, or to a known address the news that it already has an account.

    Until it is confirmed an account holds what was said last.
    """
    address, wanted = normalised_email(email), checked_profile(profile)
    if not charter:
        raise Invalid("charter", N_("Please accept the rules for taking part."), field="charter")
    if not age:
        raise Invalid("age", N_("Please confirm your age."), field="age")
    known = accounts.by_email(address)
    if known is not None and known.confirmed_at is not None:
        _mail("account-already-registered", known, wishes)
        return
    moment = now()
    values = profile_values(wanted) | {
        "password_hash": password_hash,
        "charter_accepted_at": moment,
        "age_declared_at": moment,
    }
    if known is None:
        account_id = accounts.add(values | {"email": address, "created_at": moment})
        if account_id is None:
            return  # a second sending won the race, and its mail is on its way
        account = accounts.locked(account_id)
        journal.record(_actor(account), "account.created", "account", account.id)
    else:
        account = accounts.locked(known.id)
        for name, value in values.items():
            setattr(account, name, value)
    _mail("account-confirm", account, wishes)


def ask_link(email: str, wishes: Wishes) -> None:
    """Owe a link that signs in; to an unconfirmed address the link that confirms it."""
    _mail_if_known(email, "account-sign-in", wishes)


def ask_reset(email: str) -> None:
    """Owe a link that sets a new password; to an unconfirmed address the link that confirms it."""
    _mail_if_known(email, "account-reset", NOWHERE)


def _mail_if_known(email: str, event: str, wishes: Wishes) -> None:
    account = accounts.by_email(normalised_email(email))
    if account is not None:
        _mail(event if account.confirmed_at else "account-confirm", account, wishes)


def _mail(event: str, account: Account, wishes: Wishes) -> None:
    outbox.tell(event, [account.id], key=secrets.token_hex(8), **wishes.ids())


def check_credentials(email: str, password: str) -> Checked:
    """Compare a password; slow on purpose and equally so for unknown addresses, so never in a transaction."""
    try:
        account = accounts.by_email(normalised_email(email))
    except Invalid:
        account = None
    return _compare(account, password)


def check_own(actor: Actor, password: str) -> Checked:
    """Compare the password of whoever is signed in; slow, so never in a transaction."""
    return _compare(accounts.own(actor.account_id) if actor.account_id else None, password)


def _compare(account: Account | None, password: str) -> Checked:
    password_hash = account.password_hash if account else None
    if not passwords.matches(password_hash, password) or account is None or password_hash is None:
        return Checked()
    return Checked(account.id, password_hash, passwords.renewed(password_hash, password))


def enter_by_password(checked: Checked, device: str, wishes: Wishes) -> Entry | None:
    """A session for whom ``check_credentials`` found; None when they were mailed their confirmation again.

    Raises ``Invalid`` for a wrong password, also when it was changed in between.
    """
    wrong = Invalid("wrong_password", MISMATCH)
    if checked.account_id is None:
        raise wrong
    account = accounts.locked(checked.account_id)
    if account.password_hash != checked.password_hash:
        raise wrong
    if checked.renewed_hash is not None:
        account.password_hash = checked.renewed_hash
    if account.confirmed_at is None:
        _mail("account-confirm", account, wishes)
        return None
    return enter(account, device, wishes)


def enter_by_link(secret: str, device: str) -> Entry:
    """A session for the reader of the mail; ``LinkEnded`` when the link is used or too old."""
    token, account = redeem(secret, TokenPurpose.SIGN_IN)
    return enter(account, device, _wishes(token))


def confirm(secret: str, device: str, *, proof: str | None) -> tuple[Entry, bool]:
    """Confirm an address and sign in; the bool tells whether a password chosen at sign-up was dropped.

    Anybody may sign up with anybody's address, so a password counts only in the browser that chose it:
    ``proof`` is its ``proof_of``.
    """
    token, account = redeem(secret, TokenPurpose.CONFIRM)
    dropped = account.password_hash is not None and proof != proof_of(account.password_hash)
    if dropped:
        account.password_hash = None
    if account.confirmed_at is None:
        account.confirmed_at = now()
        journal.record(_actor(account), "account.confirmed", "account", account.id)
    return enter(account, device, _wishes(token)), dropped


def proof_of(password_hash: str | None) -> str | None:
    """What the browser of a sign-up keeps to show later that the password was chosen in it."""
    return secret_hash(password_hash) if password_hash else None


def enter(account: Account, device: str, wishes: Wishes = NOWHERE) -> Entry:
    """A new session of ``account`` and the actor it makes."""
    secret = open_session(account.id, device)
    db.session.flush()
    return Entry(_actor(account), secret, wishes)


def _wishes(token: AccountToken) -> Wishes:
    return Wishes(token.next_path, token.kept_form_id)


def _actor(account: Account) -> Actor:
    actor = accounts.actor_of_account(account.id, now())
    assert actor is not None, "an account in hand is not erased"
    return actor
