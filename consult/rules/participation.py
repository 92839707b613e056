"""Who may take part and what a contribution must look like; deadlines that the administration owes."""

from datetime import datetime, timedelta
from enum import StrEnum

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_

TITLE_LENGTH = (10, 100)
BODY_LENGTH = (100, 5000)
COMMENT_LENGTH = (2, 2000)
DISPLAY_NAME_LENGTH = (2, 60)
PASSWORD_LENGTH = (12, 256)
MAX_COST = 1_000_000_000


class TokenPurpose(StrEnum):
    CONFIRM = "confirm"
    SIGN_IN = "sign_in"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"


#: How long a mailed secret stays good.
TOKEN_LIFETIMES: dict[TokenPurpose, timedelta] = {
    TokenPurpose.CONFIRM: timedelta(days=7),
    TokenPurpose.SIGN_IN: timedelta(minutes=30),
    TokenPurpose.RESET: timedelta(hours=1),
    TokenPurpose.CHANGE_EMAIL: timedelta(days=1),
}


class OrganisationKind(StrEnum):
    ASSOCIATION = "association"
    COMPANY = "company"
    TOWN_HALL = "town_hall"
    DEVELOPMENT_COUNCIL = "development_council"
    PARTNER_CITY = "partner_city"
    PUBLIC_BODY = "public_body"


ORGANISATION_LABELS = {
    OrganisationKind.ASSOCIATION: N_("Association"),
    OrganisationKind.COMPANY: N_("Company"),
    OrganisationKind.TOWN_HALL: N_("Town hall"),
    OrganisationKind.DEVELOPMENT_COUNCIL: N_("Development council"),
    OrganisationKind.PARTNER_CITY: N_("Partner city"),
    OrganisationKind.PUBLIC_BODY: N_("Public body"),
}


class Channel(StrEnum):
    """How a contribution arrived."""

    ONLINE = "online"
    PAPER = "paper"
    TELEPHONE = "telephone"
    MEETING = "meeting"


CHANNEL_LABELS = {
    Channel.ONLINE: N_("Online"),
    Channel.PAPER: N_("On paper"),
    Channel.TELEPHONE: N_("By telephone"),
    Channel.MEETING: N_("At a meeting"),
}


class Outcome(StrEnum):
    """What the administration answers to a proposal."""

    ACCEPTED = "accepted"
    IN_PART = "in_part"
    DECLINED = "declined"
    NOT_OURS = "not_ours"


OUTCOME_LABELS = {
    Outcome.ACCEPTED: N_("Accepted"),
    Outcome.IN_PART: N_("Accepted in part"),
    Outcome.DECLINED: N_("Declined"),
    Outcome.NOT_OURS: N_("Not ours to decide"),
}


def answer_due(reached_at: datetime, answer_days: int) -> datetime:
    """When the administration's answer is due: ``answer_days`` days after threshold or proclamation."""
    return reached_at + timedelta(days=answer_days)


def check_length(text: str, bounds: tuple[int, int], field: str) -> None:
    """Refuse with ``Invalid`` a text shorter or longer, in characters after stripping, than ``bounds``."""
    low, high = bounds
    if not low <= len(text.strip()) <= high:
        raise Invalid(
            "length",
            N_("Please write between %(low)s and %(high)s characters."),
            field=field,
            low=low,
            high=high,
        )
