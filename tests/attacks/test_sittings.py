"""Whoever votes in the room without the right to: refused with the right status, log and table untouched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.app import create_app
from consult.kernel.actor import SYSTEM, Role
from consult.kernel.db import db
from consult.models.ballots import Ballot, BallotLogEntry, RollEntry, Vote
from consult.models.sittings import Attendance, ModeRequest, Proxy, Recusal
from consult.queries import sittings as queries
from consult.rules.voting import Mode
from consult.services import ballots, sittings
from consult.web.kit.limits import limiter
from tests.factories import councils, people
from tests.factories import sittings as chambers
from tests.factories.sittings import Chamber
from tests.support.browser import Browser, Page
from tests.support.databases import Databases, settings
from tests.support.walking import csrf_token, fetch, guards

Voting = tuple[Chamber, Ballot]
TABLES = (Vote, BallotLogEntry, RollEntry, Attendance, Proxy, Recusal, ModeRequest)


def state() -> dict[str, int]:
    return {
        table.__tablename__: int(db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
        for table in TABLES
    }


def room(browser: Browser, chamber: Chamber, number: int) -> Browser:
    return Browser(browser.app).sign_in(chamber.members[number].account)


def send(browser: Browser, path: str, **fields: object) -> Page:
    """A form made up outside any page, with guards that are right."""
    guarded = guards(csrf_token(browser)) | fields
    headers = {"Sec-Fetch-Site": "same-origin"}
    return Page(fetch(browser, path, method="POST", data=guarded, headers=headers))


def vote(browser: Browser, ballot: Ballot, seat: object, choice: str = "for", **fields: object) -> Page:
    prefix = f"b{ballot.id}-s{seat}-"
    sent = {"seat": str(seat), f"{prefix}choice": choice, f"{prefix}expected_version": "0"} | fields
    return send(browser, f"/fr/ballots/{ballot.id}/vote", **sent)


def untouched(ballot: Ballot, before: dict[str, int]) -> None:
    db.session.expire_all()
    assert state() == before
    votes = db.session.scalar(sa.select(sa.func.count()).select_from(Vote).filter_by(ballot_id=ballot.id))
    assert ballot.cast_count == votes
    entries = sa.select(sa.func.count()).select_from(BallotLogEntry).filter_by(ballot_id=ballot.id)
    assert ballot.log_size == db.session.scalar(entries)


@pytest.fixture
def voting(browser: Browser) -> Voting:
    """Eleven members, eight in the room, member 9 represented by 1; the vote is open."""
    chamber = chambers.under_way(11, present=8)
    chamber.proxy(9, 1)
    return chamber, chamber.vote_opens()


def test_another_members_seat(browser: Browser, voting: Voting) -> None:
    chamber, ballot = voting
    before = state()
    thief = room(browser, chamber, 2)
    for seat in (chamber.seats[3], chamber.seats[9], chamber.seats[10], 999_999, 0):
        assert vote(thief, ballot, seat).status in (403, 404), seat
    for seat in ("x", "-1", "1e3", "99999999999999999999", "１"):
        assert vote(thief, ballot, seat).status in (403, 404, 422), seat
    untouched(ballot, before)


def test_without_presence_and_after_leaving(browser: Browser, voting: Voting) -> None:
    chamber, ballot = voting
    chamber.leave(5)
    before = state()
    for number in (5, 8, 10):
        assert vote(room(browser, chamber, number), ballot, chamber.seats[number]).status == 403, number
    untouched(ballot, before)


def test_a_proxy_that_has_been_revoked_or_has_lapsed(browser: Browser, voting: Voting) -> None:
    chamber, ballot = voting
    holder = room(browser, chamber, 1)
    page = holder.get(f"/fr/sittings/{chamber.sitting.id}")
    (proxy,) = queries.active_proxies(chamber.sitting.id)
    sittings.revoke_proxy(chamber.members[9].actor, proxy.id)
    before = state()
    seat = chamber.seats[9]
    stale = page.form("/vote") | {"seat": str(seat), f"b{ballot.id}-s{seat}-choice": "for"}
    assert Page(fetch(holder, f"/fr/ballots/{ballot.id}/vote", method="POST", data=stale)).status == 403
    untouched(ballot, before)
    chamber.proxy(9, 1)
    chamber.leave(1)
    before = state()
    assert vote(holder, ballot, seat).status == 403
    untouched(ballot, before)


def test_the_grantor_cannot_vote_from_home_beside_the_holder(browser: Browser, voting: Voting) -> None:
    chamber, ballot = voting
    holder, grantor = room(browser, chamber, 1), room(browser, chamber, 9)
    assert vote(holder, ballot, chamber.seats[9]).status == 302
    before = state()
    assert vote(grantor, ballot, chamber.seats[9], "against").status == 409
    assert vote(holder, ballot, chamber.seats[9], "against").status == 409
    untouched(ballot, before)


def test_a_double_click_a_change_and_a_late_vote(browser: Browser, voting: Voting) -> None:
    chamber, ballot = voting
    member, late = room(browser, chamber, 1), room(browser, chamber, 2)
    token = {"form_token": "t" * 30}
    seat = chamber.seats[1]
    answers = [vote(member, ballot, seat, **token) for _ in range(3)]
    assert {answer.status for answer in answers} == {302}
    assert len({answer.location.split("#")[0] for answer in answers}) == 1
    before = state()
    prefix = f"b{ballot.id}-s{seat}-"
    assert vote(member, ballot, seat, "against").status == 409
    changed = vote(member, ballot, seat, "against", **{f"{prefix}expected_version": "1"})
    assert changed.status == 409, "a sitting allows no change"
    assert vote(member, ballot, seat, "perhaps").status == 422
    untouched(ballot, before)
    ballots.close(SYSTEM, ballot.id)
    before = state()
    assert vote(late, ballot, chamber.seats[2]).status == 409
    untouched(ballot, before)


def test_whoever_stepped_back_and_a_secret_vote(browser: Browser) -> None:
    chamber = chambers.under_way(11, present=9, items=2)
    chamber.recuse(2)
    chamber.proxy(10, 2)
    ballot = chamber.vote_opens()
    before = state()
    recused = room(browser, chamber, 2)
    for seat in (chamber.seats[2], chamber.seats[10]):
        assert vote(recused, ballot, seat).status == 403
    untouched(ballot, before)
    ballots.close(SYSTEM, ballot.id)
    ballots.proclaim(SYSTEM, ballot.id)
    sittings.close_item(SYSTEM, chamber.item.id)
    sittings.open_item(SYSTEM, chamber.items[1].id)
    sittings.ask_mode(SYSTEM, chamber.items[1].id, chamber.seats[:5], Mode.secret)
    secret = sittings.put_to_vote(SYSTEM, chamber.items[1].id)
    before = state()
    assert vote(room(browser, chamber, 1), secret, chamber.seats[1]).status == 409
    untouched(secret, before)


def test_strangers_clerks_and_visitors(browser: Browser, voting: Voting) -> None:
    chamber, ballot = voting
    sitting, item = chamber.sitting.id, chamber.item.id
    elsewhere = councils.member(councils.council("57480"))
    actions: list[tuple[str, dict[str, object]]] = [
        (f"{sitting}/arrive", {"code": chamber.sitting.room_code}),
        (f"{sitting}/leave", {}),
        (f"{sitting}/proxy", {"holder": str(chamber.seats[3]), "sittings": "1"}),
        (f"{sitting}/items/{item}/step-back", {}),
        (f"{sitting}/items/{item}/take-part", {}),
        (f"{sitting}/items/{item}/ask/public", {}),
        (f"{sitting}/items/{item}/unask/secret", {}),
        (f"{sitting}/proxies/{queries.active_proxies(sitting)[0].id}/revoke", {}),
    ]
    before = state()
    people_there = {
        403: [people.with_role(Role.AUDITOR), people.with_role(Role.CLERK), elsewhere.account],
        401: [None],
    }
    for status, accounts in people_there.items():
        for account in accounts:
            who = Browser(browser.app) if account is None else Browser(browser.app).sign_in(account)
            for path, fields in actions:
                assert send(who, f"/fr/sittings/{path}", **fields).status == status, (path, status)
            assert vote(who, ballot, chamber.seats[1]).status == status
    untouched(ballot, before)


def test_seats_items_and_proxies_of_other_rooms(browser: Browser, voting: Voting) -> None:
    chamber, ballot = voting
    other = chambers.under_way(5, present=2, insee="57480")
    foreign = other.proxy(3, 1)
    absent, sitting = room(browser, chamber, 10), chamber.sitting.id
    before = state()
    for holder in (other.seats[1], 999_999, 0, chamber.seats[10]):
        answer = send(absent, f"/fr/sittings/{sitting}/proxy", holder=str(holder), sittings="1")
        assert answer.status == 422, holder
    for length in ("4", "0", "-1", "x"):
        sent = {"holder": str(chamber.seats[2]), "sittings": length}
        assert send(absent, f"/fr/sittings/{sitting}/proxy", **sent).status == 422, length
    member = room(browser, chamber, 2)
    assert (
        send(member, f"/fr/sittings/{sitting}/proxy", holder=str(chamber.seats[3]), sittings="1").status
        == 409
    )
    assert send(member, f"/fr/sittings/{sitting}/items/{other.item.id}/step-back").status == 404
    assert send(member, f"/fr/sittings/{other.sitting.id}/items/{other.item.id}/step-back").status == 403
    assert send(member, f"/fr/sittings/{sitting}/proxies/{foreign}/revoke").status == 404
    assert send(member, f"/fr/sittings/{other.sitting.id}/proxies/{foreign}/revoke").status == 403
    (mine,) = queries.active_proxies(sitting)
    assert send(room(browser, chamber, 1), f"/fr/sittings/{sitting}/proxies/{mine.id}/revoke").status == 403
    assert send(member, f"/fr/sittings/{sitting}/items/{chamber.item.id}/ask/ordinary").status == 404
    assert send(absent, f"/fr/sittings/{sitting}/items/{chamber.item.id}/ask/public").status == 403
    untouched(ballot, before)


def test_two_grantors_name_one_holder(browser: Browser, voting: Voting) -> None:
    chamber, ballot = voting
    before = state()
    sent = {"holder": str(chamber.seats[1]), "sittings": "1"}
    assert send(room(browser, chamber, 10), f"/fr/sittings/{chamber.sitting.id}/proxy", **sent).status == 409
    assert send(room(browser, chamber, 9), f"/fr/sittings/{chamber.sitting.id}/proxy", **sent).status == 409
    untouched(ballot, before)


def test_nothing_moves_before_the_sitting_and_after_it(browser: Browser) -> None:
    chamber = chambers.convened(5)
    member = room(browser, chamber, 1)
    path = f"/fr/sittings/{chamber.sitting.id}"
    before = state()
    assert send(member, f"{path}/arrive", code="").status == 422
    assert send(member, f"{path}/arrive", code="ABCDEF").status == 409
    assert send(member, f"{path}/leave").status == 409
    chambers.opened(chamber.sitting, chamber.seats[0])
    code = chamber.sitting.room_code
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    for action, fields in (
        ("arrive", {"code": code}),
        ("leave", {}),
        ("proxy", {"holder": str(chamber.seats[2]), "sittings": "1"}),
    ):
        assert send(member, f"{path}/{action}", **fields).status == 409, action
    assert state() == before


@pytest.fixture
def limited(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application whose limits are on; one limiter serves all, so it is given back as it was."""
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)
    app = create_app(settings(databases.copy("sqlite"), tmp_path, limits_enabled=True))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_guessing_the_rooms_code_ends_after_a_few_tries(limited: Flask) -> None:
    chamber = chambers.under_way(4, present=0)
    db.session.commit()
    path = f"/fr/sittings/{chamber.sitting.id}/arrive"
    guesser = Browser(limited).sign_in(chamber.members[1].account)
    statuses = [send(guesser, path, code=f"AAAA{number:02}").status for number in range(10)]
    assert statuses == [422] * 8 + [429] * 2
    assert send(guesser, path, code=chamber.sitting.room_code).status == 429
    honest = Browser(limited).sign_in(chamber.members[2].account)
    assert send(honest, path, code=chamber.sitting.room_code).status == 302
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attendance)) == 1
