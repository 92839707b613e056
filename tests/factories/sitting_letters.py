"""The mails about sittings, each with its story."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.assemblies import Councillor
from consult.services import sittings as services
from tests.factories import sittings

Ids = dict[str, Any]


def _convened(anne: Account) -> Ids:
    """A second convocation, the first sitting having lacked its quorum."""
    with time_machine.travel(now() - timedelta(days=11)):
        first = sittings.under_way(5, present=1, items=2)
    services.open_item(SYSTEM, first.item.id)
    services.end_sitting(SYSTEM, first.sitting.id)
    draft = sittings.draft(first.assembly, recalls_rule=True)
    return {"sitting_id": services.convene(SYSTEM, services.reconvene(SYSTEM, first.sitting.id, draft).id).id}


def _cancelled(anne: Account) -> Ids:
    chamber = sittings.convened(3)
    return {"sitting_id": services.cancel(SYSTEM, chamber.sitting.id).id}


def _proxy() -> Ids:
    chamber = sittings.convened(3)
    person = db.session.get(Councillor, chamber.members[1].seat.councillor_id)
    assert person is not None
    person.given_name, person.family_name = "Bruno", "Nussbaum"
    return {"proxy_id": chamber.proxy(1, 2, 2)}


STORIES: dict[str, Callable[[Account], Ids]] = {
    "sitting-convened": _convened,
    "sitting-cancelled": _cancelled,
    "proxy-given": lambda anne: _proxy(),
    "proxy-revoked": lambda anne: _proxy(),
}
