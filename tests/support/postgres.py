"""A private PostgreSQL server for one test run, also as root: own port, own folder, no durability."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "listen_addresses=''",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=120",
    )
)


def binaries() -> Path | None:
    """The folder of the newest installed server, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server in ``folder``, reached by a socket in it (and by TCP where ``options`` say so)."""

    folder: Path
    options: str = OPTIONS
    port: int = 54321

    @property
    def url(self) -> str:
        """With ``%s`` for the database's name."""
        return f"postgresql+psycopg://postgres@/%s?host={self.folder}&port={self.port}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> None:
        """Lay out an empty cluster; ``folder`` then belongs to the account that the server runs as."""
        self.hand_over()
        self.run("initdb", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")

    def hand_over(self) -> None:
        """The server refuses to run as root, and needs its folder."""
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)

    def start(self) -> None:
        places = f"-p {self.port} -k {self.folder} {self.options}"
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", places, "start")

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-m", mode, "-w", "stop")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs on its data, as the account that it runs as."""
        found = binaries()
        assert found is not None, "PostgreSQL's server is missing: install the package postgresql-15"
        as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_owner, str(found / program), "-D", str(self.data), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/")


@contextmanager
def server() -> Iterator[str]:
    """Yields a URL with ``%s`` for the database's name; stops and removes the server at the end."""
    made = Server(Path(tempfile.mkdtemp(prefix="consult-pg-")))
    made.make()
    try:
        made.start()
        yield made.url
    finally:
        made.stop("immediate")
        shutil.rmtree(made.folder, ignore_errors=True)
