"""What people declare about themselves is checked here, the same at sign-up and on the account page."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import check_display_name, is_same_name
from consult.queries import choices
from consult.queries.moderation.names import withheld_names
from consult.rules.moderation import Subject
from consult.rules.participation import DISPLAY_NAME_LENGTH, check_length

COMMUNE, ORIGIN = "commune:", "origin:"


@dataclass(frozen=True, slots=True)
class Profile:
    """``home`` is ``commune:<INSEE>`` or ``origin:<key of the territory>``; ``ties`` are its keys."""

    display_name: str
    home: str
    ties: tuple[str, ...]
    language: str

    @property
    def commune_insee(self) -> str | None:
        return self.home.removeprefix(COMMUNE) if self.home.startswith(COMMUNE) else None

    @property
    def origin(self) -> str | None:
        return self.home.removeprefix(ORIGIN) if self.home.startswith(ORIGIN) else None


def home_of(commune_insee: str | None, origin: str | None) -> str:
    """A home as forms write it; empty when none was declared."""
    return f"{COMMUNE}{commune_insee}" if commune_insee else f"{ORIGIN}{origin}" if origin else ""


def checked_profile(profile: Profile, present: str | None = None) -> Profile:
    """The profile with a clean name; ``Invalid`` beside the field that breaks a rule.

    A name that is not changed from ``present`` is not asked again.
    """
    land = territory()
    name = profile.display_name
    if name != present:
        name = check_display_name(name, land.reserved_names)
        check_length(name, DISPLAY_NAME_LENGTH, "display_name")
    check_home(profile.home)
    if not set(profile.ties) <= {option.key for option in land.ties}:
        raise Invalid("ties", N_("Please choose from the list."), field="ties")
    if profile.language not in land.languages:
        raise Invalid("language", N_("Please choose from the list."), field="language")
    return Profile(name, profile.home, tuple(sorted(set(profile.ties))), profile.language)


def check_not_withheld(subject: Subject, name: str, field: str = "display_name") -> None:
    """Refuse with ``Invalid`` the name that a moderator withheld, while that decision stands."""
    if any(is_same_name(name, withheld) for withheld in withheld_names(subject)):
        raise Invalid(
            "name_withheld", N_("A moderator has withheld this name. Please choose another."), field=field
        )


def check_nameless(subject: Subject, present: str) -> None:
    """Refuse with ``Invalid`` a new name, unless the present one only stands in for what was withheld."""
    if present != subject.substitute or not withheld_names(subject):
        raise Invalid(
            "suspended_name",
            N_("Your account is suspended, so you cannot change your name for now."),
            field="display_name",
        )


def check_home(home: str) -> None:
    """Refuse what is neither a member commune nor one of the territory's origins."""
    known = {ORIGIN + option.key for option in territory().origins}
    if home not in known and home not in {COMMUNE + insee for insee, _ in choices.communes()}:
        raise Invalid("home", N_("Please choose from the list."), field="home")


def normalised_email(email: str, field: str = "email") -> str:
    """The address in lower case, its domain in ASCII, without asking the network; ``Invalid`` otherwise."""
    try:
        found = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise Invalid("email", N_("Write an e-mail address such as name@example.org."), field=field) from None
    return (found.ascii_email or found.normalized).lower()
