"""The life of papers and ballots: preparing, freezing, opening, closing, proclaiming, annulling."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from consult.models.ballots import Ballot, BallotLogEntry, Paper
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal
from consult.queries import ballots as queries
from consult.rules.ballot_log import Entry, Event, read_body, verify_chain
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.voting import BallotState, Choice, Outcome
from consult.services import ballots
from consult.services import proposals as proposal_deeds
from consult.services.ballots import Wording, local_instant
from consult.services.ballots.papers import question_digest
from tests.factories import councils, people, proposals
from tests.factories.ground import words


def log_of(ballot: Ballot) -> list[str]:
    """The kinds of a ballot's log entries, once its chain has been checked."""
    query = sa.select(BallotLogEntry).filter_by(ballot_id=ballot.id).order_by(BallotLogEntry.number)
    entries = db.session.scalars(query).all()
    assert verify_chain(Entry(e.number, e.body, e.head) for e in entries) == ballot.log_head
    return [entry.kind for entry in entries]


def ballots_of(paper: Paper) -> list[Ballot]:
    return list(db.session.scalars(sa.select(Ballot).filter_by(paper_id=paper.id).order_by(Ballot.position)))


class TestPreparing:
    def test_a_paper_has_one_worded_ballot_a_proposal(self, app: Flask) -> None:
        first, second = proposals.published(), proposals.published(language="de")
        draft = councils.draft(second, first, opens=timedelta(hours=1), closes=timedelta(days=1))
        paper = ballots.prepare(councils.clerk(), draft)
        found = ballots_of(paper)
        assert [ballot.proposal_id for ballot in found] == [second.id, first.id]
        assert first.title in found[1].question["fr"]
        assert found[1].question["de"] == "Befürworten Sie diesen Vorschlag?"
        assert found[0].proposal_title == {"de": second.title}
        assert {ballot.state for ballot in found} == {BallotState.draft}

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"closes": timedelta(minutes=30)}, "times_in_order", "closes_on"),
            ({"opens": timedelta(days=-3), "closes": timedelta(days=-2)}, "times_past", "closes_on"),
            ({"proposal_ids": []}, "no_proposal", "proposals"),
            ({"title": {"fr": "Les vergers", "de": " "}}, "language_missing", "title_de"),
            ({"title": words("x" * 121)}, "too_long", "title_fr"),
        ],
    )
    def test_what_no_paper_may_hold(self, app: Flask, change: dict, code: str, field: str) -> None:
        draft = councils.draft(opens=timedelta(hours=1), closes=timedelta(days=1))
        base = draft.opens - timedelta(hours=1)
        change = {k: base + v if isinstance(v, timedelta) else v for k, v in change.items()}
        with pytest.raises(Invalid, match=code) as refusal:
            ballots.prepare(SYSTEM, replace(draft, **change))
        assert refusal.value.field == field

    @pytest.mark.parametrize(
        "state", [ProposalState.SUBMITTED, ProposalState.WITHDRAWN, ProposalState.ANSWERED]
    )
    def test_only_proposals_under_debate_are_put_to_the_vote(self, app: Flask, state: ProposalState) -> None:
        proposal = proposals.in_state(state)
        with pytest.raises(Conflict, match="proposal_not_open"):
            ballots.prepare(SYSTEM, councils.draft(proposal, opens=timedelta(0), closes=timedelta(days=1)))

    def test_nobody_but_a_clerk_prepares_or_moves_anything(self, app: Flask) -> None:
        member = councils.member()
        ballot = councils.opened()
        draft = councils.draft(opens=timedelta(hours=1), closes=timedelta(days=1))
        for deed in (
            lambda actor: ballots.prepare(actor, draft),
            lambda actor: ballots.schedule(actor, ballot.paper_id),
            lambda actor: ballots.suspend(actor, ballot.id),
            lambda actor: ballots.close(actor, ballot.id),
            lambda actor: ballots.proclaim(actor, ballot.id),
            lambda actor: ballots.publish(actor, ballot.id),
            lambda actor: ballots.ask_annulment(actor, ballot.id, "Une bonne raison."),
            lambda actor: ballots.bring_up_to_date(actor, ballot.id),
            lambda actor: ballots.open_paper(actor, ballot.paper_id),
        ):
            with pytest.raises(NotAllowed):
                deed(member.actor)

    def test_a_revised_paper_keeps_the_wording_of_what_stays(self, app: Flask) -> None:
        stays, goes, comes = (proposals.published() for _ in range(3))
        draft = councils.draft(stays, goes, opens=timedelta(hours=1), closes=timedelta(days=1))
        paper = ballots.prepare(SYSTEM, draft)
        kept = ballots_of(paper)[0]
        ballots.word_questions(SYSTEM, paper.id, {kept.id: Wording(words("Oui ?", "Ja?"), words("T"))})
        ballots.revise(SYSTEM, paper.id, replace(draft, proposal_ids=[comes.id, stays.id]))
        drafts = queries.drafts(paper.id)
        assert [ballot.proposal_id for ballot in drafts] == [comes.id, stays.id]
        assert drafts[1].question == words("Oui ?", "Ja?")

    @pytest.mark.parametrize(
        ("local", "code"),
        [
            (datetime(2026, 10, 25, 2, 30), "time_twice"),  # noqa: DTZ001 – what a clerk writes has no zone
            (datetime(2026, 3, 29, 2, 30), "time_missing"),  # noqa: DTZ001
        ],
    )
    def test_times_of_the_nights_when_clocks_change(self, local: datetime, code: str) -> None:
        with pytest.raises(Invalid, match=code) as refusal:
            local_instant(local, "opens_time")
        assert refusal.value.message.values == {"clock": "02:30"}
        assert local_instant(local.replace(hour=4), "x").tzinfo is UTC


