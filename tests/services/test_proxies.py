"""Powers to vote for somebody absent: given, limited, revoked, lapsed, carried over (CGCT L2121-20)."""

from datetime import timedelta

import pytest
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.models.ballots import Vote
from consult.models.notifications import OutboxItem
from consult.models.sittings import Proxy
from consult.queries import sittings as queries
from consult.rules.sittings import ProxyEnd, ProxyState, Source
from consult.rules.voting import Choice
from consult.services import sittings
from consult.services.sittings import ProxyDraft
from tests.factories import councils
from tests.factories import sittings as chambers
from tests.factories.sittings import HASH, Chamber, convened, under_way

pytestmark = pytest.mark.usefixtures("app")


def proxy(proxy_id: int) -> Proxy:
    return db.session.get_one(Proxy, proxy_id, populate_existing=True)


def test_a_councillor_gives_a_proxy_and_its_holder_is_told(app: Flask) -> None:
    chamber = convened(4)
    given = sittings.give_proxy(chamber.members[1].actor, chamber.sitting.id, chamber.seats[2], 2)
    assert (given.grantor_seat_id, given.source, given.sittings_left) == (
        chamber.seats[1],
        Source.COUNCILLOR,
        2,
    )
    assert db.session.query(OutboxItem).filter_by(event="proxy-given").count() == 1


def test_nobody_holds_two_gives_two_or_gives_to_themselves(app: Flask) -> None:
    """Worked example 8: the second grantor of the same holder is refused, 409."""
    chamber = convened(6)
    chamber.proxy(1, 0)
    with pytest.raises(Conflict, match="proxy_holder_taken"):
        chamber.proxy(2, 0)
    with pytest.raises(Conflict, match="proxy_already_given"):
        chamber.proxy(1, 3)
    with pytest.raises(Invalid, match="proxy_to_oneself"):
        chamber.proxy(4, 4)
    assert db.session.query(Proxy).count() == 1


@pytest.mark.parametrize(
    ("count", "illness", "refused"), [(3, False, False), (4, False, True), (4, True, False)]
)
def test_a_proxy_lasts_three_sittings_longer_only_with_documented_illness(
    app: Flask, count: int, illness: bool, refused: bool
) -> None:
    chamber = convened(3)
    draft = ProxyDraft(chamber.seats[1], chamber.seats[2], count, illness, HASH)
    if refused:
        with pytest.raises(Invalid, match="proxy_too_long"):
            sittings.enter_proxy(SYSTEM, chamber.sitting.id, draft)
    else:
        assert sittings.enter_proxy(SYSTEM, chamber.sitting.id, draft).sittings_left == count


def test_the_clerk_enters_a_paper_with_its_hash(app: Flask) -> None:
    chamber = convened(3)
    for wrong in ("", "abc", "zz" * 32):
        with pytest.raises(Invalid, match="document_hash"):
            sittings.enter_proxy(
                SYSTEM,
                chamber.sitting.id,
                ProxyDraft(chamber.seats[1], chamber.seats[2], document_sha256=wrong),
            )
    with pytest.raises(NotAllowed):
        sittings.enter_proxy(
            chamber.members[1].actor,
            chamber.sitting.id,
            ProxyDraft(chamber.seats[1], chamber.seats[2], document_sha256=HASH),
        )


def test_a_proxy_is_for_members_of_this_council_who_are_absent(app: Flask) -> None:
    chamber = under_way(4, present=2)
    stranger = councils.member(councils.council("57480"))
    with pytest.raises(Invalid, match="not_in_office"):
        sittings.give_proxy(chamber.members[3].actor, chamber.sitting.id, stranger.seat.id)
    with pytest.raises(NotAllowed, match="not_a_member"):
        sittings.give_proxy(stranger.actor, chamber.sitting.id, chamber.seats[0])
    with pytest.raises(Conflict, match="grantor_present"):
        chamber.proxy(1, 0)


def test_the_holder_votes_for_the_grantor_and_nobody_else_does(app: Flask) -> None:
    chamber = under_way(6, present=5)
    chamber.proxy(5, 1)
    ballot = chamber.vote_opens()
    for by in (2, 5):
        with pytest.raises(NotAllowed):
            chamber.cast(ballot, 5, by=by)
    chamber.cast(ballot, 5, Choice.against, by=1)
    vote = db.session.query(Vote).one()
    assert (vote.seat_id, vote.cast_by_seat_id, vote.choice) == (
        chamber.seats[5],
        chamber.seats[1],
        Choice.against,
    )


def test_a_grantor_who_arrives_voids_the_proxied_vote_and_votes_in_person(app: Flask) -> None:
    chamber = under_way(5, present=4)
    given = chamber.proxy(4, 1)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 4, Choice.for_, by=1)
    assert ballot.cast_count == 1
    chamber.arrive(4)
    assert ballot.cast_count == 0
    assert (proxy(given).state, proxy(given).end) == (ProxyState.LAPSED, ProxyEnd.GRANTOR_ARRIVED)
    with pytest.raises(NotAllowed, match="not_your_seat"):
        chamber.cast(ballot, 4, by=1)
    chamber.cast(ballot, 4, Choice.against)
    vote = db.session.query(Vote).one()
    assert (vote.choice, vote.version, vote.cast_by_seat_id) == (Choice.against, 2, None)


