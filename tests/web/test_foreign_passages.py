"""A screen reader changes its voice: every passage in another language than the page's names its own."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest

from consult.kernel.actor import Role
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.models.proposals import Answer, FollowUp
from consult.rules.lifecycle import ProposalState
from consult.rules.offers import OfferStatus
from consult.rules.participation import Outcome
from tests.factories import events, people, programme, proposals
from tests.factories.ground import words
from tests.factories.offers import called, need, offered
from tests.factories.positions import given, on, project
from tests.support.browser import Browser, Page

#: The page's language, then that of the passages, with a word that stands in nothing else.
MARKS = {"fr": "Nachtigall", "de": "rossignol"}
OTHER = {"fr": "de", "de": "fr"}
LANGUAGES = pytest.mark.parametrize("lang", MARKS)


def passage(lang: str, kind: str) -> str:
    """A text for the reader of the other language, ``kind`` telling it from its neighbours."""
    return {
        "fr": f"Die Nachtigall singt am Abend im Garten hinter dem Rathaus, und wir hören {kind} zu.",
        "de": f"Le rossignol chante le soir dans le jardin derrière la mairie et nous écoutons {kind}.",
    }[lang]


def voices(page: Page, mark: str) -> list[str | None]:
    """In which language each text that holds ``mark`` is read out."""

    def walk(node: Element, spoken: str | None) -> Iterator[str | None]:
        own = node.get("lang", spoken)
        if str(node.tag).endswith("}textarea"):
            return
        if mark in (node.text or "").replace("\u00ad", ""):
            yield own
        for child in node:
            yield from walk(child, own)
            if mark in (child.tail or "").replace("\u00ad", ""):
                yield own

    return list(walk(page.all("body")[0], page.all("html")[0].get("lang")))


def listen(browser: Browser, lang: str, path: str, least: int = 1) -> None:
    """``path`` says at least so many passages, all in the other language's voice."""
    heard = voices(browser.get(f"/{lang}/{path}"), MARKS[lang])
    assert len(heard) >= least, f"{path}: {len(heard)} passages"
    assert set(heard) == {OTHER[lang]}, f"{path}: {heard}"


@LANGUAGES
def test_reasons_of_a_position(browser: Browser, lang: str) -> None:
    keeper, thing = people.participant(), on(project())
    made = given(keeper, thing, **{OTHER[lang]: passage(lang, "lang")})  # type: ignore[arg-type]
    listen(browser, lang, f"positions/{made.id}")
    listen(browser, lang, f"projects/{thing.id}")
    listen(browser.sign_in(keeper), lang, f"positions/{made.id}/versions")


@LANGUAGES
def test_an_offer_and_its_answer(browser: Browser, lang: str) -> None:
    giver = people.participant()
    offer = offered(
        need(title=passage(lang, "1")[:40], language=OTHER[lang]),
        giver,
        text=passage(lang, "2"),
        language=OTHER[lang],
        status=OfferStatus.ACCEPTED,
        reply=passage(lang, "3"),
        reply_language=OTHER[lang],
        replied_at=now(),
    )
    listen(browser.sign_in(giver), lang, f"offers/{offer.id}", 3)
    listen(browser, lang, "offers")


@LANGUAGES
def test_an_event_with_its_report(browser: Browser, lang: str) -> None:
    def foreign(kind: str) -> dict[str, str]:
        return {OTHER[lang]: passage(lang, kind)}

    event = events.over(chantier_number=4)
    event.title, event.summary, event.report = foreign("1"), foreign("2"), foreign("3")
    event.host, event.access_note, event.reported_at = foreign("4"), foreign("5"), now()
    listen(browser, lang, f"events/{event.id}", 5)
    listen(browser, lang, "events?past=1")


@LANGUAGES
def test_an_event_in_lists_and_in_its_room(browser: Browser, lang: str) -> None:
    from_editor = browser.sign_in(people.with_role(Role.EDITOR, 4))
    event = events.published()
    event.title = {OTHER[lang]: passage(lang, "1")}
    listen(from_editor, lang, f"editing/events/{event.id}")
    listen(from_editor, lang, "events")


@LANGUAGES
def test_what_became_of_a_proposal(browser: Browser, lang: str) -> None:
    proposal = proposals.in_state(
        ProposalState.IN_PROGRESS, answer_due_at=now(), title=passage(lang, "1")[:40], language=OTHER[lang]
    )
    official = {"reasons": words("Oui", "Ja"), "next_steps": words("Vite", "Bald")}
    db.session.add(
        Answer(
            proposal_id=proposal.id,
            number=1,
            outcome=Outcome.ACCEPTED,
            answered_at=now(),
            in_charge=words("Nous", "Wir"),
            **official,
        )
    )
    note = {OTHER[lang]: passage(lang, "2")}
    db.session.add(FollowUp(proposal_id=proposal.id, note=note, happened_on=today(), recorded_at=now()))
    db.session.flush()
    listen(browser, lang, f"proposals/{proposal.id}", 2)
    listen(browser, lang, "chantiers/4/results", 2)


@LANGUAGES
def test_a_call_for_volunteers(browser: Browser, lang: str) -> None:
    action = programme.action()
    foreign = {"title": {OTHER[lang]: passage(lang, "1")}, "text": {OTHER[lang]: passage(lang, "2")}}
    call = called(action, **foreign)
    listen(browser, lang, "calls", 2)
    listen(browser, lang, f"programme/{action.id}", 2)
    listen(browser.sign_in(people.participant()), lang, f"calls/{call.id}/offers/new")
