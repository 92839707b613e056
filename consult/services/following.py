"""People follow a chantier, a proposal or a commune, and hear of it in digests that are never empty."""

from itertools import groupby

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import NotAllowed, NotFound
from consult.kernel.signing import is_signed, signature
from consult.queries import following as queries
from consult.queries.following import Key
from consult.rules.following import Followed, Pace
from consult.rules.permissions import Permission, require
from consult.services import outbox

CHUNK = 500
PURPOSE = "unsubscribe"


def follow(actor: Actor, kind: Followed, key: Key) -> bool:
    """Hear of what happens there from now on; whether that is new. ``NotFound`` for what nobody can see."""
    account_id = _account(actor)
    if not queries.exists(kind, key):
        raise NotFound
    queries.start_digest(account_id, now())
    return queries.add(account_id, kind, key, now())


def unfollow(actor: Actor, kind: Followed, key: Key) -> bool:
    """Hear no more of it; whether they had followed it."""
    return queries.remove(_account(actor), kind, key)


def choose_pace(actor: Actor, pace: Pace) -> None:
    """How often digests come, from now on."""
    account_id = _account(actor)
    queries.start_digest(account_id, now())
    queries.set_pace(account_id, pace)


def _account(actor: Actor) -> int:
    require(actor, Permission.FOLLOW)
    if actor.account_id is None:
        raise NotAllowed
    return actor.account_id


def owe_digests() -> bool:
    """Owe the digests of up to 500 people whose time has come; whether there may be more.

    One transaction: what was noted as heard and what is owed are written together, so that a kill at any
    moment neither loses a digest nor makes two. Nobody is owed an empty one.
    """
    moment = now()
    upto = queries.settled(moment)
    due = queries.due(moment, upto, CHUNK)
    if not due:
        return False
    told = sorted(queries.with_news(due, upto), key=lambda row: row.through_id)
    for through, rows in groupby(told, key=lambda row: row.through_id):
        outbox.tell("digest", [row.account_id for row in rows], upto, after=through, upto=upto)
    queries.heard([row.account_id for row in due], upto, moment)
    return len(due) == CHUNK


def unsubscribe_token(account_id: int) -> str:
    """What proves that somebody holds a digest sent to this account; it never expires (RFC 8058)."""
    return f"{account_id}.{signature(PURPOSE, str(account_id))}"


def unsubscribe(token: str) -> None:
    """Send no more digests to whoever holds the token; ``NotFound`` for a token that was never given."""
    queries.set_pace(subscriber(token), Pace.NEVER)


def subscriber(token: str) -> int:
    """The account whose digest held the token; ``NotFound`` for one that was never given."""
    number, _, given = token.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise NotFound
    if not is_signed(PURPOSE, number, given):
        raise NotFound
    return int(number)
