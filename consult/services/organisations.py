"""Deeds of organisations: registered and kept by people, who act as themselves on its behalf."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import check_display_name, clean_line, clean_text
from consult.kernel.text.reserved import is_only_reserved
from consult.models.organisations import Keeper, KeeperInvitation, Organisation
from consult.queries import organisations
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.participation import OrganisationKind, check_length
from consult.rules.permissions import Facts, Permission, require
from consult.services import journal
from consult.services.accounts import Profile, check_home, check_not_withheld, normalised_email

NAME_LENGTH = (2, 100)
ABOUT_LENGTH = (20, 3000)
WEBSITE_LENGTH = (0, 200)
#: Kinds that speak with public authority: an administrator registers them, then invites who keeps them.
AUTHORITIES = frozenset(
    {
        OrganisationKind.TOWN_HALL,
        OrganisationKind.DEVELOPMENT_COUNCIL,
        OrganisationKind.PARTNER_CITY,
        OrganisationKind.PUBLIC_BODY,
    }
)


@dataclass(frozen=True, slots=True)
class OrganisationFields:
    """``home`` as in ``services.accounts.Profile``, or empty; ``language`` is that of ``about``."""

    name: str
    kind: OrganisationKind
    about: str
    language: str
    website: str = ""
    home: str = ""


def facts(organisation_id: int) -> Facts:
    """What the permission table may know of an organisation."""
    return Facts(organisation_id=organisation_id)


def found(actor: Actor, fields: OrganisationFields) -> Organisation:
    """Register an organisation, kept by who registers it."""
    require(actor, Permission.FOUND_ORGANISATION)
    organisation = Organisation(created_at=now())
    _write(actor, organisation, fields)
    db.session.add(organisation)
    db.session.flush()
    assert actor.account_id is not None
    db.session.add(Keeper(organisation_id=organisation.id, account_id=actor.account_id, started_at=now()))
    _record(actor, "organisation.registered", organisation.id)
    return organisation


def change(actor: Actor, organisation_id: int, fields: OrganisationFields) -> None:
    """Change the public profile."""
    require(actor, Permission.KEEP_ORGANISATION, facts(organisation_id))
    _write(actor, organisations.locked(organisation_id), fields)
    _record(actor, "organisation.changed", organisation_id)


def invite(actor: Actor, organisation_id: int, email: str) -> None:
    """Ask whoever has this address to keep it too: an account or none, the answer is the same."""
    require(actor, Permission.KEEP_ORGANISATION, facts(organisation_id))
    address = normalised_email(email)
    organisations.locked(organisation_id)
    known = {invitation.email for invitation in organisations.invitations(organisation_id)}
    known |= {keeper.account.email or "" for keeper in organisations.keepers(organisation_id)}
    if address in known:
        raise Invalid(
            "invited", N_("This address is invited already, or keeps the organisation."), field="email"
        )
    db.session.add(
        KeeperInvitation(
            organisation_id=organisation_id, email=address, invited_by_id=actor.account_id, invited_at=now()
        )
    )
    _record(actor, "organisation.keeper_invited", organisation_id)


def withdraw_invitation(actor: Actor, organisation_id: int, invitation_id: int) -> None:
    """Take an invitation back before it is answered."""
    require(actor, Permission.KEEP_ORGANISATION, facts(organisation_id))
    organisations.withdraw_invitation(organisation_id, invitation_id, now())
    _record(actor, "organisation.invitation_withdrawn", organisation_id)


def answer(actor: Actor, invitation_id: int, *, accept: bool) -> int:
    """Accept or decline an invitation to one's own address; the organisation's id."""
    require(actor, Permission.FOUND_ORGANISATION if accept else Permission.USE_ACCOUNT)
    if actor.account_id is None:
        raise NotFound
    invitation = organisations.invitation_for(invitation_id, actor.account_id)
    organisation = organisations.locked(invitation.organisation_id)
    invitation.ended_at = now()
    if accept and organisation.id not in actor.organisations:
        db.session.add(Keeper(organisation_id=organisation.id, account_id=actor.account_id, started_at=now()))
    event = "organisation.keeper_joined" if accept else "organisation.invitation_declined"
    _record(actor, event, organisation.id)
    return organisation.id


def end_keeper(actor: Actor, organisation_id: int, keeper_id: int) -> None:
    """End somebody's keeping, one's own too; the last keeper stays."""
    require(actor, Permission.KEEP_ORGANISATION, facts(organisation_id))
    organisations.locked(organisation_id)
    present = organisations.keepers(organisation_id, lock=True)
    keeper = next((one for one in present if one.id == keeper_id), None)
    if keeper is None:
        raise NotFound
    if len(present) == 1:
        raise Conflict(
            "last_keeper", N_("An organisation needs somebody who keeps it. Invite somebody first.")
        )
    keeper.ended_at = now()
    _record(actor, "organisation.keeper_ended", organisation_id, account_id=keeper.account_id)


def _write(actor: Actor, organisation: Organisation, fields: OrganisationFields) -> None:
    administrator = actor.system or actor.has_role(Role.ADMINISTRATOR)
    if fields.kind in AUTHORITIES and fields.kind is not organisation.kind and not administrator:
        raise Invalid(
            "authority",
            N_("Public bodies are registered by an administrator. Please write to us."),
            field="kind",
        )
    unchanged = organisation.name == clean_line(fields.name)
    name = _checked_name(fields.name, administrator or unchanged)
    if organisation.id is not None:
        check_not_withheld(Subject(SubjectKind.ORGANISATION, organisation.id), name, "name")
    if organisations.name_taken(name, organisation.id):
        raise Invalid("name_taken", N_("An organisation of this name is registered already."), field="name")
    about = clean_text(fields.about)
    check_length(about, ABOUT_LENGTH, "about")
    if fields.language not in territory().text_languages:
        raise Invalid("language", N_("Please choose from the list."), field="language")
    if fields.home:
        check_home(fields.home)
    home = Profile("", fields.home, (), "")
    organisation.name, organisation.kind, organisation.about = name, fields.kind, about
    organisation.language, organisation.website = fields.language, _checked_website(fields.website)
    organisation.commune_insee, organisation.origin = home.commune_insee, home.origin


def _checked_name(name: str, trusted: bool) -> str:
    """The cleaned name; unless ``trusted`` it is more than reserved names put together."""
    try:
        cleaned = check_display_name(name, ())
    except Invalid as refusal:
        raise Invalid(refusal.code, refusal.message.sentence, field="name") from None
    check_length(cleaned, NAME_LENGTH, "name")
    if not trusted and is_only_reserved(cleaned, territory().reserved_names):
        raise Invalid("name_reserved", N_("This name is reserved. Please choose another."), field="name")
    return cleaned


def _checked_website(address: str) -> str | None:
    """A web address with its host, or None; https is assumed where nothing is said."""
    cleaned = clean_line(address).replace(" ", "")
    if not cleaned:
        return None
    full = cleaned if "://" in cleaned else f"https://{cleaned}"
    wrong = Invalid("website", N_("Write a web address such as https://example.org."), field="website")
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or "." not in host or "@" in parts.netloc or "\\" in full:
        raise wrong
    check_length(full, WEBSITE_LENGTH, "website")
    return full


def _record(actor: Actor, event: str, organisation_id: int, **ids: Any) -> None:
    journal.record(actor, event, "organisation", organisation_id, organisation_id=organisation_id, **ids)
