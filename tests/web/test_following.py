"""Following from the page of a thing, the list of what is followed, and the way out without signing in."""

import pytest
import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.following import Digest, Follow
from consult.rules.following import Followed, Pace
from consult.services import following
from tests.factories import people
from tests.factories import proposals as stories
from tests.support.browser import Browser
from tests.support.statements import counted

#: What is followed: the page it has, and how it is called in an address.
PAGES = {"chantiers/4": "chantiers/4", "communes/57463": "communes/57463"}


def follows() -> int:
    db.session.expire_all()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Follow)) or 0


@pytest.mark.parametrize("lang", ["fr", "de"])
@pytest.mark.parametrize("thing", [*PAGES, "proposals"])
def test_follow_and_stop(browser: Browser, lang: str, thing: str) -> None:
    path = thing if thing in PAGES else f"proposals/{stories.published().id}"
    browser.sign_in(people.participant())
    page = browser.get(f"/{lang}/{path}")
    page = browser.post(page, f"/follow/{path}", follow=True)
    assert follows() == 1
    browser.post(page, f"/unfollow/{path}", follow=True)
    assert follows() == 0


def test_a_double_click_follows_once(browser: Browser) -> None:
    browser.sign_in(people.participant())
    page, other = browser.get("/fr/chantiers/4"), browser.get("/fr/chantiers/4")
    browser.post(page, "/follow/chantiers/4")
    browser.post(page, "/follow/chantiers/4")
    browser.post(other, "/follow/chantiers/4")
    assert follows() == 1


def test_a_visitor_is_led_to_signing_in_and_back(browser: Browser) -> None:
    page = browser.get("/fr/chantiers/4")
    links = [link.get("href") or "" for link in page.all("a")]
    assert any("/sign-in?next=" in link and "chantiers" in link for link in links)
    assert "csrf_token" not in page.text


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_my_list_with_nothing_and_with_everything(browser: Browser, lang: str) -> None:
    person = people.participant()
    browser.sign_in(person)
    browser.get(f"/{lang}/following")
    proposal = stories.published()
    for kind, key in ((Followed.CHANTIER, 4), (Followed.PROPOSAL, proposal.id), (Followed.COMMUNE, "57463")):
        following.follow(people.actor(person), kind, key)
    with counted() as statements:
        page = browser.get(f"/{lang}/following")
    assert len(statements) <= 12
    assert proposal.title in page.words()
    page = browser.post(page, f"/unfollow/proposals/{proposal.id}", follow=True)
    assert follows() == 2
    assert page.path.endswith("/following")


def test_how_often_is_a_choice(browser: Browser) -> None:
    person = people.participant()
    following.follow(people.actor(person), Followed.CHANTIER, 4)
    browser.sign_in(person)
    page = browser.get("/fr/following")
    browser.post(page, "/following/pace", {"pace": "never"})
    assert db.session.get_one(Digest, person.id).pace is Pace.NEVER
    browser.post(browser.get("/fr/following"), "/following/pace", {"pace": "hourly"})
    assert db.session.get_one(Digest, person.id).pace is Pace.NEVER


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_out_by_a_link_and_by_a_mail_program(browser: Browser, lang: str) -> None:
    person = people.participant()
    following.follow(people.actor(person), Followed.CHANTIER, 4)
    address = f"/{lang}/unsubscribe/{following.unsubscribe_token(person.id)}"
    page = browser.get(address)
    assert db.session.get_one(Digest, person.id).pace is Pace.WEEKLY, "reading changes nothing"
    browser.post(page, address, status=200)
    db.session.expire_all()
    assert db.session.get_one(Digest, person.id).pace is Pace.NEVER
    following.choose_pace(people.actor(person), Pace.DAILY)
    db.session.commit()
    answer = browser.client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200, "RFC 8058: no cookie, no token of ours"
    db.session.expire_all()
    assert db.session.get_one(Digest, person.id).pace is Pace.NEVER


def test_a_false_token_opens_nothing(browser: Browser) -> None:
    person = people.participant()
    following.follow(people.actor(person), Followed.CHANTIER, 4)
    browser.get(f"/fr/unsubscribe/{person.id}.{'0' * 40}", status=404)
    assert db.session.get_one(Digest, person.id).pace is Pace.WEEKLY
