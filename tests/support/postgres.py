"""A private PostgreSQL server for one test run, also as root: own port, own folder, no durability."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def server() -> Iterator[str]:
    """Yields a URL with ``%s`` for the database's name; stops and removes the server at the end."""
    folder = Path(tempfile.mkdtemp(prefix="consult-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        prefix = ["runuser", "-u", "postgres", "--"]
    found = binaries()
    assert found is not None, "PostgreSQL's server is missing: install the package postgresql-15"

    def run(program: str, *arguments: str) -> None:
        command = [*prefix, str(found / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/")

    run("initdb", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    try:
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-p 54321 -k {folder} {OPTIONS}", "start")
        yield f"postgresql+psycopg://postgres@/%s?host={folder}&port=54321"
    finally:
        run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
