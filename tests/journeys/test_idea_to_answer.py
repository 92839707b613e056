"""The main journey over HTTP, once in each language: from an idea to an answer that everybody can read."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import NullMailer
from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.ballots import Ballot
from consult.models.journal import JournalEntry
from consult.models.proposals import Proposal
from tests.factories import councils, people
from tests.support.browser import Browser, Page

TEXTS = {
    "fr": (
        "Un verger partagé près de l’école",
        "Le terrain derrière l’école est vide depuis trois ans. Plantons-y vingt arbres fruitiers avec les "
        "enfants, les associations et les voisins ; chacun pourra cueillir et apprendre à tailler.",
    ),
    "de": (
        "Eine Streuobstwiese neben der Schule",
        "Das Gelände hinter der Schule steht seit drei Jahren leer. Pflanzen wir dort zwanzig Obstbäume mit "
        "den Kindern, den Vereinen und den Nachbarn; alle dürfen ernten und lernen, wie man Bäume schneidet.",
    ),
}
NOON = "2026-10-20 10:00:00Z"


class Story:
    """One installation, its post, and the people of this story."""

    def __init__(self, app: Flask, language: str, clock: time_machine.Traveller) -> None:
        self.app, self.language, self.clock = app, language, clock
        self.mailer = NullMailer()
        self.people: dict[str, Browser] = {}

    def path(self, rest: str) -> str:
        return f"/{self.language}/{rest}"

    def as_(self, name: str, role: Role | None = None) -> Browser:
        if name not in self.people:
            account = (
                people.with_role(role, language=self.language)
                if role
                else people.participant(language=self.language)
            )
            self.people[name] = Browser(self.app).sign_in(account)
        return self.people[name]

    def mail_to(self, address: str, event: str) -> str:
        """The newest mail of ``event`` that the worker has sent to ``address``."""
        Worker(self.mailer).once()
        letters = [
            letter for letter in self.mailer.letters if letter.address == address and event in letter.key
        ]
        assert letters, (
            f"no {event} to {address}: {[(letter.address, letter.key) for letter in self.mailer.letters]}"
        )
        return letters[-1].text

    def link(self, text: str) -> str:
        found = re.search(r"https?://[^/\s]+(/\S+)", text)
        assert found, text
        return found[1]


@pytest.mark.parametrize("language", ["fr", "de"])
def test_from_an_idea_to_an_answer(app: Flask, language: str) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        story = Story(app, language, clock)
        anne = sign_up_and_confirm(story)
        proposal_id = write_and_submit(story, anne)
        publish(story, proposal_id)
        support_and_debate(story, proposal_id)
        vote(story, proposal_id)
        answer(story, proposal_id)
        read_the_journal(story, proposal_id)


def sign_up_and_confirm(story: Story) -> Browser:
    anne = Browser(story.app)
    form = anne.get(story.path("sign-up"))
    home = next(v for o in form.all("option") if (v := o.get("value") or "").endswith("57463"))
    fields = {
        "email": f"anne.{story.language}@example.org",
        "display_name": "Anne V.",
        "home": home,
        "language": story.language,
        "charter": "y",
        "age": "y",
    }
    anne.post(form, "/sign-up", fields, follow=True)
    link = story.link(story.mail_to(fields["email"], "account-confirm"))
    offered = anne.get(link)
    anne.post(offered, link, follow=True)
    assert "Anne V." in anne.get(story.path("account")).words()
    return anne


def write_and_submit(story: Story, anne: Browser) -> int:
    title, body = TEXTS[story.language]
    form = anne.get(story.path("proposals/new?chantier=4"))
    checked = anne.post(form, "/proposals/new", {"title": title, "body": body, "chantier": "4"}, follow=True)
    assert title in checked.words()
    anne.post(checked, "/check", follow=True)
    proposal = db.session.scalars(sa.select(Proposal).where(Proposal.title == title)).one()
    assert proposal.language == story.language
    Browser(story.app).get(story.path(f"proposals/{proposal.id}"), status=404)
    return proposal.id


def publish(story: Story, proposal_id: int) -> None:
    moderator = story.as_("moderator", Role.MODERATOR)
    queue = moderator.get(story.path("moderation"))
    assert TEXTS[story.language][0] in queue.words()
    item = moderator.get(story.path(f"moderation/proposals/{proposal_id}"))
    moderator.post(item, f"/moderation/proposals/{proposal_id}", {"kind": "publish"}, follow=True)
    assert TEXTS[story.language][0] in Browser(story.app).get(story.path("proposals")).words()
    assert TEXTS[story.language][0] in story.mail_to(
        f"anne.{story.language}@example.org", "decision-published"
    )


def support_and_debate(story: Story, proposal_id: int) -> None:
    bruno = story.as_("bruno")
    page = bruno.get(story.path(f"proposals/{proposal_id}"))
    bruno.post(page, f"/proposals/{proposal_id}/support", follow=True)
    page = bruno.get(story.path(f"proposals/{proposal_id}"))
    remark = {
        "fr": "Très bonne idée, les enfants apprendront beaucoup.",
        "de": "Sehr gute Idee, die Kinder lernen dabei viel.",
    }
    bruno.post(
        page,
        f"/proposals/{proposal_id}/comments",
        {"stance": "for", "body": remark[story.language]},
        follow=True,
    )
    seen = Browser(story.app).get(story.path(f"proposals/{proposal_id}"))
    assert remark[story.language] in seen.words()
    db.session.expire_all()
    proposal = db.session.get(Proposal, proposal_id)
    assert proposal is not None
    assert (proposal.support_count, proposal.comment_count) == (1, 1)


def vote(story: Story, proposal_id: int) -> None:
    seat = councils.councillor(language=story.language)
    db.session.commit()
    clerk = story.as_("clerk", Role.CLERK)
    new = clerk.get(story.path("clerk/papers/new"))
    paper = clerk.post(new, "/papers/new", paper_fields(proposal_id), follow=True)
    room = paper.path.removesuffix("/questions")
    clerk.post(paper, "/questions", questions(paper), follow=True)
    clerk.post(clerk.get(room), "/schedule", follow=True)
    story.clock.shift(timedelta(hours=2))
    clerk.post(clerk.get(room), "/open", follow=True)
    cast(story, claim(story, clerk, seat.assembly_id))
    story.clock.shift(timedelta(days=8))
    for step in ("close", "proclaim", "publish"):
        clerk.post(clerk.get(room), f"/{step}", follow=True)
    reader = Browser(story.app)
    ballot_id = db.session.scalars(sa.select(Ballot.id).where(Ballot.proposal_id == proposal_id)).one()
    results = reader.get(story.path(f"ballots/{ballot_id}/results")).words()
    assert {"fr": "avis consultatif", "de": "unverbindliches Meinungsbild"}[
        story.language
    ].lower() in results.lower()


def cast(story: Story, councillor: Browser) -> None:
    desk = councillor.get(story.path("desk"))
    addresses = [link.get("href", "") for link in desk.all("a")]
    ballot = councillor.get(next(address for address in addresses if "/ballots/" in address))
    prefix = next(name for name in ballot.form("/vote") if name.endswith("expected_version"))
    prefix = prefix.removesuffix("expected_version")
    counted = councillor.post(ballot, "/vote", {f"{prefix}choice": "for"}, follow=True)
    assert {"fr": "Votre vote", "de": "Ihre Stimme"}[story.language] in counted.words()


def paper_fields(proposal_id: int) -> dict[str, object]:
    return {
        "title_fr": "Avis sur le verger",
        "title_de": "Meinungsbild zur Streuobstwiese",
        "introduction_fr": "Une question.",
        "introduction_de": "Eine Frage.",
        "opens_on": "2026-10-20",
        "opens_time": "13:00",
        "closes_on": "2026-10-27",
        "closes_time": "18:00",
        "proposals": [str(proposal_id)],
    }


def questions(page: Page) -> dict[str, str]:
    names = [name for name in page.form("/questions") if name.startswith(("title_", "question_"))]
    return {name: f"{'Êtes-vous pour' if '_fr_' in name else 'Sind Sie für'} 1: {name[:8]}" for name in names}


def claim(story: Story, clerk: Browser, assembly_id: int) -> Browser:
    ask = clerk.get(story.path(f"clerk/assemblies/{assembly_id}/letters"))
    letters = clerk.post(ask, "/letters", status=200)
    code = re.search(r"\b[A-Z0-9]{4}(?:-[A-Z0-9]{4})+\b", letters.words())
    assert code, letters.words()[:500]
    councillor = story.as_("councillor")
    councillor.post(councillor.get(story.path("claim")), "/claim", {"code": code[0]}, follow=True)
    return councillor


def answer(story: Story, proposal_id: int) -> None:
    editor = story.as_("editor", Role.EDITOR)
    form = editor.get(story.path(f"editing/proposals/{proposal_id}/answer"))
    fields = {
        "kind": "full",
        "outcome": "accepted",
        "reasons_fr": "Le terrain est libre et le budget suffit.",
        "reasons_de": "Das Gelände ist frei, und das Budget reicht.",
        "next_steps_fr": "Plantation en mars.",
        "next_steps_de": "Pflanzung im März.",
        "in_charge_fr": "Le service des espaces verts",
        "in_charge_de": "Das Grünflächenamt",
    }
    editor.post(form, "/answer", fields, follow=True)
    seen = Browser(story.app).get(story.path(f"proposals/{proposal_id}")).words()
    assert fields[f"reasons_{story.language}"] in seen
    assert fields[f"in_charge_{story.language}"] in seen
    story.mail_to(f"anne.{story.language}@example.org", "answer-given")


def read_the_journal(story: Story, proposal_id: int) -> None:
    auditor = story.as_("auditor", Role.AUDITOR)
    journal = auditor.get(story.path("admin/journal"))
    assert "proposal" in journal.text
    events = set(db.session.scalars(sa.select(JournalEntry.event)))
    wanted = {
        "proposal.submitted",
        "proposal.published",
        "support.given",
        "proposal.in_ballot",
        "proposal.voted",
        "proposal.answered",
    }
    assert wanted <= events, wanted - events
    assert now()
