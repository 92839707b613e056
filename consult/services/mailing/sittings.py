"""What the letters about sittings tell: a convocation, one called off, a proxy given or taken back."""

from collections.abc import Mapping
from typing import Any

from consult.kernel.messages import N_
from consult.models.sittings import Sitting
from consult.queries import letters
from consult.queries.letters import Recipient
from consult.rules.rule_sets import RULE_SETS, Profile
from consult.rules.sittings import ProxyState, SittingState
from consult.services.mailing.contents import Content

WHY = N_("You receive this message because you are a member of this assembly.")


def _told(sitting: Sitting) -> dict[str, Any]:
    return {"sitting": sitting, "assembly": sitting.assembly.name, "starts_at": sitting.starts_at}


def convened(ids: Mapping[str, Any], reader: Recipient) -> Content | None:
    """Date, place and agenda; nothing more once the sitting is over or called off.

    A second convocation recalls that its items need no quorum (CGCT L2121-17, L2541-4).
    """
    sitting = letters.sitting(ids["sitting_id"])
    if sitting is None or sitting.state not in (SittingState.CONVENED, SittingState.OPEN):
        return None
    references = RULE_SETS[Profile(sitting.profile or sitting.assembly.profile)].references
    first = letters.sitting(sitting.first_id) if sitting.first_id is not None else None
    values = _told(sitting) | {
        "items": sitting.items,
        "first_at": first.starts_at if first else None,
        "sources": {reference.rule: reference.source for reference in references},
    }
    return Content(values, {"sitting_id": sitting.id})


def cancelled(ids: Mapping[str, Any], reader: Recipient) -> Content | None:
    sitting = letters.sitting(ids["sitting_id"])
    if sitting is None:
        return None
    return Content(_told(sitting), {"sitting_id": sitting.id})


def given(ids: Mapping[str, Any], reader: Recipient) -> Content | None:
    """To the holder, while the proxy is in force."""
    found = _proxy(ids)
    return found if found is not None and found.values["proxy"].state is ProxyState.ACTIVE else None


def revoked(ids: Mapping[str, Any], reader: Recipient) -> Content | None:
    """To whoever held it."""
    return _proxy(ids)


def _proxy(ids: Mapping[str, Any]) -> Content | None:
    found = letters.proxy(ids["proxy_id"])
    if found is None:
        return None
    proxy, sitting = found
    values = _told(sitting) | {"proxy": proxy, "grantor": proxy.grantor.councillor.full_name}
    return Content(values, {"sitting_id": sitting.id})
