"""The pages of sittings as everybody reads them, from the convocation to the minutes, in both languages."""

import pytest
import time_machine

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.rules.voting import Choice, Mode
from consult.services import ballots, sittings
from tests.factories import councils, proposals
from tests.factories import sittings as chambers
from tests.support.browser import Browser
from tests.support.statements import counted

LANGUAGES = ("fr", "de")
TITLE = {"fr": "Le verger n° 1", "de": "Streuobstwiese Nr. 1"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_nobodys_business_and_a_cancelled_sitting_says_so(browser: Browser, language: str) -> None:
    assert "id" not in {card.get("class") for card in browser.get(f"/{language}/sittings").all("article")}
    draft = sittings.prepare(SYSTEM, chambers.draft(councils.council()))
    for path in (f"sittings/{draft.id}", f"sittings/{draft.id}/now", "sittings/999"):
        browser.get(f"/{language}/{path}", status=404)
    sittings.cancel(SYSTEM, draft.id)
    browser.get(f"/{language}/sittings/{draft.id}", status=404)
    chamber = chambers.convened(3)
    page = browser.get(f"/{language}/sittings/{chamber.sitting.id}")
    assert all(title in page.text for title in TITLE.values())
    assert "Verger0" not in page.text
    sittings.cancel(SYSTEM, chamber.sitting.id)
    gone = browser.get(f"/{language}/sittings/{chamber.sitting.id}")
    assert {"fr": "annulée", "de": "abgesagt"}[language] in gone.words()
    assert f"/sittings/{chamber.sitting.id}" in browser.get(f"/{language}/sittings").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_visitors_follow_a_sitting_in_figures_and_read_names_nowhere(browser: Browser, language: str) -> None:
    chamber = chambers.under_way(11, present=7, proposal_id=proposals.published().id)
    path = f"/{language}/sittings/{chamber.sitting.id}"
    chamber.proxy(9, 1)
    assert "7" in browser.get(path).words()
    ballot = chamber.vote_opens()
    page = browser.get(path)
    assert {"fr": "7 présents, 6 nécessaires", "de": "6 nötig"}[language] in page.words()
    assert "Verger0" not in page.text
    assert f"/ballots/{ballot.id}" in page.text
    assert path in browser.get(f"/{language}/proposals/{chamber.item.proposal_id}").text
    assert path in browser.get(f"/{language}/ballots/{ballot.id}").text
    chamber.cast_all(ballot, {Choice.for_: 4, Choice.against: 3})
    ballots.close(SYSTEM, ballot.id)
    ballots.proclaim(SYSTEM, ballot.id)
    sittings.close_item(SYSTEM, chamber.item.id)
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    page = browser.get(path)
    assert f"/ballots/{ballot.id}/results" in page.text
    assert f"{path}/minutes" in page.text


def test_the_first_and_the_second_convocation_lead_to_each_other(browser: Browser) -> None:
    first = chambers.under_way(11, present=2)
    sittings.open_item(SYSTEM, first.item.id)
    sittings.end_sitting(SYSTEM, first.sitting.id)
    with time_machine.travel(first.sitting.starts_at):
        second = sittings.reconvene(
            SYSTEM, first.sitting.id, chambers.draft(first.assembly, recalls_rule=True)
        )
        sittings.convene(SYSTEM, second.id)
    page = browser.get(f"/fr/sittings/{second.id}")
    assert "L2541-4" in page.text
    assert f"/fr/sittings/{first.sitting.id}" in page.text
    failed = browser.get(f"/fr/sittings/{first.sitting.id}")
    assert f"/fr/sittings/{second.id}" in failed.text
    assert "2 présents, 6 nécessaires" in failed.words()


def test_the_list_goes_by_assembly_and_by_pages(browser: Browser) -> None:
    chamber = chambers.convened(3)
    other = chambers.convened(3, insee="57480")
    page = browser.get(f"/fr/sittings?assembly={other.assembly.id}")
    assert f"/fr/sittings/{other.sitting.id}" in page.text
    assert f'/fr/sittings/{chamber.sitting.id}"' not in page.text
    for wrong, status in (("assembly=x", 404), ("assembly=99999", 404), ("after=nonsense", 422)):
        browser.get(f"/fr/sittings?{wrong}", status=status)
    for _ in range(22):
        with time_machine.travel(now()):
            one = sittings.prepare(SYSTEM, chambers.draft(chamber.assembly, days=6))
            sittings.add_item(SYSTEM, one.id, chambers.item_draft())
            sittings.convene(SYSTEM, one.id)
            chambers.opened(one, chamber.seats[0])
            sittings.end_sitting(SYSTEM, one.id)
    first = browser.get("/fr/sittings")
    (more,) = [link.get("href") for link in first.all("a") if "after=" in (link.get("href") or "")]
    second = browser.get(str(more))
    shown = [
        {link.get("href") for link in page.all("a") if "card-link" in (link.get("class") or "")}
        for page in (first, second)
    ]
    assert not shown[0] & shown[1]
    assert len(shown[0]) + len(shown[1]) == 24


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_pages_learn_of_each_step_by_conditional_requests(browser: Browser, language: str) -> None:
    chamber = chambers.under_way(5, items=2)
    path = f"/{language}/sittings/{chamber.sitting.id}"

    def stage() -> str:
        """What the page shows, and the fragment says the same."""
        (box,) = [node for node in browser.get(path).all("section") if node.get("data-room")]
        db.session.commit()
        answer = browser.client.get(f"{path}/now")
        assert answer.json["stage"] == box.get("data-stage")
        assert " ".join(answer.json["text"].split()) in browser.get(path).words()
        db.session.commit()
        with counted() as statements:
            again = browser.client.get(f"{path}/now", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data, len(statements)) == (304, b"", 1)
        return str(box.get("data-stage"))

    seen = [stage()]
    chamber.leave(4)
    assert stage() == seen[0]
    ballot = chamber.vote_opens()
    seen.append(stage())
    chamber.cast(ballot, 1)
    assert stage() == seen[-1]
    for step in (
        lambda: ballots.suspend(SYSTEM, ballot.id),
        lambda: ballots.resume(SYSTEM, ballot.id),
        lambda: ballots.close(SYSTEM, ballot.id),
        lambda: ballots.proclaim(SYSTEM, ballot.id),
        lambda: sittings.close_item(SYSTEM, chamber.item.id),
        lambda: sittings.open_item(SYSTEM, chamber.items[1].id),
    ):
        step()
        seen.append(stage())
        assert seen[-1] != seen[-2]
    sittings.close_item(SYSTEM, chamber.items[1].id)
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    db.session.commit()
    assert browser.client.get(f"{path}/now").json["over"]


@pytest.mark.parametrize("mode", [Mode.ordinary, Mode.public, Mode.secret])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ballots_page_is_right_for_a_sitting(browser: Browser, language: str, mode: Mode) -> None:
    chamber = chambers.under_way(6)
    if mode is not Mode.ordinary:
        chamber.ask(mode, 0, 1, 2)
    ballot = chamber.vote_opens()
    words = browser.get(f"/{language}/ballots/{ballot.id}").words()
    for article in ("L2541-2", "L2121-17", "L2541-4", "L2121-20", "L2121-21"):
        assert article in words
    assert {"fr": "Avis consultatif", "de": "Unverbindliches Meinungsbild"}[language] not in words
    sentence = {
        Mode.ordinary: {"fr": "seuls les totaux", "de": "nur die Summen"},
        Mode.public: {"fr": "procès-verbal", "de": "Niederschrift"},
        Mode.secret: {"fr": "sur papier", "de": "auf Papier"},
    }
    assert sentence[mode][language] in words


def test_the_page_takes_a_fixed_number_of_statements(browser: Browser) -> None:
    counts = []
    for size, items in ((5, 1), (15, 4)):
        chamber = chambers.under_way(
            size, present=size - 2, items=items, insee=f"57{480 if size > 5 else 463}"
        )
        chamber.proxy(size - 1, 1)
        chamber.vote_opens()
        db.session.commit()
        path, account = f"/fr/sittings/{chamber.sitting.id}", chamber.members[1].account
        member = Browser(browser.app).sign_in(account)
        for reader in (browser, member):
            db.session.commit()
            with counted() as statements:
                reader.get(path)
            counts.append(len(statements))
        with counted() as listed:
            browser.get("/fr/sittings")
        assert len(listed) <= 4
    assert counts[0] == counts[2] <= 8
    assert counts[1] == counts[3] <= 12
