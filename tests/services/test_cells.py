"""The drawing of the communes: what was committed is what the rule gives, and holds what it claims."""

import json
from datetime import date
from math import dist
from pathlib import Path

from flask import Flask

from consult.cli.territory import drawing, text_of
from consult.gateways import programme_files
from consult.kernel.territory import DATA
from consult.rules.cells import CORNERS, cell, contains, draw
from tests.support.programme_folder import ProgrammeFolder

FILE = DATA / "cells.json"


def test_the_committed_drawing_is_the_one_that_the_command_makes() -> None:
    kept = FILE.read_text("utf-8")
    as_of = date.fromisoformat(json.loads(kept)["as_of"])
    again = text_of(drawing(programme_files.read(DATA), as_of))
    assert again == kept, "run `flask territory cells`: the communes have changed"


def test_members_of_the_day_are_drawn_and_no_others() -> None:
    programme = programme_files.read(DATA)
    assert len(drawing(programme, date(2019, 1, 30))["cells"]) == 44
    assert len(drawing(programme, date(2026, 11, 1))["cells"]) == 46
    assert drawing(programme, date(2017, 1, 1))["cells"] == {}


def test_each_cell_holds_its_town_hall_within_the_disc_and_no_other_cell() -> None:
    document = json.loads(FILE.read_text("utf-8"))
    cells = document["cells"].values()
    radius = 2.4 * document["ten_kilometres"] / 10
    for one in cells:
        assert contains(one["outline"], one["hall"])
        assert contains(one["outline"], one["middle"])
        assert max(dist(corner, one["hall"]) for corner in one["outline"]) <= radius + 1.5
        for other in cells:
            if other is not one:
                nearer = [c for c in one["outline"] if dist(c, other["hall"]) < dist(c, one["hall"]) - 2]
                assert not nearer, "a corner lies nearer to another town hall than to its own"


def test_two_neighbours_share_the_line_halfway_and_strangers_are_discs() -> None:
    left = cell((0, 0), [(0, 0), (100, 0)], 80)
    assert max(x for x, _ in left.outline) == 50
    assert len(cell((0, 0), [(0, 0), (500, 0)], 80).outline) == CORNERS


def test_cities_stand_at_the_edge_in_their_direction() -> None:
    drawn = draw(
        {"a": (49.0, 6.0), "b": (49.1, 6.1)}, (49.05, 6.05), {"in": (49.05, 6.06), "far": (50.05, 6.05)}
    )
    assert list(drawn.beyond) == ["far"]
    far = drawn.beyond["far"]
    assert (far.point[1], far.bearing, far.distance) == (0, 0, 111)


def test_the_command_names_every_problem_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    folder = ProgrammeFolder(tmp_path / "data")
    (folder.path / "communes.csv").write_text("insee\n57463\n", "utf-8")
    result = app.test_cli_runner().invoke(args=["territory", "cells", str(folder.path)])
    assert result.exit_code == 1
    assert "Nothing was drawn" in result.output
    assert not (folder.path / "cells.json").exists()
