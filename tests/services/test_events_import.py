"""The meetings that the programme announces come with it, and stay as editors have made them since."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.gateways import programme_files
from consult.gateways.programme_files.marked import BadFiles
from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.territory import DATA
from consult.models.events import Event
from consult.models.search import SearchEntry
from consult.rules.events import Audience, EventKind, EventStatus
from consult.rules.programme import Precision
from consult.services import events
from consult.services.programme import import_programme
from tests.factories import events as stories
from tests.support.programme_folder import ProgrammeFolder

MEETING = """\
- key: c04-orchard-day
  action: c04-orchard
  kind: workshop
  audience: everybody
  when: {precision: month, from: 2019-04-01, to: 2019-04-30}
  languages: [fr, de]
"""


@pytest.fixture
def folder(tmp_path: Path) -> ProgrammeFolder:
    made = ProgrammeFolder(tmp_path / "files")
    (made.path / "programme" / "events.yaml").write_text(MEETING, "utf-8")
    return made


def bring_in(folder: ProgrammeFolder) -> tuple[Event, object]:
    tally = import_programme(SYSTEM, programme_files.read(folder.path))
    db.session.flush()
    return db.session.scalars(sa.select(Event).where(Event.key == "c04-orchard-day")).one(), tally


def test_a_meeting_has_the_words_and_the_honest_time_of_its_action(
    app: Flask, folder: ProgrammeFolder
) -> None:
    event, _ = bring_in(folder)
    assert event.title == {"fr": "Planter un verger", "de": "Eine Streuobstwiese pflanzen"}
    assert (event.kind, event.status) == (EventKind.WORKSHOP, EventStatus.PUBLISHED)
    assert (event.precision, event.starts_at, event.registration) == (Precision.MONTH, None, False)
    assert event.chantier_number == 4
    keys = list(db.session.scalars(sa.select(SearchEntry.key).where(SearchEntry.kind == "event")))
    assert sorted(keys) == sorted([str(event.action_id), f"event-{event.id}"])


def test_other_days_grow_the_sequence_and_editors_have_the_last_word(
    app: Flask, folder: ProgrammeFolder
) -> None:
    event, _ = bring_in(folder)
    uid, file = event.uid, folder.path / "programme" / "events.yaml"
    folder.change("precision: month", "precision: period", file)
    event, _ = bring_in(folder)
    assert (event.uid, event.sequence, event.precision) == (uid, 1, Precision.PERIOD)
    fields = stories.fields_of(stories.queries.locked(event.id), host={"fr": "La mairie"})
    events.change(SYSTEM, event.id, fields, event.revision)
    folder.change("workshop", "walk", file)
    event, tally = bring_in(folder)
    assert (event.kind, event.host) == (EventKind.WORKSHOP, {"fr": "La mairie"})
    assert tally.kept == ["events: c04-orchard-day"]  # type: ignore[attr-defined]


def test_a_meeting_of_no_action_is_refused_with_its_line(folder: ProgrammeFolder) -> None:
    folder.change("c04-orchard\n", "c04-nothing\n", folder.path / "programme" / "events.yaml")
    with pytest.raises(BadFiles, match=r"events.yaml, line 2.*there is no action .c04-nothing."):
        programme_files.read(folder.path)


def test_the_document_announces_five() -> None:
    found = programme_files.read(DATA).meetings
    assert [meeting.audience for meeting in found] == [Audience.COUNCILLORS] * 3 + [Audience.EVERYBODY] * 2
    assert all(meeting.key == meeting.action for meeting in found)
    assert {meeting.precision for meeting in found} == {Precision.PERIOD}
