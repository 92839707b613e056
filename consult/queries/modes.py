"""Whoever receives a text asks here whether it is published at once or read first."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.moderation import ModerationMode
from consult.models.programme import Chantier
from consult.rules.moderation import DEFAULT_MODES, Mode, SubjectKind

Key = tuple[int, SubjectKind]


@dataclass(frozen=True, slots=True)
class ChantierModes:
    """How each kind of text is published in one chantier."""

    number: int
    name: Localised
    modes: Mapping[SubjectKind, Mode]

    def differs(self, kind: SubjectKind) -> bool:
        """Whether the chantier says something else than the house."""
        return self.modes[kind] is not DEFAULT_MODES[kind]


def mode_of(chantier: int, kind: SubjectKind) -> Mode:
    """What holds in a chantier now; the house's default where nothing is stored."""
    stored = db.session.scalar(
        sa.select(ModerationMode.mode).where(
            ModerationMode.chantier_number == chantier, ModerationMode.kind == kind
        )
    )
    return stored or DEFAULT_MODES[kind]


def all_modes() -> list[ChantierModes]:
    """Every chantier with its modes, by number; two statements."""
    rows = db.session.execute(sa.select(Chantier.number, Chantier.name).order_by(Chantier.number)).all()
    kept = stored()
    return [
        ChantierModes(
            number,
            name,
            {
                kind: kept[number, kind].mode if (number, kind) in kept else default
                for kind, default in DEFAULT_MODES.items()
            },
        )
        for number, name in rows
    ]


def stored() -> dict[Key, ModerationMode]:
    """The rows of all chantiers that differ from the default, by chantier and kind."""
    return {(row.chantier_number, row.kind): row for row in db.session.scalars(sa.select(ModerationMode))}


def lock() -> None:
    """Whoever changes modes waits here for whoever else does."""
    db.session.execute(sa.select(Chantier.number).order_by(Chantier.number).with_for_update(key_share=True))
