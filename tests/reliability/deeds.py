"""Forms as browsers send them, ready before the storm, and the threads that send them over HTTP."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.assemblies import Seat
from consult.rules.voting import Choice
from tests.factories import people
from tests.factories.comments import BODY
from tests.support.databases import SECRET

CSRF = "0123456789abcdef0123456789abcdef01234567"
PATIENCE = 120
BUSY = 503


@dataclass(frozen=True, slots=True)
class Sender:
    """A person's browser: the cookie of a session, and the guard that its forms carry."""

    account_id: int
    cookie: str

    @classmethod
    def of(cls, app: Flask, account: Account) -> "Sender":
        """Be ``account``, through a session of its own."""
        told = {"_user_id": people.session(account), "_fresh": True, "csrf_token": CSRF}
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return cls(account.id, f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(told)}")


@dataclass(slots=True)
class Deed:
    """One form that its sender sends until it is acknowledged. ``name`` is what the database must hold."""

    kind: str
    sender: Sender
    path: str
    fields: Mapping[str, str | list[str]]
    name: object = None


def _deed(kind: str, sender: Sender, path: str, token: str, name: object, **fields: str) -> Deed:
    guards = {"csrf_token": csrf(), "form_token": token}
    return Deed(kind, sender, path, guards | fields, name)


def csrf() -> str:
    """The signed form of ``CSRF``, as Flask-WTF writes it into forms."""
    return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(CSRF))


def support(sender: Sender, proposal_id: int) -> Deed:
    token = f"support-of-{sender.account_id:09d}-{proposal_id}"
    return _deed(
        "support", sender, f"/fr/proposals/{proposal_id}/support", token, (sender.account_id, proposal_id)
    )


def comment(sender: Sender, proposal_id: int, number: int) -> Deed:
    words = f"{BODY} Numéro {sender.account_id}-{number}."
    token = f"comment-of-{sender.account_id:09d}-{number:06d}"
    path = f"/fr/proposals/{proposal_id}/comments"
    return _deed("comment", sender, path, token, words, body=words, language="fr", stance="neutral")


def vote(sender: Sender, ballot_id: int, seat: Seat, version: int, choice: Choice) -> Deed:
    """The seat's vote number ``version`` + 1."""
    fields = {
        "seat": str(seat.id),
        f"b{ballot_id}-s{seat.id}-choice": choice.value,
        f"b{ballot_id}-s{seat.id}-reason": "",
        f"b{ballot_id}-s{seat.id}-expected_version": str(version),
    }
    token = f"vote-of-seat-{seat.id:06d}-{version:06d}"
    path = f"/fr/ballots/{ballot_id}/vote"
    return _deed("vote", sender, path, token, (seat.id, version + 1, choice), **fields)


def post(port: int, deed: Deed) -> tuple[int, str]:
    """Send the form once over a connection of its own: status and where it leads; OSError when lost."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", deed.path, urlencode(deed.fields, doseq=True), headers_of(deed))
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    except HTTPException as lost:
        raise ConnectionError from lost
    finally:
        connection.close()


def headers_of(deed: Deed) -> dict[str, str]:
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": deed.sender.cookie,
        "Sec-Fetch-Site": "same-origin",
    }


class Storm:
    """Threads that work through lines of deeds: each line in its order, the lines beside each other.

    ``acknowledged`` holds what was answered by a redirect; ``refused`` every other answer but "very busy".
    """

    def __init__(self, port: int, up: threading.Event, lines: list[list[Deed]], threads: int = 6) -> None:
        self.port, self.up = port, up
        self.lines = deque(deque(line) for line in lines)
        self.acknowledged: list[Deed] = []
        self.refused: list[tuple[str, int]] = []
        self.lost = 0
        self._told = threading.Condition()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._work) for _ in range(threads)]

    def __enter__(self) -> "Storm":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Whoever sends goes on until that one form is acknowledged, and begins no other."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE)
        assert not any(thread.is_alive() for thread in self._threads)

    def after(self, more: int) -> None:
        """Wait until ``more`` forms have been acknowledged since now, or all are."""
        with self._told:
            wanted = len(self.acknowledged) + more
            enough = self._told.wait_for(lambda: len(self.acknowledged) >= wanted or not self.lines, PATIENCE)
        assert enough, f"{len(self.acknowledged)} of {wanted} acknowledged; refused: {self.refused[:5]}"
        assert self.lines, "the storm is over before the last kill: give it more deeds"

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                line = self.lines.popleft()
            except IndexError:
                return
            self._send(line.popleft())
            if line:
                self.lines.append(line)

    def _send(self, deed: Deed) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                status, _location = post(self.port, deed)
            except OSError:
                self.lost += 1
                self.up.wait(1)
                continue
            if status != BUSY:
                break
        else:
            status = 0
        with self._told:
            if 200 <= status < 400:
                self.acknowledged.append(deed)
            else:
                self.refused.append((deed.path, status))
            self._told.notify_all()


def shuffled(lines: list[list[Deed]], seed: int) -> list[list[Deed]]:
    random.Random(seed).shuffle(lines)
    return lines


def crowd(app: Flask, count: int, make: Callable[[], Account] = people.participant) -> list[Sender]:
    """``count`` people with a session each; added, not committed."""
    found = [Sender.of(app, make()) for _ in range(count)]
    db.session.flush()
    return found
