"""A PostgreSQL primary and a streaming replica of it on loopback, durable as on a real machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.processes import family
from cluster.killing import Kill, kill
from tests.e2e.site import free_port
from tests.support.postgres import Server

DATABASE = "consult"
OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "listen_addresses=127.0.0.1",
        "max_connections=120",
        "wal_level=replica",
        "hot_standby=on",
    )
)


class Node:
    """One of the two servers, reached by TCP as from another machine."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.server = Server(folder, OPTIONS, free_port())
        self.alive = False

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.server.port}/{DATABASE}"

    def start(self) -> None:
        self.server.start()
        self.alive = True

    def ask(self, statement: str, database: str = DATABASE, **values: object) -> Any:
        """The first column of the answer's first row; each statement is a transaction of its own."""
        engine = sa.create_engine(
            sa.make_url(self.url).set(database=database),
            isolation_level="AUTOCOMMIT",
            poolclass=sa.NullPool,
        )
        with engine.connect() as connection:
            answer = connection.execute(sa.text(statement), values)
            return answer.scalar() if answer.returns_rows else None

    def processes(self) -> list[int]:
        postmaster = (self.server.data / "postmaster.pid").read_text().splitlines()[0]
        return family(int(postmaster))

    def kill(self) -> Kill:
        """All its processes; what they wrote to the operating system stays, and nobody needs it any more."""
        gone = kill(self.processes())
        self.alive = False
        return gone

    def stop(self) -> None:
        if self.alive:
            self.server.stop("immediate")


class Replica(Node):
    """Follows ``primary`` from a base backup on."""

    def follow(self, primary: Node) -> None:
        self.server.hand_over()
        self.server.run(
            "pg_basebackup",
            *("-h", "127.0.0.1", "-p", str(primary.server.port), "-U", "postgres"),
            *("-X", "stream", "-c", "fast", "-R"),
        )
        self.start()

    def scans(self) -> int:
        """How often tables of ours have been read here; the question about the lag reads none."""
        return int(self.ask("SELECT sum(seq_scan + coalesce(idx_scan, 0)) FROM pg_stat_user_tables") or 0)

    def has_caught_up(self, primary: Node) -> bool:
        position = primary.ask("SELECT pg_current_wal_lsn()::text")
        return bool(
            self.ask("SELECT pg_last_wal_replay_lsn() >= CAST(:position AS pg_lsn)", position=position)
        )


@contextmanager
def replicated(folder: Path) -> Iterator[tuple[Node, Replica]]:
    """Both running, with an empty database; the server's account must be able to enter ``folder``."""
    primary, replica = Node(folder / "primary"), Replica(folder / "replica")
    try:
        primary.server.make()
        primary.start()
        primary.ask(f'CREATE DATABASE "{DATABASE}"', "postgres")
        replica.follow(primary)
        yield primary, replica
    finally:
        replica.stop()
        primary.stop()
        shutil.rmtree(folder, ignore_errors=True)
