"""The demonstration is told as if it had happened: every count, log and journal line agrees with its rows."""

import json
import stat
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.app import create_app
from consult.cli import demo as command
from consult.gateways import demo_files, signing
from consult.kernel.actor import Role
from consult.kernel.db import Base, db
from consult.kernel.errors import Conflict
from consult.kernel.territory import territory
from consult.kernel.text.names import check_display_name
from consult.models.accounts import Account, RoleGrant
from consult.models.assemblies import Assembly, AssemblyKind, Councillor, Seat
from consult.models.ballots import Ballot, BallotLogEntry, Checkpoint, RollEntry, Vote, VoteReason
from consult.models.comments import Comment, CommentMark
from consult.models.documents import Document
from consult.models.journal import JournalEntry
from consult.models.moderation import Decision
from consult.models.notifications import OutboxItem
from consult.models.organisations import Keeper, Organisation
from consult.models.proposals import Answer, Proposal, ProposalVersion, Support
from consult.models.search import SearchEntry
from consult.models.sittings import Sitting
from consult.queries.ballots import log_record, results
from consult.queries.seats import in_electorate, in_office
from consult.rules.ballot_log import Opening, head_message, replay, verify_chain
from consult.rules.lifecycle import LISTED_STATES, TRANSITIONS, ProposalState, Review, Visibility
from consult.rules.rule_sets import FrozenRules, thaw
from consult.rules.voting import BallotState, Choice, Outcome
from consult.services import demo
from consult.services.ballots import checkpoints
from tests.support.databases import Databases, settings
from tests.support.demonstration import MIDNIGHT, TODAY, count, everything, fill, lines

_S = ProposalState


def test_there_is_enough_of_everything(told: Flask) -> None:
    assert count(Account) >= 150
    assert count(Organisation) >= 5
    assert count(Proposal) >= 64
    assert count(Comment) >= 150
    states = Counter(db.session.scalars(sa.select(Proposal.state)))
    assert states.most_common(1)[0][0] is _S.PUBLISHED
    assert set(states) == set(_S)
    assert count(Proposal, Proposal.language == "de") * 5 >= count(Proposal)
    assert set(db.session.scalars(sa.select(Proposal.chantier_number))) == set(range(1, 11))


def test_everybody_is_marked_and_nobody_can_be_written_to(told: Flask) -> None:
    assert count(Account, Account.demo.is_(False)) == 0
    addresses = [
        *db.session.scalars(sa.select(Account.email)),
        *db.session.scalars(sa.select(Councillor.email)),
    ]
    assert all(address.endswith("@example.org") for address in addresses)
    assert count(OutboxItem) == 0
    for name in db.session.scalars(sa.select(Account.display_name)):
        check_display_name(name, territory().reserved_names)


def test_roles_include_two_clerks(told: Flask) -> None:
    roles = Counter(db.session.scalars(sa.select(RoleGrant.role)))
    assert roles[Role.CLERK] == 2
    assert set(roles) == set(Role)


def test_the_councils_seats_are_those_of_the_source(told: Flask) -> None:
    everywhere = sa.and_(in_office(TODAY), in_electorate(None, TODAY))
    assert count(Seat, everywhere) == 826
    assert count(Assembly, Assembly.kind == AssemblyKind.MUNICIPAL) == 44
    law = sa.select(sa.func.sum(Assembly.seats_total)).where(Assembly.kind == AssemblyKind.MUNICIPAL)
    assert db.session.scalar(law) == 838
    metropolitan = everything_seated(AssemblyKind.METROPOLITAN)
    assert len(metropolitan) == 85
    assert metropolitan <= everything_seated(AssemblyKind.MUNICIPAL)
    assert everything_seated(AssemblyKind.PARTNER)
    names = [person.full_name for person in everything(Councillor)]
    assert len(names) == len(set(names))


def everything_seated(kind: AssemblyKind) -> set[int]:
    held = sa.select(Seat.councillor_id).join(Assembly).where(Assembly.kind == kind)
    return set(db.session.scalars(held))


def test_supports_are_counted_as_they_stand(told: Flask) -> None:
    rows = {number: [0, 0] for number in db.session.scalars(sa.select(Proposal.id))}
    for support in everything(Support):
        rows[support.proposal_id][0] += 1
        rows[support.proposal_id][1] += support.neighbour
    kept = {row.id: [row.support_count, row.neighbour_support_count] for row in everything(Proposal)}
    assert rows == kept
    assert sum(neighbours for _, neighbours in kept.values()) > 100


