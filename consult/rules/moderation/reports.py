"""What a report must say, what is known of its reporter, and when many of them look like a raid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.moderation.grounds import Ground

EXPLANATION_LENGTH = (10, 1000)
NOTIFIER_NAME_LENGTH = (2, 100)
#: So many reports on one thing in a day, most of them from accounts younger than a week, may be a raid.
RAID_REPORTS, RAID_TIME, NEW_ACCOUNT = 5, timedelta(hours=24), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reporter says. For illegal content, besides (DSA art. 16(2)): the law if they know it, who they
    are and how to reach them (which may be left out for abuse of children), and that they believe it."""

    ground: Ground
    explanation: str
    law: str = ""
    name: str = ""
    email: str = ""
    good_faith: bool = False
    children: bool = False


def check_notice(notice: Notice, signed_in: bool) -> None:
    """Refuse with ``Invalid`` a notice of illegal content that lacks what art. 16(2) asks for, all at once.

    Somebody signed in need not say again who they are.
    """
    if notice.ground not in set(Ground) - {Ground.UNCLEAR}:
        raise Invalid("ground_unknown", N_("Please choose the rule that applies."), field="ground")
    if notice.ground is not Ground.ILLEGAL:
        return
    first, *others = [*_lacking(notice, signed_in), None]
    if first is not None:
        first.also = tuple(filter(None, others))
        raise first


def _lacking(notice: Notice, signed_in: bool) -> Iterator[Invalid]:
    """What art. 16(2) asks for and the notice does not say, in the order of the form."""
    if not signed_in and not notice.children:
        if not NOTIFIER_NAME_LENGTH[0] <= len(notice.name) <= NOTIFIER_NAME_LENGTH[1]:
            yield Invalid("notifier_name", N_("Please give your name."), field="name")
        if not notice.email:
            yield Invalid("notifier_email", N_("Please give your e-mail address."), field="email")
    if not notice.good_faith:
        sentence = N_("Please confirm that what you say is true to your knowledge.")
        yield Invalid("good_faith", sentence, field="good_faith")


@dataclass(frozen=True, slots=True)
class Record:
    """What became of somebody's earlier reports: information for moderators, never a weight by itself."""

    founded: int = 0
    dismissed: int = 0


def looks_like_raid(reports: Sequence[tuple[datetime, datetime | None]]) -> bool:
    """Whether a day saw five reports or more, most from new accounts or from nobody who signed in.

    ``reports``: when each was made and when its reporter's account was, None without one.
    """
    moments = sorted(reports, key=lambda report: report[0])
    for start, (first, _) in enumerate(moments):
        day = [one for one in moments[start:] if one[0] - first <= RAID_TIME]
        new = [made for at, made in day if made is None or at - made < NEW_ACCOUNT]
        if len(day) >= RAID_REPORTS and 2 * len(new) > len(day):
            return True
    return False
