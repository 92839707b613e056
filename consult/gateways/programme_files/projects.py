"""Projects that others decide on are read here; a folder without such a file has none."""

from pathlib import Path

from consult.gateways.programme_files.ground import entries_of
from consult.gateways.programme_files.marked import Entry, Report
from consult.gateways.programme_files.shapes import ProjectEntry


def projects(path: Path, known_chantiers: set[int], report: Report) -> list[ProjectEntry]:
    """``projects.yaml``: what it is, who decides on it, to which chantier it belongs, and when, if known."""
    return [_project(entry, known_chantiers) for entry in entries_of(path, report)] if path.exists() else []


def _project(entry: Entry, known_chantiers: set[int]) -> ProjectEntry:
    entry.path = entry.key("project", 80) or entry.path
    chantier = entry.value("chantier", int, "a chantier's number, or null", optional=True)
    if chantier is not None and chantier not in known_chantiers:
        entry.bad("chantier", f"there is no chantier {chantier}", entry.nodes["chantier"])
    url = entry.value("url", str, "a web address, or null", optional=True)
    if url is not None and not url.startswith("https://"):
        entry.bad("url", "a web address begins with https://", entry.nodes["url"])
    starts_on, ends_on = entry.day("from", optional=True), entry.day("to", optional=True)
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        entry.bad("to", f"{ends_on} lies before {starts_on}", entry.nodes["to"])
    found = ProjectEntry(
        key=entry.path,
        chantier_number=chantier,
        title=entry.words("title", 120),
        summary=entry.words("summary", 800),
        owner=entry.words("owner", 200),
        url=url,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    entry.done()
    return found
