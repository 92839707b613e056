"""Kill -9 of many processes at once, and between which moments that lay."""

import os
import select
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

from cluster.visitors import Sent

PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Kill:
    """From the first signal until the last process was gone; seconds of the monotonic clock."""

    begun: float
    ended: float

    def met(self, sent: Sent) -> bool:
        """Whether the request was in flight then."""
        return sent.begun <= self.ended and sent.ended >= self.begun


def kill(victims: Sequence[int]) -> Kill:
    """As when a machine loses its power; returns as soon as the last one is gone."""
    handles = [os.pidfd_open(pid) for pid in victims]
    begun = time.monotonic()
    for handle in handles:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    gone = [bool(select.select([handle], [], [], PATIENCE)[0]) for handle in handles]
    ended = time.monotonic()
    for handle in handles:
        os.close(handle)
    assert all(gone), "a killed process did not end"
    return Kill(begun, ended)
