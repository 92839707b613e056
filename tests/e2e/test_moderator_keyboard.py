"""A moderator's morning without a mouse: publish, return with a wording, hide, and spam by the handful."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.looking import look
from tests.e2e.site import Site
from tests.e2e.test_other_ways import tab_to

RECORD = "#decide form[data-wordings] > .actions:last-child button"
ENTRY = "[data-entry] .card-link"
#: The rules in the order of their list.
RULES = ("", "insult", "hate", "personal_data", "off_topic", "spam", "impersonation", "illegal", "unclear")
CHOSEN = "#decide [name=kind]:checked"


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('href') ?? ''"))


def open_first(page: Page, kind: str, language: str = "fr") -> None:
    """The list of one kind, its first line, and the page behind it."""
    page.goto(f"/{language}/moderation?kind={kind}")
    page.keyboard.press("j")
    assert "/moderation/" in focused(page)
    page.keyboard.press("Enter")
    expect(page.locator("#decide")).to_be_visible()


def choose(page: Page, kind: str, rule: str) -> None:
    """From anywhere on the page: the decision by arrows, then its rule."""
    page.keyboard.press("d")
    page.keyboard.press("Space")
    for _ in range(8):
        if page.locator(CHOSEN).get_attribute("value") == kind:
            break
        page.keyboard.press("ArrowDown")
    expect(page.locator(CHOSEN)).to_have_value(kind)
    tab_to(page, "#decide [name=ground]")
    for _ in range(RULES.index(rule)):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#decide [name=ground]")).to_have_value(rule)


def record(page: Page) -> None:
    before = page.url
    tab_to(page, RECORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    expect(page.locator(".notice-success")).to_be_visible()


def sign_in(page: Page, site: Site) -> None:
    email, password = site.accounts["moderator"]
    page.goto("/fr/sign-in")
    for field, text in (("email", email), ("password", password)):
        tab_to(page, f"[name={field}]")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")
    tab_to(page, ".work-nav a[href$='/moderation']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/moderation")


def test_a_morning_at_the_keyboard(open_page: Callable[..., Page], site: Site, shots: Path) -> None:
    page = open_page("fr", 1280)
    sign_in(page, site)
    look(page, shots, "moderation-list")
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    assert focused(page) != first
    page.keyboard.press("k")
    assert focused(page) == first

    open_first(page, "submitted")
    look(page, shots, "moderation-item-new")
    page.keyboard.press("t")
    expect(page.locator("form[action*='/release']")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator(".notice-success")).to_be_visible()

    open_first(page, "submitted")
    choose(page, "return", "unclear")
    expect(page.locator("[name=reason]")).not_to_have_value("")
    tab_to(page, "#decide [name=facts]")
    page.keyboard.press("Control+a")
    page.keyboard.type("an jkxtp? Le lieu manque.")
    expect(page.locator("[name=facts]")).to_have_value("an jkxtp? Le lieu manque.")
    look(page, shots, "moderation-item-return")
    record(page)

    open_first(page, "watched_comment")
    choose(page, "hide", "spam")
    record(page)


def test_another_choice_brings_its_own_words_or_none(open_page: Callable[..., Page]) -> None:
    page = open_page("fr", 1280, "moderator")
    open_first(page, "reported_comment")
    reason, rule = page.locator("[name=reason]"), page.locator("#decide [name=ground]")
    page.check("#decide [name=kind][value=hide]")
    rule.select_option("spam")
    spam = reason.input_value()
    rule.select_option("insult")
    assert reason.input_value() not in {"", spam}
    page.check("#decide [name=kind][value=dismiss]")
    expect(reason).to_have_value("")
    expect(reason).to_be_visible()
    reason.fill("Le texte respecte les règles.")
    page.check("#decide [name=kind][value=hide]")
    rule.select_option("spam")
    expect(reason).to_have_value("Le texte respecte les règles.")
    assert page.locator("#decide option[value=unclear]:not([disabled])").count() == 0


def test_spam_by_the_handful_at_the_keyboard(open_page: Callable[..., Page], site: Site, shots: Path) -> None:
    page = open_page("fr", 1280, "moderator")
    page.goto("/fr/moderation?kind=watched_comment")
    waiting = int(page.locator("h1 .count").inner_text())
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    tab_to(page, "#spam button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/moderation/spam?**")
    look(page, shots, "moderation-spam")
    tab_to(page, "main form button.button-danger")
    page.keyboard.press("Enter")
    expect(page.locator(".confirmation")).to_be_visible()
    page.goto("/fr/moderation?kind=watched_comment")
    expect(page.locator("h1 .count")).to_have_text(str(waiting - 2))


def test_ties_and_a_person_in_german(open_page: Callable[..., Page], shots: Path) -> None:
    page = open_page("de", 320, "moderator")
    page.goto("/de/moderation/ties")
    look(page, shots, "moderation-ties")
    open_first(page, "watched_comment", "de")
    tab_to(page, "[aria-labelledby=author-title] a[href*='/accounts/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/moderation/accounts/**")
    look(page, shots, "moderation-person")


def test_single_keys_can_be_switched_off(open_page: Callable[..., Page], shots: Path) -> None:
    page = open_page("de", 320, "moderator")
    page.goto("/de/moderation")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    look(page, shots, "moderation-keys")
    tab_to(page, "[data-keys-on]")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert not focused(page)
    expect(page.locator("dialog#keys")).to_be_hidden()
    tab_to(page, "[data-keys-open]")
    page.keyboard.press("Enter")
    tab_to(page, "[data-keys-on]")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert focused(page)
