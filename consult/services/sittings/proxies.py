"""A member who cannot come gives another one a written power here, or the clerk enters it (CGCT L2121-20)."""

import re
from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.models.sittings import Proxy, Sitting
from consult.queries import sittings as queries
from consult.rules import voting
from consult.rules.permissions import Permission, require
from consult.rules.sittings import ProxyEnd, ProxyState, SittingState, Source
from consult.services import journal, outbox
from consult.services.sittings.seats_here import (
    acting_for,
    own_seat,
    require_members,
    require_state,
    sitting_rules,
)
from consult.services.sittings.under_way import end_proxy, vote_under_way, widen_roll

SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ProxyDraft:
    """Who votes for whom, and for how many consecutive sittings; ``illness`` is documented on paper."""

    grantor_seat_id: int
    holder_seat_id: int
    sittings: int = 1
    illness: bool = False
    document_sha256: str = ""


def give_proxy(actor: Actor, sitting_id: int, holder_seat_id: int, sittings: int = 1) -> Proxy:
    """A councillor gives their own vote to another member; the form is the written power."""
    sitting = _reachable(sitting_id)
    draft = ProxyDraft(own_seat(actor, sitting), holder_seat_id, sittings)
    return _give(actor, sitting, draft, Source.COUNCILLOR)


def enter_proxy(actor: Actor, sitting_id: int, draft: ProxyDraft) -> Proxy:
    """The clerk enters a power received on paper, with the SHA-256 (hex) of the scanned document."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = _reachable(sitting_id)
    if not SHA256.fullmatch(draft.document_sha256.strip().lower()):
        raise Invalid(
            "document_hash",
            N_("Please give the document’s SHA-256: 64 characters from 0 to 9 and a to f."),
            field="document_sha256",
        )
    return _give(actor, sitting, draft, Source.CLERK)


def _reachable(sitting_id: int) -> Sitting:
    sitting = queries.locked(sitting_id)
    require_state(sitting, SittingState.CONVENED, SittingState.OPEN)
    return sitting


def _give(actor: Actor, sitting: Sitting, draft: ProxyDraft, source: Source) -> Proxy:
    rule = sitting_rules(sitting).proxies
    voting.check_duration(rule, draft.sittings, documented_illness=draft.illness)
    require_members(sitting, draft.grantor_seat_id, draft.holder_seat_id)
    active = queries.active_proxies(sitting.id)
    pair = voting.Proxy(draft.grantor_seat_id, draft.holder_seat_id)
    voting.check_new_proxy(
        rule, pair, [voting.Proxy(row.grantor_seat_id, row.holder_seat_id) for row in active]
    )
    if pair.grantor in queries.room(sitting.id).present:
        raise Conflict("grantor_present", N_("Whoever is in the room votes in person and gives no proxy."))
    moment, ballot = now(), vote_under_way(sitting)
    proxy = Proxy(
        sitting_id=sitting.id,
        grantor_seat_id=pair.grantor,
        holder_seat_id=pair.holder,
        source=source,
        document_sha256=draft.document_sha256.strip().lower() or None,
        sittings_left=draft.sittings,
        illness=draft.illness,
        state=ProxyState.ACTIVE,
        entered_by_id=actor.account_id,
        given_at=moment,
    )
    db.session.add(proxy)
    db.session.flush()
    if ballot is not None:
        widen_roll(ballot, moment)
    journal.record(
        actor, "proxy.given", "proxy", proxy.id, grantor=pair.grantor, holder=pair.holder, sitting=sitting.id
    )
    holder = queries.members([pair.holder])[pair.holder]
    outbox.tell_councillor("proxy-given", holder.councillor_id, proxy.id, proxy_id=proxy.id)
    return proxy


def _in_force(sitting: Sitting, proxy: Proxy) -> bool:
    going = sitting.state in (SittingState.CONVENED, SittingState.OPEN)
    return going and proxy.state is ProxyState.ACTIVE


def _take_back(actor: Actor, sitting: Sitting, proxy: Proxy) -> None:
    """Here, and in every later sitting, each locked in its turn, that the power was carried over to."""
    if _in_force(sitting, proxy):
        end_proxy(actor, vote_under_way(sitting), proxy, ProxyEnd.REVOKED, now())
    elif proxy.sittings_left > 1:
        proxy.sittings_left = 1
        journal.record(actor, "proxy.shortened", "proxy", proxy.id, sitting=sitting.id)
    for later in queries.carried(proxy.id):
        _take_back(actor, *queries.locked_proxy(later))


def revoke_proxy(actor: Actor, proxy_id: int) -> Proxy:
    """Take a power back, at any time; also where it was carried over to a later sitting.

    The grantor does it, or the clerk for them. A vote cast through it in a ballot still open is void. A power
    that has lapsed, or whose sitting is over, reaches no further sitting then.
    """
    sitting, proxy = queries.locked_proxy(proxy_id)
    acting_for(actor, sitting, proxy.grantor_seat_id)
    if not _in_force(sitting, proxy) and (proxy.state is ProxyState.REVOKED or proxy.sittings_left == 1):
        raise Conflict("proxy_ended", N_("This proxy is not in force any more."))
    _take_back(actor, sitting, proxy)
    holder = queries.members([proxy.holder_seat_id])[proxy.holder_seat_id]
    outbox.tell_councillor("proxy-revoked", holder.councillor_id, proxy.id, proxy_id=proxy.id)
    return proxy