def test_comments_and_marks_are_counted_as_they_stand(told: Flask) -> None:
    shown = Counter(comment.proposal_id for comment in everything(Comment) if is_public(comment))
    assert {row.id: row.comment_count for row in everything(Proposal)} == {
        row.id: shown[row.id] for row in everything(Proposal)
    }
    marks = Counter((mark.comment_id, mark.useful) for mark in everything(CommentMark))
    for comment in everything(Comment):
        assert (comment.useful_count, comment.not_useful_count) == (
            marks[comment.id, True],
            marks[comment.id, False],
        )


def is_public(comment: Comment) -> bool:
    return comment.visibility is Visibility.VISIBLE and comment.published_at is not None


def test_replies_stand_under_first_level_comments_and_come_later(told: Flask) -> None:
    comments = {comment.id: comment for comment in everything(Comment)}
    replies = [comment for comment in comments.values() if comment.parent_id]
    assert replies
    for reply in replies:
        parent = comments[reply.parent_id]
        assert parent.parent_id is None
        assert parent.proposal_id == reply.proposal_id
        assert parent.created_at <= reply.created_at


def test_the_shown_text_is_the_newest_accepted_version(told: Flask) -> None:
    versions = {(row.proposal_id, row.number): row for row in everything(ProposalVersion)}
    pending_change = 0
    for proposal in everything(Proposal):
        shown = versions[proposal.id, proposal.shown_version]
        assert (proposal.title, proposal.body, proposal.language) == (shown.title, shown.body, shown.language)
        newest = versions[proposal.id, proposal.newest_version]
        if proposal.published_at is not None:
            assert shown.review is Review.ACCEPTED
            assert newest is shown or newest.review is Review.PENDING
            pending_change += newest is not shown
    assert pending_change == 1


def test_every_published_text_has_its_decision_and_its_line(told: Flask) -> None:
    reviewed = set(db.session.scalars(sa.select(Decision.proposal_version_id)))
    for version in everything(ProposalVersion):
        assert (version.id in reviewed) is (version.review is not Review.PENDING)
    decided = {line.facts["decision_id"] for line in lines("moderation.decided")}
    assert decided == set(db.session.scalars(sa.select(Decision.id)))


def test_the_journal_tells_each_proposals_life_in_legal_steps(told: Flask) -> None:
    lives: dict[int, list[_S]] = {row.id: [_S.DRAFT] for row in everything(Proposal)}
    moments: dict[int, list[datetime]] = {number: [] for number in lives}
    for line in db.session.scalars(sa.select(JournalEntry).order_by(JournalEntry.id)):
        if line.event != "proposal.moved" and line.subject_kind == "proposal" and "before" in line.facts:
            after = _S(line.event.removeprefix("proposal."))
            assert line.facts["before"] == lives[line.subject_id][-1]
            assert (lives[line.subject_id][-1], after) in TRANSITIONS
            lives[line.subject_id].append(after)
            moments[line.subject_id].append(line.at)
    assert {number: life[-1] for number, life in lives.items()} == {
        row.id: row.state for row in everything(Proposal)
    }
    assert all(times == sorted(times) for times in moments.values())


def test_the_journal_is_in_order_and_ends_before_today(told: Flask) -> None:
    moments = [
        line.at
        for line in db.session.scalars(sa.select(JournalEntry).order_by(JournalEntry.id))
        if line.event != "programme.imported"
    ]
    assert moments == sorted(moments)
    assert moments[-1] < MIDNIGHT


def test_the_administration_owes_answers_in_time_and_late(told: Flask) -> None:
    needed = territory().settings["support_threshold"]
    for proposal in everything(Proposal):
        owed = proposal.support_count >= needed or proposal.state is _S.VOTED
        assert (proposal.answer_due_at is not None) is owed
    waiting = sa.and_(Proposal.answer_due_at.is_not(None), Proposal.state == _S.PUBLISHED)
    assert count(Proposal, waiting, Proposal.answer_due_at < MIDNIGHT) >= 1
    assert count(Proposal, waiting, Proposal.answer_due_at > MIDNIGHT) >= 1
    answered = {row.proposal_id for row in everything(Answer) if row.outcome}
    promised = {_S.ANSWERED, _S.IN_PROGRESS, _S.DONE}
    assert answered == {row.id for row in everything(Proposal) if row.state in promised}
    assert count(Answer, Answer.full_answer_on > TODAY) == 1


