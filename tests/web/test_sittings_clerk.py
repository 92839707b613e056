"""A clerk prepares a sitting, runs it from the rostrum and ends it, all through the browser."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.assemblies import Assembly
from consult.models.ballots import Ballot, Vote
from consult.models.sittings import AgendaItem, Attendance, Proxy, Sitting
from consult.rules.sittings import ItemState, Movement, ProxyState, SittingState
from consult.rules.voting import BallotState, Choice, Mode, Outcome
from tests.factories import councils, people
from tests.factories import sittings as chambers
from tests.support.browser import Browser, Page

SITTINGS = "/clerk/sittings"


def clerk(app: Flask) -> Browser:
    return Browser(app).sign_in(people.with_role(Role.CLERK))


def fields(days: float = 10, **values: str) -> dict[str, str]:
    """Day, time and place as a clerk types them."""
    starts = councils.local(now() + timedelta(days=days))
    typed = {"starts_on": starts.date().isoformat(), "starts_time": "18:30", "place": "Salle des fêtes"}
    return typed | values


def item_fields(number: int = 1) -> dict[str, str]:
    return {
        "title_fr": f"Le verger n° {number}",
        "title_de": f"Streuobstwiese Nr. {number}",
        "question_fr": f"Planter le verger n° {number} ?",
        "question_de": f"Streuobstwiese Nr. {number} pflanzen?",
    }


def prepared(desk: Browser, assembly: Assembly, language: str = "fr") -> Page:
    """A draft with one item, made through the forms; the page of the sitting."""
    page = desk.get(f"/{language}{SITTINGS}/new")
    page = desk.post(page, "/sittings/new", {"assembly": assembly.id} | fields(), follow=True)
    form = desk.get(f"{page.path}/items/new")
    return desk.post(form, "/items/new", item_fields(), follow=True)


def newest(model: type) -> object:
    """The row that was written last, read afresh."""
    db.session.expire_all()
    return db.session.scalars(sa.select(model).order_by(model.id.desc()).limit(1)).one()  # type: ignore[attr-defined]  # every model asked for here has an id


def the_sitting() -> Sitting:
    return newest(Sitting)  # type: ignore[return-value]


def the_item() -> AgendaItem:
    return newest(AgendaItem)  # type: ignore[return-value]


def the_ballot() -> Ballot:
    return newest(Ballot)  # type: ignore[return-value]


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_whole_sitting_is_played_through(app: Flask, language: str) -> None:
    council = councils.council()
    seats = [councils.councillor(council).id for _ in range(11)]
    desk = clerk(app)
    desk.get(f"/{language}{SITTINGS}")
    page = desk.post(prepared(desk, council, language), "/convene", follow=True)
    assert the_sitting().state is SittingState.CONVENED

    early = desk.post(desk.get(f"{page.path}/open"), "/open", {"seat": seats[0]}, status=409)
    assert "room-code" not in early.text
    chambers.day_has_come(the_sitting())
    page = desk.post(desk.get(f"{page.path}/open"), "/open", {"seat": seats[0]}, follow=True)
    assert the_sitting().room_code in page.text
    page = desk.post(page, "/presence/arrived", {"seats": seats[:5]}, follow=True)
    item_id = the_item().id
    page = desk.post(page, f"/items/{item_id}/open", follow=True)
    assert the_item().state is ItemState.FAILED
    page = desk.post(page, "/presence/arrived", {"seats": seats[5:8]}, follow=True)
    page = desk.post(page, "/presence/left", {"seats": seats[7:8]}, follow=True)
    movements = db.session.scalars(sa.select(Attendance).order_by(Attendance.number)).all()
    assert [one.movement for one in movements] == [*[Movement.ARRIVED] * 8, Movement.LEFT]

    page = desk.post(page, f"/items/{item_id}/open", follow=True)
    assert the_item().state is ItemState.OPEN
    page = desk.post(page, f"/items/{item_id}/vote", follow=True)
    assert the_ballot().roll_size == 7
    ballot = f"/{language}{SITTINGS}/ballots/{the_ballot().id}"
    hand = desk.get(f"{ballot}/by-hand")
    desk.post(hand, "/by-hand", {f"seat_{seats[0]}": "against", "rest": "for"}, follow=True)
    votes = db.session.scalars(sa.select(Vote)).all()
    assert sorted(vote.choice for vote in votes) == [Choice.against, *[Choice.for_] * 6]
    assert all(vote.entered_by_id for vote in votes)

    page = desk.post(desk.get(f"{ballot}/close"), "/close", follow=True)
    page = desk.post(page, "/proclaim", follow=True)
    page = desk.post(page, "/publish", follow=True)
    assert (the_ballot().state, the_ballot().outcome) == (BallotState.published, Outcome.adopted)
    page = desk.post(page, f"/items/{item_id}/close", follow=True)
    page = desk.post(desk.get(f"{page.path}/end"), "/end", follow=True)
    assert the_sitting().state is SittingState.ENDED
    desk.get(f"/{language}{SITTINGS}")


def test_an_agenda_is_written_ordered_and_struck(app: Flask) -> None:
    desk = clerk(app)
    page = prepared(desk, councils.council())
    add = desk.get(f"{page.path}/items/new")
    page = desk.post(add, "/items/new", {"title_fr": "Divers", "title_de": "Verschiedenes"}, follow=True)
    first, second = db.session.scalars(sa.select(AgendaItem.id).order_by(AgendaItem.position)).all()
    page = desk.post(page, f"/items/{second}/up", follow=True)
    order = sa.select(AgendaItem.id).order_by(AgendaItem.position)
    assert db.session.scalars(order).all() == [second, first]
    page = desk.post(page, f"/items/{second}/down", follow=True)
    edit = desk.get(f"/fr{SITTINGS}/items/{second}/edit")
    assert "Verschiedenes" in edit.text
    page = desk.post(
        edit, "/edit", {"title_fr": "Informations", "majority": "two_thirds_expressed"}, follow=True
    )
    assert "Informations" in page.words()
    desk.post(page, f"/items/{first}/remove")
    rest = db.session.scalars(sa.select(AgendaItem)).one()
    assert (rest.id, rest.position) == (second, 1)
    edit = desk.get(f"{page.path}/edit")
    desk.post(edit, "/edit", {"place": "Mairie"}, follow=True)
    assert the_sitting().place == "Mairie"
    desk.post(desk.get(f"{page.path}/cancel"), "/cancel", follow=True)
    assert the_sitting().state is SittingState.CANCELLED
    desk.get(page.path)


def test_a_second_sitting_takes_up_what_lacked_its_quorum(app: Flask) -> None:
    chamber = chambers.under_way(5, present=2)
    desk, path = clerk(app), f"/fr{SITTINGS}/{chamber.sitting.id}"
    page = desk.post(desk.get(path), f"/items/{chamber.item.id}/open", follow=True)
    page = desk.post(desk.get(f"{path}/end"), "/end", follow=True)
    assert f"{path}/second" in page.text
    form = desk.get(f"{path}/second")
    refused = desk.post(form, "/second", fields(14), status=422)
    assert "recalls_rule-error" in refused.text
    page = desk.post(refused, "/second", fields(14, recalls_rule="y"), follow=True)
    desk.post(page, "/convene", follow=True)
    second = chambers.day_has_come(the_sitting())
    assert (second.first_id, second.state) == (chamber.sitting.id, SittingState.CONVENED)
    desk.post(desk.get(f"/fr{SITTINGS}/{second.id}/open"), "/open", {"seat": chamber.seats[0]})
    page = desk.get(f"/fr{SITTINGS}/{second.id}")
    desk.post(page, "/presence/arrived", {"seats": chamber.seats[:1]})
    desk.post(page, f"/items/{the_item().id}/open")
    assert the_item().state is ItemState.OPEN
    assert "/second" not in desk.get(path).text


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_secret_vote_is_counted_from_its_totals(app: Flask, language: str) -> None:
    chamber = chambers.under_way(9, appointment=True)
    desk, path = clerk(app), f"/{language}{SITTINGS}"
    page = desk.post(desk.get(f"{path}/{chamber.sitting.id}"), f"/items/{chamber.item.id}/open", follow=True)
    desk.post(page, f"/items/{chamber.item.id}/vote", follow=True)
    ballot = the_ballot()
    assert ballot.mode is Mode.secret
    desk.get(f"{path}/ballots/{ballot.id}/close")
    desk.get(f"{path}/ballots/{ballot.id}/by-hand", status=404)
    form = desk.get(f"{path}/ballots/{ballot.id}/totals")
    wrong = {"for_": "8", "against": "7", "abstain": "0", "blank": "0"}
    refused = desk.post(form, "/totals", wrong, status=422)
    assert 'value="8"' in refused.text
    desk.post(refused, "/totals", wrong | {"for_": "drei"}, status=422)
    page = desk.post(refused, "/totals", wrong | {"for_": "5", "against": "3"}, follow=True)
    close = desk.get(f"{path}/ballots/{ballot.id}/close")
    desk.post(close, "/close", follow=True)
    assert (the_ballot().outcome, the_ballot().cast_count) == (Outcome.adopted, 8)


def test_requests_and_recusals_are_ticked_and_taken_back(app: Flask) -> None:
    chamber = chambers.under_way(11)
    desk, item = clerk(app), f"/fr{SITTINGS}/items/{chamber.item.id}"
    recusals = desk.get(f"{item}/recusals")
    desk.post(recusals, "/recusals", {"seats": chamber.seats[1:3]}, follow=True)
    page = desk.post(desk.get(f"{item}/recusals"), "/recusals", {"seats": chamber.seats[2:3]}, follow=True)
    page = desk.post(page, f"/items/{chamber.item.id}/open", follow=True)
    assert chamber.item.quorum["recused"] == 1
    kept = desk.post(desk.get(f"{item}/recusals"), "/recusals", {"seats": []}, status=409)
    assert kept.all("h1")
    desk.post(desk.get(f"{item}/requests/public"), "/public", {"seats": chamber.seats[:4]})
    desk.post(desk.get(f"{item}/requests/public"), "/public", {"seats": chamber.seats[3:6]})
    desk.post(page, f"/items/{chamber.item.id}/vote")
    assert the_ballot().mode is Mode.public
    closed = desk.post(
        desk.get(f"{item}/requests/secret"), "/secret", {"seats": chamber.seats[:9]}, status=409
    )
    assert str(chamber.sitting.room_code) in closed.text


def test_proxies_are_entered_from_paper_and_revoked(app: Flask) -> None:
    chamber = chambers.under_way(5, present=3)
    desk, path = clerk(app), f"/de{SITTINGS}/{chamber.sitting.id}"
    form = desk.get(f"{path}/proxies/new")
    sent = {"grantor": chamber.seats[3], "holder": chamber.seats[0], "document_sha256": "kein Hash"}
    refused = desk.post(form, "/proxies/new", sent, status=422)
    assert "kein Hash" in refused.text
    desk.post(form, "/proxies/new", sent | {"document_sha256": chambers.HASH, "sittings": "4"}, status=422)
    other = desk.get(f"{path}/proxies/new")
    page = desk.post(refused, "/proxies/new", sent | {"document_sha256": chambers.HASH.upper()}, follow=True)
    proxy: Proxy = newest(Proxy)  # type: ignore[assignment]
    assert (proxy.state, proxy.document_sha256) == (ProxyState.ACTIVE, chambers.HASH)
    taken = {"grantor": chamber.seats[4], "holder": chamber.seats[0], "document_sha256": chambers.HASH}
    late = desk.post(other, "/proxies/new", taken, status=409)
    assert chambers.HASH in late.text
    page = desk.post(page, f"/proxies/{proxy.id}/revoke", follow=True)
    assert newest(Proxy).state is ProxyState.REVOKED  # type: ignore[attr-defined]
    assert f"/proxies/{proxy.id}/revoke" not in page.text


def test_the_chair_and_the_code_of_the_room_change(app: Flask) -> None:
    chamber = chambers.under_way(3)
    desk, path = clerk(app), f"/fr{SITTINGS}/{chamber.sitting.id}"
    old = chamber.sitting.room_code
    large = desk.get(f"{path}/code")
    assert old in large.text
    desk.post(large, "/code", follow=True)
    assert the_sitting().room_code != old
    form = desk.get(f"{path}/president")
    desk.post(form, "/president", {"seat": ""}, status=422)
    desk.post(form, "/president", {"seat": chamber.seats[1]}, follow=True)
    assert the_sitting().president_seat_id == chamber.seats[1]


def test_a_vote_is_suspended_annulled_by_two_and_taken_again(app: Flask) -> None:
    chamber = chambers.under_way(5)
    ballot = chamber.vote_opens()
    one, two = clerk(app), clerk(app)
    path = f"/fr{SITTINGS}/{chamber.sitting.id}"
    page = one.post(one.get(path), "/suspend", follow=True)
    page = one.post(page, "/resume", follow=True)
    form = one.get(f"/fr{SITTINGS}/ballots/{ballot.id}/annul")
    short = one.post(form, "/annul", {"reason": "Faux"}, status=422)
    assert "Faux" in short.text
    page = one.post(form, "/annul", {"reason": "La question lue était une autre."}, follow=True)
    assert "confirm-annulment" not in page.text
    page = two.post(two.get(path), "/confirm-annulment", follow=True)
    assert the_ballot().state is BallotState.annulled
    two.post(page, f"/items/{chamber.item.id}/vote", follow=True)
    assert the_ballot().supersedes_id == ballot.id
