"""Requests at set times over some connections; who is late is counted from when it should have been sent."""

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from itertools import count
from statistics import quantiles

PATIENCE = 30.0
LOST = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """``status``: of the answer, or ``LOST``; ``milliseconds``: from the moment it was to be sent."""

    status: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Burst:
    """How many answers there were of each status, and how long they took; milliseconds."""

    statuses: dict[int, int]
    p50: float
    p95: float
    p99: float
    longest: float

    @classmethod
    def of(cls, sent: Sequence[Sent]) -> "Burst":
        times = [each.milliseconds for each in sent]
        cuts = quantiles(times, n=100)
        found = sorted({each.status for each in sent})
        counted = {status: sum(each.status == status for each in sent) for status in found}
        return cls(counted, cuts[49], cuts[94], cuts[98], max(times))


def paced(port: int, prepared: Sequence[bytes], connections: int, seconds: float) -> list[Sent]:
    """Send all within ``seconds``, evenly apart; a busy connection sends its next one late."""
    numbers, begun, apart = count(), time.monotonic() + 0.2, seconds / len(prepared)

    def connection() -> list[Sent]:
        wire, sent = _Wire(port), []
        while (number := next(numbers)) < len(prepared):
            at = begun + number * apart
            time.sleep(max(0.0, at - time.monotonic()))
            status = wire.send(prepared[number])
            sent.append(Sent(status, (time.monotonic() - at) * 1_000))
        wire.close()
        return sent

    with ThreadPoolExecutor(connections) as pool:
        jobs = [pool.submit(connection) for _ in range(connections)]
        return [each for job in jobs for each in job.result()]


class _Wire:
    """A connection that is kept, and opened anew when it was closed."""

    def __init__(self, port: int) -> None:
        self.port, self.socket = port, None

    def send(self, request: bytes) -> int:
        try:
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
            self.socket.sendall(request)
            answer = HTTPResponse(self.socket)
            answer.begin()
            answer.read()
        except (OSError, HTTPException):
            self.close()
            return LOST
        if answer.will_close:
            self.close()
        return answer.status

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None
