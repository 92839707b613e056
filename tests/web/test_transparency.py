"""The yearly report: figures against a year played through, statements against the public schema."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.moderation import Appeal, Decision
from consult.models.proposals import Proposal
from consult.rules.moderation import (
    AppealBy,
    AppealOutcome,
    Category,
    DecisionKind,
    Ground,
    Label,
    Mode,
    Notice,
    Ruling,
    Subject,
    SubjectKind,
)
from consult.rules.transparency import LAW_WORDS, delays, published_law
from consult.services import moderation
from consult.services import proposals as services
from tests.factories import comments, people, proposals
from tests.factories.modes import set_mode
from tests.support.browser import Browser
from tests.support.dsa import ILLEGAL, faults
from tests.support.statements import counted

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])
SECRET = "Zwackelmann"
REASON, FACTS = f"{SECRET} est nommé dans le texte.", f"La phrase sur {SECRET}."
MONDAY = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
K, G = DecisionKind, Ground


def moderator() -> Any:
    return people.actor(people.with_role(Role.MODERATOR))


def decide(thing: Any, kind: DecisionKind, ground: Ground | None = None, **more: Any) -> Decision:
    subject = Subject(SubjectKind(type(thing).__tablename__), thing.id)
    ruling = Ruling(kind, ground, REASON, facts=FACTS, **more)
    return moderation.decide(moderator(), subject, ruling)


def suspend(ground: Ground = Ground.SPAM) -> Decision:
    account = people.participant(SECRET)
    ruling = Ruling(K.SUSPEND, ground, REASON, facts=FACTS, days=30)
    asked = moderation.propose(moderator(), account.id, ruling)
    return moderation.confirm(moderator(), asked.id)


def report(thing: Any, ground: Ground = Ground.SPAM, **more: Any) -> None:
    notice = Notice(ground, f"Je reconnais {SECRET}.", good_faith=True, **more)
    subject = Subject(SubjectKind(type(thing).__tablename__), thing.id)
    moderation.report(people.actor(people.participant()), subject, notice)


def everything() -> list[Decision]:
    """One restriction of each kind and ground that there is, on each kind of thing."""
    named = proposals.published(title=SECRET)
    report(named, Ground.ILLEGAL)
    only_reported = comments.written(proposals.published(), body=f"Bonjour {SECRET}, venez demain au marché.")
    report(only_reported)
    target = proposals.published()
    return [
        decide(named, K.HIDE, G.ILLEGAL, law="Code pénal, art. R624-3"),
        decide(proposals.published(), K.REMOVE, G.ILLEGAL, law=f"Loi {SECRET}"),
        decide(only_reported, K.REMOVE, G.INSULT),
        *(
            decide(proposals.published(), K.HIDE, ground)
            for ground in G
            if ground not in {G.ILLEGAL, G.UNCLEAR}
        ),
        decide(proposals.published(), K.LABEL, G.OFF_TOPIC, label=Label.DISPUTED),
        decide(proposals.submitted(), K.RETURN, G.UNCLEAR),
        decide(proposals.published(), K.MERGE, into=target.id),
        decide(proposals.published(), K.MOVE, chantier=7),
        decide(people.participant(SECRET), K.HIDE, G.IMPERSONATION),
        decide(people.organisation(people.participant(), SECRET), K.HIDE, G.HATE, category=Category.FRAUD),
        suspend(),
    ]


# -- the figures ---------------------------------------------------------------


def figures(browser: Browser, year: int, lang: str = "fr") -> dict[str, dict[str, Any]]:
    found = json.loads(browser.get(f"/{lang}/transparency/{year}.json").text)["tables"]
    assert isinstance(found, dict)
    return found


@LANGUAGES
def test_every_restriction_is_counted_once_in_each_table(browser: Browser, lang: str) -> None:
    made = everything()
    year = today().year
    tables = figures(browser, year, lang)
    for key in ("measures", "grounds", "sources", "subjects", "categories"):
        missing = 2 if key == "categories" else 0  # merging and moving have none
        assert sum(tables[key].values()) == len(made) - missing, key
    assert tables["measures"]["hide"] == 9
    assert tables["grounds"] | {"illegal": 2, "none": 2} == tables["grounds"]
    assert tables["sources"]["notice"] == 2
    assert tables["subjects"]["account"] == 2
    assert tables["suspensions"] == {"confirmed": 1, "declined": 0}
    page = browser.get(f"/{lang}/transparency/{year}")
    assert SECRET not in page.text
    rows = list(csv.reader(StringIO(browser.get(f"/{lang}/transparency/{year}.csv").text), delimiter=";"))
    assert len(rows) == 1 + sum(len(table) for table in tables.values())


def test_reports_are_counted_with_what_became_of_them(browser: Browser) -> None:
    with time_machine.travel(MONDAY) as clock:
        things = [proposals.published() for _ in range(6)]
        for number, thing in enumerate(things):
            report(thing, G.ILLEGAL if number == 0 else G.SPAM)
        for hours, thing in zip((1, 1, 3, 50, 2), things[:5], strict=True):
            clock.shift(timedelta(hours=hours))
            decide(thing, K.DISMISS if hours == 1 else K.HIDE, G.SPAM)
        tables = figures(browser, 2024)
    assert tables["reports"] == {
        "received": 6,
        "illegal": 1,
        "open": 1,
        "decided": 5,
        "in_time": 3,
        "in_time_percent": 60.0,
        "median_hours": 5.0,
    }
    assert tables["report_outcomes"] | {"hide": 3, "dismiss": 2} == tables["report_outcomes"]
    assert tables["report_grounds"] | {"illegal": 1, "spam": 5} == tables["report_grounds"]


def test_a_text_is_sent_when_it_was_submitted_not_when_it_was_begun(browser: Browser) -> None:
    with time_machine.travel(MONDAY) as clock:
        drafts = [proposals.draft() for _ in range(5)]
        clock.shift(timedelta(days=1))
        for draft in drafts:
            services.submit(people.actor(author_of(draft)), draft.id)
        clock.shift(timedelta(hours=4))
        for draft in drafts:
            decide(draft, K.PUBLISH)
        tables = figures(browser, 2024)
    expected = {"decided": 5, "in_time": 5, "in_time_percent": 100.0, "median_hours": 4.0}
    assert tables["texts"] == expected


def test_a_text_published_at_once_has_its_own_time(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Watched texts have three working days, comments that wait one; here new proposals, too."""
    monkeypatch.setitem(territory().settings, "proposal_review_days", 1)
    with time_machine.travel(MONDAY) as clock:
        waiting, on = proposals.submitted(), proposals.published()
        set_mode(SubjectKind.PROPOSAL, Mode.POST)
        at_once, comment = proposals.draft(), comments.written(on)
        services.submit(people.actor(author_of(at_once)), at_once.id)
        set_mode(SubjectKind.COMMENT, Mode.PRE)
        late = comments.written(on, body="Et qui arroserait ces arbres pendant les mois d’été ?")
        clock.shift(timedelta(days=2))
        read = figures(browser, 2024)["texts"]["decided"]
        for text in (at_once, comment):
            decide(text, K.PUBLISH)
        assert figures(browser, 2024)["texts"]["in_time"] - read == 2
        for text in (waiting, late):
            decide(text, K.PUBLISH)
        tables = figures(browser, 2024)
    assert (tables["texts"]["decided"], tables["texts"]["in_time"]) == (read + 4, read + 2)


