"""The meetings that the programme announces, one entry each, are read and checked here."""

from pathlib import Path

from consult.gateways.programme_files.chantiers import when
from consult.gateways.programme_files.ground import entries_of
from consult.gateways.programme_files.marked import Entry, Report
from consult.gateways.programme_files.shapes import ActionEntry, MeetingEntry
from consult.kernel.territory import territory
from consult.rules.events import Audience, EventKind


def meetings(path: Path, actions: dict[str, ActionEntry], report: Report) -> list[MeetingEntry]:
    """The entries of ``path``, each of an action in ``actions``; none where there is no such file.

    Title, summary and host are the action's own title, summary and lead.
    """
    if not path.exists():
        return []
    return [_meeting(entry, actions) for entry in entries_of(path, report)]


def _meeting(entry: Entry, actions: dict[str, ActionEntry]) -> MeetingEntry:
    key, name = entry.key("event", 80), entry.text("action", 80)
    action = actions.get(name)
    if name and action is None:
        entry.bad("action", f"there is no action {name!r}", entry.nodes["action"])
    precision, starts_on, ends_on = when(entry)
    languages = entry.scalars("languages", str, "a language's code")
    for code in languages:
        if code not in territory().text_languages:
            entry.bad("languages", f"nobody here writes in {code!r}", entry.nodes["languages"])
    found = MeetingEntry(
        key=key,
        action=name,
        kind=entry.choice("kind", EventKind),
        audience=entry.choice("audience", Audience),
        precision=precision,
        starts_on=starts_on,
        ends_on=ends_on,
        title=action.title if action else {},
        summary=action.summary if action else {},
        host=action.lead if action else {},
        languages=languages,
    )
    entry.done()
    return found
