"""What a clerk meets who clicks twice, comes late, guesses or writes nonsense; and who is no clerk."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.ballots import Ballot, Vote
from consult.models.sittings import AgendaItem, Attendance, Sitting
from consult.rules.sittings import ItemState, SittingState
from consult.rules.voting import Choice
from consult.services import ballots, sittings
from tests.factories import councils, people, proposals
from tests.factories import sittings as chambers
from tests.factories.sittings import Chamber
from tests.support.browser import Browser
from tests.support.statements import counted

SITTINGS = "/fr/clerk/sittings"
HOSTILE = '"><script>alert(1)</script>\u202e{{ 7*7 }} %s'


def clerk(app: Flask) -> Browser:
    return Browser(app).sign_in(people.with_role(Role.CLERK))


def drafted(days: float = 10) -> Sitting:
    return sittings.prepare(SYSTEM, chambers.draft(councils.council(), days=days))


def room(chamber: Chamber) -> str:
    return f"{SITTINGS}/{chamber.sitting.id}"


def test_a_double_click_counts_once(app: Flask) -> None:
    chamber = chambers.under_way(5, present=3)
    desk = clerk(app)
    page = desk.get(room(chamber))
    for _ in range(2):
        desk.post(page, "/presence/arrived", {"seats": chamber.seats[3:]})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attendance)) == 5
    for _ in range(2):
        desk.post(page, f"/items/{chamber.item.id}/open")
    page = desk.get(room(chamber))
    for _ in range(2):
        desk.post(page, f"/items/{chamber.item.id}/vote")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1
    ballot = db.session.scalars(sa.select(Ballot)).one()
    hand = desk.get(f"{SITTINGS}/ballots/{ballot.id}/by-hand")
    for _ in range(2):
        desk.post(hand, "/by-hand", {"rest": "for"})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Vote)) == 5


def test_whoever_comes_late_reads_why_on_the_rooms_page(app: Flask) -> None:
    chamber = chambers.under_way(5, items=2)
    desk, second = clerk(app), chamber.items[1].id
    before = desk.get(room(chamber))
    sittings.open_item(SYSTEM, chamber.item.id)
    open_page = desk.get(room(chamber))
    late = desk.post(before, f"/items/{second}/open", status=409)
    assert chamber.sitting.room_code in late.text
    assert "notice-danger" in late.text
    ballot = sittings.put_to_vote(SYSTEM, chamber.item.id)
    desk.post(open_page, f"/items/{chamber.item.id}/close", status=409)
    desk.post(desk.get(f"{room(chamber)}/end"), "/end", status=409)
    voting = desk.get(room(chamber))
    hand = desk.get(f"{SITTINGS}/ballots/{ballot.id}/by-hand")
    close = desk.get(f"{SITTINGS}/ballots/{ballot.id}/close")
    ballots.close(SYSTEM, ballot.id)
    desk.post(voting, "/suspend", status=409)
    desk.post(close, "/close", status=409)
    gone = desk.post(hand, "/by-hand", {"rest": "for"}, status=409)
    assert "notice-danger" in gone.text
    for step in ("by-hand", "close"):
        desk.get(f"{SITTINGS}/ballots/{ballot.id}/{step}", status=409)
    ballots.proclaim(SYSTEM, ballot.id)
    sittings.close_item(SYSTEM, chamber.item.id)
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    ended = desk.post(before, "/presence/left", {"seats": chamber.seats[:1]}, status=409)
    assert "/minutes" in ended.text


def test_votes_entered_late_by_name_are_kept_on_the_page(app: Flask) -> None:
    chamber = chambers.under_way(5)
    ballot = chamber.vote_opens()
    desk = clerk(app)
    hand = desk.get(f"{SITTINGS}/ballots/{ballot.id}/by-hand")
    chamber.cast(ballot, 2, Choice.against)
    sent = {f"seat_{chamber.seats[1]}": "abstain", f"seat_{chamber.seats[2]}": "for", "rest": "for"}
    refused = desk.post(hand, "/by-hand", sent, status=409)
    assert refused.form("/by-hand")[f"seat_{chamber.seats[1]}"] == ["abstain"]
    assert f"seat_{chamber.seats[2]}" not in refused.form("/by-hand")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Vote)) == 1
    desk.post(refused, "/by-hand")
    votes = db.session.scalars(sa.select(Vote.choice).order_by(Vote.seat_id)).all()
    assert votes == [Choice.for_, Choice.abstain, Choice.against, Choice.for_, Choice.for_]


def test_rest_reaches_nobody_whom_the_page_had_not_listed(app: Flask) -> None:
    chamber = chambers.under_way(5, present=4)
    ballot = chamber.vote_opens()
    desk = clerk(app)
    hand = desk.get(f"{SITTINGS}/ballots/{ballot.id}/by-hand")
    desk.post(hand, "/by-hand", {"rest": ""}, status=422)
    chamber.cast(ballot, 0, Choice.against)
    chamber.arrive(4)
    desk.post(hand, "/by-hand", {"rest": "for"})
    voted = set(db.session.scalars(sa.select(Vote.seat_id)))
    assert voted == set(chamber.seats[:4])


def test_dates_and_texts_are_refused_at_their_fields(app: Flask) -> None:
    desk, council = clerk(app), councils.council()
    form = desk.get(f"{SITTINGS}/new")
    past = councils.local(now() - timedelta(days=2)).date().isoformat()
    typed = {"assembly": council.id, "starts_on": past, "starts_time": "18:30", "place": HOSTILE}
    refused = desk.post(form, "/sittings/new", typed, status=422)
    assert "starts_on-error" in refused.text
    assert "<script>alert" not in refused.text
    night = desk.post(
        form, "/sittings/new", typed | {"starts_on": "2027-03-28", "starts_time": "02:30"}, status=422
    )
    assert "starts_time-error" in night.text
    for wrong in ({"starts_on": "31/31/2027"}, {"starts_time": "25:00"}, {"place": " "}, {"assembly": "0"}):
        desk.post(form, "/sittings/new", typed | wrong, status=422)
    desk.post(form, "/sittings/new", typed | {"starts_on": "2027-05-03", "place": "x" * 300}, status=422)
    assert not db.session.scalars(sa.select(Sitting)).all()


def test_convening_says_what_is_missing_and_where(app: Flask) -> None:
    desk, sitting = clerk(app), drafted(days=2)
    path = f"{SITTINGS}/{sitting.id}"
    assert "/convene" not in desk.get(path).text
    sittings.add_item(SYSTEM, sitting.id, sittings.ItemDraft({"fr": "Vœu"}, {}))
    late = desk.post(desk.get(path), "/convene", status=422)
    assert "starts_on-error" in late.text
    later = councils.local(now() + timedelta(days=20)).date().isoformat()
    page = desk.post(late, f"/{sitting.id}/edit", {"starts_on": later}, follow=True)
    missing = desk.post(page, "/convene", status=422)
    assert "notice-danger" in missing.text
    assert sitting.state is SittingState.DRAFT
    desk.get(f"{path}/open", status=409)
    desk.get(f"{path}/second", status=409)


def test_what_was_typed_late_stays_typed(app: Flask) -> None:
    desk, sitting = clerk(app), drafted()
    item = sittings.add_item(SYSTEM, sitting.id, chambers.item_draft())
    form, new = desk.get(f"{SITTINGS}/items/{item.id}/edit"), desk.get(f"{SITTINGS}/{sitting.id}/items/new")
    edit = desk.get(f"{SITTINGS}/{sitting.id}/edit")
    sittings.convene(SYSTEM, sitting.id)
    assert "Mon long texte" in desk.post(form, "/edit", {"question_fr": "Mon long texte"}, status=409).text
    assert "Mon long titre" in desk.post(new, "/items/new", {"title_fr": "Mon long titre"}, status=409).text
    assert "La grange" in desk.post(edit, "/edit", {"place": "La grange"}, status=409).text
    desk.get(f"{SITTINGS}/items/{item.id}/edit", status=409)


def test_an_items_proposal_must_be_one_that_all_can_read(app: Flask) -> None:
    desk, sitting = clerk(app), drafted()
    form = desk.get(f"{SITTINGS}/{sitting.id}/items/new")
    fields = {"title_fr": HOSTILE, "title_de": "Wiese"}
    hidden = proposals.draft().id
    for number in ("999999", str(hidden), "0", "99999999999999999999", "zwölf"):
        refused = desk.post(form, "/items/new", fields | {"proposal": number}, status=422)
        assert "proposal-error" in refused.text
    desk.post(form, "/items/new", {"title_fr": " ", "title_de": ""}, status=422)
    desk.post(form, "/items/new", fields | {"appointment": "y"}, status=422)
    page = desk.post(form, "/items/new", fields | {"proposal": str(proposals.published().id)}, follow=True)
    assert "<script>alert" not in page.text


def test_numbers_of_other_sittings_and_nonsense_are_refused(app: Flask) -> None:
    chamber, other = chambers.under_way(3), chambers.convened(3, insee="57480")
    desk = clerk(app)
    page = desk.get(room(chamber))
    for seats in (["0"], ["x"], ["9" * 30], []):
        desk.post(page, "/presence/left", {"seats": seats}, status=422)
    desk.post(page, "/presence/left", {"seats": other.seats[:1]})
    chamber.leave(2)
    arrivals = desk.get(room(chamber))
    desk.post(arrivals, "/presence/arrived", {"seats": other.seats[:1]}, status=422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attendance)) == 4
    president = desk.get(f"{room(chamber)}/president")
    desk.post(president, "/president", {"seat": other.seats[0]}, status=422)
    requests = desk.get(f"{SITTINGS}/items/{chamber.item.id}/requests/public")
    desk.post(requests, "/public", {"seats": other.seats[:1]}, status=422)
    for path in ("999999", "999999/edit", "999999/open", "items/999999/edit", "items/999999/recusals"):
        desk.get(f"{SITTINGS}/{path}", status=404)
    for path in ("ballots/999999/close", "ballots/999999/by-hand", "999999/proxies/new", "99999999999"):
        desk.get(f"{SITTINGS}/{path}", status=404)
    opinion = councils.opened()
    desk.get(f"{SITTINGS}/ballots/{opinion.id}/close", status=404)
    desk.get(f"{SITTINGS}?after=nonsense", status=422)


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_clerks_come_in(app: Flask, role: Role | None) -> None:
    chamber = chambers.under_way(3)
    ballot = chamber.vote_opens()
    account = people.with_role(role) if role else chamber.president.account
    stranger = Browser(app).sign_in(account)
    for path in (
        "",
        "/new",
        f"/{chamber.sitting.id}",
        f"/items/{chamber.item.id}/recusals",
        f"/ballots/{ballot.id}/close",
    ):
        stranger.get(SITTINGS + path, status=403)
        Browser(app).get(SITTINGS + path, status=401)
    page = clerk(app).get(room(chamber))
    answer = stranger.client.post(f"{room(chamber)}/presence/left", data=page.form("/presence/left"))
    assert answer.status_code in (400, 403)
    assert chamber.item.state is ItemState.OPEN


def test_the_first_person_cannot_confirm_their_own_annulment(app: Flask) -> None:
    chamber = chambers.under_way(3)
    ballot = chamber.vote_opens()
    one, two = clerk(app), clerk(app)
    form = one.get(f"{SITTINGS}/ballots/{ballot.id}/annul")
    one.post(form, "/annul", {"reason": "La question lue était une autre."})
    page = two.get(room(chamber))
    again = two.get(f"{SITTINGS}/ballots/{ballot.id}/annul")
    kept = two.post(again, "/annul", {"reason": "Encore une autre raison."}, status=409)
    assert "Encore une autre raison." in kept.text
    two.post(page, "/recall-annulment")
    old = clerk(app).get(f"/fr/clerk/ballots/{ballot.id}/annul")
    assert room(chamber) in old.text


def test_every_page_takes_few_statements_whatever_the_size(app: Flask) -> None:
    for number in range(1, 7):
        sittings.prepare(SYSTEM, chambers.draft(councils.council(), days=number * 9))
    chamber = chambers.under_way(29, present=20, items=5)
    chamber.proxy(25, 3)
    chamber.recuse(4, 5)
    ballot = chamber.vote_opens()
    chamber.cast_all(ballot, {Choice.for_: 3})
    desk = clerk(app)
    paths = (
        "",
        f"/{chamber.sitting.id}",
        f"/{chamber.sitting.id}/proxies/new",
        f"/ballots/{ballot.id}/close",
    )
    for path in (
        *paths,
        f"/ballots/{ballot.id}/by-hand",
        f"/items/{chamber.item.id}/requests/secret",
        "/new",
    ):
        with counted() as statements:
            desk.get(SITTINGS + path)
        assert len(statements) <= 12, f"{path}: {len(statements)}"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AgendaItem)) == 5
