"""The command line makes accounts here: the first administrator has nobody else to ask."""

from collections.abc import Iterable

from consult.kernel.actor import Actor, Grant
from consult.kernel.clock import now
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.queries import accounts
from consult.rules.permissions import Permission, require
from consult.services import journal, roles
from consult.services.accounts.profiles import Profile, checked_profile, normalised_email


def create(
    actor: Actor, email: str, profile: Profile, *, password_hash: str | None, grants: Iterable[Grant]
) -> int:
    """A confirmed account with its roles; its id."""
    require(actor, Permission.ADMINISTER)
    wanted, moment = checked_profile(profile), now()
    account_id = accounts.add(
        profile_values(wanted)
        | {
            "email": normalised_email(email),
            "password_hash": password_hash,
            "created_at": moment,
            "confirmed_at": moment,
        }
    )
    if account_id is None:
        raise Invalid("email_taken", N_("This e-mail address is already in use."), field="email")
    journal.record(actor, "account.created", "account", account_id)
    for grant in grants:
        roles.grant(actor, account_id, grant.role, grant.chantier)
    return account_id


def profile_values(profile: Profile) -> dict[str, object]:
    """The columns of a checked profile."""
    return {
        "display_name": profile.display_name,
        "commune_insee": profile.commune_insee,
        "origin": profile.origin,
        "ties": list(profile.ties),
        "language": profile.language,
    }