def test_search_holds_what_the_public_may_read(told: Flask) -> None:
    found = {(row.kind, row.object_id) for row in everything(SearchEntry)}
    listed = {("proposal", row.id) for row in everything(Proposal) if row.state in LISTED_STATES}
    numbers = {number for _, number in listed}
    comments = [row for row in everything(Comment) if is_public(row) and row.proposal_id in numbers]
    spoken = {("comment", row.id) for row in comments}
    assert {pair for pair in found if pair[0] in {"proposal", "comment"}} == listed | spoken


def test_every_log_verifies_and_gives_the_count(told: Flask) -> None:
    outcomes = []
    ballots = [ballot for ballot in everything(Ballot) if ballot.roll_taken_at]
    for ballot in ballots:
        record = log_record(ballot.id)
        assert verify_chain(record.entries) == ballot.log_head
        assert len(record.entries) == ballot.log_size
        thaw(FrozenRules(ballot.rules, ballot.rules_sha256 or ""))
        votes = {row.seat_id: row for row in everything(Vote) if row.ballot_id == ballot.id}
        on_paper = ballot.figures.get("by_hand") or {}
        assert ballot.cast_count == len(votes) + sum(on_paper.values())
        stepped_back = sum(entry.kind == "recusal" for entry in entries(ballot))
        assert ballot.roll_size == count(RollEntry, RollEntry.ballot_id == ballot.id) - stepped_back
        opened = {seat: Opening(bytes.fromhex(row.nonce), row.choice) for seat, row in votes.items()}
        bodies = [json.loads(entry.body) for entry in record.entries]
        assert replay(bodies, opened) == {seat: row.choice for seat, row in votes.items()}
        if ballot.outcome is not None:
            choices = Counter(row.choice for row in votes.values()) + Counter(on_paper)
            assert [ballot.figures[choice.value] for choice in Choice] == [
                choices[choice] for choice in Choice
            ]
            assert results(ballot.id, None).figures is not None
            outcomes.append(ballot.outcome)
    assert {*outcomes} == {*Outcome}
    assert {826} < {ballot.roll_size for ballot in ballots}


def entries(ballot: Ballot) -> list[BallotLogEntry]:
    return [entry for entry in everything(BallotLogEntry) if entry.ballot_id == ballot.id]


def test_votes_are_cast_by_claimed_seats_while_the_ballot_is_open(told: Flask) -> None:
    seats = db.session.execute(sa.select(Seat.id, Councillor.account_id).join(Councillor))
    claimed = {row.id: row.account_id for row in seats}
    spoken = Counter((line.subject_id, line.facts["seat"], line.actor_id) for line in lines("vote.cast"))
    given = Counter(
        (entry.ballot_id, entry.seat_id, claimed[json.loads(entry.body).get("by", entry.seat_id)])
        for entry in everything(BallotLogEntry)
        if entry.kind == "vote" and "entered_by" not in json.loads(entry.body)
    )
    assert spoken == given
    held: list[Any] = list(
        db.session.execute(sa.select(Vote, Ballot).join(Ballot, Ballot.id == Vote.ballot_id))
    )
    for vote, ballot in held:
        assert ballot.roll_taken_at < vote.cast_at <= (ballot.closes_at or ballot.closed_at)
        assert vote.cast_at < MIDNIGHT
    assert count(VoteReason) >= 20
    assert count(BallotLogEntry, BallotLogEntry.kind == "vote") > count(Vote)


def test_closed_ballots_are_signed_with_this_installations_key(told: Flask) -> None:
    public = signing.by_id(checkpoints.keys().published())
    signed = {(row.ballot_id, row.size): row for row in everything(Checkpoint)}
    for row in signed.values():
        message = head_message(row.ballot_id, row.size, row.head, row.signed_at, row.key_id)
        assert signing.verify(public, row.key_id, message, row.signature)
    entries_signed = {place: db.session.get_one(BallotLogEntry, place) for place in signed}
    assert all(entry.head == signed[place].head for place, entry in entries_signed.items())
    counted = {ballot.id for ballot in everything(Ballot) if ballot.outcome}
    assert {number for (number, _), entry in entries_signed.items() if entry.kind == "close"} == counted


def test_the_minutes_of_what_is_proclaimed_are_asked_for(told: Flask) -> None:
    asked = Counter((row.ballot_id, row.sitting_id) for row in everything(Document))
    proclaimed = {(row.id, None) for row in everything(Ballot) if row.proclaimed_at}
    ended = {(None, row.id) for row in everything(Sitting) if row.ended_at}
    assert asked == Counter(dict.fromkeys(proclaimed | ended, len(territory().languages)))


