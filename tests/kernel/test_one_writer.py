"""The threads and processes that write to one SQLite file queue for it, instead of trying again and again."""

import fcntl
from pathlib import Path

import pytest
from flask import Flask

from consult.kernel.db import db, dialect_name, writing


def held(door: Path) -> bool:
    """Whether somebody is inside, as another process would see it."""
    with door.open("ab") as other:
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_who_writes_holds_the_door_until_the_end_even_a_bad_one(real_app: Flask) -> None:
    with real_app.app_context():
        if dialect_name() != "sqlite":
            pytest.skip("PostgreSQL has row locks")
        door = Path(f"{db.engine.url.database}-writer")
        with writing():
            assert held(door)
            with writing():
                assert held(door)
            assert held(door), "the inner one joined the outer one"
        assert not held(door)
        with pytest.raises(RuntimeError), writing():
            raise RuntimeError
        assert not held(door)
