"""What somebody typed or began before they had to sign in is theirs again afterwards."""

from flask import Flask

from consult.models.accounts import Account
from tests.factories import people, proposals
from tests.support.browser import Browser

COMMENT = "Une remarque que personne ne veut taper deux fois."


def sign_out_elsewhere(browser: Browser) -> None:
    """The session ends while the page with the form stays open."""
    with browser.client.session_transaction() as session:
        session.pop("_user_id")


def again(browser: Browser, account: Account) -> None:
    browser.sign_in(account)


def test_a_comment_comes_back_after_the_session_expired(app: Flask, browser: Browser) -> None:
    anne = people.participant()
    proposal = proposals.published()
    page = browser.sign_in(anne).get(f"/fr/proposals/{proposal.id}")
    sign_out_elsewhere(browser)
    refused = browser.post(page, f"/proposals/{proposal.id}/comments", {"stance": "for", "body": COMMENT}, status=401)
    assert "sign-in" in refused.text
    again(browser, anne)
    assert COMMENT in browser.get(f"/fr/proposals/{proposal.id}").text
    assert COMMENT not in browser.get(f"/fr/proposals/{proposal.id}").text
