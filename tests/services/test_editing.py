"""What editors publish: one at a time, journalled, findable, and never overruled by the files."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.cli.programme import result
from consult.gateways import pages, programme_files
from consult.kernel.actor import SYSTEM, Actor, Role
from consult.kernel.db import db, writing
from consult.kernel.errors import Invalid, NotAllowed, NotFound, Outdated
from consult.kernel.territory import territory
from consult.models.editing import EditingDraft
from consult.models.programme import Action, Chantier
from consult.models.search import SearchEntry
from consult.queries.leaving import own_data
from consult.rules.editing import NEW, Kept
from consult.rules.programme import ActionStatus, PhaseKind
from consult.services import accounts, editing, translations
from consult.services.programme import import_programme
from tests.factories import people, programme
from tests.factories.ground import words
from tests.support.programme_folder import ProgrammeFolder

TEXTS = {
    "name": words("Un nom"),
    "subtitle": words("Plus petit"),
    "question": words("Que faire ?"),
    "introduction": words("Voici."),
}


def editor(chantier: int | None = 4) -> Actor:
    return people.actor(people.with_role(Role.EDITOR, chantier))


def draft(actor: Actor, key: str = "4") -> EditingDraft:
    made = editing.save(actor, Kept.CHANTIER, key, {"name_fr": ["Un no\0m"]}, 1, 4)
    db.session.flush()
    return made


def test_many_at_once_publish_once_and_the_others_hear_of_it(real_app: Flask) -> None:
    actors = [editor() for _ in range(6)]
    db.session.commit()

    def run(number: int) -> str:
        with real_app.app_context():
            try:
                with writing():
                    texts = TEXTS | {"name": words(f"Nom {number}")}
                    editing.chantiers.publish(actors[number], "4", 1, texts)
            except Outdated as refusal:
                return refusal.code
            return "done"

    with ThreadPoolExecutor(len(actors)) as pool:
        results = sorted(pool.map(run, range(len(actors))))
    assert results == ["changed_meanwhile"] * 5 + ["done"]
    assert db.session.scalar(sa.select(Chantier.revision).where(Chantier.number == 4)) == 2


def test_what_is_published_is_found_at_once(app: Flask) -> None:
    editing.chantiers.publish(editor(), "4", 1, TEXTS | {"name": words("Les noisetiers", "Die Haselbüsche")})
    db.session.flush()
    found = db.session.scalars(sa.select(SearchEntry).where(SearchEntry.key == "4")).one()
    assert "noiset" in found.title_terms
    assert "hasel" in found.title_terms


def test_both_languages_are_needed_but_for_actions(app: Flask) -> None:
    with pytest.raises(Invalid) as refusal:
        editing.chantiers.publish(editor(), "4", 1, TEXTS | {"name": {"fr": "Seul"}, "question": {}})
    fields = {refusal.value.field, *(one.field for one in refusal.value.also)}
    assert fields == {"name_de", "question_fr", "question_de"}
    with pytest.raises(Invalid):
        editing.chantiers.publish(editor(), "4", 1, TEXTS | {"name": words("x" * 201)})


def test_a_slip_of_the_year_is_found(app: Flask) -> None:
    phase = {"kind": PhaseKind.LISTEN, "starts_on": date(2017, 1, 1), "ends_on": None, "note": {}, "line": 1}
    for change, field in (
        ({"starts_on": date(217, 1, 1)}, "starts_on_1"),
        ({"ends_on": date(2071, 1, 1)}, "ends_on_1"),
    ):
        with pytest.raises(Invalid) as refusal:
            editing.chantiers.publish_phases(editor(), "4", 1, {"phases": [phase | change]})
        assert refusal.value.field == field
    editing.chantiers.publish_phases(editor(), "4", 1, {"phases": [phase]})


def test_nobody_keeps_or_publishes_what_is_not_theirs(app: Flask) -> None:
    for actor in (editor(5), people.actor(people.participant()), people.actor(people.with_role(Role.CLERK))):
        with pytest.raises(NotAllowed):
            draft(actor)
        with pytest.raises(NotAllowed):
            editing.chantiers.publish(actor, "4", 1, TEXTS)
        with pytest.raises(NotAllowed):
            editing.chantiers.publish_phases(actor, "4", 1, {"phases": []})
        with pytest.raises(NotAllowed):
            editing.pages.publish(actor, "charter", 0, {"title": words("x"), "body": words("y")})
    with pytest.raises(NotFound):
        editing.pages.publish(SYSTEM, "nowhere", 0, {"title": words("x"), "body": words("y")})


def test_a_draft_is_one_a_person_and_goes_with_them(app: Flask) -> None:
    account = people.with_role(Role.EDITOR, 4)
    actor = people.actor(account)
    first = draft(actor)
    assert draft(actor) is first
    assert first.fields == {"name_fr": ["Un nom"]}
    (taken,) = own_data(account.id)["editing_drafts"]
    assert taken["fields"] == {"name_fr": ["Un nom"]}
    other = draft(editor())
    accounts.erase(actor, None)
    db.session.flush()
    assert db.session.scalars(sa.select(EditingDraft.id)).all() == [other.id]


def test_a_translation_completed_meanwhile_is_no_lost_update(app: Flask) -> None:
    action = programme.action(title={"fr": "Planter"})
    before = action.revision
    translations.complete(editor(), "action", action.id, "de", {"title": "Pflanzen"})
    assert action.revision == before + 1


def test_the_same_step_told_twice_is_one(app: Flask) -> None:
    action = programme.action()
    for _ in range(2):
        editing.statuses.tell(editor(), action.id, ActionStatus.STARTED, {"fr": "Début."}, date(2019, 3, 1))
    assert [step.status for step in action.updates] == [ActionStatus.ANNOUNCED, ActionStatus.STARTED]
    with pytest.raises(NotAllowed):
        editing.statuses.tell(editor(5), action.id, ActionStatus.DONE, {"fr": "Fin."}, date(2019, 4, 1))


def test_a_rehearsal_leaves_no_trace(app: Flask) -> None:
    def publish() -> str:
        return editing.chantiers.publish(editor(), "4", 1, TEXTS)

    def name(key: str) -> str:
        return db.session.scalars(sa.select(Chantier).where(Chantier.number == int(key))).one().name["fr"]

    assert editing.rehearse(publish, name) == "Un nom"
    assert name("4") == "Chantier 4"
    with pytest.raises(Invalid):
        editing.rehearse(lambda: editing.chantiers.publish(editor(), "4", 1, TEXTS | {"name": {}}), name)


def test_the_import_leaves_alone_what_editors_published(app: Flask, tmp_path: Path) -> None:
    folder = ProgrammeFolder(tmp_path / "data")
    _imported(folder)
    action = _orchard()
    chantier = db.session.scalars(sa.select(Chantier).where(Chantier.number == 4)).one()
    action.title, action.revision = words("Planter cent vergers"), 2
    chantier.process_revision = 2
    folder.change("Planter un verger", "Planter deux vergers")
    tally = _imported(folder)
    assert _orchard().title == words("Planter cent vergers")
    assert "actions: c04-orchard" in tally.kept
    assert not [name for name in tally.vanished if name.startswith("phases: 4")]
    assert "Changed here, kept: actions: c04-orchard" in result(tally)
    editing.actions.publish(SYSTEM, NEW, 0, _values(action))
    assert not [name for name in _imported(folder).vanished if name.startswith("actions")]


def _imported(folder: ProgrammeFolder):  # type: ignore[no-untyped-def]
    tally = import_programme(SYSTEM, programme_files.read(folder.path))
    db.session.flush()
    return tally


def _orchard() -> Action:
    db.session.expire_all()
    return db.session.scalars(sa.select(Action).where(Action.key == "c04-orchard")).one()


def _values(action: Action) -> dict[str, object]:
    names = ("orientation_id", "kind", "summary", "precision", "starts_on", "ends_on", "hundred_days")
    copied = {name: getattr(action, name) for name in (*names, "area", "lead", "part", "partners")}
    return copied | {"title": words("Un autre verger"), "communes": [], "places": [], "also": []}


def test_shipped_pages_are_the_words_until_others_are_published(app: Flask) -> None:
    for name in ("charter", "privacy", "legal", "accessibility"):
        shipped = pages.source(name)
        values = {"title": shipped.title, "body": shipped.body}
        assert editing.pages.publish(SYSTEM, name, 0, values) == name
        assert set(shipped.body) >= set(territory().content_languages)
