"""The councils that the law gives a territory are founded here, and their rule sets changed."""

from consult.gateways.council_law import council_law
from consult.kernel.actor import Actor
from consult.kernel.clock import today
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.models.assemblies import Assembly, AssemblyKind
from consult.queries import seats as queries
from consult.rules.permissions import Permission, require
from consult.rules.rule_sets import RULE_SETS, Profile
from consult.services import journal
from consult.services.seats import found_assembly


def found_councils(actor: Actor) -> list[Assembly]:
    """Every council that the law gives the territory and that is not there yet; none twice."""
    law = council_law()
    found = [
        found_assembly(
            actor,
            key=f"council-{commune.insee}",
            kind=AssemblyKind.MUNICIPAL,
            name=law.municipal_name(commune.name),
            profile=Profile(law.municipal_profile),
            seats_total=law.seats_for(commune.population),
            commune_insee=commune.insee,
        )
        for commune in queries.communes_without_council(today())
    ]
    if queries.assembly_by_key(law.metropolitan_key) is None:
        found.append(
            found_assembly(
                actor,
                key=law.metropolitan_key,
                kind=AssemblyKind.METROPOLITAN,
                name=law.metropolitan_name,
                profile=Profile(law.metropolitan_profile),
                seats_total=law.metropolitan_seats,
            )
        )
    return found


def follow_profile(actor: Actor, assembly_id: int, profile: Profile) -> Assembly:
    """Another rule set for an assembly's sittings from the next convocation on; none that is past changes.

    ``Invalid`` for a profile of opinions where the assembly holds sittings, or the other way round.
    """
    require(actor, Permission.RUN_BALLOTS)
    found = queries.assembly(assembly_id)
    partner = found.kind is AssemblyKind.PARTNER
    if partner is not (RULE_SETS[profile].sitting is None):
        raise Invalid(
            "profile_mismatch", N_("This rule set does not fit this kind of assembly."), field="profile"
        )
    if found.profile != profile.value:
        journal.record(
            actor, "assembly.profile", "assembly", found.id, before=found.profile, after=profile.value
        )
        found.profile = profile.value
    return found
