"""Accounts that two people suspended, or that one asks a second person to suspend."""

from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.moderation_shapes import SuspensionText
from consult.kernel.territory import territory
from consult.kernel.working_days import after_working_days
from consult.models.accounts import Account
from consult.models.moderation import ProposedSuspension
from consult.queries import demo as queries
from consult.rules.moderation import CATEGORY_OF, DecisionKind
from consult.services.demo.cast import Person
from consult.services.demo.curating import things
from consult.services.demo.curating.deciding import Ruled, record
from consult.services.demo.stage import Stage

#: People decide within so much of a day.
WITHIN = 0.3


def suspend(stage: Stage, who: Person, text: SuspensionText, first: Person, second: Person) -> None:
    """``first`` proposes; with a day of confirmation in the file, ``second`` has agreed."""
    thing, statement = things.person(who), text.statement
    at = _moment(stage, text.proposed_days_ago)
    assert statement.ground is not None
    row: dict[str, Any] = {
        "account_id": who.id,
        "days": text.days,
        "ground": statement.ground,
        "law": statement.law,
        "facts": statement.facts,
        "reason": statement.reason,
        "category": CATEGORY_OF[statement.ground],
        "proposed_by_id": first.id,
        "proposed_at": at,
        "due_at": after_working_days(at, territory().settings["report_review_days"]),
    }
    if text.confirmed_days_ago is not None:
        decided_at = _moment(stage, text.confirmed_days_ago)
        ends_at = decided_at + timedelta(days=text.days)
        ruled = Ruled(DecisionKind.SUSPEND, statement, second, decided_at, extra={"ends_at": ends_at})
        decision_id = record(stage, thing, ruled)
        row |= {"decided_by_id": second.id, "decided_at": decided_at, "decision_id": decision_id}
        queries.change(Account, [{"id": who.id, "suspended_until": ends_at}])
    (number,) = queries.add(ProposedSuspension, [row])
    event = "moderation.suspension_proposed"
    stage.tell(at, first.id, event, "account", who.id, suspension_id=number)


def _moment(stage: Stage, days_ago: float) -> datetime:
    return stage.between(stage.ago(days_ago), stage.ago(days_ago - WITHIN))
