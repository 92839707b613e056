"""Report → decision → appeal → reversal with every letter: a French author, a German reporter, and back."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import Letter, NullMailer
from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.journal import JournalEntry
from consult.models.moderation import Appeal, Decision, Report
from consult.models.proposals import Proposal
from tests.factories import people, proposals
from tests.factories.comments import written
from tests.support.browser import Browser
from tests.support.snapshots import same_letters

SNAPSHOTS = Path(__file__).parent / "snapshots" / "moderation_appeal"
TUESDAY = "2026-10-20 10:00:00Z"
MARKER = "pommiers de la rue des Tilleuls"
TITLE = "Un verger au bout de la rue"
BODY = f"Les {MARKER} donnent des fruits pour tous. Madame Courbe, au numéro 4, garde la clé du jardin."
TEXTS = {
    "fr": "Mon adresse est dans ce texte, sans que je l’aie voulu.",
    "de": "Meine Anschrift steht in diesem Text, obwohl ich das nicht will.",
}
FACTS = {
    "fr": "Le texte donne l’adresse d’une personne que l’on reconnaît.",
    "de": "Der Text gibt die Anschrift einer Person an, die man erkennt.",
}
REASONS = {
    "fr": "Vous donnez l’adresse d’une personne sans montrer qu’elle le veut.",
    "de": "Sie geben die Anschrift einer Person an, ohne zu zeigen, dass sie das will.",
}
AGAINST = {
    "fr": "Cette personne m’a demandé elle-même de donner son adresse.",
    "de": "Diese Person hat mich selbst gebeten, ihre Anschrift zu nennen.",
}
OUTCOME = {
    "fr": "La personne a confirmé qu’elle le souhaite.",
    "de": "Die Person hat bestätigt, dass sie das möchte.",
}
SECOND_LOOK = {
    "fr": "Vous avez raison : on reconnaît votre adresse.",
    "de": "Sie haben recht: Ihre Anschrift ist zu erkennen.",
}
#: Dates that a letter promises; its other words are in ``snapshots``.
PROMISES = {
    "report-receipt": {"fr": "mercredi 21 octobre 2026", "de": "Mittwoch, 21. Oktober 2026"},
    "decision-hidden": {"fr": "20 avril 2027", "de": "20. April 2027"},
    "appeal-receipt": {"fr": "4 novembre 2026", "de": "4. November 2026"},
}


@dataclass
class Story:
    """The author reads ``author_reads``, the reporter the other language."""

    app: Flask
    author: Account
    reporter: Account
    moderators: tuple[Account, Account]
    mailer: NullMailer

    def browsing(self, account: Account) -> Browser:
        return Browser(self.app).sign_in(account)

    def letter(self, account: Account, event: str) -> Letter:
        """The one letter of ``event`` to ``account``, in its language."""
        Worker(self.mailer).once()
        found = [one for one in self.mailer.letters if one.address == account.email and event in one.key]
        assert len(found) == 1, (event, [(one.address, one.key) for one in self.mailer.letters])
        if event in PROMISES:
            assert PROMISES[event][account.language] in found[0].text
        assert found[0].language == account.language
        return found[0]

    def all_letters(self, case: str) -> None:
        """Whatever has left since the beginning, whoever reads it, is what the snapshots of ``case`` say."""
        Worker(self.mailer).once()
        same_letters(self.mailer.letters, SNAPSHOTS, f"{case}-author-{self.author.language}")

    def link(self, letter: Letter) -> str:
        found = re.search(r"https?://[^/\s]+(/\S+)", letter.text)
        assert found, letter.text
        return found[1]


def story(app: Flask, author_reads: str) -> Story:
    other = {"fr": "de", "de": "fr"}[author_reads]
    return Story(
        app,
        people.participant("Anne Verger", language=author_reads, email="anne@example.org"),
        people.participant("Bruno Nussbaum", language=other, email="bruno@example.org"),
        (people.with_role(Role.MODERATOR), people.with_role(Role.MODERATOR)),
        NullMailer(),
    )


@pytest.mark.parametrize("author_reads", ["fr", "de"])
def test_reported_hidden_contested_and_shown_again(app: Flask, author_reads: str) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        tale = story(app, author_reads)
        proposal = proposals.published(tale.author, title=TITLE, body=BODY)
        report_it(tale, proposal)
        hide_it(tale, proposal)
        contest_it(tale, proposal)
        give_it_back(tale, proposal)
        everybody_knows(tale, proposal)
        tale.all_letters("reversal")


def report_it(tale: Story, proposal: Proposal) -> None:
    bruno, language = tale.browsing(tale.reporter), tale.reporter.language
    page = bruno.get(f"/{language}/proposals/{proposal.id}/report")
    sent = {"ground": "personal_data", "explanation": TEXTS[language]}
    receipt = bruno.post(page, "/report", sent, follow=True)
    letter = tale.letter(tale.reporter, "report-receipt")
    assert tale.link(letter) == receipt.path


def hide_it(tale: Story, proposal: Proposal) -> None:
    moderator, reads = tale.browsing(tale.moderators[0]), tale.author.language
    page = moderator.get(f"/fr/moderation/proposals/{proposal.id}")
    decision = {
        "kind": "hide",
        "ground": "personal_data",
        "facts": FACTS[reads],
        "reason": REASONS[reads],
    }
    moderator.post(page, f"/moderation/proposals/{proposal.id}", decision)
    Browser(tale.app).get(f"/fr/proposals/{proposal.id}", status=404)
    letter = tale.letter(tale.author, "decision-hidden")
    assert MARKER in letter.text
    assert REASONS[reads] in letter.text
    outcome = tale.letter(tale.reporter, "report-outcome")
    assert MARKER not in outcome.text + outcome.html
    assert proposal.title not in outcome.text + outcome.html + outcome.subject
    assert REASONS[reads] not in outcome.text


def contest_it(tale: Story, proposal: Proposal) -> None:
    anne, reads = tale.browsing(tale.author), tale.author.language
    letter = tale.letter(tale.author, "decision-hidden")
    decision = anne.get(tale.link(letter))
    assert MARKER in decision.words()
    form = anne.get(f"{decision.path}/appeal")
    assert f"{decision.path}/appeal" in letter.text
    anne.post(form, "/appeal", {"text": AGAINST[reads]}, follow=True)
    tale.letter(tale.author, "appeal-receipt")


def give_it_back(tale: Story, proposal: Proposal) -> None:
    appeal = db.session.scalars(sa.select(Appeal)).one()
    first, second = (tale.browsing(account) for account in tale.moderators)
    path = f"/de/moderation/appeals/{appeal.id}"
    assert not [f for f in first.get(path).all("form") if f.get("action", "").endswith(path)]
    page = second.get(path)
    assert AGAINST[tale.author.language] in page.words()
    sent = {"outcome": "reversed", "reason": OUTCOME[tale.author.language]}
    second.post(page, path, sent, follow=True)
    assert MARKER in Browser(tale.app).get(f"/fr/proposals/{proposal.id}").words()


def everybody_knows(tale: Story, proposal: Proposal) -> None:
    tale.letter(tale.author, "appeal-outcome")
    changed = tale.letter(tale.reporter, "appeal-changed")
    assert OUTCOME[tale.author.language] not in changed.text  # reasons are for whoever contested
    receipt = tale.browsing(tale.reporter).get(tale.link(changed))
    assert proposal.title in receipt.words()
    assert not [one for one in tale.mailer.letters if "decision-reinstated" in one.key]
    kinds = list(db.session.scalars(sa.select(Decision.kind).order_by(Decision.id)))
    assert [kind.value for kind in kinds] == ["hide", "reinstate"]
    events = set(db.session.scalars(sa.select(JournalEntry.event)))
    assert {"moderation.reported", "moderation.contested", "moderation.appeal_decided"} <= events
    stored = " ".join(str(facts) for facts in db.session.scalars(sa.select(JournalEntry.facts)))
    assert AGAINST[tale.author.language] not in stored


@pytest.mark.parametrize("author_reads", ["fr", "de"])
def test_a_visitor_with_an_address_contests_a_dismissal(app: Flask, author_reads: str) -> None:
    """Illegal content, no account: receipt, dismissal, appeal, and the text goes."""
    with time_machine.travel(TUESDAY, tick=False):
        tale = story(app, author_reads)
        language = tale.reporter.language
        visitor = Account(email="rosa@example.org", language=language)
        camille = people.participant("Camille Duval", email="camille@example.org")
        comment = written(proposals.published(camille, title=TITLE), tale.author, body=BODY)
        browser = Browser(app)
        page = browser.get(f"/{language}/comments/{comment.id}/report")
        sent = {
            "ground": "illegal",
            "explanation": TEXTS[language],
            "name": "Rosa Linden",
            "email": visitor.email,
            "good_faith": "y",
        }
        browser.post(page, "/report", sent, follow=True)
        receipt = tale.letter(visitor, "report-receipt")
        assert "Rosa" not in receipt.name + receipt.text + receipt.html  # nobody has proved the address
        moderator = tale.browsing(tale.moderators[0])
        item = moderator.get(f"/de/moderation/comments/{comment.id}")
        moderator.post(item, f"/moderation/comments/{comment.id}", {"kind": "dismiss"})
        Worker(tale.mailer).once()
        code = db.session.scalars(sa.select(Report.code)).one()
        form = browser.get(f"/{language}/reports/{code}/appeal")
        browser.post(form, "/appeal", {"text": TEXTS[language]}, follow=True)
        tale.letter(visitor, "appeal-receipt")
        judge = tale.browsing(tale.moderators[1])
        appeal = db.session.scalars(sa.select(Appeal)).one()
        page = judge.get(f"/fr/moderation/appeals/{appeal.id}")
        verdict = {
            "outcome": "reversed",
            "reason": SECOND_LOOK[language],
            "kind": "hide",
            "ground": "personal_data",
            "facts": FACTS[author_reads],
            "author_reason": REASONS[author_reads],
        }
        judge.post(page, f"/appeals/{appeal.id}", verdict, follow=True)
        outcome = tale.letter(visitor, "appeal-outcome")
        assert MARKER not in outcome.text + outcome.html
        hidden = tale.letter(tale.author, "decision-hidden")
        assert MARKER in hidden.text
        tale.all_letters("dismissal")
