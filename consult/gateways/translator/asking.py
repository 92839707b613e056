"""One question to a translation service: never longer, larger or further away than allowed."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from consult.gateways.translator.shapes import Away, BadAnswer

#: Answers that concern everybody who asks with our key, not the text: key, money, pace, time.
CLOSED = frozenset({401, 402, 403, 408, 425, 429, 456})
PIECE = 16 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, seconds of silence, seconds for the whole answer, and its bytes at most."""

    connect: float = 3.0
    read: float = 15.0
    whole: float = 30.0
    size: int = 1024 * 1024


class Asker:
    """Posts JSON to one host. It follows no redirect and knows no proxy of the environment."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=limits.connect, read=limits.read), retries=False, maxsize=1
        )

    def post(self, url: str, body: object, headers: Mapping[str, str]) -> Any:
        """The JSON of a good answer; ``Away`` or ``BadAnswer`` for every other."""
        asked_at = time.monotonic()
        try:
            answer = self._pool.request(
                "POST",
                url,
                body=json.dumps(body).encode(),
                headers={"Content-Type": "application/json", "Accept-Encoding": "identity", **headers},
                redirect=False,
                preload_content=False,
            )
            try:
                _check_status(answer.status, answer.headers.get("Retry-After"))
                content = self._content(answer, asked_at + self.limits.whole)
            finally:
                answer.close()  # never back into the pool: part of it may be unread
        except (HTTPError, OSError) as problem:
            raise Away(type(problem).__name__) from problem
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as problem:
            raise BadAnswer("no JSON") from problem

    def _content(self, answer: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
        content = b""
        while piece := answer.read1(PIECE, decode_content=False):
            content += piece
            if len(content) > self.limits.size:
                raise BadAnswer("too large")
            if time.monotonic() > deadline:
                raise Away("too slow")
        return content


def _check_status(status: int, retry_after: str | None) -> None:
    if status >= 500 or status in CLOSED:
        raise Away(f"status {status}", _pause(retry_after))
    if status != 200:
        raise BadAnswer(f"status {status}")


def _pause(retry_after: str | None) -> timedelta | None:
    """What the header says, in seconds or as a date; None for nothing or nonsense."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal() and len(text) < 9:
        return timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(aware - datetime.now(UTC), timedelta())
