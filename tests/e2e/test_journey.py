"""The whole main journey in a real Chromium, from signing up to the answer: French wide, German narrow."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.looking import look
from tests.e2e.site import Site, words

TEXTS = {
    "fr": {
        "title": "Des bancs à l’ombre sur le chemin de l’école",
        "body": "Le chemin entre l’arrêt de bus et l’école est long et sans ombre. Posons six bancs sous de "
        "jeunes tilleuls, choisis avec les enfants et les personnes âgées ; chacun pourra y souffler un peu.",
        "comment": "Bonne idée : en juin, mes enfants arrivent en classe déjà fatigués par la chaleur.",
        "position": "Notre service peut partager ce que nous avons appris devant nos propres écoles.",
        "reason": "Le coût est modeste et le besoin est réel dans ma commune.",
        "second": "Après relecture, le calendrier ne me convainc pas encore.",
    },
    "de": {
        "title": "Schattige Bänke auf dem Weg zur Schule",
        "body": "Der Weg von der Haltestelle zur Schule ist lang und ohne Schatten. Stellen wir dort sechs "
        "Bänke unter junge Linden, ausgesucht mit den Kindern und den Älteren; alle können dort ausruhen.",
        "comment": "Gute Idee: Im Juni kommen meine Kinder schon müde von der Hitze in der Klasse an.",
        "position": "Unsere Fachstelle teilt gern, was wir vor unseren eigenen Schulen gelernt haben.",
        "reason": "Die Kosten sind gering, und der Bedarf in meiner Gemeinde ist echt.",
        "second": "Beim zweiten Lesen überzeugt mich der Zeitplan noch nicht.",
    },
}


class Story:
    """One journey in one language at one width; ``as_`` opens the window of one of its people."""

    def __init__(
        self, open_page: Callable[..., Page], site: Site, shots: Path, language: str, width: int
    ) -> None:
        self.open_page, self.site, self.shots = open_page, site, shots
        self.language, self.width = language, width
        self.say, self.texts = words(language), TEXTS[language]
        self.steps = 0

    def as_(self, role: str | None = None) -> Page:
        return self.open_page(self.language, self.width, role)

    def path(self, rest: str) -> str:
        return f"/{self.language}/{rest}"

    def look(self, page: Page, name: str) -> None:
        self.steps += 1
        look(page, self.shots, f"journey-{self.language}-{self.steps:02}-{name}")

    def press(self, page: Page, sentence: str) -> None:
        """Press the button with this name in the page's own part."""
        button(page, self.say(sentence)).click()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True).first


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("de", 320)])
def test_from_an_idea_to_an_answer(
    open_page: Callable[..., Page], site: Site, shots: Path, language: str, width: int
) -> None:
    story = Story(open_page, site, shots, language, width)
    author = story.as_()
    sign_up(story, author)
    proposal = write(story, author)
    publish(story)
    support_and_comment(story, proposal)
    speak_for_an_organisation(story, proposal)
    vote(story)
    answer(story)
    read_the_journal(story)
    see_what_came_of_it_and_leave(story, author, proposal)


def sign_up(story: Story, page: Page) -> None:
    address = f"capucine.{story.language}@example.org"
    page.goto(story.path("sign-up"))
    page.fill("main [name=email]", address)
    page.fill("main [name=display_name]", "Capucine V.")
    page.select_option("main [name=home]", label="Woippy")
    page.check("main [name=charter]")
    page.check("main [name=age]")
    story.press(page, "Create my account")
    expect(page.get_by_role("heading", level=1)).to_have_text(story.say("Look into your mailbox"))
    story.look(page, "mailbox")
    page.goto(story.site.newest_link(address, "confirm/"))
    story.look(page, "confirm")
    story.press(page, "Confirm and sign in")
    page.wait_for_url("**/account")
    story.look(page, "account")


def write(story: Story, page: Page) -> str:
    page.goto(story.path("chantiers/4"))
    page.get_by_role("link", name=story.say("Propose an idea for this chantier")).click()
    expect(page.locator("main [name=chantier]")).to_have_value("4")
    page.fill("main [name=title]", "Des bancs")
    expect(page.locator("#title-count")).to_contain_text(story.say("Characters still needed:"))
    button(page, story.say("Continue")).click()
    expect(page.locator(".error-summary")).to_be_focused()
    story.look(page, "too-short")
    page.fill("main [name=title]", story.texts["title"])
    page.fill("main [name=body]", story.texts["body"])
    expect(page.locator("#body-count")).to_contain_text(story.say("Characters left:"))
    story.press(page, "Continue")
    page.wait_for_url("**/check")
    expect(page.get_by_role("main")).to_contain_text(story.texts["title"])
    story.look(page, "check")
    story.press(page, "Send the proposal")
    page.wait_for_url("**/submitted")
    story.look(page, "submitted")
    return re.sub(r"/submitted$", "", page.url)


