"""The pages of ballots as visitors, councillors and clerks see them, in both languages."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.kernel.text.typography import typeset
from consult.models.ballots import Ballot, Paper, Vote
from consult.models.comments import Comment
from consult.rules.ballot_log import Entry, Opening, read_body, replay, verify_chain
from consult.rules.comments import Stance
from consult.rules.lifecycle import ProposalState
from consult.rules.voting import BallotState, Choice
from consult.services import ballots
from consult.web.kit import transaction
from tests.factories import councils, people, proposals
from tests.support.browser import Browser
from tests.support.statements import counted

LANGUAGES = ("fr", "de")
QUESTION = {"fr": "Êtes-vous pour le verger ?", "de": "Sind Sie für die Streuobstwiese?"}


def open_ballot() -> Ballot:
    ballot = councils.opened()
    ballot.question = QUESTION
    db.session.flush()
    return ballot


@pytest.mark.parametrize("language", LANGUAGES)
def test_visitors_read_every_stage_in_their_language(browser: Browser, language: str) -> None:
    browser.get(f"/{language}/ballots")
    councils.electorate(7)
    proposal = proposals.published_with_supports(3, cost_euros=4000)
    author = people.participant()
    for stance in (Stance.FOR, Stance.AGAINST):
        db.session.add(
            Comment(
                proposal_id=proposal.id,
                stance=stance,
                body="Les enfants en profiteront **tous**.",
                language="fr",
                author_id=author.id,
                created_at=now(),
                published_at=now(),
                useful_count=4,
            )
        )
    (coming,) = councils.scheduled()
    ballot = open_ballot()
    other = councils.opened(proposal)
    other.question = QUESTION
    for path in ("ballots", f"ballots/{coming.id}", f"ballots/papers/{other.paper_id}"):
        browser.get(f"/{language}/{path}")
    page = browser.get(f"/{language}/ballots/{other.id}")
    assert typeset(QUESTION["fr"], "fr") in page.text
    assert QUESTION["de"] in page.text
    assert "enfants" in page.words()
    browser.get(f"/{language}/ballots/{ballot.id}/results")
    browser.get(f"/{language}/ballots/{ballot.id}/results?commune=57463", status=404)
    browser.get(f"/{language}/ballots/999999", status=404)
    browser.get(f"/{language}/ballots?after=nonsense", status=422)


def test_a_paper_in_preparation_is_nobodys_business(browser: Browser) -> None:
    draft = councils.draft(opens=timedelta(hours=1), closes=timedelta(days=1))
    paper = ballots.prepare(SYSTEM, draft)
    ballot = db.session.scalars(sa.select(Ballot).filter_by(paper_id=paper.id)).one()
    browser.get(f"/fr/ballots/{ballot.id}", status=404)
    browser.get(f"/fr/ballots/papers/{paper.id}", status=404)
    browser.get(f"/fr/ballots/{ballot.id}/log.json", status=404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_councillor_votes_reads_the_receipt_and_changes_the_vote(browser: Browser, language: str) -> None:
    member = councils.member()
    ballot = open_ballot()
    browser.sign_in(member.account)
    desk = browser.get(f"/{language}/desk")
    assert QUESTION[language] in desk.words()
    page = browser.get(f"/{language}/ballots/{ballot.id}")
    name = f"b{ballot.id}-s{member.seat.id}-"
    empty = browser.post(page, f"/ballots/{ballot.id}/vote", {f"{name}reason": "Un texte gardé"}, status=422)
    assert "Un texte gardé" in empty.text
    fields = {f"{name}choice": "for", f"{name}reason": "Un verger pour les enfants du quartier."}
    voted = browser.post(page, f"/ballots/{ballot.id}/vote", fields, follow=True)
    vote = db.session.scalars(sa.select(Vote)).one()
    assert vote.nonce in voted.text
    assert ballot.log_head in voted.text
    browser.post(voted, f"/ballots/{ballot.id}/vote", {f"{name}choice": "against"}, follow=True)
    db.session.expire_all()
    vote = db.session.scalars(sa.select(Vote)).one()
    assert (vote.choice, vote.version) == (Choice.against, 2)
    assert vote.nonce in browser.get(f"/{language}/desk").text


def test_a_double_click_counts_once_and_a_stale_page_shows_how_the_vote_stands(browser: Browser) -> None:
    member = councils.member()
    ballot = open_ballot()
    browser.sign_in(member.account)
    page = browser.get(f"/fr/ballots/{ballot.id}")
    second_window = browser.get(f"/fr/ballots/{ballot.id}")
    name, action = f"b{ballot.id}-s{member.seat.id}-", f"/ballots/{ballot.id}/vote"
    first = browser.post(page, action, {f"{name}choice": "for"})
    again = browser.post(page, action, {f"{name}choice": "for"})
    assert again.location.split("#")[0] == first.location.split("#")[0]
    stale = browser.post(second_window, action, {f"{name}choice": "abstain"}, status=409)
    assert stale.form(action)[f"{name}expected_version"] == ["1"]
    db.session.expire_all()
    assert (ballot.cast_count, ballot.log_size) == (1, 2)


def test_a_late_vote_is_refused_with_a_page(browser: Browser) -> None:
    member = councils.member()
    ballot = open_ballot()
    browser.sign_in(member.account)
    page = browser.get(f"/de/ballots/{ballot.id}")
    with time_machine.travel(councils.after_the_end(ballot), tick=False):
        browser.sign_in(member.account)
        browser.post(page, "/vote", {f"b{ballot.id}-s{member.seat.id}-choice": "for"}, status=409)
        browser.get(f"/de/ballots/{ballot.id}")
        browser.get(f"/de/ballots/{ballot.id}/results")
        browser.get("/de/desk")
    db.session.expire_all()
    assert (ballot.state, ballot.cast_count) == (BallotState.open, 0)


def test_a_vote_counts_as_received_when_it_came_not_when_its_turn_came(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = councils.member()
    ballot = open_ballot()
    browser.sign_in(member.account)
    page = browser.get(f"/fr/ballots/{ballot.id}")
    with time_machine.travel(ballot.closes_at - timedelta(seconds=1), tick=False) as clock:
        browser.sign_in(member.account)

        @contextmanager
        def after_a_queue() -> Iterator[None]:
            clock.shift(timedelta(seconds=3))
            with writing():
                yield

        monkeypatch.setattr(transaction, "writing", after_a_queue)
        browser.post(page, "/vote", {f"b{ballot.id}-s{member.seat.id}-choice": "for"})
    db.session.expire_all()
    assert ballot.cast_count == 1


def test_visitors_and_residents_cannot_vote(browser: Browser) -> None:
    member = councils.member()
    ballot = open_ballot()
    assert "form" not in {form.get("class") for form in browser.get(f"/fr/ballots/{ballot.id}").all("form")}
    browser.get("/fr/desk", status=401)
    browser.sign_in(people.participant())
    browser.get("/fr/desk", status=403)
    other = Browser(browser.app).sign_in(member.account)
    page = other.get(f"/fr/ballots/{ballot.id}")
    stranger = Browser(browser.app).sign_in(councils.member().account)
    stranger.get("/fr/desk")
    fields = page.form("/vote") | {f"b{ballot.id}-s{member.seat.id}-choice": "for"}
    csrf = stranger.get("/fr/claim").form("/sign-out")["csrf_token"]
    db.session.commit()
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = stranger.client.post(
        f"/fr/ballots/{ballot.id}/vote", data=fields | {"csrf_token": csrf}, headers=headers
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_shows_all_figures_and_one_communes_names(browser: Browser, language: str) -> None:
    councils.electorate(10)
    member = councils.member()
    ballot = open_ballot()
    reason = "Ce verger fera du bien à tout le quartier, j’y suis favorable."
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat, reason=reason))
    with time_machine.travel(councils.after_the_end(ballot), tick=False):
        before = browser.get(f"/{language}/ballots/{ballot.id}/results")
        assert "Verger" not in before.text
        ballots.close(SYSTEM, ballot.id)
        page = browser.get(f"/{language}/ballots/{ballot.id}/results")
        assert "Verger" not in page.text
        with counted() as statements:
            names = browser.get(f"/{language}/ballots/{ballot.id}/results?commune=57463&sort=for")
        assert reason in names.text
        assert "Noyer" in names.text
        assert len(statements) <= 8
        ballots.proclaim(SYSTEM, ballot.id)
        ballots.publish(SYSTEM, ballot.id)
        browser.get(f"/{language}/ballots/{ballot.id}/results")
        browser.get(f"/{language}/ballots/{ballot.id}/results?commune=00000", status=404)
        assert "1" in browser.get(f"/{language}/ballots").words()


def test_a_partners_result_stands_apart_with_its_names(browser: Browser) -> None:
    partner = councils.partner_council()
    voter = councils.councillor(partner)
    proposal = proposals.published()
    theirs = councils.opened(proposal, assembly_id=partner.id, closes=timedelta(days=1))
    ours = councils.opened(proposal, closes=timedelta(days=1))
    ballots.cast(SYSTEM, theirs.id, councils.vote(voter, Choice.against))
    with time_machine.travel(councils.after_the_end(theirs) + timedelta(seconds=2), tick=False):
        for ballot in (theirs, ours):
            ballots.close(SYSTEM, ballot.id)
        assert "Verger" in browser.get(f"/de/ballots/{theirs.id}/results").text
        page = browser.get(f"/de/ballots/{ours.id}/results")
        assert "Stadtrat der Nachbarstadt" in page.words()
    assert ours.roll_size == 0
    assert ours.figures["against"] == 0


def test_the_log_gives_nothing_away_before_the_count_and_everything_after(browser: Browser) -> None:
    seats = councils.electorate(5)
    ballot = open_ballot()
    for seat, choice in zip(seats, Choice, strict=False):
        ballots.cast(SYSTEM, ballot.id, councils.vote(seat, choice))
    page = browser.get(f"/fr/ballots/{ballot.id}/log.json")
    document = json.loads(page.text)
    assert document["openings"] is None
    assert not any(vote.nonce in page.text for vote in db.session.scalars(sa.select(Vote)))
    with time_machine.travel(councils.after_the_end(ballot), tick=False):
        ballots.close(SYSTEM, ballot.id)
        document = json.loads(browser.get(f"/fr/ballots/{ballot.id}/log.json").text)
    entries = [Entry(**entry) for entry in document["entries"]]
    assert verify_chain(entries) == document["head"]
    openings = {
        one["seat"]: Opening(bytes.fromhex(one["nonce"]), Choice(one["choice"]))
        for one in document["openings"]
    }
    bodies = [read_body(entry.body, entry.index) for entry in entries]
    assert replay(bodies, openings) == dict(zip([seat.id for seat in seats], Choice, strict=False))


def test_pages_take_a_fixed_number_of_statements(browser: Browser) -> None:
    member = councils.member()
    councils.electorate(20)
    on = [proposals.published() for _ in range(3)]
    paper = councils.scheduled(*on, opens=timedelta(hours=-1))
    for ballot in paper:
        ballots.bring_up_to_date(SYSTEM, ballot.id)
        ballots.cast(member.actor, ballot.id, councils.vote(member.seat))
    paths = [f"/fr/ballots/{paper[0].id}", f"/fr/ballots/papers/{paper[0].paper_id}", "/fr/ballots"]
    for path in paths:
        with counted() as statements:
            browser.get(path)
        assert len(statements) <= 8, (path, len(statements))
    browser.sign_in(member.account)
    for path in [*paths, "/fr/desk"]:
        with counted() as statements:
            browser.get(path)
        assert len(statements) <= 12, (path, len(statements))


def test_reading_never_opens_a_ballot(browser: Browser) -> None:
    member = councils.member()
    (ballot,) = councils.scheduled(opens=timedelta(seconds=-5))
    browser.sign_in(member.account)
    for path in (f"ballots/{ballot.id}", "desk", "ballots", f"ballots/{ballot.id}/results"):
        browser.get(f"/fr/{path}")
    db.session.expire_all()
    assert (ballot.state, ballot.log_size) == (BallotState.scheduled, 0)
    page = browser.get(f"/fr/ballots/{ballot.id}")
    browser.post(page, "/vote", {f"b{ballot.id}-s{member.seat.id}-choice": "blank"}, follow=True)
    db.session.expire_all()
    assert (ballot.state, ballot.cast_count) == (BallotState.open, 1)


def clerk(app: Flask) -> Browser:
    return Browser(app).sign_in(people.with_role(Role.CLERK))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clerk_runs_a_paper_from_the_first_line_to_the_publication(app: Flask, language: str) -> None:
    councils.electorate(6)
    proposal = proposals.published()
    desk = clerk(app)
    desk.get(f"/{language}/clerk")
    new = desk.get(f"/{language}/clerk/papers/new")
    opens, closes = councils.local(now() + timedelta(hours=1)), councils.local(now() + timedelta(days=3))
    fields = {
        "title_fr": "Les vergers",
        "opens_on": f"{opens:%Y-%m-%d}",
        "opens_time": f"{opens:%H:%M}",
        "closes_on": f"{closes:%Y-%m-%d}",
        "closes_time": f"{closes:%H:%M}",
        "proposals": [str(proposal.id)],
    }
    refused = desk.post(new, "/clerk/papers/new", fields, status=422)
    assert "Les vergers" in refused.text
    fields["title_de"] = "Die Streuobstwiesen"
    desk.post(refused, "/clerk/papers/new", fields)
    paper = db.session.scalars(sa.select(Paper)).one()
    ballot = db.session.scalars(sa.select(Ballot)).one()
    edit = desk.get(f"/{language}/clerk/papers/{paper.id}/edit")
    questions = desk.post(edit, "/edit", {"proposals": [str(proposal.id)]}, follow=True)
    form = questions.form("/questions")
    assert proposal.title in form[f"question_fr_{ballot.id}"][0]
    assert form[f"question_de_{ballot.id}"][0] == "Befürworten Sie diesen Vorschlag?"
    page = desk.post(questions, "/questions", follow=True)
    missing = desk.post(page, "/schedule", status=422)
    page = desk.post(missing, "/questions", {f"title_de_{ballot.id}": "Eine Wiese für alle"}, follow=True)
    page = desk.post(page, "/schedule", follow=True)
    desk.get(f"/{language}/clerk/papers/{paper.id}/edit", status=409)
    with time_machine.travel(now() + timedelta(hours=2)):
        page = desk.get(f"/{language}/clerk/papers/{paper.id}")
        page = desk.post(page, "/open", follow=True)
        page = desk.post(page, "/suspend", follow=True)
        page = desk.post(page, "/resume", follow=True)
        assert not [f for f in page.all("form") if f.get("action", "").endswith("/close")]
    with time_machine.travel(now() + timedelta(days=4)):
        desk = clerk(app)
        page = desk.get(f"/{language}/clerk/papers/{paper.id}")
        for step in ("/close", "/proclaim", "/publish"):
            page = desk.post(page, step, follow=True)
        desk.get(f"/{language}/clerk")
    db.session.expire_all()
    assert ballot.state is BallotState.published
    assert proposal.state is ProposalState.VOTED
    assert proposal.answer_due_at is not None


def test_two_clerks_annul_a_ballot_on_the_pages(app: Flask) -> None:
    ballot = councils.opened()
    first, second = clerk(app), clerk(app)
    page = first.get(f"/fr/clerk/ballots/{ballot.id}/annul")
    first.post(page, "/annul", {"reason": "court"}, status=422)
    page = first.post(page, "/annul", {"reason": "La question imprimée n’était pas la bonne."}, follow=True)
    assert not [f for f in page.all("form") if f.get("action", "").endswith("/confirm-annulment")]
    page = second.get(f"/fr/clerk/papers/{ballot.paper_id}")
    second.post(page, "/confirm-annulment", follow=True)
    assert "imprimée" in second.get(f"/de/ballots/{ballot.id}").words()


def test_ambiguous_times_are_refused_with_a_sentence(app: Flask) -> None:
    proposal = proposals.published()
    desk = clerk(app)
    page = desk.get("/fr/clerk/papers/new")
    fields = {
        "title_fr": "Les vergers",
        "title_de": "Die Wiesen",
        "opens_on": "2027-10-31",
        "opens_time": "02:30",
        "closes_on": "2027-11-30",
        "closes_time": "18:00",
        "proposals": [str(proposal.id)],
    }
    page = desk.post(page, "/clerk/papers/new", fields, status=422)
    assert "02:30" in page.words()
    nonsense = fields | {"opens_on": "demain", "opens_time": "soir", "proposals": ["999999"]}
    desk.post(page, "/clerk/papers/new", nonsense, status=422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Paper)) == 0


def test_only_clerks_enter_the_clerks_room(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/fr/clerk", status=401)
    browser.sign_in(councils.member().account)
    for path in ("clerk", "clerk/papers/new", "clerk/councillors"):
        browser.get(f"/fr/{path}", status=403)
