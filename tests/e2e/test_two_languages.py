"""A German neighbour and a French resident debate, a councillor votes: each reads only their own language."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.looking import look
from tests.e2e.site import Site, words

FRENCH, GERMAN = words("fr"), words("de")
QUESTION = {
    "fr": "Et le dimanche soir, après les matchs, ce train roulera-t-il aussi ?",
    "de": "Und am Sonntagabend nach den Spielen: Fährt dieser Zug dann auch?",
}
REPLY = {
    "de": "Am Sonntag reicht ein Bus, denn dann sind viel weniger Menschen unterwegs.",
    "fr": "Le dimanche, un bus suffit, car beaucoup moins de monde est en route.",
}
REASON = "Ma commune a besoin de cette liaison du soir."


def button(within: Page | Locator, name: str) -> Locator:
    return within.get_by_role("button", name=name).first


def comment_with(page: Page, text: str) -> Locator:
    return page.locator(".comment").filter(has_text=text).last


def reads_only(page: Page, own: str, foreign: str) -> None:
    """The passage can be read in one language, and the other one is not in sight."""
    expect(page.locator(".comment .prose:visible").filter(has_text=own)).to_have_count(1)
    expect(page.locator(".comment .prose:visible").filter(has_text=foreign)).to_have_count(0)


def number_of(comment: Locator) -> str:
    return re.sub(r"\D", "", comment.get_attribute("id") or "")


def translate(page: Page, language: str, number: str, text: str) -> None:
    page.goto(f"/{language}/translations/comments/{number}/{language}")
    page.fill("[name=body]", text)


def test_each_in_their_own_language(open_page: Callable[..., Page], site: Site, shots: Path) -> None:
    councillor = open_page("fr", 1280, "councillor")
    councillor.goto("/fr/ballots")
    councillor.get_by_role("main").get_by_role("link", name=re.compile("train direct")).first.click()
    ballot = councillor.url
    proposal = councillor.get_by_role("main").locator("a[href*='/proposals/']").first.get_attribute("href")
    assert proposal
    rest = proposal.removeprefix("/fr/").split("#")[0]

    resident = open_page("fr", 1280, "participant")
    resident.goto(f"/fr/{rest}")
    title = resident.locator("h1").inner_text()
    expect(resident.get_by_role("main")).to_contain_text(
        FRENCH("Read the original (%(language)s)", language="allemand")
    )
    resident.fill("[name=body]", QUESTION["fr"])
    button(resident, FRENCH("Publish the comment")).click()
    asked = number_of(comment_with(resident, QUESTION["fr"]))

    neighbour = open_page("de", 320, "neighbour")
    neighbour.goto(f"/de/{rest}")
    assert neighbour.locator("h1").inner_text() != title
    given = neighbour.get_by_role("button", name=GERMAN("Withdraw my support"))
    if given.count():  # the demonstration has this neighbour support one thing or another
        given.click()
    expect(button(neighbour, GERMAN("Support this proposal"))).to_be_visible()
    supporters = int(neighbour.locator(".support-count").inner_text())
    question = comment_with(neighbour, QUESTION["fr"])
    expect(question.locator("[lang=fr]").filter(has_text=QUESTION["fr"]).first).to_be_visible()
    look(neighbour, shots, "two-languages-foreign")
    button(question, GERMAN("Ask for a translation")).click()

    editor = open_page("fr", 1280, "editor")
    translate(editor, "de", asked, QUESTION["de"])
    look(editor, shots, "two-languages-writing")
    button(editor, GERMAN("Publish the translation")).click()
    site.newest_link(site.accounts["neighbour"][0], "(translations|comments|proposals)/")

    neighbour.goto(f"/de/comments/{asked}")
    reads_only(neighbour, QUESTION["de"], QUESTION["fr"])
    look(neighbour, shots, "two-languages-in-german")
    comment_with(neighbour, QUESTION["de"]).get_by_role("link", name=GERMAN("Reply")).first.click()
    neighbour.fill("[name=body]", REPLY["de"])
    button(neighbour, GERMAN("Publish the reply")).click()
    replied = number_of(neighbour.locator(".comment .comment").filter(has_text=REPLY["de"]).last)

    volunteer = open_page("fr", 320, "organisation")
    translate(volunteer, "fr", replied, REPLY["fr"])
    volunteer.check("[name=thanked]")
    button(volunteer, FRENCH("Send the translation")).click()
    volunteer.wait_for_url(re.compile(r"/translations/\d+$"))
    look(volunteer, shots, "two-languages-sent")
    editor.goto(volunteer.url)
    button(editor, FRENCH("Accept and publish")).click()
    expect(editor.locator(".notice").first).to_be_visible()

    resident.goto(f"/fr/comments/{replied}")
    reads_only(resident, REPLY["fr"], REPLY["de"])
    look(resident, shots, "two-languages-in-french")

    neighbour.goto(f"/de/{rest}")
    button(neighbour, GERMAN("Support this proposal")).click()
    expect(given).to_be_visible()
    resident.goto(f"/fr/{rest}")
    expect(resident.locator(".support-count")).to_have_text(str(supporters + 1))

    councillor.goto(ballot)
    mine = councillor.locator("#vote")
    voted = mine.locator("summary").filter(has_text=FRENCH("Change my vote"))
    if voted.count():  # another story of this run may have voted here
        voted.click()
    mine.get_by_text(FRENCH("For"), exact=True).click()
    mine.locator("textarea").fill(REASON)
    button(mine, FRENCH("Change my vote") if voted.count() else FRENCH("Cast this vote")).click()
    expect(mine.locator("strong").first).to_have_text(FRENCH("For"))
    look(councillor, shots, "two-languages-voted")
