"""bench/report.md from everything that was kept, whichever run it came from."""

from collections.abc import Iterator
from typing import Any

from bench.databases import DIALECTS, FOLDER
from bench.keeping import kept

REPORT = FOLDER / "report.md"
Rows = dict[str, Any]
#: Row → how many times the CPU (application and database) of a constant page inside the application it may
#: take; docs/decisions/0028-the-constant-page.md.
MULTIPLES = {"list, mixed": 12, "proposal, 500 comments": 21, "comment": 15, "support": 10}
#: p95 against a nearly empty database; bytes of a worker's memory.
RATIO, MEMORY = 1.5, 150 * 2**20
#: How much more something may cost with ten times as much behind it.
TENFOLD = 1.2
#: Statements of a page, signed out and signed in; bytes of its text, as written and packed.
STATEMENTS = {False: 8, True: 12}
BYTES = {"raw": 60_000, "packed": 15_000}


def write() -> str:
    """The report's text, written to its file."""
    sections = (_speed, _storms, _growth, _digests, _search)
    lines = ["# Measured", "", "Written by `make bench`. Times are milliseconds unless said otherwise."]
    for section in sections:
        for dialect in DIALECTS:
            found = kept(section.__name__.strip("_"), dialect)
            if found:
                lines += ["", *section(dialect, found["rows"]), "", _origin(found)]
    text = "\n".join([*lines, ""])
    REPORT.write_text(text, encoding="utf-8")
    return text


def _origin(found: Rows) -> str:
    return f"{found['at']}, commit {found['commit']}, {found['machine']}"


def _speed(dialect: str, rows: Rows) -> Iterator[str]:
    floor, inside = _cpu(rows["floor"]), _cpu(rows["inside"])
    yield f"## Pages and deeds, {dialect}"
    yield ""
    for name in ("data", "small"):
        data = rows[name]
        yield f"- {name}: filled in {data['seconds']:.0f} s, {data['bytes'] / 2**30:.2f} GiB"
    yield f"- a constant page inside the application: {inside:.2f} ms of CPU; × counts these"
    yield f"- a constant page of the same server without the application: {floor:.2f} ms of CPU"
    yield "- Pages are written anew for each request, unless the column says otherwise."
    yield ""
    yield (
        "| what | p50 | p95 | p99 | per s | p50 at 16 | p95 at 16 | p99 at 16 | per s at 16 "
        "| CPU app | CPU database | × | statements | their ms | CPU of statements alone "
        "| bytes | packed | nearly empty p95 | kept: CPU | 304: CPU |"
    )
    yield "|---" * 20 + "|"
    for line in rows["lines"]:
        yield _row(line, inside)
    yield ""
    yield from _targets(rows, floor, inside)


def _row(line: Rows, constant: float) -> str:
    timed = line["timed"]
    cells = [line["name"]]
    for answered in (timed["alone"], timed["together"]):
        cells += [f"{answered[name]:.1f}" for name in ("p50", "p95", "p99", "per_second")]
    cells += [f"{timed['cost'][name]:.1f}" for name in ("application", "database")]
    cells.append(f"{_cpu(timed) / constant:.1f}")
    inside, alone = line["contents"], line["statements_alone"]
    if inside:
        cells += [str(inside["statements"]), f"{inside['milliseconds']:.1f}", f"{_cpu(alone):.1f}"]
        cells += [str(inside["raw"]), str(inside["packed"])]
    else:
        cells += ["–"] * 5
    cells.append(f"{line['nearly_empty']['p95']:.1f}" if line["nearly_empty"] else "–")
    cells += [f"{_cpu(line[name]):.1f}" if line[name] else "–" for name in ("kept", "unchanged")]
    return f"| {' | '.join(cells)} |"


def _targets(rows: Rows, floor: float, inside: float) -> Iterator[str]:
    lines = {line["name"]: line for line in rows["lines"]}
    yield "| target | found | |"
    yield "|---|---|---|"
    for name, most in MULTIPLES.items():
        cpu = _cpu(lines[name]["timed"])
        told = f"{cpu / inside:.1f} × ({cpu / floor:.0f} × without the application)"
        yield _verdict(f"{name}: at most {most} × the constant page", told, cpu / inside <= most)
    for line in rows["lines"]:
        if line["nearly_empty"]:
            found = line["timed"]["alone"]["p95"] / max(line["nearly_empty"]["p95"], 0.1)
            yield _verdict(
                f"{line['name']}: p95 at most {RATIO} × nearly empty", f"{found:.1f} ×", found <= RATIO
            )
    for line in rows["lines"]:
        if line["contents"]:
            yield from _size(line)
    most = max(rows["memory"])
    yield _verdict("memory of a worker: at most 150 MB", f"{most / 2**20:.0f} MB", most <= MEMORY)


