"""Every longer form of the public face after a session that ended meanwhile: nothing done, nothing lost."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest

from consult.kernel.actor import Role
from consult.models.accounts import Account
from consult.rules.lifecycle import ProposalState
from tests.attacks.test_sessions import end_sessions, person, sign_in, with_role
from tests.factories import events, mail, offers, people, positions, programme, proposals
from tests.support.browser import XHTML, Browser, Page, _fields, new_request
from tests.support.walking import GUARDS, row_counts

Story = Callable[[Account], tuple[str, str]]
#: What is typed into a field of each kind; whatever else a form holds goes back as it came.
TYPED = {
    "date": "2026-12-24",
    "datetime-local": "2026-12-24T18:30",
    "number": "7",
    "url": "https://a.example.org/",
}


def new_position(author: Account) -> tuple[str, str]:
    people.organisation(author)
    address = f"/fr/positions/new?project={positions.project().id}"
    return address, address


def position(author: Account) -> tuple[str, str]:
    return _own(f"/fr/positions/{positions.given(author).id}/edit")


def offer(author: Account) -> tuple[str, str]:
    return _own(f"/fr/offers/{offers.offered(offers.called(), author).id}/edit")


def reply_to_offer(author: Account) -> tuple[str, str]:
    page = f"/fr/offers/{offers.offered(offers.need(author)).id}"
    return page, f"{page}/answer"


def report_of_offer(author: Account) -> tuple[str, str]:
    return _own(f"/fr/offers/{offers.offered(offers.need(author)).id}/report")


def pace(_author: Account) -> tuple[str, str]:
    return "/fr/following", "/fr/following/pace"


def another_room(author: Account) -> tuple[str, str]:
    from_room = events.published(venues=(events.room(), events.online()))
    events.events.register(people.actor(author), from_room.id, from_room.venues[0].id)
    page = f"/fr/events/{from_room.id}"
    return page, f"{page}/switch"


def new_event(_author: Account) -> tuple[str, str]:
    return _own("/fr/editing/events/new")


def event(_author: Account) -> tuple[str, str]:
    return _own(f"/fr/editing/events/{events.draft().id}")


def cancelled_event(_author: Account) -> tuple[str, str]:
    return _own(f"/fr/editing/events/{events.published().id}/cancel")


def report_of_event(_author: Account) -> tuple[str, str]:
    return _own(f"/fr/editing/events/{events.over().id}/report")


def new_call(_author: Account) -> tuple[str, str]:
    return _own(f"/fr/editing/programme/{programme.action().id}/call")


def call(_author: Account) -> tuple[str, str]:
    return _own(f"/fr/editing/calls/{offers.called().id}")


def status_of_action(_author: Account) -> tuple[str, str]:
    return _own(f"/fr/editing/actions/{programme.action().id}/status")


def step_of_follow_up(_author: Account) -> tuple[str, str]:
    answered = proposals.in_state(ProposalState.ANSWERED, people.participant())
    mail.answer(answered)
    return _own(f"/fr/editing/proposals/{answered.id}/progress")


def chantier(_author: Account) -> tuple[str, str]:
    return _own("/fr/editing/texts/chantier/4")


def phases(_author: Account) -> tuple[str, str]:
    return _own("/fr/editing/texts/phases/4")


def action(_author: Account) -> tuple[str, str]:
    return _own(f"/fr/editing/texts/action/{programme.action().id}")


def new_action(_author: Account) -> tuple[str, str]:
    return _own("/fr/editing/texts/action/new")


def place(_author: Account) -> tuple[str, str]:
    return _own(f"/fr/editing/texts/place/{programme.place().id}")


def project(_author: Account) -> tuple[str, str]:
    return _own(f"/fr/editing/texts/project/{positions.project().id}")


def _own(path: str) -> tuple[str, str]:
    return path, path


OF_PEOPLE: list[Story] = [
    new_position,
    position,
    offer,
    reply_to_offer,
    report_of_offer,
    pace,
    another_room,
]
OF_EDITORS: list[Story] = [
    new_event,
    event,
    cancelled_event,
    report_of_event,
    new_call,
    call,
    status_of_action,
    step_of_follow_up,
    chantier,
    phases,
    action,
    new_action,
    place,
    project,
]


@pytest.mark.parametrize("story", OF_PEOPLE + OF_EDITORS, ids=lambda story: story.__name__)
def test_every_field_comes_back_unsent_after_signing_in(browser: Browser, story: Story) -> None:
    author = with_role(Role.EDITOR) if story in OF_EDITORS else person()
    path, target = story(author)
    browser.sign_in(author)
    page = browser.get(path)
    began, sent = _values(_form(page, target)), _filled(_form(page, target))
    end_sessions(author)
    refused = _send(browser, path, target, _fields(_form(page, target)) | sent)
    assert refused.status == 401
    assert "est conservé" in refused.words()
    before = row_counts()
    back = sign_in(browser, author)
    after = row_counts()
    assert {name for name in before if before[name] != after[name]} <= {
        "account_session",
        "form_use",
        "kept_form",
    }
    shown = _form(back, target)
    assert {name: _values(shown)[name] for name in sent} == sent, "as it was typed"
    fresh = browser.get(path)
    assert _values(_form(fresh, target)) == began, "shown once, then gone"


@pytest.mark.parametrize("to", ["need", "call"])
def test_a_new_offer_waits_for_its_author(browser: Browser, to: str) -> None:
    author = person()
    path = f"/fr/proposals/{offers.need().id}" if to == "need" else f"/fr/calls/{offers.called().id}"
    path = f"{path}/offers/new"
    browser.sign_in(author)
    page = browser.get(path)
    sent = _filled(_form(page, path)) | {"kind": ["time"]}
    end_sessions(author)
    before = row_counts()["offer"]
    browser.post(page, path, sent)
    back = sign_in(browser, author)
    assert back.path == path
    shown = _values(_form(back, path))
    assert {name: shown[name] for name in sent} == sent
    assert row_counts()["offer"] == before


def test_signing_in_completes_a_registration(browser: Browser) -> None:
    author = person()
    path = f"/fr/events/{events.published().id}"
    browser.sign_in(author)
    page = browser.get(path)
    end_sessions(author)
    browser.post(page, "/register")
    assert row_counts()["registration"] == 0
    assert sign_in(browser, author).path == path
    assert row_counts()["registration"] == 1


def _form(page: Page, target: str) -> Element:
    return next(form for form in page.own_forms() if form.get("action") == target)


def _values(form: Element) -> dict[str, list[str]]:
    """What the form would send, without its guards."""
    return {name: values for name, values in _fields(form).items() if name not in GUARDS | {"form_name"}}


def _filled(form: Element) -> dict[str, list[str]]:
    """Something typed into every field; the last of what can be chosen."""
    sent: dict[str, list[str]] = {}
    for node in form.iter():
        name, tag, kind = node.get("name", ""), node.tag.removeprefix(XHTML), node.get("type", "text")
        if tag == "textarea" or (tag == "input" and kind == "text"):
            sent[name] = [f"{name} : ces mots ont demandé une demi-heure."]
        elif tag == "input" and (kind in TYPED or kind in {"radio", "checkbox"}):
            sent[name] = [TYPED.get(kind, node.get("value", ""))]
        elif tag == "select":
            sent[name] = [[option.get("value", "") for option in node.iter(XHTML + "option")][-1]]
    return sent


def _send(browser: Browser, path: str, target: str, fields: dict[str, list[str]]) -> Page:
    new_request()
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://localhost{path}"}
    return Page(browser.client.post(target, data=fields, headers=headers))
