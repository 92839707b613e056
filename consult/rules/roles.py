"""Which roles can be granted, what each is called, and whether a chantier may bound it."""

from consult.kernel.actor import Role
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_

ROLE_LABELS: dict[Role, str] = {
    Role.MODERATOR: N_("Moderator"),
    Role.EDITOR: N_("Editor"),
    Role.CLERK: N_("Clerk"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
ROLE_EXPLANATIONS: dict[Role, str] = {
    Role.MODERATOR: N_("Reads what is sent in and decides whether it is published."),
    Role.EDITOR: N_("Keeps the chantiers’ pages and answers proposals."),
    Role.CLERK: N_("Prepares votes, opens and closes them, and keeps the lists of councillors."),
    Role.AUDITOR: N_("Reads the journal and everything withheld; changes nothing."),
    Role.ADMINISTRATOR: N_("Grants and revokes roles."),
}
#: Roles that make no sense for one chantier only.
WHOLE_ROLES: frozenset[Role] = frozenset({Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR})


def check_scope(role: Role, chantier: int | None) -> None:
    """Refuse to bound by a chantier what holds for the whole installation."""
    if chantier is not None and role in WHOLE_ROLES:
        raise Invalid("role_scope", N_("This role can only be granted for all chantiers."), field="chantier")
