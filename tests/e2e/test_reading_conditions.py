"""Every page at 320 px, zoomed and with wider spacing, a word of 60 letters in all that people wrote."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.comments import Comment, CommentVersion
from consult.models.events import Event, Venue
from consult.models.offers import Call, Offer
from consult.models.organisations import Organisation
from consult.models.positions import Position, PositionVersion, Project
from consult.models.programme import Action, ActionUpdate
from consult.models.proposals import FollowUp, Proposal, ProposalVersion
from tests.e2e.chromium import window
from tests.e2e.town import Town, build, served
from tests.support import world

#: As German makes them.
WORD = "Verkehrswegeplanungsbeschleunigungsgesetzesänderungsentwurfs"
PEOPLE = ("visitor", "everything")
BOTH = {"fr": f"{WORD} ici", "de": f"{WORD} hier"}
#: WCAG 2.2, success criterion 1.4.12.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }
* { word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
#: How far the page scrolls sideways, and the text that an edge hides.
SEE = """() => {
    const hides = ['hidden', 'clip'], lost = []
    for (const node of document.querySelectorAll('main *, header *, footer *')) {
        const style = getComputedStyle(node)
        if (!hides.includes(style.overflowX) && !hides.includes(style.overflowY)) continue
        if (style.clipPath === 'inset(50%)') continue  // heads of columns that each cell repeats
        if (!node.checkVisibility() || node.closest('svg, .visually-hidden')) continue
        if (!node.innerText?.trim()) continue
        const wide = node.scrollWidth - node.clientWidth, high = node.scrollHeight - node.clientHeight
        if (wide > 1 || high > 1) lost.push(`${node.localName}.${node.className}: ${wide} x ${high} px`)
    }
    return [document.documentElement.scrollWidth - innerWidth, lost]
}"""


def town_of_long_words() -> world.World:
    """The town with one of everything, where all that people wrote begins with the long word."""
    town = world.build()
    assert len(WORD) == 60
    changes = {
        Proposal: {"title": f"{WORD} am Fluss", "body": f"{WORD} {WORD}. " * 5},
        ProposalVersion: {"title": f"{WORD} am Fluss", "body": f"{WORD} {WORD}. " * 5},
        Comment: {"body": WORD},
        CommentVersion: {"body": WORD},
        Account: {"display_name": WORD},
        Offer: {"text": WORD, "reply": WORD, "reply_language": "de"},
        Call: {"title": BOTH, "text": BOTH},
        Position: {"reasons": BOTH},
        PositionVersion: {"reasons": BOTH},
        Project: {"title": BOTH, "summary": BOTH, "owner": BOTH},
        Event: {"title": BOTH, "summary": BOTH, "host": BOTH, "report": BOTH, "reported_at": now()},
        Venue: {"name": BOTH, "address": WORD},
        Action: {"title": BOTH, "summary": BOTH, "lead": BOTH},
        ActionUpdate: {"note": BOTH},
        FollowUp: {"note": BOTH},
    }
    for model, values in changes.items():
        db.session.execute(sa.update(model).values(**values))
    for organisation in db.session.scalars(sa.select(Organisation)):
        organisation.name, organisation.about = f"{WORD} {organisation.id}", WORD
    db.session.commit()
    return town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return build(tmp_path_factory.mktemp("town"), PEOPLE, there=town_of_long_words)


@pytest.fixture(scope="module")
def address(town: Town) -> Iterator[str]:
    with served(town.app()) as url:
        yield url


def faults(page: Page, how: str) -> list[str]:
    over, lost = page.evaluate(SEE)
    return [f"{how}: {one}" for one in [*lost, *["too wide"] * (over > 0)]]


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_is_lost(chromium: Browser, town: Town, address: str, who: str) -> None:
    context = window(chromium, address, "de", 320, dark=False, bypass_csp=True)
    if town.cookies[who]:
        context.add_cookies([{"name": "consult", "value": town.cookies[who], "url": address}])
    page, found = context.new_page(), defaultdict(list)
    for one in town.pages[who]:
        page.set_viewport_size({"width": 320, "height": 900})
        page.goto(one.path.replace("/fr/", "/de/", 1))
        seen = faults(page, "at 320 px")
        page.set_viewport_size({"width": 640, "height": 450})
        seen += faults(page, "at 1280 px and 200 %")
        page.add_style_tag(content=SPACED)
        for fault in seen + faults(page, "with wider spacing"):
            found[fault].append(one.path)
    context.close()
    told = [f"{fault} on {len(paths)} pages: {', '.join(paths[:4])}" for fault, paths in found.items()]
    assert not told, "\n".join(told)


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        (
            "<main><p style='font-size: 2em; white-space: nowrap'>Ein Wort, und nie ein Bruch, nie</p>",
            "wide",
        ),
        ("<main><p style='height: 1em; overflow: hidden'>Zwei<br>Zeilen</p></main>", "p."),
    ],
)
def test_a_planted_fault_is_found(chromium: Browser, planted: str, what: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 900})
    page.set_content(planted)
    assert any(what in fault for fault in faults(page, ""))
    page.close()
