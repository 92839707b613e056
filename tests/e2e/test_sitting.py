"""An evening in the council chamber: the clerk at the rostrum, a councillor with a telephone."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.looking import look
from tests.e2e.site import words
from tests.e2e.test_journey import button


def convened(page: Page) -> str:
    """The sitting that a clerk can open: the demonstration has one of the visitor's council."""
    page.goto("/fr/desk")
    link = page.get_by_role("main").locator("a[href*='/sittings/']").first
    return str(link.get_attribute("href")).split("/fr")[-1].split("#")[0]


def test_a_vote_in_the_room(open_page: Callable[..., Page], shots: Path) -> None:
    fr, de = words("fr"), words("de")
    member = open_page("de", 320, "councillor")
    address = convened(member)
    clerk = open_page("fr", 1280, "clerk")
    clerk.goto(f"/fr/clerk{address}")
    look(clerk, shots, "sitting-convened")
    clerk.get_by_role("main").get_by_role("link", name=fr("Open the sitting")).click()
    look(clerk, shots, "sitting-open-form")
    clerk.select_option("[name=seat]", index=1)
    button(clerk, fr("Open the sitting")).click()
    code = clerk.locator("code.room-code").inner_text()

    member.goto(f"/de{address}")
    look(member, shots, "sitting-code")
    member.fill("[name=code]", code.lower())
    button(member, de("I am here")).click()
    expect(member.get_by_role("main")).to_contain_text(de("You are on the list of those present."))

    clerk.get_by_role("link", name=fr("Tick everybody who is not in the room")).click()
    look(clerk, shots, "sitting-presence")
    button(clerk, fr("Enter arrival")).click()
    clerk.locator("#now").get_by_role("button").first.click()
    clerk.locator("#now form[action*='/close'] button").first.click()
    clerk.locator("#now").get_by_role("button").first.click()
    clerk.locator("#now form[action$='/vote'] button").click()
    look(clerk, shots, "sitting-vote-open")

    member.goto(f"/de{address}")
    look(member, shots, "sitting-vote-form")
    member.locator("main input[name$=choice][value=for]").first.check(force=True)
    member.locator("main form[action$='/vote'] button").first.click()
    look(member, shots, "sitting-voted")

    clerk.locator("#now").get_by_role("link", name=fr("Close the vote")).click()
    look(clerk, shots, "sitting-close")
    clerk.locator("main form[action$='/close'] button").click()
    clerk.locator("#now form[action$='/proclaim'] button").click()
    look(clerk, shots, "sitting-proclaimed")
    clerk.locator("#now").get_by_role("link", name=fr("All figures")).first.click()
    look(clerk, shots, "sitting-result")
