"""People who read and people who write, each from an address of their own, and what came of every request."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import urllib3

from cluster.proxy import SERVED_BY
from tests.e2e.site import breathe
from tests.reliability.deeds import Deed, headers_of
from tests.reliability.installation import wait_until

READERS, WRITERS = 4, 6
#: Requests without an answer.
LOST = 0
#: Nothing is tried again behind the visitor's back; only redirects are followed, as a browser does.
FOLLOW = urllib3.Retry(3, connect=0, read=0, other=0, status=0, redirect=3, raise_on_redirect=False)
PATIENCE = 40
#: Tries of one form; a host that was killed is not noticed more than once or twice.
TRIES = 20


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: moments of the monotonic clock, the status or ``LOST``, and the port that answered last.

    ``right`` tells whether the visitor got what a healthy platform would have given.
    """

    what: str
    begun: float
    ended: float
    status: int
    host: str
    text: str = ""

    @property
    def right(self) -> bool:
        return 200 <= self.status < 400


class Line:
    """A visitor's way to the platform: an address of the loopback, so that limits by address are met too."""

    def __init__(self, port: int, number: int) -> None:
        address = (f"127.0.1.{number + 1}", 0)
        self.pool = urllib3.HTTPConnectionPool(
            "127.0.0.1", port, timeout=PATIENCE, source_address=address, retries=False
        )

    def get(self, path: str, cookie: str = "") -> Sent:
        return self._send("GET", path, {"Cookie": cookie} if cookie else {})

    def post(self, deed: Deed) -> tuple[Sent, str]:
        """What came of it, and where it leads."""
        sent = self._send("POST", deed.path, headers_of(deed), urlencode(deed.fields, doseq=True))
        return sent, sent.text

    def _send(self, method: str, path: str, headers: dict[str, str], body: str | None = None) -> Sent:
        begun, what = time.monotonic(), f"{method} {path}"
        follow = FOLLOW if method == "GET" else False
        try:
            answer = self.pool.urlopen(method, path, body, headers, follow, redirect=method == "GET")
            text = answer.data.decode() if method == "GET" else answer.headers.get("Location", "")
        except (urllib3.exceptions.HTTPError, OSError):
            return Sent(what, begun, time.monotonic(), LOST, "")
        host = answer.headers.get(SERVED_BY, "").rpartition(":")[2]
        return Sent(what, begun, time.monotonic(), answer.status, host, text)


class Visitors:
    """Readers and writers, at work until the block ends.

    ``sent``: every request; ``acknowledged``: every form that was answered by a redirect, once;
    ``unseen``: what its sender did not find on the page right after; ``hosts``: who answered whom.
    """

    def __init__(self, port: int, paths: Sequence[str], lines: Sequence[list[Deed]]) -> None:
        self.port, self.paths = port, paths
        self.lines = deque(deque(line) for line in lines)
        self.sent: list[Sent] = []
        self.acknowledged: list[Deed] = []
        self.refused: list[Sent] = []
        self.unseen: list[tuple[str, str]] = []
        self.hosts: dict[int, set[str]] = {}
        self._stopping = threading.Event()
        jobs = [self._read] * READERS + [self._write] * WRITERS
        self._threads = [threading.Thread(target=job, args=(n,)) for n, job in enumerate(jobs)]

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Whoever sends a form goes on until it is acknowledged, and begins no other."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(TRIES * PATIENCE)

    def go_on(self, forms: int = 80, pages: int = 80) -> None:
        """Wait until so many more forms were acknowledged, and so many more requests answered."""
        forms, pages = forms + len(self.acknowledged), pages + len(self.sent)
        wait_until(lambda: len(self.acknowledged) >= forms and len(self.sent) >= pages, "visitors go on")
        assert self.lines, "all forms are sent: give the writers more"

    def deliver(self, line: Line, deed: Deed) -> None:
        """Send the form until it is acknowledged, then look for what it did."""
        for _ in range(TRIES):
            sent, location = line.post(deed)
            self._note(sent, deed)
            if sent.right:
                break
            if sent.status not in {LOST, 502, 503, 504}:
                self.refused.append(sent)
                return
            breathe()
        else:
            self.refused.append(sent)
            return
        self.acknowledged.append(deed)
        page = line.get(location.partition("#")[0], deed.sender.cookie)
        self._note(page, deed)
        if page.right and trace_of(deed) not in page.text:
            self.unseen.append((deed.path, deed.kind))

    def _note(self, sent: Sent, deed: Deed | None = None) -> None:
        self.sent.append(Sent(sent.what, sent.begun, sent.ended, sent.status, sent.host))
        if deed and sent.host:
            self.hosts.setdefault(deed.sender.account_id, set()).add(sent.host)

    def _read(self, number: int) -> None:
        line, turn = Line(self.port, number), number
        while not self._stopping.is_set():
            self._note(line.get(self.paths[turn % len(self.paths)]))
            turn += 1

    def _write(self, number: int) -> None:
        line = Line(self.port, number)
        while not self._stopping.is_set():
            try:
                deeds = self.lines.popleft()
            except IndexError:
                return
            self.deliver(line, deeds.popleft())
            if deeds:
                self.lines.append(deeds)
            breathe()


def trace_of(deed: Deed) -> str:
    """What the page that follows shows to its sender, and only after the deed."""
    if deed.kind == "support":
        return f"{deed.path}/withdraw"
    if deed.kind == "comment":
        return str(deed.fields["body"]).rpartition(" Numéro ")[2]
    (name,) = (name for name in deed.fields if name.endswith("expected_version"))
    return f'name="{name}" type="hidden" value="{int(str(deed.fields[name])) + 1}"'
