"""The public register: every restriction is in it, nothing that leads to a text or a person."""

import csv
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.models.moderation import Appeal, Decision
from consult.rules.moderation import (
    AppealBy,
    AppealOutcome,
    DecisionKind,
    Ground,
    Ruling,
    Source,
    Subject,
    SubjectKind,
)
from consult.services import moderation
from tests.factories import comments, people, proposals
from tests.support.browser import Browser, Page
from tests.support.statements import counted

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])
SECRET = "Zwackelmann"
REASON = f"Le texte nomme {SECRET}, voisin de l’auteur."


def hidden(ground: Ground = Ground.PERSONAL_DATA, law: str = "", **about: Any) -> Decision:
    """A decision as a moderator takes it, whose every free word names somebody."""
    thing = proposals.published(title=f"Contre {SECRET}", **about)
    ruling = Ruling(DecisionKind.HIDE, ground, REASON, facts=f"Il s’agit de {SECRET}.", law=law)
    moderator = people.actor(people.with_role(Role.MODERATOR))
    return moderation.decide(moderator, Subject(SubjectKind.PROPOSAL, thing.id), ruling)


def contest(decision: Decision, outcome: AppealOutcome | None) -> None:
    person = people.participant(SECRET)
    ended = {"decided_at": now(), "decided_by_id": people.participant().id, "reason": REASON}
    db.session.add(
        Appeal(
            decision_id=decision.id,
            made_by=AppealBy.AUTHOR,
            account_id=person.id,
            text=f"{SECRET} n’habite pas là.",
            language="fr",
            reason_language="fr",
            made_at=now(),
            due_at=now() + timedelta(days=15),
            outcome=outcome,
            **(ended if outcome else {}),
        )
    )
    db.session.flush()


def numbers(page: Page) -> list[int]:
    return [int((cell.text or "0").strip()) for cell in page.all("th") if cell.get("scope") == "row"]


@LANGUAGES
def test_everybody_reads_what_was_decided_and_nothing_of_whom(browser: Browser, lang: str) -> None:
    decision = hidden()
    contest(decision, AppealOutcome.CHANGED)
    page = browser.get(f"/{lang}/register")
    assert numbers(page) == [decision.id]
    for path in ("register", "register.csv", "register.json"):
        text = browser.get(f"/{lang}/{path}").text
        assert SECRET not in text
        assert f"/proposals/{decision.proposal_id}" not in text
        assert f"{now():%H:%M}" not in text


def test_the_register_says_the_law_only_when_it_is_nothing_else(browser: Browser) -> None:
    hidden(Ground.ILLEGAL, law="Loi du 29 juillet 1881, art. 32")
    hidden(Ground.ILLEGAL, law=f"Loi {SECRET}, art. 3")
    found = json.loads(browser.get("/fr/register.json").text)["decisions"]
    assert [one["law"] for one in found] == [None, "Loi du 29 juillet 1881, art. 32"]


@pytest.mark.parametrize(("lang", "words"), [("fr", "Remplacement du nom"), ("de", "Ersetzen des Namens")])
def test_a_name_is_replaced_not_hidden(browser: Browser, lang: str, words: str) -> None:
    person = people.participant(SECRET)
    ruling = Ruling(DecisionKind.HIDE, Ground.IMPERSONATION, REASON, facts=f"Il s’agit de {SECRET}.")
    moderator = people.actor(people.with_role(Role.MODERATOR))
    made = moderation.decide(moderator, Subject(SubjectKind.ACCOUNT, person.id), ruling)
    assert words in browser.get(f"/{lang}/register").text
    (line,) = json.loads(browser.get(f"/{lang}/register.json").text)["decisions"]
    assert (line["measure"], line["measure_label"]) == ("hide", words)
    browser.sign_in(person)
    replaced = "Nom remplacé" if lang == "fr" else "Name ersetzt"
    for page in ("account/decisions", f"decisions/{made.id}"):
        text = browser.get(f"/{lang}/{page}").text
        assert replaced in text, page
        assert "Texte masqué" not in text


