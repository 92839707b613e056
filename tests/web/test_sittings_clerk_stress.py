"""A clerk under stress is told at once whose vote is void, who cannot step back and what was entered."""

import pytest
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.assemblies import Councillor
from consult.rules.sittings import ItemState
from consult.rules.voting import Choice
from tests.factories import people
from tests.factories import sittings as chambers
from tests.factories.sittings import Chamber
from tests.support.browser import Browser

SITTINGS = "/fr/clerk/sittings"


def clerk(app: Flask) -> Browser:
    return Browser(app).sign_in(people.with_role(Role.CLERK))


def named(chamber: Chamber, number: int) -> str:
    """As the lists name the member, whose record is read afresh."""
    found = db.session.get_one(Councillor, chamber.members[number].seat.councillor_id)
    return f"{found.given_name} {found.family_name}"


def test_a_grantors_arrival_says_whose_proxy_has_ended(app: Flask) -> None:
    chamber = chambers.under_way(7, present=6)
    chamber.proxy(6, 0)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 6, by=0)
    desk = clerk(app)
    page = desk.get(f"{SITTINGS}/{chamber.sitting.id}")
    entered = desk.post(page, "/presence/arrived", {"seats": chamber.seats[6:]})
    page = desk.get(str(entered.location))
    assert f"{named(chamber, 0)} ne vote plus pour {named(chamber, 6)}." in page.text
    assert "ne compte plus" in page.text


def test_of_many_recusals_the_one_that_is_refused_is_named(app: Flask) -> None:
    chamber = chambers.under_way(7)
    ballot = chamber.vote_opens()
    chamber.cast(ballot, 1)
    desk = clerk(app)
    form = desk.get(f"{SITTINGS}/items/{chamber.item.id}/recusals")
    refused = desk.post(form, "/recusals", {"seats": chamber.seats[1:3]}, status=409)
    assert named(chamber, 1) in refused.text
    assert refused.text.count(" checked") == 2


def test_totals_to_be_corrected_are_shown_as_they_were_entered(app: Flask) -> None:
    chamber = chambers.under_way(9, appointment=True)
    ballot = chamber.vote_opens()
    desk, path = clerk(app), f"{SITTINGS}/ballots/{ballot.id}/totals"
    desk.post(
        desk.get(path), "/totals", {"for_": "4", "against": "3", "abstain": "2", "blank": "0"}, follow=True
    )
    again = desk.get(path).text
    for value in ("4", "3", "2", "0"):
        assert f'value="{value}"' in again


@pytest.mark.parametrize("settled", [False, True])
def test_without_a_result_an_item_closes_only_behind_a_warning(app: Flask, settled: bool) -> None:
    chamber = chambers.under_way(5)
    if settled:
        ballot = chamber.vote_opens()
        chamber.cast_all(ballot, {Choice.for_: 5})
        desk = clerk(app)
        page = desk.post(desk.get(f"{SITTINGS}/ballots/{ballot.id}/close"), "/close", follow=True)
        page = desk.post(page, "/proclaim", follow=True)
    else:
        desk = clerk(app)
        page = desk.get(f"{SITTINGS}/{chamber.sitting.id}")
        page = desk.post(page, f"/items/{chamber.item.id}/open", follow=True)
    assert ("Clore ce point sans vote" in page.text) is not settled
    desk.post(page, f"/items/{chamber.item.id}/close", follow=True)
    db.session.expire_all()
    assert chamber.item.state is ItemState.DONE


def test_an_item_that_has_its_quorum_by_now_is_offered_first(app: Flask) -> None:
    chamber = chambers.under_way(5, present=2, items=2)
    desk, path = clerk(app), f"{SITTINGS}/{chamber.sitting.id}"
    page = desk.post(desk.get(path), f"/items/{chamber.item.id}/open", follow=True)
    assert "Prochain point" in page.text
    page = desk.post(page, "/presence/arrived", {"seats": chamber.seats[2:]}, follow=True)
    now = page.text.split('id="agenda"')[0]
    assert f"/items/{chamber.items[0].id}/open" in now
    assert f"/items/{chamber.items[1].id}/open" not in now
