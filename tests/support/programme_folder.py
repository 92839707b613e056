"""A small programme on disk that a test may change line by line before it is imported."""

from pathlib import Path

COMMUNES = """\
insee,name,siren,population,postal_codes,member_from,member_to,townhall_lat,townhall_lon
57463,Grandville,215700000,122572,57000|57050,2018-01-01,,49.1,6.1
57039,Petitpré,215700003,2207,57685,2018-01-01,,49.13,6.13
"""
CITIES = """\
key,name_fr,name_de,country,region_fr,region_de,network,lat,lon
trier,Trèves,Trier,DE,Rhénanie-Palatinat,Rheinland-Pfalz,Vierstadt,49.7557,6.6394
"""
PLACES = """\
- key: plateau
  name: {fr: Le Plateau, de: Die Ebene}
  summary: {fr: Un grand terrain., de: Ein großes Gelände.}
  commune: "57039"
  collective_intelligence: true
  lat: 49.07
  lon: null
"""
AMBITIONS = """\
- number: 2
  key: ambition-2
  colour: green
  name: {fr: Ambition 2, de: Leitziel 2}
  summary: {fr: Ambition 2, de: Leitziel 2}
"""
CHANTIER = """\
number: 4
ambition: 2
name: {fr: Chantier 4, de: Handlungsfeld 4}
subtitle: {fr: Chantier 4, de: Handlungsfeld 4}
question: {fr: Que faire, de: Was tun}
introduction: {fr: Chantier 4, de: Handlungsfeld 4}
orientations:
  - key: c04-first
    title: {fr: Chantier 4, de: Handlungsfeld 4}
  - key: c04-second
    title: {fr: La suite, de: Die Fortsetzung}
phases:
  - kind: propose
    from: 2019-01-30
    note: {fr: Proposez, de: Schlagen Sie vor}
actions:
  - key: c04-orchard
    orientation: c04-second
    kind: event
    title: {fr: Planter un verger, de: Eine Streuobstwiese pflanzen}
    summary: {fr: Des arbres pour tous., de: Bäume für alle.}
    when: {precision: month, from: 2019-04-01, to: 2019-04-30}
    hundred_days: true
    where: {communes: ["57463"], places: [plateau], area: metropolis}
    lead: {fr: La commune, de: Die Gemeinde}
    part: supports
    partners:
      - {fr: Une association, de: Ein Verein}
    also: []
    status: announced
"""


class ProgrammeFolder:
    """Files of one small programme; ``change`` edits one of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.chantier = path / "programme" / "chantier-04.yaml"
        (path / "programme").mkdir(parents=True)
        (path / "communes.csv").write_text(COMMUNES, "utf-8")
        (path / "cities.csv").write_text(CITIES, "utf-8")
        (path / "places.yaml").write_text(PLACES, "utf-8")
        (path / "programme" / "ambitions.yaml").write_text(AMBITIONS, "utf-8")
        self.chantier.write_text(CHANTIER, "utf-8")

    def change(self, before: str, after: str, file: Path | None = None) -> None:
        """Replace the first ``before``, which must be there, by ``after``."""
        file = file or self.chantier
        text = file.read_text("utf-8")
        assert before in text, before
        file.write_text(text.replace(before, after, 1), "utf-8")

    def line_of(self, part: str) -> int:
        """The line, from 1, of the chantier's file that holds ``part``."""
        lines = self.chantier.read_text("utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if part in line)