def author_of(proposal: Proposal) -> Any:
    return db.session.get(Account, proposal.author_id)


def appeal(decision: Decision, days: int | None, outcome: AppealOutcome | None) -> None:
    """Made now; decided ``days`` later."""
    ended = {
        "decided_at": now() + timedelta(days=days or 0),
        "decided_by_id": people.participant().id,
        "reason": REASON,
    }
    db.session.add(
        Appeal(
            decision_id=decision.id,
            made_by=AppealBy.AUTHOR,
            account_id=people.participant().id,
            text=SECRET,
            language="fr",
            reason_language="fr",
            made_at=now(),
            due_at=now() + timedelta(days=15),
            outcome=outcome,
            **(ended if outcome else {}),
        )
    )


def test_the_clock_of_appeals_is_public(browser: Browser) -> None:
    with time_machine.travel(MONDAY) as clock:
        made = [decide(proposals.published(), K.HIDE, G.SPAM) for _ in range(6)]
        ends = [(1, "upheld"), (3, "upheld"), (4, "changed"), (20, "reversed"), (5, "upheld"), (None, None)]
        for decision, (days, outcome) in zip(made, ends, strict=True):
            appeal(decision, days, AppealOutcome(outcome) if outcome else None)
        clock.shift(timedelta(days=30))
        tables = figures(browser, 2024)
    assert tables["appeals"] == {
        "made": 6,
        "decided": 5,
        "in_time": 4,
        "late": 1,
        "median_days": 4.0,
        "open": 1,
        "overdue": 1,
    }
    assert tables["appeal_outcomes"] == {"upheld": 3, "changed": 1, "reversed": 1}


def test_a_median_of_few_cases_is_not_told(browser: Browser) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    spans = [(start, start + timedelta(hours=5), start + timedelta(hours=hours)) for hours in (2, 4, 6, 8)]
    assert delays(iter(spans), 5).hours is None
    assert delays(iter(spans), 4) == delays(iter(reversed(spans)), 4)
    assert (delays(iter(spans), 4).hours, delays(iter(spans), 4).in_time) == (5.0, 2)
    assert delays(iter([]), 0).hours is None
    thing = proposals.published()
    report(thing)
    decide(thing, K.DISMISS)
    assert figures(browser, today().year)["reports"]["median_hours"] is None


