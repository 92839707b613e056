"""The law's councils are founded at once; another rule set holds from the next convocation on."""

import pytest
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.errors import Invalid, NotAllowed
from consult.kernel.text.names import of_place
from consult.models.assemblies import AssemblyKind
from consult.queries.seats import assembly_by_key
from consult.rules.rule_sets import Profile
from consult.services import assemblies, sittings
from tests.factories import councils, people
from tests.factories import sittings as chambers


@pytest.mark.parametrize(
    ("place", "french"),
    [
        ("Augny", "d’Augny"),
        ("Étangs", "d’Étangs"),
        ("Le Ban", "du Ban"),
        ("La Maxe", "de La Maxe"),
        ("Marly", "de Marly"),
    ],
)
def test_french_articles_melt_and_vowels_lose_the_e(place: str, french: str) -> None:
    assert of_place(place, "fr") == french
    assert of_place(place, "de") == f"von {place}"


def test_every_member_commune_has_the_laws_seats(app: Flask) -> None:
    there = councils.council("57463")
    made = {found.commune_insee: found for found in assemblies.found_councils(SYSTEM)}
    assert "57463" not in made
    assert made["57467"].seats_total == 11
    assert made["57480"].seats_total == 35
    assert made["57480"].name == {
        "fr": "Conseil municipal de Valmont-lès-Bois",
        "de": "Gemeinderat von Valmont-lès-Bois",
    }
    common = made[None]
    assert (common.kind, common.profile) == (AssemblyKind.METROPOLITAN, "general")
    assert assemblies.found_councils(SYSTEM) == []
    assert there.id not in {found.id for found in made.values()}


def test_another_profile_holds_from_the_next_convocation_on(app: Flask) -> None:
    chamber = chambers.convened(3)
    assemblies.follow_profile(SYSTEM, chamber.assembly.id, Profile.general)
    assert chamber.sitting.profile == "alsace_moselle"
    later = sittings.prepare(SYSTEM, chambers.draft(chamber.assembly, days=20))
    sittings.add_item(SYSTEM, later.id, chambers.item_draft())
    assert sittings.convene(SYSTEM, later.id).profile == "general"
    with pytest.raises(Invalid, match="profile_mismatch"):
        assemblies.follow_profile(SYSTEM, chamber.assembly.id, Profile.opinion)
    with pytest.raises(NotAllowed):
        assemblies.follow_profile(people.actor(people.participant()), chamber.assembly.id, Profile.general)


def test_the_commands_found_councils_and_change_profiles(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert "Assemblies founded" in run(args=["seats", "councils"]).output
    assert run(args=["seats", "profile", "council-57463", "general"]).exit_code == 0
    found = assembly_by_key("council-57463")
    assert found is not None
    assert found.profile == "general"
    refused = run(args=["seats", "profile", "council-57463", "opinion"])
    assert (refused.exit_code, "does not fit" in refused.output) == (1, True)
