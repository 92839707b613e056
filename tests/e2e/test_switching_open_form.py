"""Somebody who writes and then presses the other language finds their words there, unsent."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_report_begun_by_a_visitor_comes_along_and_back(open_page: Callable[..., Page]) -> None:
    page = open_page("fr")
    page.goto("/fr/proposals/4/report")
    page.fill("textarea[name=explanation]", "Zwei Sätze.")
    for language in ("de", "fr"):
        page.locator(f".languages a[hreflang={language}]").click()
        page.wait_for_url(f"**/{language}/proposals/4/report")
        expect(page.locator("textarea[name=explanation]")).to_have_value("Zwei Sätze.")


def test_a_comment_comes_along_though_its_address_shows_no_page(open_page: Callable[..., Page]) -> None:
    page = open_page("fr", role="participant")
    page.goto("/fr/proposals/1")
    page.locator("main textarea[name=body]").first.fill("Ein Satz, der bleibt.")
    page.locator(".languages a[hreflang=de]").click()
    page.wait_for_url("**/de/proposals/1")
    expect(page.locator("main textarea[name=body]").first).to_have_value("Ein Satz, der bleibt.")


def test_a_password_stays_behind_and_an_untouched_form_leaves_the_link_alone(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("fr")
    page.goto("/fr/sign-up")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.post_data or ''}"))
    page.fill("[name=password]", "secret-words")
    page.locator(".languages a[hreflang=de]").click()
    page.wait_for_url("**/de/sign-up")
    page.fill("[name=password]", "secret-words")
    page.fill("[name=display_name]", "Zoé Brandt")
    page.locator(".languages a[hreflang=fr]").click()
    page.wait_for_url("**/fr/sign-up")
    expect(page.locator("[name=display_name]")).to_have_value("Zoé Brandt")
    assert len([one for one in asked if one.startswith("POST")]) == 1
    assert not [one for one in asked if "secret-words" in one]