def publish(story: Story) -> None:
    page = story.as_("moderator")
    page.goto(story.path("moderation"))
    page.get_by_role("link", name=story.texts["title"]).click()
    story.look(page, "moderation-item")
    story.press(page, "Publish this proposal")
    expect(page.locator(".notice")).to_be_visible()
    story.look(page, "published")


def support_and_comment(story: Story, proposal: str) -> None:
    page = story.as_("neighbour")
    page.goto(proposal)
    expect(page.locator(".support-count")).to_have_text("0")
    story.look(page, "before-support")
    story.press(page, "Support this proposal")
    expect(button(page, story.say("Withdraw my support"))).to_be_visible()
    expect(page.locator(".support-count")).to_have_text("1")
    story.look(page, "supported")
    page.check("main [name=stance][value=for]")
    page.fill("main [name=body]", story.texts["comment"])
    story.press(page, "Publish the comment")
    expect(page.locator(".comment")).to_contain_text(story.texts["comment"])
    story.look(page, "commented")


def speak_for_an_organisation(story: Story, proposal: str) -> None:
    page = story.as_("organisation")
    page.goto(proposal)
    page.fill("main [name=body]", story.texts["position"])
    page.select_option("main [name=organisation_id]", index=1)
    story.press(page, "Publish the comment")
    position = page.locator(".comment").filter(has_text=story.texts["position"])
    expect(position.locator(".person-for")).to_be_visible()
    story.look(page, "organisation")


def vote(story: Story) -> None:
    page = story.as_("councillor")
    page.goto(story.path("desk"))
    page.locator("[aria-labelledby=waiting-title] .card-link").first.click()
    story.look(page, "ballot")
    mine = page.locator("#vote")
    mine.get_by_text(story.say("For"), exact=True).click()
    mine.locator("textarea").fill(story.texts["reason"])
    story.press(page, "Cast this vote")
    expect(mine.locator("strong").first).to_have_text(story.say("For"))
    story.look(page, "voted")
    mine.locator("summary").filter(has_text=story.say("Change my vote")).click()
    expect(mine.locator("textarea")).to_have_value(story.texts["reason"])
    mine.get_by_text(story.say("Against"), exact=True).click()
    mine.locator("textarea").fill(story.texts["second"])
    story.press(page, "Change my vote")
    expect(mine.locator("strong").first).to_have_text(story.say("Against"))
    story.look(page, "vote-changed")
    page.goto(story.path("desk"))
    story.look(page, "desk")


def answer(story: Story) -> None:
    page = story.as_("editor")
    page.goto(story.path("editing"))
    page.locator("[aria-labelledby=owed] .card-link").first.click()
    story.look(page, "answer-form")
    full = page.locator("main [name=kind][value=full]")
    if full.is_visible():
        full.check()
    page.check("main [name=outcome][value=in_part]")
    parts = {
        "reasons_fr": "Le besoin est reconnu ; le budget de cette année ne couvre que la moitié.",
        "reasons_de": "Der Bedarf ist anerkannt; das Budget dieses Jahres deckt nur die Hälfte.",
        "next_steps_fr": "Une première étape commence au printemps.",
        "next_steps_de": "Ein erster Schritt beginnt im Frühjahr.",
        "in_charge_fr": "Le service des mobilités",
        "in_charge_de": "Das Amt für Mobilität",
    }
    for name, text in parts.items():
        page.fill(f"[name={name}]", text)
    story.press(page, "Publish this answer")
    expect(page.get_by_role("main")).to_contain_text(parts[f"reasons_{story.language}"])
    story.look(page, "answered")
    page.get_by_role("link", name=story.say("See the public page")).click()
    expect(page.get_by_role("main")).to_contain_text(parts[f"in_charge_{story.language}"])
    story.look(page, "answer-public")


def read_the_journal(story: Story) -> None:
    page = story.as_("auditor")
    page.goto(story.path("admin/journal"))
    for event in ("proposal.answered", "vote.cast", "support.given", "proposal.published"):
        expect(page.get_by_role("cell", name=event).first).to_be_attached()


def see_what_came_of_it_and_leave(story: Story, page: Page, proposal: str) -> None:
    page.goto(proposal)
    expect(page.locator(".support-count")).to_have_text("1")
    expect(page.locator(".comment")).to_have_count(2)
    story.look(page, "author")
    page.get_by_role("banner").get_by_role("button", name=story.say("Sign out")).click()
    expect(page.get_by_role("banner").get_by_role("link", name=story.say("Sign in"))).to_be_visible()
    assert page.goto(story.path("account")).status == 401  # type: ignore[union-attr]  # a page always answers
    story.look(page, "signed-out")
