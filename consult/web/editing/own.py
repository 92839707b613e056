"""Which chantiers somebody keeps: the editors' rooms and forms show no others."""

from consult.kernel.actor import Actor, Role


def own_chantiers(actor: Actor) -> frozenset[int] | None:
    """The numbers of the chantiers that the editor keeps; None for all of them."""
    return actor.chantiers_of(Role.EDITOR)