def _size(line: Rows) -> Iterator[str]:
    """Verdicts on what a page sends and asks; only those that are missed are told."""
    inside, statements = line["contents"], STATEMENTS[line["signed_in"]]
    if inside["statements"] > statements:
        yield _verdict(f"{line['name']}: at most {statements} statements", str(inside["statements"]), False)
    for name, most in BYTES.items():
        if inside[name] > most:
            yield _verdict(f"{line['name']}: at most {most} bytes {name}", str(inside[name]), False)


def _storms(dialect: str, rows: Rows) -> Iterator[str]:
    yield f"## Bursts, {dialect}"
    yield ""
    yield "Forms come at set times for a minute (registrations: 5 s), beside 40 pages a second for readers."
    yield ""
    yield "| burst | answers | p50 | p95 | p99 | readers p95 | other writers p95 | counted (wanted) | |"
    yield "|---" * 9 + "|"
    for storm in rows["storms"]:
        burst, others = storm["burst"], storm["others"]
        exact = all(found == wanted for found, wanted in storm["exact"].values())
        quick = burst["p99"] < 1_000 and "0" not in burst["statuses"]
        cells = [
            storm["name"],
            ", ".join(f"{number} × {status}" for status, number in burst["statuses"].items()),
            *(f"{burst[name]:.0f}" for name in ("p50", "p95", "p99")),
            f"{storm['readers']['p95']:.0f}",
            f"{others['p95']:.0f}" if others else "–",
            "; ".join(f"{name} {found} ({wanted})" for name, (found, wanted) in storm["exact"].items()),
            f"{'exact' if exact else '**not exact**'}; p99 below a second: {_met(quick)}",
        ]
        yield f"| {' | '.join(cells)} |"


def _growth(dialect: str, rows: Rows) -> Iterator[str]:
    yield f"## Growth, {dialect}"
    yield ""
    yield "| page | behind it | CPU | p50 | p95 | statements | bytes | memory of a worker | CPU, tenfold | |"
    yield "|---" * 10 + "|"
    for step in rows["steps"]:
        timed, inside = step["timed"], step["contents"]
        cells = [step["what"], f"{step['size']:,}", f"{_cpu(timed):.1f}"]
        cells += [f"{timed['alone'][name]:.1f}" for name in ("p50", "p95")]
        cells += [str(inside["statements"]), str(inside["raw"]), f"{step['memory'] / 2**20:.0f} MB"]
        smaller = [each for each in rows["steps"] if each["what"] == step["what"]]
        before = next((each for each in smaller if each["size"] * 10 == step["size"]), None)
        ratio = _cpu(timed) / _cpu(before["timed"]) if before else None
        cells += [f"{ratio:.2f} ×", f"below {TENFOLD} ×: {_met(ratio < TENFOLD)}"] if ratio else ["–", ""]
        yield f"| {' | '.join(cells)} |"


def _digests(dialect: str, rows: Rows) -> Iterator[str]:
    yield f"## Digests, {dialect}"
    yield ""
    yield "| followers | seconds to owe all | peak memory of the process | rows owed, to how many people | |"
    yield "|---" * 5 + "|"
    least = min(step["peak"] for step in rows["steps"])
    for step in rows["steps"]:
        exact = step["digests"] == step["people"] == step["followers"]
        cells = [
            f"{step['followers']:,}{', killed and begun again' if step['killed'] else ''}",
            f"{step['seconds']:.1f}",
            f"{step['peak'] / 2**20:.0f} MB ({step['peak'] / least:.2f} ×)",
            f"{step['digests']:,}, {step['people']:,}",
            f"each exactly one: {_met(exact)}; memory below {TENFOLD} × the least: "
            f"{_met(step['peak'] < TENFOLD * least)}",
        ]
        yield f"| {' | '.join(cells)} |"


def _search(dialect: str, rows: Rows) -> Iterator[str]:
    yield f"## Search over {rows['texts']:,} texts, {dialect}"
    yield ""
    yield "| queries | p50 | p95 | things found (median, most) | |"
    yield "|---|---|---|---|---|"
    for name in ("plain", "narrowed"):
        told = rows[name]
        met = name != "plain" or told["p50"] < rows["target"]
        cells = [f"{told['queries']} {name}", f"{told['p50']:.1f}", f"{told['p95']:.1f}"]
        cells.append(f"{told['found']:.0f}, {told['most']}")
        cells.append(f"p50 below {rows['target']:.0f}: {_met(met)}" if name == "plain" else "")
        yield f"| {' | '.join(cells)} |"
    yield ""
    told = ", ".join(f"{each['asked']} {each['milliseconds']:.0f} ms" for each in rows["slowest"])
    yield f"Slowest: {told}."
    known, held = rows["recalls"]
    yield (
        f"Of the things that labelled queries must find, among the first ten: {known['share']:.2f} "
        f"of {known['wanted']}; held out: {held['share']:.2f} of {held['wanted']}."
    )


def _verdict(target: str, found: str, met: bool) -> str:
    return f"| {target} | {found} | {_met(met)} |"


def _met(met: bool) -> str:
    return "met" if met else "**missed**"


def _cpu(timed: Rows) -> float:
    return float(timed["cost"]["application"] + timed["cost"]["database"])
