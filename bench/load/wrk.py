"""wrk (Debian's package) sends prepared requests over some connections for some seconds."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("requests.lua")
#: Seconds after which a request counts as failed.
PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Answered:
    """Percentiles in milliseconds; ``refused`` were answered with 400 or above, ``failed`` not at all."""

    requests: int
    per_second: float
    p50: float
    p95: float
    p99: float
    longest: float
    refused: int
    last_refusal: int
    failed: int


def drive(
    port: int, prepared: Sequence[bytes], connections: int, seconds: int, *, once: bool = False
) -> Answered:
    """Send the requests round and round, or each ``once`` at most (those in flight at the end excepted)."""
    program = shutil.which("wrk")
    assert program, "wrk is missing: install the package wrk"
    with tempfile.NamedTemporaryFile(suffix=".requests") as file:
        for request in prepared:
            file.write(f"{len(request)}\n".encode() + request)
        file.flush()
        command = [
            program,
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            f"--timeout={PATIENCE}s",
            "-s",
            str(SCRIPT),
        ]
        command += [f"http://127.0.0.1:{port}", "--", file.name, *(["once"] if once else [])]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(told.splitlines()[-1])
    return Answered(
        requests=found["requests"],
        per_second=found["requests"] / (found["microseconds"] / 1e6),
        p50=found["p50"] / 1e3,
        p95=found["p95"] / 1e3,
        p99=found["p99"] / 1e3,
        longest=found["most"] / 1e3,
        refused=found["refused"],
        last_refusal=found["last"],
        failed=found["failed"],
    )
