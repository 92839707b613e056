"""The ground under every test: ambitions, chantiers with a phase each, and communes with plain names."""

from datetime import date

from consult.kernel.db import db
from consult.models.programme import Ambition, Chantier, Orientation, Phase
from consult.models.territory import Commune
from consult.rules.programme import PhaseKind

#: INSEE code, name, population: invented figures on real codes do not matter to any rule.
COMMUNES = (
    ("57463", "Grandville", 122572),
    ("57480", "Valmont-lès-Bois", 21718),
    ("57751", "Rivebois", 14967),
    ("57039", "Petitpré", 2207),
    ("57467", "Hameau", 309),
)


def words(french: str, german: str | None = None) -> dict[str, str]:
    """A text in both languages."""
    return {"fr": french, "de": german or f"{french} (de)"}


def seed() -> None:
    """Three ambitions, ten chantiers, one orientation each, five communes; added, not committed."""
    for index, (insee, name, population) in enumerate(COMMUNES):
        db.session.add(
            Commune(
                insee=insee,
                name=name,
                siren=f"2157{index:05d}",
                population=population,
                postal_codes=["57000"],
                member_from=date(2018, 1, 1),
                lat=49.1 + index / 100,
                lon=6.1 + index / 100,
            )
        )
    for number, colour in ((1, "blue"), (2, "green"), (3, "magenta")):
        name = words(f"Ambition {number}", f"Leitziel {number}")
        db.session.add(
            Ambition(number=number, key=f"ambition-{number}", name=name, summary=name, colour=colour)
        )
    db.session.flush()
    for number in range(1, 11):
        _chantier(number)


def _chantier(number: int) -> None:
    name = words(f"Chantier {number}", f"Handlungsfeld {number}")
    db.session.add(
        Chantier(
            number=number,
            ambition_number=1 if number <= 3 else 2 if number <= 7 else 3,
            name=name,
            subtitle=name,
            question=words("Que faire ?", "Was tun?"),
            introduction=name,
        )
    )
    db.session.flush()
    db.session.add(Orientation(key=f"c{number:02d}-first", chantier_number=number, position=1, title=name))
    db.session.add(
        Phase(
            chantier_number=number,
            kind=PhaseKind.PROPOSE,
            starts_on=date(2019, 1, 30),
            note=words("Proposez", "Schlagen Sie vor"),
        )
    )
