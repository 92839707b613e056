"""Chantiers that read texts before or after they are published."""

from consult.kernel.actor import Role
from consult.rules.moderation import Mode, SubjectKind
from consult.services import modes
from tests.factories import people


def set_mode(kind: SubjectKind, mode: Mode, chantier: int = 4) -> None:
    """From now on ``kind`` is published so in ``chantier``, the one of the other stories."""
    administrator = people.actor(people.with_role(Role.ADMINISTRATOR))
    modes.choose(administrator, {(chantier, kind): mode}, modes.edition(modes.present()))
