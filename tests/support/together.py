"""Tests of races begin deeds here at once, each in a transaction of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from consult.kernel.db import writing
from consult.kernel.errors import DomainError


def together(app: Flask, deeds: Sequence[Callable[[], object]]) -> list[str]:
    """``done`` or the refusal's code of each deed, in their order."""

    def run(deed: Callable[[], object]) -> str:
        with app.app_context():
            try:
                with writing():
                    deed()
            except DomainError as refusal:
                return refusal.code
            return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))
