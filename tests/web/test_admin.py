"""Administration and the journal: what their readers see, and who may not."""

from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.db import db
from consult.services import journal, roles
from tests.factories import people, proposals
from tests.support.browser import Browser
from tests.support.statements import counted

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])


@LANGUAGES
def test_an_administrator_finds_somebody_and_grants_a_role(browser: Browser, lang: str) -> None:
    anne = people.participant("Anne Verger", email="anne.verger@example.org")
    browser.sign_in(people.with_role(Role.ADMINISTRATOR))
    for words in ("Anne V", "ANNE.VERGER@", "verger@example.org"):
        found = browser.get(f"/{lang}/admin?q={words}")
        assert "anne.verger@example.org" in found.words()
    person = browser.get(f"/{lang}/admin/accounts/{anne.id}")
    person = browser.post(person, f"/accounts/{anne.id}", {"role": "editor", "chantier": "4"}, follow=True)
    assert people.actor(anne).has_role(Role.EDITOR, 4)
    assert not people.actor(anne).has_role(Role.EDITOR, 5)
    browser.post(person, f"/accounts/{anne.id}", {"role": "editor", "chantier": "4"}, status=422)
    person = browser.get(f"/{lang}/admin/accounts/{anne.id}")
    browser.post(person, "/revoke", follow=True)
    assert not people.actor(anne).has_role(Role.EDITOR)


def test_searching_does_not_take_signs_for_patterns(browser: Browser) -> None:
    people.participant("Anne Verger", email="anne.verger@example.org")
    browser.sign_in(people.with_role(Role.ADMINISTRATOR))
    for words in ("%25%25", "__", "a", "%27%27", "x" * 254):
        assert "anne.verger" not in browser.get(f"/fr/admin?q={words}").words()
    browser.get("/fr/admin?q=" + "x" * 255, status=422)


def test_the_last_administrator_cannot_leave(browser: Browser) -> None:
    lead = people.with_role(Role.ADMINISTRATOR)
    page = browser.sign_in(lead).get(f"/fr/admin/accounts/{lead.id}")
    browser.post(page, "/revoke", status=409)
    assert people.actor(lead).has_role(Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    "data",
    [
        {"role": "king", "chantier": ""},
        {"role": "", "chantier": ""},
        {"role": "editor", "chantier": "4; --"},
        {"role": "editor", "chantier": "9" * 30},
        {"role": "editor", "chantier": "²"},
    ],
)
def test_a_forged_revocation_is_no_page(browser: Browser, data: dict[str, str]) -> None:
    anne = people.with_role(Role.EDITOR)
    page = browser.sign_in(people.with_role(Role.ADMINISTRATOR)).get(f"/fr/admin/accounts/{anne.id}")
    browser.post(page, "/revoke", data, status=404)
    assert people.actor(anne).has_role(Role.EDITOR)


def test_only_administrators_enter(browser: Browser) -> None:
    anne = people.participant()
    for path in ("/fr/admin", f"/fr/admin/accounts/{anne.id}", "/fr/admin/journal"):
        browser.get(path, status=401)
    browser.sign_in(people.with_role(Role.MODERATOR))
    for path in ("/fr/admin", f"/fr/admin/accounts/{anne.id}", "/fr/admin/journal"):
        browser.get(path, status=403)
    browser.sign_in(people.with_role(Role.AUDITOR))
    browser.get("/fr/admin", status=403)
    browser.get("/fr/admin/journal")
    browser.sign_in(people.with_role(Role.ADMINISTRATOR))
    browser.get("/fr/admin/accounts/999999", status=404)


@LANGUAGES
def test_auditors_narrow_the_journal(browser: Browser, lang: str) -> None:
    anne, proposal = people.participant("Anne Verger"), proposals.published()
    journal.record(people.actor(anne), "proposal.published", "proposal", proposal.id, chantier=4, version=1)
    journal.record(people.actor(anne), "proposalx.other", "thing", 1)
    roles.grant(SYSTEM, anne.id, Role.EDITOR)
    browser.sign_in(people.with_role(Role.AUDITOR))
    whole = browser.get(f"/{lang}/admin/journal").words()
    assert "proposal.published" in whole
    assert "version: 1" in whole
    assert whole.rindex("role.granted") < whole.rindex("proposal.published")
    narrowed = {
        "event=proposal": {"proposal.published"},
        "event=Role.granted": {"role.granted"},
        f"actor={anne.id}": {"proposal.published", "proposalx.other"},
        f"subject=proposal&number={proposal.id}": {"proposal.published"},
        f"subject=account&number={anne.id}": {"role.granted"},
        "event=nothing": set(),
    }
    for query, expected in narrowed.items():
        words = {code.text for code in browser.get(f"/{lang}/admin/journal?{query}").all("code")}
        assert words & {"proposal.published", "proposalx.other", "role.granted"} == expected, query


@pytest.mark.parametrize(
    "query", ["actor=x", "actor=0", "number=99999999999999999999", "event=a%25b", "subject=<b>", "after=%00"]
)
def test_a_wrong_filter_is_told(browser: Browser, query: str) -> None:
    browser.sign_in(people.with_role(Role.AUDITOR))
    browser.get(f"/fr/admin/journal?{query}", status=422)


def test_pages_of_the_journal_follow_each_other(app: Flask, browser: Browser) -> None:
    auditor = people.with_role(Role.AUDITOR)
    browser.sign_in(auditor)
    counts, pages = [], []
    for number in range(3):
        with counted() as statements:
            pages.append(browser.get("/fr/admin/journal?event=test.line"))
        counts.append(len(statements))
        for line in range(40):
            journal.record(SYSTEM, "test.line", "thing", 100 * number + line)
        db.session.commit()
    assert counts[0] == counts[1] == counts[2] <= 12
    seen: list[str] = []
    path: str | None = "/fr/admin/journal?event=test.line"
    while path:
        page = browser.get(path)
        seen += [_text(list(row)[4]) for row in page.all("tr")[1:]]
        path = next((a.get("href") for a in page.all("a") if a.get("rel") == "next"), None)
    assert len(seen) == len(set(seen)) == 120


def _text(cell: Element) -> str:
    return " ".join("".join(cell.itertext()).split())