def test_a_revoked_proxy_voids_the_vote_while_open_and_leaves_it_after_closing(app: Flask) -> None:
    chamber = under_way(6, present=4)
    first, second = chamber.proxy(4, 1), chamber.proxy(5, 2)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 4, by=1)
    chamber.cast(ballot, 5, by=2)
    sittings.revoke_proxy(chamber.members[4].actor, first)
    assert ballot.cast_count == 1
    councils.ballots.close(SYSTEM, ballot.id)
    sittings.revoke_proxy(chamber.members[5].actor, second)
    assert db.session.query(Vote).count() == 1
    assert ballot.figures["cast"] == 1
    with pytest.raises(Conflict, match="proxy_ended"):
        sittings.revoke_proxy(SYSTEM, second)


def test_only_the_grantor_or_a_clerk_revokes(app: Flask) -> None:
    chamber = convened(4)
    given = chamber.proxy(1, 2)
    for member in (2, 3):
        with pytest.raises(NotAllowed):
            sittings.revoke_proxy(chamber.members[member].actor, given)
    sittings.revoke_proxy(councils.clerk(), given)
    assert proxy(given).state is ProxyState.REVOKED
    chamber.proxy(3, 2)


def test_when_the_holder_leaves_the_proxy_lapses_and_its_vote_stands(app: Flask) -> None:
    chamber = under_way(7, present=5)
    voted, unused = chamber.proxy(5, 1), chamber.proxy(6, 2)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 5, by=1)
    chamber.leave(1, 2)
    assert {proxy(voted).end, proxy(unused).end} == {ProxyEnd.HOLDER_LEFT}
    with pytest.raises(NotAllowed):
        chamber.cast(ballot, 6, by=2)
    assert ballot.cast_count == 1


def test_a_proxy_counts_only_while_its_holder_is_present(app: Flask) -> None:
    chamber = under_way(6, present=4)
    chamber.proxy(5, 4)
    ballot = chamber.vote_opens()
    assert ballot.roll_size == 4
    with pytest.raises(NotAllowed):
        chamber.cast(ballot, 5, by=4)
    chamber.arrive(4)
    assert ballot.roll_size == 6
    chamber.cast(ballot, 5, by=4)


def test_a_proxy_given_during_the_vote_brings_its_grantor_onto_the_roll(app: Flask) -> None:
    chamber = under_way(5, present=4)
    ballot = chamber.vote_opens()
    sittings.give_proxy(chamber.members[4].actor, chamber.sitting.id, chamber.seats[0])
    chamber.cast(ballot, 4, by=0)
    councils.ballots.close(SYSTEM, ballot.id)
    assert (ballot.figures["present"], ballot.figures["represented"]) == (4, 1)


def next_sitting(chamber: Chamber, days: int) -> Chamber:
    sitting = sittings.prepare(SYSTEM, chambers.draft(chamber.assembly, days=days))
    item = sittings.add_item(SYSTEM, sitting.id, chambers.item_draft())
    sittings.convene(SYSTEM, sitting.id)
    return Chamber(chamber.assembly, chamber.members, sitting, [item])


def test_a_power_for_three_sittings_is_carried_over_twice(app: Flask) -> None:
    first = convened(5)
    first.proxy(1, 0, 3)
    first.proxy(2, 3, 1)
    second = next_sitting(first, 20)
    (carried,) = queries.active_proxies(second.sitting.id)
    assert (carried.grantor_seat_id, carried.sittings_left) == (first.seats[1], 2)
    assert db.session.query(OutboxItem).filter_by(event="proxy-given").count() == 3
    third = next_sitting(first, 30)
    assert [row.sittings_left for row in queries.active_proxies(third.sitting.id)] == [1]
    assert queries.active_proxies(next_sitting(first, 40).sitting.id) == []


def test_a_revoked_power_is_gone_wherever_it_was_carried(app: Flask) -> None:
    first = convened(4)
    given = first.proxy(1, 0, 3)
    second = next_sitting(first, 20)
    sittings.revoke_proxy(first.members[1].actor, given)
    assert queries.active_proxies(second.sitting.id) == []
    assert queries.active_proxies(next_sitting(first, 30).sitting.id) == []


def test_a_lapsed_power_reaches_the_next_sitting_a_former_members_does_not(app: Flask) -> None:
    chamber = under_way(6, present=0)
    chamber.proxy(1, 0, 2)
    chamber.proxy(2, 3, 2)
    chamber.arrive(1)
    chamber.members[3].seat.ends_on = councils.today() + timedelta(days=1)
    db.session.flush()
    later = next_sitting(chamber, 20)
    (carried,) = queries.active_proxies(later.sitting.id)
    assert carried.grantor_seat_id == chamber.seats[1]
    assert carried.given_at <= now()