def test_the_groups_of_the_metropolitan_council_have_leaders(told: Flask) -> None:
    leading = sa.select(Seat).join(Assembly).where(Seat.leads_group)
    leaders = list(db.session.scalars(leading.where(Assembly.kind == AssemblyKind.METROPOLITAN)))
    assert len(leaders) == count(Seat, Seat.leads_group) == 3
    assert len({seat.political_group for seat in leaders}) == 3


def test_the_visitors_councillor_may_still_vote(told: Flask) -> None:
    (account_id,) = db.session.scalars(sa.select(Account.id).where(Account.email == "councillor@example.org"))
    seat = sa.select(Seat.id).join(Councillor).where(Councillor.account_id == account_id)
    cast = sa.select(Ballot.state).join(Vote, Vote.ballot_id == Ballot.id).where(Vote.seat_id.in_(seat))
    assert set(db.session.scalars(seat))
    assert BallotState.open not in set(db.session.scalars(cast))


def test_nobody_acts_before_having_an_account(told: Flask) -> None:
    joined = {account.id: account.created_at for account in everything(Account)}
    for line in everything(JournalEntry):
        if line.actor_id:
            assert joined[line.actor_id] <= line.at, line.event
    for support in everything(Support):
        assert joined[support.account_id] <= support.created_at


def test_organisations_are_kept_and_write(told: Flask) -> None:
    keepers = {(row.organisation_id, row.account_id) for row in everything(Keeper)}
    written = [row for row in [*everything(Proposal), *everything(Comment)] if row.organisation_id]
    assert len(written) >= 5
    assert {(row.organisation_id, row.author_id) for row in written} <= keepers


def test_it_refuses_a_database_where_somebody_works(told: Flask) -> None:
    with pytest.raises(Conflict):
        demo.fill(TODAY, 1, {})


#: What bears the server's own time (the programme's import, the minutes that a worker shall make now), and
#: the signatures, since every installation has a key of its own.
NOT_OF_THE_SEED = {
    "action_update": {"recorded_at"},
    "search_entry": {"changed_at"},
    "journal_entry": {"at"},
    "document": {"asked_at", "due_at"},
    "event": {"created_at", "changed_at", "published_at"},
    "checkpoint": {"key_id", "signature"},
}


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    tables = {}
    for table in Base.metadata.sorted_tables:
        skipped = NOT_OF_THE_SEED.get(table.name, set())
        columns = [column for column in table.columns if column.name not in skipped]
        rows = db.session.execute(sa.select(*columns))
        tables[table.name] = sorted(tuple(map(str, row)) for row in rows)
    return tables


def new_database(databases: Databases, folder: Path, seed: int) -> dict[str, list[tuple[Any, ...]]]:
    app = create_app(settings(databases.empty("sqlite"), folder))
    with app.app_context():
        fill(seed)
        found = snapshot()
        db.session.remove()
        db.engine.dispose()
    return found


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)  # a matter of dice, not of the database
def test_the_same_seed_and_day_give_the_same_rows(
    databases: Databases, tmp_path: Path, filled: Flask
) -> None:
    with filled.app_context():
        first = snapshot()
        db.session.remove()
    assert new_database(databases, tmp_path, 1) == first


def test_the_command_fills_prints_and_keeps_the_passwords(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The filling itself is tested above; here only what the command does around it."""
    nothing = demo.Filled(*[0] * 7)
    monkeypatch.setattr(demo, "fill", lambda *_: nothing)
    app = create_app(settings(databases.copy("sqlite"), tmp_path))
    run = app.test_cli_runner().invoke(args=["demo", "--today", "2026-11-23"])
    assert run.exit_code == 0
    kept = tmp_path / command.FILE
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for entry in demo_files.read().sign_ins:
        assert f"{entry.key}@example.org" in run.output
        assert f"{entry.key}@example.org" in kept.read_text("utf-8")


def test_the_command_refuses_in_one_line_unless_asked_to_be_silent(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "is_empty", lambda: False)
    app = create_app(settings(databases.copy("sqlite"), tmp_path))
    refused = app.test_cli_runner().invoke(args=["demo"])
    assert refused.exit_code != 0
    assert refused.output.count("\n") == 1
    silent = app.test_cli_runner().invoke(args=["demo", "--if-empty"])
    assert (silent.exit_code, silent.output) == (0, "")
    assert app.test_cli_runner().invoke(args=["demo", "--today", "soon"]).exit_code != 0
