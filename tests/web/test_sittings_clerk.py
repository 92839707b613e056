"""A clerk prepares a sitting, runs it from the rostrum, and ends it, all through the browser."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.assemblies import Assembly
from consult.models.ballots import Ballot, Vote
from consult.models.sittings import AgendaItem, Attendance, Sitting
from consult.rules.sittings import ItemState, Movement, SittingState
from consult.rules.voting import BallotState, Choice, Outcome
from tests.factories import councils, people
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


def prepared(desk: Browser, assembly: Assembly, language: str = "fr", items: int = 1) -> Page:
    """A draft with its agenda, made through the forms; the page of the sitting."""
    page = desk.get(f"/{language}{SITTINGS}/new")
    page = desk.post(page, "/sittings/new", {"assembly": assembly.id} | fields(), follow=True)
    for number in range(1, items + 1):
        form = desk.get(f"{page.path}/items/new")
        page = desk.post(form, "/items/new", item_fields(number), follow=True)
    return page


def the_sitting() -> Sitting:
    db.session.expire_all()
    return db.session.scalars(sa.select(Sitting).order_by(Sitting.id.desc())).first()


def the_ballot() -> Ballot:
    db.session.expire_all()
    return db.session.scalars(sa.select(Ballot).order_by(Ballot.id.desc())).first()


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_whole_sitting_is_played_through(app: Flask, language: str) -> None:
    council = councils.council()
    seats = [councils.councillor(council).id for _ in range(11)]
    desk = clerk(app)
    desk.get(f"/{language}{SITTINGS}")
    page = desk.post(prepared(desk, council, language), "/convene", follow=True)
    assert the_sitting().state is SittingState.CONVENED

    page = desk.get(f"{page.path}/open")
    page = desk.post(page, "/open", {"seat": seats[0]}, follow=True)
    assert the_sitting().room_code in page.text
    assert "Streuobstwiese Nr. 1" in page.text or "Le verger n° 1" in page.text
    page = desk.post(page, "/presence/arrived", {"seats": seats[:5]}, follow=True)
    page = desk.post(page, "/items/%d/open" % item().id, follow=True)
    assert item().state is ItemState.FAILED
    page = desk.post(page, "/presence/arrived", {"seats": seats[5:8]}, follow=True)
    page = desk.post(page, "/presence/left", {"seats": seats[7:8]}, follow=True)
    assert [one.movement for one in movements()][-1] is Movement.LEFT

    page = desk.post(page, f"/items/{item().id}/open", follow=True)
    assert item().state is ItemState.OPEN
    page = desk.post(page, f"/items/{item().id}/vote", follow=True)
    assert the_ballot().roll_size == 7
    hand = desk.get(f"/{language}{SITTINGS}/ballots/{the_ballot().id}/by-hand")
    choices = {f"seat_{seats[0]}": "against", "rest": "for"}
    page = desk.post(hand, "/by-hand", choices, follow=True)
    votes = db.session.scalars(sa.select(Vote)).all()
    assert sorted(vote.choice for vote in votes) == [Choice.against, *[Choice.for_] * 6]
    assert all(vote.entered_by_id for vote in votes)

    page = desk.get(f"/{language}{SITTINGS}/ballots/{the_ballot().id}/close")
    page = desk.post(page, "/close", follow=True)
    page = desk.post(page, "/proclaim", follow=True)
    page = desk.post(page, "/publish", follow=True)
    assert (the_ballot().state, the_ballot().outcome) == (BallotState.published, Outcome.adopted)
    page = desk.post(page, f"/items/{item().id}/close", follow=True)
    page = desk.post(desk.get(f"{page.path}/end"), "/end", follow=True)
    assert the_sitting().state is SittingState.ENDED
    desk.get(f"/{language}{SITTINGS}")


def item() -> AgendaItem:
    db.session.expire_all()
    return db.session.scalars(sa.select(AgendaItem).order_by(AgendaItem.id.desc())).first()


def movements() -> list[Attendance]:
    return list(db.session.scalars(sa.select(Attendance).order_by(Attendance.number)))


