"""From the hundredth support to the done action: the administration answers, and each person learns it."""

from dataclasses import replace

import pytest
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import NullMailer
from consult.kernel import territory as land
from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.rules.lifecycle import ProposalState
from consult.services.proposals import support
from tests.factories import people, proposals
from tests.services.test_answers import action
from tests.support.browser import Browser
from tests.web.test_editing import ANSWER


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_from_the_threshold_to_the_done_action(
    app: Flask, browser: Browser, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(land.territory(), settings=land.territory().settings | {"support_threshold": 2})
    monkeypatch.setattr("consult.services.proposals.supporting.territory", lambda: few)
    author = people.participant(language="fr")
    proposal, planted = proposals.published(author), action()
    supporters = [people.participant(language="de"), people.participant(language="fr")]
    for person in supporters:
        support(people.actor(person), proposal.id)
    db.session.commit()

    browser.sign_in(people.with_role(Role.EDITOR, 4))
    assert proposal.title in browser.get(f"/{lang}/editing").words()
    form = browser.get(f"/{lang}/editing/proposals/{proposal.id}/answer")
    shown = browser.post(form, "/answer", ANSWER, follow=True)

    mailer = NullMailer()
    Worker(mailer).once()
    letters = {letter.address: letter for letter in mailer.letters}
    assert set(letters) == {person.email for person in (author, *supporters)}
    for person, word in ((author, "convient"), (supporters[0], "geeignet"), (supporters[1], "convient")):
        letter = letters[person.email]  # type: ignore[index]  # they all have one
        assert word in letter.text
        link = next(line for line in letter.text.splitlines() if line.startswith("http"))
        page = Browser(app).get(link.removeprefix("http://127.0.0.1:8000").split("#")[0])
        assert word in page.words()

    shown = browser.post(shown, "/actions", {"action": str(planted.id)}, follow=True)
    shown = browser.post(shown, "/start", follow=True)
    browser.post(shown, "/finish")
    assert proposal.state is ProposalState.DONE
    public = Browser(app).get(f"/{lang}/proposals/{proposal.id}").words()
    assert {"fr": "Planter", "de": "Pflanzen"}[lang] in public
    assert proposal.title not in browser.get(f"/{lang}/editing").words()
