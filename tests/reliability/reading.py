"""Readers who load pages, one after another, for as long as a storm lasts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

READERS = 2


@contextmanager
def reading(app: Flask, *paths: str) -> Iterator[list[int]]:
    """Yields the statuses of the answers, which grow; each reader has read every path at the end."""
    statuses: list[int] = []
    stopping = threading.Event()

    def read() -> None:
        client = app.test_client()
        while True:
            statuses.extend(client.get(path).status_code for path in paths)
            if stopping.is_set():
                return

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
