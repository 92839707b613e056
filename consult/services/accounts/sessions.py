"""Signed-in devices: opened at sign-in, ended one by one or all at once."""

import secrets
from datetime import timedelta

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.hashes import secret_hash
from consult.kernel.text.names import clean_line
from consult.models.accounts import AccountSession
from consult.queries import accounts
from consult.rules.permissions import Permission, require
from consult.services import journal

LIFETIME = timedelta(days=30)


def open_session(account_id: int, device: str) -> str:
    """The secret of a new session of 30 days; the database keeps only its SHA-256."""
    secret = secrets.token_urlsafe(32)
    moment = now()
    db.session.add(
        AccountSession(
            account_id=account_id,
            secret_hash=secret_hash(secret),
            device=clean_line(device)[:120],
            created_at=moment,
            seen_at=moment,
            expires_at=moment + LIFETIME,
        )
    )
    return secret


def sign_out(actor: Actor) -> None:
    """End the session this request came with; nobody signed in is no mistake."""
    if actor.account_id is not None and actor.session_id is not None:
        accounts.end_session(actor.account_id, actor.session_id)


def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions; ``NotFound`` for any other."""
    require(actor, Permission.USE_ACCOUNT)
    if actor.account_id is None or not accounts.end_session(actor.account_id, session_id):
        raise NotFound
    journal.record(actor, "account.session_ended", "account", actor.account_id)


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of one's own, this one included."""
    require(actor, Permission.USE_ACCOUNT)
    assert actor.account_id is not None
    accounts.end_sessions(actor.account_id)
    journal.record(actor, "account.sessions_ended", "account", actor.account_id)
