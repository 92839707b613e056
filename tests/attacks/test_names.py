"""Names with which somebody poses as the house, beside honest names that look a little like them."""

import pytest
from flask import Flask

from consult.kernel.errors import Invalid
from consult.kernel.territory import territory
from consult.kernel.text.names import check_display_name
from consult.rules.participation import OrganisationKind
from consult.services import organisations
from consult.services.organisations import OrganisationFields
from tests.factories import people

HOSTILE = (
    "Modération",
    "MODERATION",
    "moderation",
    "M0dération",
    "Modérati0n",
    "M0d3r4t10n",
    "M\u043edération",  # a Cyrillic o
    "\u041cодератор",
    "Moder\u0251tion",  # the alpha of the phonetic alphabet
    "M o d é r a t i o n",
    "Mod.ération",
    "M-o-d-é-r-a-t-i-o-n",
    "Mo_dé_ra_tion",
    "\u24c2odération",  # a circled M
    "\uff2d\uff4f\uff44\uff45\uff52\uff41\uff54\uff49\uff4f\uff4e",  # full-width
    "\U0001d40c\U0001d428\U0001d41d\U0001d41e\U0001d42b\U0001d41a\U0001d42d\U0001d428\U0001d42b",  # bold
    "\u1d0d\u1d0f\u1d05\u1d07\u0280\u1d00\u1d1b\u1d0f\u0280",  # small capitals
    "\u1d39\u1d52\u1d48\u1d49\u02b3\u1d43\u1d57\u2071\u1d52\u207f",  # superscripts
    "Mod\u200ber\u200dation",  # zero-width
    "\u202eModération\u202c",  # bidi
    "Mod\u034feration",  # an invisible joiner
    "Mo\u00addération",  # a soft hyphen
    "Mode\ufe0fration",  # a selector of shapes
    "Les modérateurs",
    "Modérateur·rice",
    "Moderationsteam",
    "xXModerationXx",
    "Moderation42",
    "Metz Métropole",
    "metz-metropole",
    "MetzMétropole",
    "Metz Métropole officiel",
    "Metz Métropole – le service des jardins",
    "Équipe Metz  Métropole",
    "M.e.t.z",
    "M e t z officiel",
    "MetzOfficiel",
    "M3tz",
    "Me7z",
    "Métr0pole",
    "Metr\u00f8pole",
    "\u216fétropole",  # the Roman numeral for a thousand
    "\U0001f1f2\U0001f1ea\U0001f1f9\U0001f1ff officiel",  # flags that spell
    "\U0001f17c\U0001f174\U0001f183\U0001f189 Forum",  # letters in black squares
    "\u13b7\u13ac\u13a2\u13c3",  # Cherokee
    "\ua4df\ua4f0\ua4d4\ua4dc",  # Lisu
    "Admin",
    "@dmin",
    "Adm1n",
    "Admin_57",
    "Admins",
    "\u0410дмин",  # all Cyrillic, by its sound
    "\u0391dmin",  # a Greek A
    "Supp0rt",
    "$upport",
    "Mairie de Metz",
    "M@irie",
    "Monsieur le Maire",
    "Buergermeister",
    "B\u00fcrgerme1ster",
    "Le Président",
    "Z\u0300\u0301\u0302\u0303alg\u0300\u0301\u0302o",  # a flood of accents
    "\u0e2a\u0e47\u0e47\u0e47\u0e47\u0e47\u0e47",  # a flood of signs above
    "\U0001f642\U0001f642",
    "!!! 123 !!!",
    "\u3164\u3164",  # fillers that show nothing
    "Анна Smith",
    "Pierre \u0391\u03bb\u03b5\u03be",
)
HONEST = (
    "Lemaire",
    "Anne Lemaire-Petit",
    "Jean Maireau",
    "Müller-Lüdenscheidt",
    "Ngọc Ánh",
    "Nguyễn Thị Ánh",
    "Zoë",
    "Łukasz",
    "Đorđe Ørsted",
    "Мария",
    "Αλέξανδρος Παππάς",
    "王小明",
    "佐藤 さくら",
    "김민준",
    "محمد الأمين",
    "נועה",
    "प्रिया शर्मा",
    "สมชาย",
    "O’Brien",
    "Jeanne d’Arc",
    "Jean\u2011Luc",
    "Élodie T.",
    "M. Dupont",
    "J.-P. Martin",
    "Moderau",
    "Metzger",
    "Metzinger",
    "Admiral",
    "Hadmar",
    "Systermans",
    "Supporat",
    "Jean 57",
    "Camille 12",
    "Sacha \u2600\ufe0f",
    "Ægir",
    "İbrahim",
    "Straßer",
    "José María Ñíguez",
    "Marie-Thérèse de l’Épine",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_whoever_poses_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        check_display_name(name, territory().reserved_names)


@pytest.mark.parametrize("name", HONEST)
def test_honest_names_stay_as_they_are(name: str) -> None:
    assert check_display_name(name, territory().reserved_names) == name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Anne\u202e \u200bMarie ", "Anne Marie"),
        ("\uff21\uff4e\uff4e\uff45", "Anne"),
        ("\U0001d400\U0001d427\U0001d427\U0001d41e", "Anne"),
        ("E\u0301lodie", "Élodie"),
        ("\ufb01ona", "fiona"),
    ],
)
def test_letters_dressed_up_are_stored_plain(written: str, kept: str) -> None:
    assert check_display_name(written, territory().reserved_names) == kept


ORGANISATIONS = (
    "Metz Métropole",
    "Metz Métropole officiel",
    "Compte officiel de la Mairie",
    "M0dération",
    "M e t z",
    "MetzMétropole",
    "Mairiedemetz",
    "\uff2detz",
    "Ville de Metz 57",
    "\u24c2airie",
    "L’Administration",
)


def found(name: str) -> str:
    fields = OrganisationFields(
        name, OrganisationKind.ASSOCIATION, "Nous plantons des arbres fruitiers.", "fr"
    )
    return organisations.found(people.actor(people.participant()), fields).name


@pytest.mark.parametrize("name", ORGANISATIONS)
@pytest.mark.parametrize("dialect", ["sqlite"])
def test_an_organisation_needs_a_word_of_its_own(app: Flask, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        found(name)
    assert refusal.value.field == "name"


@pytest.mark.parametrize(
    "name",
    ["Metz à vélo", "Les Amis de la Mairie", "Verein für gute Verwaltung", "Boulangerie Lemaire", "Lemaire"],
)
@pytest.mark.parametrize("dialect", ["sqlite"])
def test_the_town_may_stand_in_the_name_of_an_association(app: Flask, name: str) -> None:
    assert found(name) == name