@LANGUAGES
def test_an_empty_year_and_no_year(browser: Browser, lang: str) -> None:
    year = today().year
    browser.get(f"/{lang}/transparency/{year}")
    assert browser.get(f"/{lang}/transparency", status=302).location.endswith(f"/{lang}/transparency/{year}")
    for other in (year - 1, year + 1, 0, 2**31 - 1):
        for form in ("", ".csv", ".json", "/statements.json"):
            browser.get(f"/{lang}/transparency/{other}{form}", status=404)


def test_the_year_turns_at_midnight_of_the_territory(browser: Browser) -> None:
    with time_machine.travel(datetime(2023, 12, 31, 23, 30, tzinfo=UTC)):  # half past midnight here
        decide(proposals.published(), K.HIDE, G.SPAM)
        browser.get("/fr/transparency/2023", status=404)
        assert figures(browser, 2024)["measures"]["hide"] == 1


def test_the_statements_of_a_page_do_not_grow(app: Flask, browser: Browser) -> None:
    taken = []
    for _ in range(2):
        everything()
        db.session.commit()
        with counted() as statements:
            browser.get(f"/fr/transparency/{today().year}")
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 8
    with counted() as statements:
        browser.get(f"/fr/transparency/{today().year}/statements.json")
    assert len(statements) == 2


# -- the Commission's format ---------------------------------------------------


def test_the_schema_notices_what_is_wrong() -> None:
    assert "decision_facts is missing" in faults({"decision_ground": ILLEGAL})
    assert "illegal_content_explanation is missing" in faults({"decision_ground": ILLEGAL})
    assert "puid: 'a b'" in faults({"decision_ground": ILLEGAL, "puid": "a b"})
    wrong = {"decision_ground": ILLEGAL, "incompatible_content_illegal": "No", "platform": "x"}
    assert {"incompatible_content_illegal does not belong here", "platform is no field"} <= set(faults(wrong))


@LANGUAGES
def test_every_statement_has_the_fields_of_the_commission_and_quotes_nobody(
    browser: Browser, lang: str
) -> None:
    made = everything()
    answer = browser.get(f"/{lang}/transparency/{today().year}/statements.json")
    assert SECRET not in answer.text
    found = json.loads(answer.text)["statements"]
    assert [one["puid"] for one in found] == [f"decision-{decision.id}" for decision in made]
    for one in found:
        assert faults(one) == [], one["puid"]


def test_statements_say_what_was_done_and_why(browser: Browser) -> None:
    made = everything()
    found = json.loads(browser.get(f"/fr/transparency/{today().year}/statements.json").text)["statements"]
    by_kind = {decision.kind: one for decision, one in zip(made, found, strict=True)}
    assert by_kind[K.REMOVE]["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]
    assert by_kind[K.LABEL]["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_LABELLED"]
    assert by_kind[K.SUSPEND]["end_date_account_restriction"] == (today() + timedelta(days=30)).isoformat()
    assert [one["source_type"] for one in found[:3]] == [
        "SOURCE_ARTICLE_16",
        "SOURCE_VOLUNTARY",
        "SOURCE_TYPE_OTHER_NOTIFICATION",
    ]
    assert found[0]["illegal_content_legal_ground"] == "Code pénal, art. R624-3"
    assert all(
        one["category"] == "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
        for one in (by_kind[K.MERGE], by_kind[K.MOVE])
    )
    assert {one["automated_decision"] for one in found} == {"AUTOMATED_DECISION_NOT_AUTOMATED"}


def test_a_day_on_which_somebody_signed_up_is_not_told(browser: Browser) -> None:
    person = people.participant(SECRET, created_at=now() - timedelta(days=400))
    decide(person, K.HIDE, G.IMPERSONATION)
    (one,) = json.loads(browser.get(f"/fr/transparency/{today().year}/statements.json").text)["statements"]
    assert one["content_date"] == one["application_date"] == today().isoformat()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Loi du 29 juillet 1881, art. 24", True),
        ("§ 185 StGB", True),
        ("Code de la propriété intellectuelle,  L335-2", True),
        ("Règlement (UE) 2016/679", True),
        ("Loi Zwackelmann, art. 3", False),
        ("art. 3, voir M. Weiss", False),
        ("1881 <b>", False),
        ("", True),
    ],
)  # fmt: skip
def test_a_law_is_told_when_it_is_made_of_words_of_laws(written: str, shown: bool) -> None:
    assert published_law(written) == (" ".join(written.split()) if shown else "")
    assert published_law(None) == ""
    assert all(word == word.lower() for word in LAW_WORDS)
