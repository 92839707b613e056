"""Requests as bytes, with the cookies of people whose sessions are written straight into the database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from itertools import count
from secrets import token_urlsafe
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.kernel.hashes import secret_hash
from consult.models.accounts import AccountSession
from consult.services.accounts.sessions import LIFETIME
from consult.web.kit.transaction import TOKEN_FIELD

HOST = "bench.example.org"
_addresses = count(1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a browser: ``cookie`` is the whole header, ``csrf`` what their forms carry."""

    cookie: str = ""
    csrf: str = ""


NOBODY = Visitor()


def signed_in(app: Flask, account_ids: Sequence[int]) -> list[Visitor]:
    """A new session for each account, in one transaction."""
    secrets = [token_urlsafe(32) for _ in account_ids]
    moment = now()
    rows = [
        {
            "account_id": account_id,
            "secret_hash": secret_hash(secret),
            "device": "bench",
            "created_at": moment,
            "seen_at": moment,
            "expires_at": moment + LIFETIME,
        }
        for account_id, secret in zip(account_ids, secrets, strict=True)
    ]
    with writing():
        db.session.execute(sa.insert(AccountSession), rows)
    return [_visitor(app, {"_user_id": secret, "_fresh": True}) for secret in secrets]


def arrived(app: Flask) -> Visitor:
    """Somebody who has opened a form without signing in."""
    return _visitor(app, {})


def _visitor(app: Flask, session: Mapping[str, object]) -> Visitor:
    """The cookie as Flask signs it, and the token as Flask-WTF derives it from the session's own."""
    own = sha1(token_urlsafe(32).encode(), usedforsecurity=False).hexdigest()
    interface = SecureCookieSessionInterface()
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    cookie = serializer.dumps({**session, "csrf_token": own})
    csrf = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(own)
    return Visitor(f"{app.config['SESSION_COOKIE_NAME']}={cookie}", str(csrf))


def get(path: str, visitor: Visitor = NOBODY, **headers: str) -> bytes:
    """A GET; keywords are further headers, with ``_`` for ``-``."""
    return _request("GET", path, visitor, headers, b"")


def post(path: str, visitor: Visitor, fields: Mapping[str, str]) -> bytes:
    """A form as its page would send it, with tokens of its own."""
    body = urlencode({"csrf_token": visitor.csrf, TOKEN_FIELD: token_urlsafe(24), **fields}).encode()
    headers = {
        "Content_Type": "application/x-www-form-urlencoded",
        "Content_Length": str(len(body)),
        "Origin": f"https://{HOST}",
        "Referer": f"https://{HOST}{path}",
    }
    return _request("POST", path, visitor, headers, body)


def _request(method: str, path: str, visitor: Visitor, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *_lines(visitor)]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _lines(visitor: Visitor) -> Iterator[str]:
    """As the proxy in front sends them on; every request comes from an address of its own."""
    number = next(_addresses)
    yield f"Host: {HOST}"
    yield f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    yield "X-Forwarded-Proto: https"
    yield "Accept-Encoding: gzip"
    if visitor.cookie:
        yield f"Cookie: {visitor.cookie}"
