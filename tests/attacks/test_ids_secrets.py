"""Whoever counts through all numbers in all addresses, looking for what is not theirs to read."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.assemblies import Councillor
from consult.models.moderation import Report
from consult.models.proposals import ProposalVersion
from consult.rules.lifecycle import Review, Visibility
from tests.factories import comments, proposals
from tests.support.walking import addresses, browsing, fetch
from tests.support.world import PEOPLE, World, build

AUTHOR, MODERATOR, AUDITOR, ADMINISTRATOR, CLERK = "author", "moderator", "auditor", "administrator", "clerk"
WITHHELD = {AUTHOR, MODERATOR, AUDITOR}
#: A word that stands in one text only → who may ever meet it. ``everything`` holds all roles.
SECRETS = {
    "brouillonneux": {AUTHOR},
    "soumisseux": WITHHELD,
    "masqueux": WITHHELD,
    "retireux": {AUTHOR, AUDITOR},
    "enattenteux": WITHHELD | {ADMINISTRATOR},
    "refuseux": WITHHELD | {ADMINISTRATOR},
    "commentmasqueux": WITHHELD,
    "commentretireux": {AUTHOR, AUDITOR},
    "souscacheux": WITHHELD,
    "signaleux": {MODERATOR},
    "ada.secrete@example.org": {AUTHOR, ADMINISTRATOR},
    "invitee.secrete@example.org": {AUTHOR, ADMINISTRATOR},
    "mairie.secrete@example.org": {CLERK},
    "QQQQ-9999": {MODERATOR, "editor", CLERK},
}


@dataclass
class Hidden:
    """Hides each word where it belongs."""

    world: World
    author: Account

    def proposal(self, word: str, stage=proposals.published, **values: object) -> int:  # type: ignore[no-untyped-def]
        made = stage(self.author, title=f"Un titre {word}", body=f"{proposals.BODY} {word}", **values)
        self.world.ids["proposal_id"].append(made.id)
        return int(made.id)

    def version(self, word: str, review: Review) -> None:
        made = proposals.published(self.author)
        db.session.add(
            ProposalVersion(
                proposal_id=made.id,
                number=2,
                title=f"Un titre {word}",
                body=f"{proposals.BODY} {word}",
                language="fr",
                written_by_id=self.author.id,
                created_at=now(),
                review=review,
            )
        )
        made.newest_version = 2
        self.world.ids["proposal_id"].append(made.id)

    def comment(self, word: str, visibility: Visibility, under: int | None = None) -> None:
        proposal = proposals.published()
        made = comments.written(proposal, self.author, body=f"{comments.BODY} {word}")
        made.visibility = visibility
        if under is not None:
            made.proposal_id = under
        self.world.ids["comment_id"].append(made.id)
        self.world.ids["proposal_id"].append(made.proposal_id)


def hide() -> World:
    world = build()
    author = world.people["author"]
    assert author is not None
    author.email = "ada.secrete@example.org"
    hidden = Hidden(world, author)
    hidden.proposal("brouillonneux", proposals.draft)
    hidden.proposal("soumisseux", proposals.submitted)
    under = hidden.proposal("masqueux", visibility=Visibility.HIDDEN)
    hidden.proposal("retireux", visibility=Visibility.REMOVED)
    hidden.proposal("entered", receipt_code="QQQQ-9999", behalf_name="Paul Papier")
    hidden.version("enattenteux", Review.PENDING)
    hidden.version("refuseux", Review.REFUSED)
    hidden.comment("commentmasqueux", Visibility.HIDDEN)
    hidden.comment("commentretireux", Visibility.REMOVED)
    hidden.comment("souscacheux", Visibility.VISIBLE, under)
    db.session.execute(sa.update(Report).values(explanation="C’est signaleux."))
    db.session.execute(sa.text("UPDATE keeper_invitation SET email = 'invitee.secrete@example.org'"))
    db.session.execute(sa.update(Councillor).values(email="mairie.secrete@example.org"))
    db.session.commit()
    return world


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("who", [who for who in PEOPLE if who != "everything"])
def test_nobody_meets_a_word_that_is_not_for_them(app: Flask, who: str) -> None:
    world = hide()
    browser = browsing(app, world, who)
    forbidden = [word for word, readers in SECRETS.items() if who not in readers]
    for address in addresses(app, world, "GET"):
        lists = "<int" not in address.rule
        for query in ("", "?order=newest&sort=newest&q=titre") if lists else ("",):
            text = fetch(browser, address.path + query).text
            found = [word for word in forbidden if word in text]
            assert not found, f"{who} read {found} at {address.path}{query}"


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_the_words_are_where_their_readers_find_them(app: Flask) -> None:
    """Else the test above would prove nothing."""
    world, missing = hide(), set(SECRETS)
    for who in (AUTHOR, MODERATOR, CLERK, AUDITOR):
        browser = browsing(app, world, who)
        for address in addresses(app, world, "GET"):
            if not {word for word in missing if who in SECRETS[word]}:
                break
            text = fetch(browser, address.path).text
            missing = {word for word in missing if word not in text}
    assert not missing
