"""Single-use secrets that travel by mail: made by the worker when it sends, spent by the page they open."""

import secrets

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict
from consult.kernel.hashes import secret_hash
from consult.kernel.messages import N_
from consult.models.accounts import Account, AccountToken
from consult.queries import accounts
from consult.rules.participation import TOKEN_LIFETIMES, TokenPurpose

#: Using one kind of mail ends the others that open the same door.
ENDED_WITH = {
    TokenPurpose.CONFIRM: (TokenPurpose.CONFIRM, TokenPurpose.SIGN_IN),
    TokenPurpose.SIGN_IN: (TokenPurpose.SIGN_IN,),
    TokenPurpose.RESET: (TokenPurpose.RESET, TokenPurpose.SIGN_IN),
    TokenPurpose.CHANGE_EMAIL: tuple(TokenPurpose),
}


class LinkEnded(Conflict):
    """A mailed link that is unknown, used, too old or for another address; all the same to its reader."""

    def __init__(self) -> None:
        super().__init__("link_ended", N_("This link has been used already, or it is too old."))


def issue_token(
    account_id: int, purpose: TokenPurpose, *, next_path: str | None = None, kept_form_id: int | None = None
) -> str:
    """The secret of a new token, for the worker's mail; raises ``NotFound`` for an erased account."""
    account = accounts.own(account_id)
    secret = secrets.token_urlsafe(32)
    moment = now()
    db.session.add(
        AccountToken(
            account_id=account_id,
            purpose=purpose,
            secret_hash=secret_hash(secret),
            email=account.pending_email if purpose is TokenPurpose.CHANGE_EMAIL else account.email,
            next_path=next_path,
            kept_form_id=kept_form_id,
            created_at=moment,
            expires_at=moment + TOKEN_LIFETIMES[purpose],
        )
    )
    return secret


def open_account(secret: str, purpose: TokenPurpose, *, lock: bool = False) -> tuple[AccountToken, Account]:
    """What a link leads to, without using it; ``LinkEnded`` when it leads nowhere."""
    found = accounts.open_token(secret_hash(secret), purpose, now(), lock=lock)
    if found is None:
        raise LinkEnded
    return found


def redeem(secret: str, purpose: TokenPurpose) -> tuple[AccountToken, Account]:
    """Use a token up, and with it every open one of the same door; ``LinkEnded`` otherwise."""
    token, account = open_account(secret, purpose, lock=True)
    accounts.use_tokens(account.id, ENDED_WITH[purpose], now())
    return token, account
