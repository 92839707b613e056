"""What a bad file is told: the file, the line, the field and the reason, all problems at once."""

from pathlib import Path

import pytest

from consult.gateways import programme_files
from consult.gateways.programme_files import BadFiles, Problem
from tests.support.programme_folder import ProgrammeFolder


@pytest.fixture
def folder(tmp_path: Path) -> ProgrammeFolder:
    return ProgrammeFolder(tmp_path / "data")


def problems(folder: ProgrammeFolder) -> list[Problem]:
    with pytest.raises(BadFiles) as bad:
        programme_files.read(folder.path)
    return bad.value.problems


def test_a_good_folder_is_read_whole(folder: ProgrammeFolder) -> None:
    programme = programme_files.read(folder.path)
    (chantier,) = programme.chantiers
    assert [action.key for action in chantier.actions] == ["c04-orchard"]
    assert programme.communes[0].postal_codes == ["57000", "57050"]
    assert programme.places[0].lon is None


@pytest.mark.parametrize(
    ("before", "after", "field", "reason"),
    [
        ("kind: event", "kind: party", "kind", "'party' is none of"),
        ("to: 2019-04-30", "to: 2019-03-30", "when.to", "lies before"),
        ("from: 2019-04-01", "from: 2019-02-30", "when.from", "a day such as"),
        ("from: 2019-04-01", "from: soon", "when.from", "not 'soon'"),
        ("orientation: c04-second", "orientation: c04-third", "orientation", "no orientation 'c04-third'"),
        ('"57463"', '"57999"', "where.communes", "no '57999'"),
        ('"57463"', "57463", "where.communes", "an INSEE code in quotes belongs here"),
        ("[plateau]", "[valley]", "where.places", "no 'valley'"),
        ("area: metropolis", "area: moon", "where.area", "no area 'moon'"),
        ("also: []", "also: [4]", "also", "4 is no other chantier"),
        ("hundred_days: true", "hundred_days: perhaps", "hundred_days", "true or false"),
        ("part: supports", "part: supports\n    colour: red", "colour", "there is no such field"),
        ("part: supports", "part: supports\n    part: leads", "part", "stands twice"),
        ("    also: []\n", "", "also", "this field is missing"),
        ("de: Die Gemeinde", "de: ''", "lead.de", "this text is empty"),
        ("de: Die Gemeinde", "nl: De gemeente", "lead.nl", "there is no such field"),
        (
            "2019-04-01, to: 2019-04-30",
            "2020-04-01, to: 2020-04-30",
            "hundred_days",
            "outside the hundred days",
        ),
    ],
)
def test_a_bad_action_is_named_with_line_and_field(
    folder: ProgrammeFolder, before: str, after: str, field: str, reason: str
) -> None:
    folder.change(before, after)
    (problem,) = problems(folder)
    assert problem.file == "chantier-04.yaml"
    assert problem.field == f"actions[c04-orchard].{field}"
    assert reason in problem.reason
    first = folder.line_of("key: c04-orchard")
    assert first <= problem.line <= first + 15


@pytest.mark.parametrize(
    "part",
    ["fr: Planter un verger, ", ", de: Bäume für alle.", ", de: Die Gemeinde", "fr: Une association, "],
)
def test_an_actions_text_may_be_translated_later(folder: ProgrammeFolder, part: str) -> None:
    folder.change(part, "")
    (chantier,) = programme_files.read(folder.path).chantiers
    (action,) = chantier.actions
    texts = [action.title, action.summary, action.lead, *action.partners]
    assert sorted(len(words) for words in texts) == [1, 2, 2, 2]


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (", de: Handlungsfeld 4", "name.de"),
        ("fr: Que faire, ", "question.fr"),
        (", de: Die Fortsetzung", "orientations[c04-second].title.de"),
        (", de: Schlagen Sie vor", "phases[propose].note.de"),
    ],
)
def test_a_chantier_waits_for_every_language(folder: ProgrammeFolder, part: str, field: str) -> None:
    folder.change(part, "")
    (problem,) = problems(folder)
    assert (problem.field, problem.reason) == (field, "this field is missing")


def test_the_line_is_the_fields_own(folder: ProgrammeFolder) -> None:
    folder.change("kind: event", "kind: party")
    assert problems(folder)[0].line == folder.line_of("kind: party")


def test_broken_yaml_names_its_line(folder: ProgrammeFolder) -> None:
    folder.change("kind: event", "kind: [event")
    (problem,) = problems(folder)
    assert (problem.file, problem.field) == ("chantier-04.yaml", "")
    assert "not valid YAML" in problem.reason


def test_all_problems_come_at_once_and_from_every_file(folder: ProgrammeFolder) -> None:
    folder.change("kind: event", "kind: party")
    folder.change("57463,Grandville,215700000,122572", "57463,,215700000,many", folder.path / "communes.csv")
    folder.change('commune: "57039"', 'commune: "57999"', folder.path / "places.yaml")
    (folder.path / "cities.csv").unlink()
    found = {(problem.file, problem.field) for problem in problems(folder)}
    assert found == {
        ("chantier-04.yaml", "actions[c04-orchard].kind"),
        ("communes.csv", "name"),
        ("communes.csv", "population"),
        ("places.yaml", "plateau.commune"),
        ("cities.csv", ""),
    }


def test_a_key_used_twice_is_refused_across_files(folder: ProgrammeFolder) -> None:
    other = folder.path / "programme" / "chantier-05.yaml"
    other.write_text(folder.chantier.read_text("utf-8").replace("number: 4", "number: 5", 1), "utf-8")
    reasons = [problem.reason for problem in problems(folder)]
    assert f"c04-orchard stands already in chantier-04.yaml, line {folder.line_of('c04-orchard')}" in reasons


def test_one_orientation_is_too_few(folder: ProgrammeFolder) -> None:
    folder.change("  - key: c04-second\n    title: {fr: La suite, de: Die Fortsetzung}\n", "")
    folder.change("orientation: c04-second", "orientation: c04-first")
    assert [problem.field for problem in problems(folder)] == ["orientations"]


def test_text_that_is_not_utf8_is_refused(folder: ProgrammeFolder) -> None:
    folder.chantier.write_bytes("name: été".encode("latin-1"))
    assert "not UTF-8" in problems(folder)[0].reason


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadFiles) as bad:
        programme_files.read(tmp_path)
    assert len(bad.value.problems) == 5
    assert "communes.csv, line 1, file: this file is missing" in str(bad.value)
