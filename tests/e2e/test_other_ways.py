"""The same deeds by other ways: the keyboard alone, no JavaScript, before signing in, after a session."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import look
from tests.e2e.site import Site, words
from tests.e2e.test_journey import TEXTS, button

SIZES = (("fr", 1280), ("de", 320))
MOST_TABS = 120
FOCUSED = "selector => document.activeElement?.matches(selector) ?? false"
RING = "getComputedStyle(document.activeElement).outlineStyle"


def newest(page: Page, language: str) -> Iterator[str]:
    """The addresses of the newest proposals that are still open."""
    answer = page.goto(f"/{language}/proposals?sort=newest&status=published")
    assert answer, page.url
    assert answer.ok, answer.status
    links = page.get_by_role("main").locator(".card-link")
    yield from [str(link.get_attribute("href")) for link in links.all()]


def unsupported(page: Page, language: str) -> str:
    """Lead the signed-in ``page`` to a proposal it can still support; its address."""
    for address in newest(page, language):
        page.goto(address)
        if button(page, words(language)("Support this proposal")).is_visible():
            return address
    raise AssertionError("everything is supported already")


def count(page: Page) -> int:
    return int(page.locator(".support-count").inner_text())


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until ``selector`` has the focus, which must be visible."""
    for _ in range(MOST_TABS):
        if page.evaluate(FOCUSED, selector):
            assert page.evaluate(RING) != "none", f"{selector} shows no focus"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached with the Tab key on {page.url}")


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_signing_in_and_supporting_with_the_keyboard_alone(
    open_page: Callable[..., Page], site: Site, language: str, width: int
) -> None:
    page = open_page(language, width)
    email, password = site.accounts["neighbour"]
    page.goto(f"/{language}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main"), "the first stop leads past the header"
    page.goto(f"/{language}/")
    tab_to(page, ".header-tools [href$='/sign-in']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in")
    tab_to(page, "[name=email]")
    page.keyboard.type(email)
    tab_to(page, "[name=password]")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")
    unsupported(page, language)
    before = count(page)
    tab_to(page, "[action$='/support'] button")
    page.keyboard.press("Enter")
    expect(page.locator(".support-count")).to_have_text(str(before + 1))
    tab_to(page, "[action$='/support/withdraw'] button, [action*='withdraw'] button")
    page.keyboard.press("Space")
    expect(page.locator(".support-count")).to_have_text(str(before))


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_submitting_with_the_keyboard_alone(
    open_page: Callable[..., Page], language: str, width: int
) -> None:
    page, texts = open_page(language, width, "neighbour"), TEXTS[language]
    page.goto(f"/{language}/proposals/new")
    tab_to(page, "main [name=title]")
    page.keyboard.type(texts["title"])
    tab_to(page, "main [name=body]")
    page.keyboard.type(texts["body"])
    tab_to(page, "main [name=chantier]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "main [name=go][value=check]")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith("/check"))
    tab_to(page, "main form.form .actions button")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith("/submitted"))
    expect(page.get_by_role("main")).to_contain_text(texts["title"])


def test_voting_with_the_keyboard_alone(open_page: Callable[..., Page]) -> None:
    language = "de"
    page = open_page(language, 320, "councillor")
    page.goto(f"/{language}/desk")
    tab_to(page, "[aria-labelledby=waiting-title] .card-link")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ballots/**")
    tab_to(page, "#vote input[type=radio]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#vote form button")
    page.keyboard.press("Enter")
    expect(page.locator("#vote strong").first).to_have_text(words(language)("Against"))


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_writing_and_supporting_without_javascript(
    open_page: Callable[..., Page], language: str, width: int
) -> None:
    say, texts = words(language), TEXTS[language]
    page = open_page(language, width, "participant", scripts=False)
    page.goto(f"/{language}/proposals/new?chantier=5")
    page.fill("main [name=title]", "zu kurz")
    button(page, say("Continue")).click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("main [name=title]")).to_have_value("zu kurz")
    page.fill("main [name=title]", f"{texts['title']} (2)")
    page.fill("main [name=body]", texts["body"])
    button(page, say("Continue")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Check your proposal"))
    button(page, say("Send the proposal")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Your proposal has been sent"))
    unsupported(page, language)
    before = count(page)
    button(page, say("Support this proposal")).click()
    expect(page.locator(".support-count")).to_have_text(str(before + 1))
    button(page, say("Withdraw my support")).click()
    expect(page.locator(".support-count")).to_have_text(str(before))


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_a_support_begun_before_signing_in_is_finished_afterwards(
    open_page: Callable[..., Page], site: Site, shots: Path, language: str, width: int
) -> None:
    say = words(language)
    address = unsupported(open_page(language, width, "administrator"), language)
    page = open_page(language, width)
    page.goto(address)
    before = count(page)
    page.get_by_role("link", name=say("Support this proposal")).click()
    look(page, shots, f"visitor-{language}-support")
    button(page, say("Continue to sign in")).click()
    page.wait_for_url("**/sign-in**")
    look(page, shots, f"visitor-{language}-sign-in")
    site.sign_in(page, "administrator", language)
    assert page.url.endswith(address), page.url
    expect(page.locator(".notice")).to_contain_text(say("Thank you: your support was counted."))
    expect(page.locator(".support-count")).to_have_text(str(before + 1))


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_a_text_comes_back_when_the_session_had_ended(
    open_page: Callable[..., Page], site: Site, shots: Path, language: str, width: int
) -> None:
    say, texts = words(language), TEXTS[language]
    page = open_page(language, width, "participant")
    page.goto(f"/{language}/proposals/new?chantier=7")
    page.fill("main [name=title]", f"{texts['title']} (3)")
    page.fill("main [name=body]", texts["body"])
    page.context.clear_cookies()
    page.evaluate("localStorage.clear()")
    button(page, say("Continue")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Please sign in to continue"))
    look(page, shots, f"expired-{language}")
    page.get_by_role("main").get_by_role("link", name=say("Sign in")).click()
    site.sign_in(page, "participant", language)
    expect(page.locator("main [name=title]")).to_have_value(f"{texts['title']} (3)")
    expect(page.locator("main [name=body]")).to_have_value(texts["body"])
    expect(page.locator("main [name=chantier]")).to_have_value("7")
    expect(page.locator(".notice")).to_contain_text(say("Your text is back. It has not been sent yet."))
    look(page, shots, f"text-is-back-{language}")
