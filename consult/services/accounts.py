"""Deeds around accounts."""

import hashlib
import secrets
from datetime import timedelta

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import AccountSession


def open_session(account_id: int, device: str) -> str:
    """A new session's secret; only its SHA-256 is stored."""
    secret = secrets.token_urlsafe(32)
    moment = now()
    db.session.add(
        AccountSession(
            account_id=account_id,
            secret_hash=hashlib.sha256(secret.encode()).hexdigest(),
            device=device[:120],
            created_at=moment,
            seen_at=moment,
            expires_at=moment + timedelta(days=30),
        )
    )
    return secret