class TestScheduling:
    def test_question_titles_and_rules_are_frozen_with_their_hashes(self, app: Flask) -> None:
        (ballot,) = councils.scheduled()
        assert ballot.state is BallotState.scheduled
        assert ballot.question_sha256 == question_digest(ballot.question, ballot.proposal_title)
        assert ballot.rules["profile"] == "opinion"
        assert len(ballot.rules_sha256 or "") == 64
        for deed in (
            lambda: ballots.word_questions(SYSTEM, ballot.paper_id, {}),
            lambda: ballots.schedule(SYSTEM, ballot.paper_id),
        ):
            with pytest.raises(Conflict, match="paper_frozen"):
                deed()

    @pytest.mark.parametrize(
        ("wording", "field"),
        [
            (Wording({"fr": "Oui ?"}, words("T")), "question_de"),
            (Wording(words("Oui ?"), {"de": "T"}), "title_fr"),
        ],
    )
    def test_both_languages_are_needed(self, app: Flask, wording: Wording, field: str) -> None:
        paper = ballots.prepare(SYSTEM, councils.draft(opens=timedelta(hours=1), closes=timedelta(days=1)))
        (ballot,) = ballots_of(paper)
        ballots.word_questions(SYSTEM, paper.id, {ballot.id: wording})
        with pytest.raises(Invalid, match="language_missing") as refusal:
            ballots.schedule(SYSTEM, paper.id)
        assert refusal.value.field == f"{field}_{ballot.id}"

    def test_one_running_ballot_a_proposal(self, app: Flask) -> None:
        proposal = proposals.published()
        councils.scheduled(proposal)
        with pytest.raises(Conflict, match="ballot_running"):
            councils.scheduled(proposal)

    def test_the_database_itself_refuses_a_second_running_ballot(self, app: Flask) -> None:
        proposal = proposals.published()
        (ballot,) = councils.scheduled(proposal)
        paper = ballots.prepare(
            SYSTEM, councils.draft(proposal, opens=timedelta(hours=1), closes=timedelta(days=1))
        )
        twin = ballots_of(paper)[0]
        twin.state = ballot.state
        with pytest.raises(sa.exc.IntegrityError):
            db.session.flush()
        db.session.rollback()


