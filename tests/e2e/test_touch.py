"""A finger on a small screen: targets are large enough, and a support is given without a new page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.catalogue import CARD, Stop
from tests.e2e.site import Site, words
from tests.e2e.test_journey import button
from tests.e2e.test_other_ways import count, unsupported

PLACES = (
    Stop(""),
    Stop("chantiers/4"),
    Stop("proposals/4"),
    Stop("programme"),
    Stop("events"),
    Stop("events/8"),
    Stop("ballots"),
    Stop("ballots", CARD),
)
#: Lower than 44 px. Left out: cells of the map (the statement names them), links in cells of tables and
#: among other words of a paragraph or a definition (WCAG 2.5.8, inline).
#: A card counts by the layer over all of it.
LOW = """() => [...document.querySelectorAll('a[href], button, summary')].filter(one => {
    if (!one.checkVisibility() || one.closest('svg, td, th, .skip-link, .visually-hidden')) return false
    const text = one.closest('p, dd')
    if (text && text.textContent.replace(one.textContent, '').trim()) return false
    const layer = getComputedStyle(one, '::after')
    const over = layer.position === 'absolute' ? parseFloat(layer.height) || 0 : 0
    return Math.max(one.getBoundingClientRect().height, over) < 43.5
}).map(one => `${Math.round(one.getBoundingClientRect().height)} px: ${one.textContent.trim()}`)"""

#: So long a click on the new button is taken for the second one of a double click.
SLIP_MS = 700
REFUSALS: tuple[int | str, ...] = (401, 409, 429, 503, "offline", "lost")


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_target_outside_running_text_is_44_pixels_high(
    open_page: Callable[..., Page], language: str
) -> None:
    page, low = open_page(language, 320), []
    for place in PLACES:
        place.open(page, language)
        low += [f"{place.name}: {found}" for found in page.evaluate(LOW)]
    assert not low, "\n".join(low)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_support_is_given_and_taken_back_on_the_same_page(
    open_page: Callable[..., Page], language: str
) -> None:
    say, page = words(language), open_page(language, 320, "administrator")
    unsupported(page, language)
    before = count(page)
    page.evaluate("window.same = true")
    button(page, say("Support this proposal")).dblclick()
    expect(page.locator("#support [role=status]")).to_contain_text(
        say("Thank you: your support was counted.")
    )
    expect(page.locator(".support-count")).to_have_text(str(before + 1))
    withdraw = button(page, say("Withdraw my support"))
    expect(withdraw).to_be_focused()
    page.wait_for_timeout(SLIP_MS)
    withdraw.click()
    expect(page.locator("#support [role=status]")).to_contain_text(say("Your support is withdrawn."))
    expect(page.locator(".support-count")).to_have_text(str(before))
    expect(button(page, say("Support this proposal"))).to_be_focused()
    assert page.evaluate("window.same"), "the page was not loaded again"


def unlucky(answer: int | str) -> Callable[[Route], None]:
    """What a sending by script gets: this status, no network, or its answer lost on the way back.

    The browser's own sending gets through.
    """

    def meets(route: Route) -> None:
        if route.request.resource_type != "fetch":
            route.continue_()
        elif isinstance(answer, int):
            route.fulfill(status=answer, body="<p>No</p>", content_type="text/html")
        else:
            if answer == "lost":
                route.fetch(max_redirects=0)
            route.abort()

    return meets


def test_what_the_script_cannot_send_the_browser_sends(open_page: Callable[..., Page]) -> None:
    say, page = words("de"), open_page("de", 320, "administrator")
    unsupported(page, "de")
    before = count(page)
    for number, answer in enumerate(REFUSALS):
        deed = "Withdraw my support" if number % 2 else "Support this proposal"
        page.route("**/support**", unlucky(answer))
        with page.expect_navigation():
            button(page, say(deed)).click()
        expect(page.locator(".support-count")).to_have_text(str(before + 1 - number % 2))
        page.unroute("**/support**")
    expect(page.locator("main .notice[role=status]").last).to_contain_text(
        say("You had already sent this. It was counted once.")
    )


def test_a_support_withdrawn_after_coming_back_to_the_page(open_page: Callable[..., Page]) -> None:
    say, page = words("fr"), open_page("fr", 320, "administrator")
    unsupported(page, "fr")
    before = count(page)
    button(page, say("Support this proposal")).press("Enter")
    expect(button(page, say("Withdraw my support"))).to_be_focused()
    page.goto("/fr/events")
    page.go_back()
    expect(page.locator(".support-count")).to_have_text(str(before + 1))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    button(page, say("Withdraw my support")).click()
    expect(page.locator("#support [role=status]")).to_contain_text(say("Your support is withdrawn."))
    expect(page.locator(".support-count")).to_have_text(str(before))


def test_a_support_whose_session_had_ended_leads_back_through_signing_in(
    open_page: Callable[..., Page], site: Site
) -> None:
    say, page = words("fr"), open_page("fr", 320, "administrator")
    address = unsupported(page, "fr")
    before = count(page)
    page.context.clear_cookies()
    button(page, say("Support this proposal")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Please sign in to continue"))
    page.get_by_role("main").get_by_role("link", name=say("Sign in")).click()
    site.sign_in(page, "administrator", "fr")
    assert page.url.endswith(address), page.url
    button(page, say("Support this proposal")).click()
    expect(page.locator("#support [role=status]")).to_contain_text(
        say("Thank you: your support was counted.")
    )
    expect(page.locator(".support-count")).to_have_text(str(before + 1))


def test_a_visitor_is_led_to_signing_in(open_page: Callable[..., Page]) -> None:
    say, page = words("de"), open_page("de", 320)
    page.goto(unsupported(open_page("de", 320, "administrator"), "de"))
    page.get_by_role("link", name=say("Support this proposal")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Sign in to support"))
    button(page, say("Continue to sign in")).click()
    page.wait_for_url("**/sign-in**")
