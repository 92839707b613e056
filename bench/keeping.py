"""Results are kept beside the data sets, so that one profile may be measured again and reported with all."""

import json
import os
import platform
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.databases import DATA, FOLDER
from consult.kernel.clock import now


def keep(profile: str, dialect: str, rows: Any) -> None:
    """Keep what ``profile`` found on ``dialect`` (dataclasses, lists, mappings), and where and when."""
    told = {
        "machine": machine(),
        "commit": commit(),
        "at": now().strftime("%Y-%m-%d %H:%M UTC"),
        "rows": rows,
    }
    _file(profile, dialect).write_text(json.dumps(told, indent=1, default=asdict), encoding="utf-8")


def kept(profile: str, dialect: str) -> dict[str, Any] | None:
    """What was kept last; None before the first time."""
    file = _file(profile, dialect)
    return json.loads(file.read_text("utf-8")) if file.exists() else None


def machine() -> str:
    """Processor, cores and memory."""
    told = Path("/proc/cpuinfo").read_text()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = names[0] if names else platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def commit() -> str:
    """The short hash, with a + where files differ from it."""
    told = [
        subprocess.run(
            ["git", *words], cwd=FOLDER, capture_output=True, text=True, check=False
        ).stdout.strip()
        for words in (["rev-parse", "--short", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
    ]
    return told[0] + ("+" if told[1] else "")


def _file(profile: str, dialect: str) -> Path:
    return DATA / f"result-{profile}-{dialect}.json"