class TestOpening:
    def test_nothing_opens_before_its_time(self, app: Flask) -> None:
        (ballot,) = councils.scheduled()
        with pytest.raises(Conflict, match="nothing_due"):
            ballots.open_paper(SYSTEM, ballot.paper_id)
        assert ballots.bring_up_to_date(SYSTEM, ballot.id).state is BallotState.scheduled
        assert queries.due(ballot.opens_at - timedelta(seconds=1)) == []
        assert queries.due(ballot.opens_at) == [ballot.id]

    def test_a_paper_of_three_announces_itself_once(self, app: Flask) -> None:
        member = councils.member()
        found = councils.scheduled(*(proposals.published() for _ in range(3)), opens=timedelta(hours=-1))
        ballots.open_paper(SYSTEM, found[0].paper_id)
        assert {ballot.state for ballot in found} == {BallotState.open}
        told = db.session.scalars(sa.select(OutboxItem).filter_by(event="ballot-opened")).all()
        assert [(item.account_id, item.ids) for item in told] == [
            (member.account.id, {"paper_id": found[0].paper_id})
        ]

    @pytest.mark.parametrize("hidden", [True, False])
    def test_a_proposal_that_left_the_debate_is_not_voted_on(self, app: Flask, hidden: bool) -> None:
        author = people.participant()
        member = councils.member()
        proposal = proposals.published(author)
        (ballot,) = councils.scheduled(proposal, opens=timedelta(seconds=-5))
        if hidden:
            proposal_deeds.set_visibility(SYSTEM, proposal, Visibility.HIDDEN)
        else:
            proposal_deeds.withdraw(people.actor(author), proposal.id)
        with pytest.raises(Conflict, match="proposal_moved"):
            ballots.cast(member.actor, ballot.id, councils.vote(member.seat))
        assert ballots.bring_up_to_date(SYSTEM, ballot.id).state is BallotState.withdrawn

    def test_a_partners_ballot_has_its_own_roll_and_moves_no_proposal(self, app: Flask) -> None:
        councils.electorate(4)
        partner = councils.partner_council()
        voter = councils.councillor(partner)
        proposal = proposals.published()
        ballot = councils.opened(proposal, assembly_id=partner.id)
        assert (ballot.roll_size, ballot.rules["profile"]) == (1, "partner")
        assert proposal.state is ProposalState.PUBLISHED
        ballots.cast(SYSTEM, ballot.id, councils.vote(voter))
        with time_machine.travel(councils.after_the_end(ballot)):
            ballots.close(SYSTEM, ballot.id)
            ballots.proclaim(SYSTEM, ballot.id)
        assert (proposal.state, proposal.answer_due_at) == (ProposalState.PUBLISHED, None)


