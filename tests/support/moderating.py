"""What the tests of the moderators' room share: a restriction as a form sends it, and what came of it."""

from consult.kernel.db import db
from consult.models.moderation import Decision
from tests.factories.waiting import FACTS, REASON
from tests.support.browser import Page

RESTRICTION = {"ground": "spam", "facts": FACTS, "reason": REASON}


def decisions() -> list[Decision]:
    db.session.expire_all()
    return list(db.session.query(Decision).order_by(Decision.id))


def kinds_offered(page: Page) -> set[str]:
    return {node.get("value", "") for node in page.all("input") if node.get("name") == "kind"}
