"""When an item's discussion opens, the clerk asks here whether enough members are in the room."""

from dataclasses import dataclass
from datetime import date

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.voting.words import Flag


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """What waives the quorum: CGCT L2121-17 (general) or L2541-4 (alsace_moselle)."""

    second_convocation_clear_days: int
    second_convocation_recalls_rule: bool
    waived_when_half_interested: bool


@dataclass(frozen=True, slots=True)
class QuorumCheck:
    """What was found when the item opened; later arrivals and departures do not change it."""

    in_office: int
    required: int
    counted: int
    waiver: Flag | None

    @property
    def reached(self) -> bool:
        """Whether the assembly may decide: enough members count, or the quorum is waived."""
        return self.waiver is not None or self.counted >= self.required


def quorum(in_office: int) -> int:
    """More than half of the members in office: ⌊N/2⌋+1 (CGCT L2121-17)."""
    return in_office // 2 + 1


def check_quorum(
    rule: QuorumRule,
    *,
    in_office: int,
    present: int,
    recused: int = 0,
    interested: int = 0,
    second_convocation: bool = False,
) -> QuorumCheck:
    """Compare the room with the quorum.

    ``present``: physically there, proxies apart; ``recused``: those of them who step back for this item and
    do not count; ``interested``: members in office, there or not, with an interest in the item;
    ``second_convocation``: as ``is_second_convocation`` found. A waiver is noted only when it was needed.
    Numbers that contradict each other raise ``Invalid``.
    """
    if not 0 <= recused <= present <= in_office or not 0 <= interested <= in_office:
        raise Invalid("attendance_impossible", N_("These numbers of members contradict each other."))
    required, counted = quorum(in_office), present - recused
    waiver: Flag | None = None
    if counted < required:
        if second_convocation:
            waiver = Flag.quorum_waived_second_convocation
        elif rule.waived_when_half_interested and 2 * max(interested, recused) >= in_office > 0:
            waiver = Flag.quorum_waived_interested
    return QuorumCheck(in_office=in_office, required=required, counted=counted, waiver=waiver)


def is_second_convocation(
    rule: QuorumRule, *, first_day: date, second_day: date, same_items: bool, recalls_rule: bool
) -> bool:
    """Whether the second sitting needs no quorum, the first having failed for want of one.

    Days are local dates. Clear days lie strictly between the two sittings (L2121-17); in Alsace-Moselle the
    convocation must recall the rule instead (L2541-4). Both ask for the same items.
    """
    clear_days = (second_day - first_day).days - 1
    return (
        same_items
        and second_day > first_day
        and clear_days >= rule.second_convocation_clear_days
        and (recalls_rule or not rule.second_convocation_recalls_rule)
    )
