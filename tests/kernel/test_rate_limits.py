"""Rate limits count exactly across threads, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy as sa
import time_machine

from consult.kernel.rate_limits import SWEEP_EVERY, SqlRateStorage
from tests.support.databases import Databases


def storage(dialect: str, databases: Databases, folder: Path) -> SqlRateStorage:
    url = f"sqlite:///{folder / 'limits.sqlite'}" if dialect == "sqlite" else databases.empty(dialect)
    return SqlRateStorage(f"rate+{url}")


def test_hits_from_many_threads_are_all_counted(dialect: str, databases: Databases, tmp_path: Path) -> None:
    limits = storage(dialect, databases, tmp_path)
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: limits.incr("sign-in:anne", 60), range(80)))
    assert sorted(counts) == list(range(1, 81))
    limits.engine.dispose()


def test_a_window_that_is_over_begins_again(dialect: str, databases: Databases, tmp_path: Path) -> None:
    limits = storage(dialect, databases, tmp_path)
    with time_machine.travel("2026-11-23 10:00:00Z", tick=False) as clock:
        limits.incr("a", 60, amount=5)
        assert limits.get("a") == 5
        clock.shift(61)
        assert limits.get("a") == 0
        assert limits.incr("a", 60) == 1
        limits.clear("a")
        assert limits.get("a") == 0
    limits.engine.dispose()


def test_counts_that_ran_out_are_not_kept(dialect: str, databases: Databases, tmp_path: Path) -> None:
    """They name the addresses of visitors."""
    limits = storage(dialect, databases, tmp_path)
    with time_machine.travel("2026-11-23 10:00:00Z", tick=False) as clock:
        limits.incr("address:192.0.2.7", 60)
        clock.shift(SWEEP_EVERY + 1)
        limits.incr("address:192.0.2.8", 60)
    with limits.engine.connect() as connection:
        assert list(connection.execute(sa.text("SELECT name FROM rate_hit")).scalars()) == [
            "address:192.0.2.8"
        ]
    limits.engine.dispose()
