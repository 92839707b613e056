"""The minutes and the worker that prints them: how far a document has come, and when it is tried again."""

from datetime import datetime, timedelta
from enum import StrEnum

from consult.kernel.messages import N_


class DocumentStatus(StrEnum):
    """``ABSENT``: this installation cannot make PDFs; the other formats say the same."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    ABSENT = "absent"


class Rule(StrEnum):
    """What a legal reference frozen into a ballot is about."""

    CONVOCATION = "convocation"
    QUORUM = "quorum"
    SECOND_CONVOCATION = "second_convocation"
    INTERESTED_MEMBERS = "interested_members"
    MAJORITY = "majority"
    TIE = "tie"
    PROXY = "proxy"
    PUBLIC_VOTE = "public_vote"
    SECRET_VOTE = "secret_vote"


RULE_LABELS: dict[Rule, str] = {
    Rule.CONVOCATION: N_("Convocation"),
    Rule.QUORUM: N_("Quorum"),
    Rule.SECOND_CONVOCATION: N_("Second convocation"),
    Rule.INTERESTED_MEMBERS: N_("Members with an interest"),
    Rule.MAJORITY: N_("Majority"),
    Rule.TIE: N_("Tied vote"),
    Rule.PROXY: N_("Proxies"),
    Rule.PUBLIC_VOTE: N_("Request for a roll-call vote"),
    Rule.SECRET_VOTE: N_("Request for a secret vote"),
}


class Standing(StrEnum):
    """How a member in office took part in a sitting."""

    PRESENT = "present"
    REPRESENTED = "represented"
    ABSENT = "absent"


STANDING_LABELS: dict[Standing, str] = {
    Standing.PRESENT: N_("present at the sitting"),
    Standing.REPRESENTED: N_("represented at the sitting"),
    Standing.ABSENT: N_("absent from the sitting"),
}

MOST_ATTEMPTS = 6
#: A claim older than this belongs to a worker that died; another may take the document.
CLAIM_LASTS = timedelta(minutes=10)
#: A ready document is held against its record this often: a reason may have been withheld since.
LOOK_AGAIN = timedelta(hours=1)
FIRST_WAIT = timedelta(minutes=1)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after ``attempts`` failures: 1, 4, 16, 64, 256 minutes later; None to give up."""
    return None if attempts >= MOST_ATTEMPTS else now + FIRST_WAIT * int(4 ** (attempts - 1))
