"""The clerk finds proposals, keeps what is ticked, and reads all that is missing at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.models.ballots import Ballot, Paper
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.voting import BallotState, Choice
from consult.services import ballots, search
from tests.factories import councils, people, proposals
from tests.support.browser import Browser, Page

LANGUAGES = ("fr", "de")


def clerk(app: Flask) -> Browser:
    return Browser(app).sign_in(people.with_role(Role.CLERK))


def about(title: str, chantier: int, supports: int = 0):  # type: ignore[no-untyped-def]
    proposal = proposals.published_with_supports(supports, title=title, body="Dans chaque quartier. " * 9)
    proposal.chantier_number = chantier
    search.proposals([proposal])
    db.session.flush()
    return proposal


def offered(page: Page) -> dict[str, bool]:
    """Proposal id → whether it is ticked."""
    boxes = [node for node in page.all("input") if node.get("name") == "proposals"]
    return {node.get("value", ""): node.get("checked") is not None for node in boxes}


@pytest.mark.parametrize("language", LANGUAGES)
def test_proposals_are_found_by_chantier_and_words_and_ticks_stay(app: Flask, language: str) -> None:
    orchard, nursery, tram = about("Un verger", 4, 3), about("Une pépinière", 4), about("Un tramway", 9)
    desk, path = clerk(app), f"/{language}/clerk/papers/choose"
    everything = desk.get(path)
    assert offered(everything) == {str(p.id): False for p in (orchard, nursery, tram)}
    assert "3" in everything.words()
    assert set(offered(desk.get(f"{path}?chantier=4"))) == {str(orchard.id), str(nursery.id)}
    assert set(offered(desk.get(f"{path}?q=verger"))) == {str(orchard.id)}
    kept = desk.get(f"{path}?q=verger&proposals={tram.id}")
    assert offered(kept) == {str(tram.id): True, str(orchard.id): False}
    assert not offered(desk.get(f"{path}?q=licorne"))
    desk.get(f"{path}?chantier=99&q={'a' * 3000}&proposals=x&proposals=0&paper=0")


def test_what_was_chosen_comes_ticked_to_the_next_page(app: Flask) -> None:
    orchard, tram = about("Un verger", 4), about("Un tramway", 9)
    desk = clerk(app)
    page = desk.get(f"/fr/clerk/papers/new?proposals={tram.id}&q=&chantier=")
    assert offered(page) == {str(tram.id): True}
    assert f"proposals={tram.id}" in page.text
    refused = desk.post(page, "/clerk/papers/new", {"proposals": [str(tram.id)]}, status=422)
    assert offered(refused) == {str(tram.id): True}
    assert str(orchard.id) not in offered(refused)


def test_a_proposal_that_is_not_open_cannot_be_slipped_in(app: Flask) -> None:
    hidden = about("Un secret", 4)
    hidden.visibility = Visibility.HIDDEN
    draft = proposals.in_state(ProposalState.DRAFT, people.participant(), title="Un brouillon")
    desk = clerk(app)
    for path in ("choose", "new"):
        page = desk.get(f"/fr/clerk/papers/{path}?proposals={hidden.id}&proposals={draft.id}")
        assert offered(page) == {}
        assert "Un secret" not in page.text


def test_the_proposals_of_a_paper_are_chosen_anew(app: Flask) -> None:
    orchard, tram = about("Un verger", 4), about("Un tramway", 9)
    paper = ballots.prepare(
        SYSTEM, councils.draft(orchard, opens=timedelta(hours=1), closes=timedelta(days=3))
    )
    desk = clerk(app)
    assert offered(desk.get(f"/fr/clerk/papers/{paper.id}/edit")) == {str(orchard.id): True}
    page = desk.get(f"/fr/clerk/papers/choose?paper={paper.id}&proposals={orchard.id}")
    assert f"/clerk/papers/{paper.id}/edit" in page.text
    both = desk.get(f"/fr/clerk/papers/{paper.id}/edit?proposals={orchard.id}&proposals={tram.id}")
    assert offered(both) == {str(orchard.id): True, str(tram.id): True}
    desk.post(both, "/edit", {"proposals": [str(orchard.id), str(tram.id)]})
    drafts = sa.select(sa.func.count()).select_from(Ballot).filter_by(paper_id=paper.id)
    assert db.session.scalar(drafts) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_scheduling_names_every_missing_text_at_once(app: Flask, language: str) -> None:
    on = [about("Un verger", 4), about("Un tramway", 9)]
    draft = councils.draft(*on, opens=timedelta(hours=1), closes=timedelta(days=3))
    paper = ballots.prepare(SYSTEM, draft)
    first, second = db.session.scalars(sa.select(Ballot).order_by(Ballot.position)).all()
    second.question = {"fr": "Un tramway ?"}
    db.session.flush()
    with pytest.raises(Invalid) as refusal:
        ballots.schedule(SYSTEM, paper.id)
    fields = [refusal.value.field, *(each.field for each in refusal.value.also)]
    assert fields == [f"title_de_{first.id}", f"question_de_{second.id}", f"title_de_{second.id}"]
    desk = clerk(app)
    page = desk.get(f"/{language}/clerk/papers/{paper.id}")
    refused = desk.post(page, "/schedule", status=422)
    wrong = [node.get("id") for node in refused.tree.iter() if node.get("aria-invalid") == "true"]  # type: ignore[union-attr]
    assert sorted(map(str, wrong)) == sorted(map(str, fields))
    states = db.session.scalars(sa.select(Ballot.state)).all()
    assert states == [BallotState.draft, BallotState.draft]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Paper)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moderator_withholds_a_reason_from_the_list_of_names(app: Flask, language: str) -> None:
    member = councils.member()
    ballot = councils.opened(closes=timedelta(hours=1))
    reason = "Une folie de quelques rêveurs."
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat, Choice.against, reason=reason))
    ballots.bring_up_to_date(SYSTEM, ballot.id, moment=councils.after_the_end(ballot))
    names = f"/{language}/ballots/{ballot.id}/results?commune=57463"
    room = f"/{language}/ballots/{ballot.id}/reasons/{member.seat.id}"
    visitor = Browser(app)
    assert room not in visitor.get(names).text
    visitor.get(room, status=401)
    Browser(app).sign_in(member.account).get(room, status=403)
    clerk(app).get(room, status=403)
    moderator = Browser(app).sign_in(people.with_role(Role.MODERATOR))
    assert room in moderator.get(names).text
    page = moderator.get(room)
    moderator.post(page, room, status=422)
    page = moderator.post(page, room, {"ground": "insult"}, follow=True)
    hidden = visitor.get(names)
    assert reason not in hidden.text
    assert "Dominique" in hidden.text
    moderator.post(page, "/restore", follow=True)
    assert reason in visitor.get(names).text


def test_the_button_to_vote_says_what_becomes_public(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened()
    page = Browser(app).sign_in(member.account).get(f"/fr/ballots/{ballot.id}")
    (form,) = [form for form in page.all("form") if form.get("action", "").endswith("/vote")]
    (button,) = [node for node in form.iter() if node.tag.endswith("}button")]
    (said,) = [node for node in form.iter() if node.get("id") == button.get("aria-describedby")]
    words = "".join(said.itertext())
    assert "name" in words or "nom" in words


def test_a_reason_keeps_its_own_language(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened(closes=timedelta(hours=1))
    reason = "Die Streuobstwiese tut dem ganzen Stadtviertel gut, deshalb bin ich dafür."
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat, reason=reason))
    ballots.bring_up_to_date(SYSTEM, ballot.id, moment=councils.after_the_end(ballot))
    page = Browser(app).get(f"/fr/ballots/{ballot.id}/results?commune=57463")
    (prose,) = [n for n in page.all("div") if n.get("class") == "prose" and reason in "".join(n.itertext())]
    assert prose.get("lang") == "de"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_suspended_ballot_is_not_among_the_coming_ones(app: Flask, language: str) -> None:
    member = councils.member()
    ballot = councils.opened()
    ballots.suspend(SYSTEM, ballot.id)
    page = Browser(app).sign_in(member.account).get(f"/{language}/desk")
    titles = {node.get("id") for node in page.all("h2")}
    assert "suspended-title" in titles
    assert "coming-title" not in titles
