"""The whole folder at once: which files there are, and what they may refer to in each other."""

from pathlib import Path

from consult.gateways.programme_files import ground
from consult.gateways.programme_files.chantiers import Known, chantier
from consult.gateways.programme_files.marked import BadFiles, Entry, Report, load
from consult.gateways.programme_files.meetings import meetings
from consult.gateways.programme_files.projects import projects
from consult.gateways.programme_files.shapes import Programme


def read(folder: Path) -> Programme:
    """Everything in ``folder``, checked; ``BadFiles`` with all problems when anything does not hold.

    The folder holds ``communes.csv``, ``cities.csv``, ``places.yaml`` and, under ``programme/``,
    ``ambitions.yaml`` and one ``chantier-NN.yaml`` each; there, too, may stand ``projects.yaml``
    and ``events.yaml``.
    """
    report = Report()
    communes = ground.communes(folder / "communes.csv", report)
    cities = ground.cities(folder / "cities.csv", report)
    places = ground.places(folder / "places.yaml", {commune.insee for commune in communes}, report)
    ambitions = ground.ambitions(folder / "programme" / "ambitions.yaml", report)
    entries = _chantier_files(folder / "programme", report)
    known = Known(
        ambitions={ambition.number for ambition in ambitions},
        chantiers={_number(entry) for entry in entries},
        communes={commune.insee for commune in communes},
        places={place.key for place in places},
    )
    chantiers = sorted((chantier(entry, known) for entry in entries), key=lambda each: each.number)
    others = projects(folder / "programme" / "projects.yaml", known.chantiers, report)
    actions = {action.key: action for each in chantiers for action in each.actions}
    announced = meetings(folder / "programme" / "events.yaml", actions, report)
    if report.problems:
        raise BadFiles(report.problems)
    return Programme(communes, cities, places, ambitions, chantiers, others, announced)


def _chantier_files(folder: Path, report: Report) -> list[Entry]:
    paths = sorted(folder.glob("chantier-*.yaml"))
    if not paths:
        report.add("chantier-*.yaml", 1, "", "there is no such file")
    trees = [(path, load(path, report)) for path in paths]
    return [Entry(tree, path.name, "", report) for path, tree in trees if tree is not None]


def _number(entry: Entry) -> int:
    """The file's number before it is checked: other files refer to it."""
    value = str(entry.nodes["number"].value) if "number" in entry.nodes else ""
    return int(value) if value.isascii() and value.isdigit() else 0