def test_what_restricts_nothing_is_not_in_it(browser: Browser) -> None:
    decision = hidden()
    moderator = people.actor(people.with_role(Role.MODERATOR))
    subject = Subject(SubjectKind.PROPOSAL, decision.proposal_id or 0)
    moderation.decide(
        moderator, subject, Ruling(DecisionKind.REINSTATE, reason="C’était une erreur de notre part.")
    )
    assert numbers(browser.get("/fr/register")) == [decision.id]


def test_filters_narrow_page_and_files_alike(browser: Browser) -> None:
    plain, contested = hidden(), hidden(Ground.INSULT)
    contest(contested, None)
    comment = comments.written(proposals.published())
    ruling = Ruling(DecisionKind.REMOVE, Ground.SPAM, REASON, facts="De la publicité pour un magasin.")
    moderator = people.actor(people.with_role(Role.MODERATOR))
    removed = moderation.decide(moderator, Subject(SubjectKind.COMMENT, comment.id), ruling)
    expected = {
        "": [removed, contested, plain],
        "ground=insult": [contested],
        "measure=remove": [removed],
        "subject=proposal": [contested, plain],
        "contested=yes": [contested],
        "contested=no&subject=proposal": [plain],
        f"year={today().year}": [removed, contested, plain],
    }
    for query, found in expected.items():
        ids = [decision.id for decision in found]
        assert numbers(browser.get(f"/fr/register?{query}")) == ids, query
        document = json.loads(browser.get(f"/fr/register.json?{query}").text)
        assert [one["number"] for one in document["decisions"]] == ids
        lines = list(
            csv.reader(
                StringIO(browser.get(f"/de/register.csv?{query}").text.lstrip("\ufeff")), delimiter=";"
            )
        )
        assert [line[0] for line in lines[1:]] == [str(number) for number in ids]


@pytest.mark.parametrize(
    "query",
    ["year=1999", "year=x", "ground=%00", "measure=publish", "contested=1", "after=%00", "after=WzFd0"],
)
def test_a_wrong_filter_is_told(browser: Browser, query: str) -> None:
    browser.get(f"/fr/register?{query}", status=422)


def test_an_empty_register_says_so(browser: Browser) -> None:
    for path in ("/fr/register", "/fr/register?ground=insult"):
        assert not numbers(browser.get(path))


def test_years_of_the_register_are_those_of_the_decisions(browser: Browser) -> None:
    with time_machine.travel(now() - timedelta(days=800)):
        old = hidden()
        year = today().year
    new = hidden()
    assert numbers(browser.get(f"/fr/register?year={year}")) == [old.id]
    assert numbers(browser.get("/fr/register")) == [new.id, old.id]


def test_pages_follow_each_other_in_two_statements_however_long(app: Flask, browser: Browser) -> None:
    thing, person = proposals.published(), people.participant()
    about = {"proposal_id": thing.id, "version": 1, "ground": Ground.SPAM, "reason": "x", "language": "fr"}
    day = now()  # all in one moment: the number alone tells them apart
    db.session.add_all(
        Decision(
            kind=DecisionKind.HIDE, source=Source.NOTICE, decided_by_id=person.id, decided_at=day, **about
        )
        for _ in range(120)
    )
    db.session.commit()
    pages, taken = [], set()
    path = "/fr/register"
    while path:
        with counted() as statements:
            pages.append(browser.get(path))
        taken.add(len(statements))
        nexts = [a for a in pages[-1].all("a") if a.get("rel") == "next"]
        path = nexts[0].get("href", "") if nexts else ""
    seen = [number for page in pages for number in numbers(page)]
    assert [len(numbers(page)) for page in pages] == [50, 50, 20]
    assert seen == sorted(set(seen), reverse=True)
    assert taken == {2}


def test_a_file_unchanged_is_not_sent_again(browser: Browser) -> None:
    hidden()
    for path in ("/fr/register.csv", "/fr/register.json"):
        tag = browser.get(path).response.headers["ETag"]
        browser.get(path, status=304, headers={"If-None-Match": tag})
        hidden()
        browser.get(path, headers={"If-None-Match": tag})


def test_the_footer_leads_to_register_and_report(browser: Browser) -> None:
    addresses = {a.get("href") for a in browser.get("/de/").all("a")}
    assert {"/de/register", "/de/transparency"} <= addresses