class TestClosing:
    def test_a_clerk_closes_from_the_end_on_counts_and_proclaims(self, app: Flask) -> None:
        councils.electorate(9)
        author = people.participant()
        ballot = councils.opened(proposals.published(author))
        councils.cast_all(ballot, {Choice.for_: 2, Choice.against: 3, Choice.abstain: 1, Choice.blank: 1})
        with pytest.raises(Conflict, match="too_early"):
            ballots.close(SYSTEM, ballot.id)
        with time_machine.travel(councils.after_the_end(ballot)):
            ballots.close(SYSTEM, ballot.id)
            assert ballot.outcome is Outcome.unfavourable
            ballots.proclaim(councils.clerk(), ballot.id)
            ballots.publish(SYSTEM, ballot.id)
        assert ballot.figures == {
            "in_office": 9,
            "roll": 9,
            "cast": 7,
            "expressed": 5,
            "for": 2,
            "against": 3,
            "abstain": 1,
            "blank": 1,
            "no_vote": 2,
            "flags": [],
        }
        assert log_of(ballot) == ["open", *["vote"] * 7, "close", "proclaim"]
        proposal = proposals_of(ballot)
        assert proposal.state is ProposalState.VOTED
        assert proposal.answer_due_at is not None
        told = db.session.scalars(sa.select(OutboxItem).filter_by(event="ballot-proclaimed")).all()
        assert [item.account_id for item in told] == [author.id]

    def test_what_is_due_is_opened_and_closed_even_when_nobody_came(self, app: Flask) -> None:
        councils.electorate(3)
        (ballot,) = councils.scheduled(opens=timedelta(hours=1), closes=timedelta(hours=2))
        with time_machine.travel(ballot.closes_at + timedelta(hours=1)):
            ballots.bring_up_to_date(SYSTEM, ballot.id)
        assert (ballot.state, ballot.outcome) == (BallotState.closed, Outcome.divided)
        assert ballot.figures["flags"] == ["nothing_expressed", "under_half_took_part"]
        assert log_of(ballot) == ["open", "close"]

    def test_a_suspended_ballot_stays_so_past_its_end_until_it_is_resumed(self, app: Flask) -> None:
        ballot = councils.opened()
        ballots.suspend(SYSTEM, ballot.id)
        with time_machine.travel(councils.after_the_end(ballot)):
            assert ballots.bring_up_to_date(SYSTEM, ballot.id).state is BallotState.suspended
            with pytest.raises(IllegalTransition):
                ballots.close(SYSTEM, ballot.id)
            ballots.resume(SYSTEM, ballot.id)
            with pytest.raises(Conflict, match="ballot_closed"):
                ballots.suspend(SYSTEM, ballot.id)
            ballots.close(SYSTEM, ballot.id)
        assert log_of(ballot) == ["open", "suspend", "resume", "close"]

    def test_steps_that_the_table_does_not_hold(self, app: Flask) -> None:
        (coming,) = councils.scheduled()
        ballot = councils.opened()
        for deed in (ballots.proclaim, ballots.publish, ballots.withdraw):
            with pytest.raises(IllegalTransition):
                deed(SYSTEM, ballot.id)
        for deed in (ballots.close, ballots.suspend, ballots.recall_annulment):
            with pytest.raises(IllegalTransition):
                deed(SYSTEM, coming.id)
        with pytest.raises(Conflict, match="not_suspended"):
            ballots.resume(SYSTEM, ballot.id)
        with pytest.raises(NotFound):
            ballots.close(SYSTEM, 999_999)
        assert ballots.withdraw(SYSTEM, coming.id).state is BallotState.withdrawn


