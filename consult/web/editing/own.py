"""Which chantiers somebody keeps: the editors' rooms and forms show no others."""

from consult.kernel.actor import Actor, Role


def own_chantiers(actor: Actor) -> frozenset[int] | None:
    """The numbers of the chantiers that the editor keeps; None for all of them."""
    numbers = {grant.chantier for grant in actor.grants if grant.role is Role.EDITOR}
    return None if None in numbers else frozenset(number for number in numbers if number is not None)
