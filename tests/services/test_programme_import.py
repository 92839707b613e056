"""Bringing the programme's files into the database: new, changed, vanished, and never half done."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.gateways import programme_files
from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.errors import NotAllowed
from consult.models.journal import JournalEntry
from consult.models.programme import Action, ActionUpdate, Chantier
from consult.models.search import SearchEntry, SearchText
from consult.models.territory import Commune, Place
from consult.rules.programme import ActionStatus
from consult.rules.search import SearchKind
from consult.services.programme import Tally, import_programme
from tests.factories import people
from tests.support.programme_folder import ProgrammeFolder


@pytest.fixture
def folder(tmp_path: Path) -> ProgrammeFolder:
    return ProgrammeFolder(tmp_path / "data")


def run(folder: ProgrammeFolder) -> Tally:
    tally = import_programme(SYSTEM, programme_files.read(folder.path))
    db.session.flush()
    db.session.expire_all()
    return tally


def search_entry(action: Action) -> sa.Select[SearchEntry]:
    programme = SearchEntry.kind.in_(["action", "event"])
    return sa.select(SearchEntry).where(programme, SearchEntry.object_id == action.id)


def titles_of(action: Action) -> dict[str, str]:
    """What search shows of an action, by language."""
    db.session.flush()
    entry = db.session.scalars(search_entry(action)).one()
    texts = db.session.scalars(sa.select(SearchText).where(SearchText.entry_id == entry.id))
    return {text.language: text.title for text in texts}


def orchard() -> Action:
    return db.session.scalars(sa.select(Action).where(Action.key == "c04-orchard")).one()


def journal() -> list[JournalEntry]:
    return list(db.session.scalars(sa.select(JournalEntry).where(JournalEntry.event == "programme.imported")))


def test_an_action_arrives_announced_and_findable(app: Flask, folder: ProgrammeFolder) -> None:
    run(folder)
    action = orchard()
    assert action.title == {"fr": "Planter un verger", "de": "Eine Streuobstwiese pflanzen"}
    updates = db.session.scalars(sa.select(ActionUpdate).where(ActionUpdate.action_id == action.id)).all()
    assert [(each.status, str(each.happened_on)) for each in updates] == [
        (ActionStatus.ANNOUNCED, "2019-01-30")
    ]
    entry = db.session.scalars(search_entry(action)).one()
    assert (entry.kind, entry.language) == (SearchKind.EVENT, None)
    assert (entry.chantier_number, entry.commune_insee) == (4, "57463")
    assert titles_of(action)["de"] == "Eine Streuobstwiese pflanzen"
    assert set(titles_of(action)) == {"fr", "de"}


def test_the_journal_counts_and_names_nobody(app: Flask, folder: ProgrammeFolder) -> None:
    tally = run(folder)
    (entry,) = journal()
    assert entry.facts == {
        "created": tally.created,
        "changed": tally.changed,
        "vanished": len(tally.vanished),
    }


def test_twice_changes_nothing(app: Flask, folder: ProgrammeFolder) -> None:
    run(folder)
    again = run(folder)
    assert not again.moved
    assert again.unchanged > 5
    assert len(journal()) == 1


def test_a_changed_file_updates_text_and_links(app: Flask, folder: ProgrammeFolder) -> None:
    run(folder)
    folder.change("Planter un verger", "Planter deux vergers")
    folder.change('communes: ["57463"]', 'communes: ["57463", "57039"]')
    tally = run(folder)
    assert (tally.created, tally.changed) == (0, 1)
    assert orchard().title["fr"] == "Planter deux vergers"
    named = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Action)
        .join(Action.communes)
        .where(Action.key == "c04-orchard")
    )
    assert named == 2
    assert titles_of(orchard())["fr"] == "Planter deux vergers"


def test_what_is_no_event_any_more_is_not_found_as_one(app: Flask, folder: ProgrammeFolder) -> None:
    run(folder)
    for kind, found_as in (("measure", SearchKind.ACTION), ("event", SearchKind.EVENT)):
        folder.change(f"kind: {orchard().kind.value}", f"kind: {kind}")
        assert run(folder).changed == 1
        assert db.session.scalars(search_entry(orchard())).one().kind is found_as


def test_the_status_belongs_to_the_editors_after_the_first_import(
    app: Flask, folder: ProgrammeFolder
) -> None:
    run(folder)
    orchard().status = ActionStatus.STARTED
    db.session.flush()
    assert not run(folder).moved
    assert orchard().status is ActionStatus.STARTED


def test_a_vanished_entry_is_reported_and_kept(app: Flask, folder: ProgrammeFolder) -> None:
    run(folder)
    text = folder.chantier.read_text("utf-8")
    folder.chantier.write_text(text[: text.index("actions:")] + "actions: []\n", "utf-8")
    tally = run(folder)
    assert "actions: c04-orchard" in tally.vanished
    assert "communes: 57480" in tally.vanished
    assert not tally.moved
    assert orchard().id


def test_only_administrators_and_the_command_line_import(app: Flask, folder: ProgrammeFolder) -> None:
    person = people.actor(people.participant())
    with pytest.raises(NotAllowed):
        import_programme(person, programme_files.read(folder.path))


def test_the_command_imports_all_that_is_shipped_and_says_so(app: Flask, sqlite_only: None) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["programme", "import"])
    assert first.exit_code == 0, first.output
    assert "chantier 6: 25 actions" in first.output
    assert "Imported:" in first.output
    again = runner.invoke(args=["programme", "import"])
    assert again.exit_code == 0
    assert "Nothing changed" in again.output
    counts = [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Action, Commune)]
    assert counts == [139, 46]


def test_the_command_refuses_bad_files_whole(app: Flask, folder: ProgrammeFolder) -> None:
    before = db.session.scalar(sa.select(Chantier.name).where(Chantier.number == 4))
    folder.change("Chantier 4", "Chantier quatre")
    folder.change("kind: event", "kind: party")
    result = app.test_cli_runner().invoke(args=["programme", "import", str(folder.path)])
    assert result.exit_code == 1
    line = folder.line_of("kind: party")
    assert f"chantier-04.yaml, line {line}, actions[c04-orchard].kind: 'party' is none of" in result.output
    assert "Nothing was imported" in result.output
    db.session.expire_all()
    assert db.session.scalar(sa.select(Chantier.name).where(Chantier.number == 4)) == before
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Place)) == 0