class TestAnnulment:
    REASON = "La question imprimée n’était pas celle que l’on voyait."

    def test_it_takes_two_persons_and_gives_the_proposal_back(self, app: Flask) -> None:
        member = councils.member()
        proposal = proposals.published()
        ballot = councils.opened(proposal)
        ballots.cast(member.actor, ballot.id, councils.vote(member.seat))
        first, second = councils.clerk(), councils.clerk()
        with pytest.raises(Conflict, match="not_asked"):
            ballots.confirm_annulment(second, ballot.id)
        with pytest.raises(Invalid, match="length"):
            ballots.ask_annulment(first, ballot.id, "non")
        ballots.ask_annulment(first, ballot.id, self.REASON)
        with pytest.raises(Conflict, match="already_asked"):
            ballots.ask_annulment(second, ballot.id, self.REASON)
        for alone in (first, SYSTEM):
            with pytest.raises(NotAllowed, match="second_person"):
                ballots.confirm_annulment(alone, ballot.id)
        ballots.confirm_annulment(second, ballot.id)
        assert ballot.state is BallotState.annulled
        assert proposal.state is ProposalState.PUBLISHED
        assert log_of(ballot) == ["open", "vote", Event.annul.value]
        last = db.session.scalars(
            sa.select(BallotLogEntry.body).filter_by(ballot_id=ballot.id, kind="annul")
        ).one()
        assert read_body(last, 3)["persons"] == [first.account_id, second.account_id]
        assert self.REASON not in last
        assert queries.log_record(ballot.id).openings is None
        with pytest.raises(Conflict, match="ballot_closed"):
            ballots.cast(member.actor, ballot.id, councils.vote(member.seat, version=1))

    def test_a_recalled_request_leaves_the_ballot_as_it_was(self, app: Flask) -> None:
        ballot = councils.opened()
        clerk = councils.clerk()
        ballots.ask_annulment(clerk, ballot.id, self.REASON)
        with time_machine.travel(councils.after_the_end(ballot)):
            ballots.close(SYSTEM, ballot.id)
            with pytest.raises(Conflict, match="annulment_asked"):
                ballots.proclaim(SYSTEM, ballot.id)
            ballots.recall_annulment(clerk, ballot.id)
            ballots.proclaim(SYSTEM, ballot.id)
            with pytest.raises(IllegalTransition):
                ballots.ask_annulment(clerk, ballot.id, self.REASON)

    def test_a_new_ballot_supersedes_the_annulled_one(self, app: Flask) -> None:
        proposal = proposals.published()
        old = councils.opened(proposal)
        ballots.ask_annulment(councils.clerk(), old.id, self.REASON)
        ballots.confirm_annulment(councils.clerk(), old.id)
        (withdrawn,) = councils.scheduled(proposal)
        assert withdrawn.supersedes_id == old.id
        ballots.withdraw(SYSTEM, withdrawn.id)
        new = councils.opened(proposal)
        assert new.supersedes_id == old.id
        assert proposal.state is ProposalState.IN_BALLOT

    def test_a_proposal_that_was_voted_on_can_be_voted_on_again(self, app: Flask) -> None:
        proposal = proposals.published()
        first = councils.opened(proposal, closes=timedelta(hours=1))
        with time_machine.travel(councils.after_the_end(first)):
            ballots.close(SYSTEM, first.id)
            ballots.proclaim(SYSTEM, first.id)
            again = councils.opened(proposal)
        assert again.supersedes_id == first.id
        assert proposal.state is ProposalState.IN_BALLOT


class TestExamples:
    """The worked examples of the design that need a database."""

    def test_12_a_consultation_of_all_in_which_under_half_took_part(self, app: Flask) -> None:
        councils.electorate(826)
        ballot = councils.opened()
        assert ballot.roll_size == 826
        seats = db.session.scalars(councils.roll_of(ballot)).all()
        choices = [Choice.for_] * 210 + [Choice.against] * 150 + [Choice.abstain] * 42
        councils.insert_votes(ballot, dict(zip(seats, choices, strict=False)))
        with time_machine.travel(councils.after_the_end(ballot)):
            ballots.close(SYSTEM, ballot.id)
            page = queries.results(ballot.id, None)
        assert ballot.outcome is Outcome.favourable
        tally = page.figures.tally
        assert tally is not None
        assert (tally.cast, tally.participation and round(float(tally.participation), 3)) == (402, 0.487)
        assert tally.for_share is not None
        assert round(float(tally.for_share), 3) == 0.583
        assert [flag.value for flag in page.figures.flags] == ["under_half_took_part"]
        assert sum(row.tally.cast for row in page.communes) == 402
        assert sum(row.tally.in_roll for row in page.communes) == 826

    def test_16_a_vote_after_closing_is_refused_by_the_application(self, app: Flask) -> None:
        member = councils.member()
        ballot = councils.opened()
        ballots.cast(member.actor, ballot.id, councils.vote(member.seat))
        with time_machine.travel(councils.after_the_end(ballot)):
            ballots.close(SYSTEM, ballot.id)
            with pytest.raises(Conflict, match="ballot_closed"):
                ballots.cast(member.actor, ballot.id, councils.vote(member.seat, Choice.against, version=1))


def proposals_of(ballot: Ballot) -> Proposal:
    """The ballot's proposal, as the session holds it."""
    found = db.session.get(Proposal, ballot.proposal_id)
    assert found is not None
    return found
