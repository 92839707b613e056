"""Where an organisation stands on a chantier, an action or an outside project, and how it must say why."""

from enum import StrEnum

from consult.kernel.messages import N_


class Stance(StrEnum):
    """The order is that of the columns side by side."""

    FOR = "for"
    WITH_CONDITIONS = "with_conditions"
    AGAINST = "against"
    OPEN = "open"


REASONS_LENGTH = (50, 4000)
STANCE_LABELS = {
    Stance.FOR: N_("In favour"),
    Stance.WITH_CONDITIONS: N_("In favour on conditions"),
    Stance.AGAINST: N_("Opposed"),
    Stance.OPEN: N_("Neither for nor against"),
}
