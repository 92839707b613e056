"""The demonstration's moderators keep the rules, and leave what the real deeds leave."""

from collections import Counter
from datetime import timedelta

import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.comments import Comment, CommentVersion
from consult.models.moderation import (
    Appeal,
    Decision,
    Merge,
    ModerationMode,
    ProposedSuspension,
    Report,
)
from consult.models.proposals import CoAuthor, Proposal, ProposalVersion, Support
from consult.rules.lifecycle import ProposalState, Review, Visibility
from consult.rules.moderation import (
    CATEGORY_OF,
    FACTUAL,
    GROUNDED,
    RESTRICTING,
    AppealOutcome,
    DecisionKind,
    Ground,
    Ruling,
    SubjectKind,
    can_undo,
    check_notice,
    check_reasons,
    looks_like_raid,
)
from consult.rules.moderation import Notice as Said
from consult.services import moderation
from tests.factories import people
from tests.support.demonstration import MIDNIGHT, count, everything, lines

_K = DecisionKind


def of_kind(kind: DecisionKind) -> list[Decision]:
    return [row for row in everything(Decision) if row.kind is kind]


def open_reports() -> list[Report]:
    return [row for row in everything(Report) if row.decision_id is None]


def test_every_restriction_has_a_whole_statement_of_reasons(told: Flask) -> None:
    restricting = [row for row in everything(Decision) if row.kind in RESTRICTING]
    assert len(restricting) >= 30
    assert {row.kind for row in restricting} == RESTRICTING - {_K.REMOVE}
    for row in restricting:
        ruling = Ruling(row.kind, row.ground, row.reason, row.facts, row.law or "", row.category, row.label)
        check_reasons(ruling)
        assert bool(row.facts) is (row.kind in FACTUAL)
        assert row.category == (CATEGORY_OF[row.ground] if row.kind in GROUNDED else None)
        assert bool(row.law) is (row.ground is Ground.ILLEGAL)
        assert row.decided_at < MIDNIGHT
    grounds = Counter(row.ground for row in restricting)
    assert set(Ground) <= set(grounds)


def test_every_restriction_is_in_the_language_of_whom_it_concerns(told: Flask) -> None:
    people = {account.id: account for account in everything(Account)}
    comments = {row.id: row for row in everything(Comment)}
    for row in everything(Decision):
        if row.comment_id:
            author = comments[row.comment_id].author_id
            assert row.language == people[author].language
            assert row.decided_by_id != author


def test_hidden_comments_are_those_whose_last_word_is_hide(told: Flask) -> None:
    last: dict[int, DecisionKind] = {}
    for row in sorted(everything(Decision), key=lambda row: (row.decided_at, row.id)):
        if row.comment_id:
            last[row.comment_id] = row.kind
    hidden = {row.id for row in everything(Comment) if row.visibility is Visibility.HIDDEN}
    assert hidden == {number for number, kind in last.items() if kind is _K.HIDE}
    assert len(hidden) >= 25
    written = {row.id: row.created_at for row in everything(Comment)}
    for row in of_kind(_K.HIDE):
        assert timedelta(hours=1) < row.decided_at - written[row.comment_id or 0] < timedelta(days=1.2)
    months = {row.decided_at.month for row in of_kind(_K.HIDE)}
    assert len(months) >= 8


def test_reports_are_settled_after_they_were_made(told: Flask) -> None:
    decided = {row.id: row for row in everything(Decision)}
    for report in everything(Report):
        outcome = decided.get(report.decision_id)
        assert outcome is None or report.created_at < outcome.decided_at
        said = Said(
            report.ground,
            report.explanation,
            name=report.notifier_name or "",
            email=report.notifier_email or "",
            good_faith=report.good_faith,
        )
        check_notice(said, report.reporter_id is not None)
    assert {line.facts["report_id"] for line in lines("moderation.reported")} == {
        row.id for row in everything(Report)
    }


def test_accepted_comments_were_read_by_somebody(told: Flask) -> None:
    reviewed = {row.comment_version_id: row.decided_at for row in everything(Decision)}
    for version in everything(CommentVersion):
        assert (version.id in reviewed) is (version.review is Review.ACCEPTED)
        assert version.created_at < reviewed.get(version.id, MIDNIGHT)


def test_a_chantier_that_reads_first_lets_nothing_through(told: Flask) -> None:
    (mode,) = everything(ModerationMode)
    waiting = [row for row in everything(Comment) if row.published_at is None]
    chantiers = {row.id: row.chantier_number for row in everything(Proposal)}
    there = {row.id for row in everything(Comment) if chantiers[row.proposal_id] == mode.chantier_number}
    assert len(waiting) == 2
    assert {row.id for row in waiting} == {
        row.id for row in everything(Comment) if row.id in there and row.created_at > mode.set_at
    }
    reviews = {row.comment_id: row.review for row in everything(CommentVersion)}
    assert {row.id for row in waiting} == {n for n, review in reviews.items() if review is Review.PENDING}
    assert [line.subject_id for line in lines("setting.changed")] == [mode.chantier_number]


def test_one_proposal_was_merged_and_can_be_taken_apart_again(told: Flask) -> None:
    (merge,) = everything(Merge)
    source = db.session.get_one(Proposal, merge.source_id)
    target = db.session.get_one(Proposal, merge.target_id)
    assert (source.state, source.merged_into_id) == (ProposalState.MERGED, target.id)
    assert target.state is ProposalState.PUBLISHED
    assert can_undo(merge.merged_at, MIDNIGHT, territory().settings["merge_undo_days"])
    assert can_undo(merge.merged_at, MIDNIGHT + timedelta(days=14), territory().settings["merge_undo_days"])
    rows = [row for row in everything(Support) if row.proposal_id in {source.id, target.id}]
    theirs = {row.account_id for row in rows if row.proposal_id == source.id}
    brought = {row.account_id for row in rows if row.via_merge}
    own = {row.account_id for row in rows if row.proposal_id == target.id} - brought
    assert brought == theirs - own
    assert len(theirs & own) == 5
    assert {row.created_at for row in rows if row.via_merge} == {merge.merged_at}
    assert all(row.created_at < merge.merged_at for row in rows if row.proposal_id == source.id)
    assert not {source.author_id, target.author_id} & (theirs | own)
    assert [(row.proposal_id, row.account_id) for row in everything(CoAuthor)] == [
        (target.id, source.author_id)
    ]
    (line,) = lines("proposal.received_merge")
    assert line.facts == {"merge_id": merge.id, "source": source.id, "supports": len(brought)}


def test_what_was_told_before_a_move_names_the_old_chantier(told: Flask) -> None:
    (move,) = of_kind(_K.MOVE)
    proposal = db.session.get_one(Proposal, move.proposal_id)
    assert proposal.chantier_number == move.moved_to != move.moved_from
    for line in [*lines("proposal.published"), *lines("support.given")]:
        if line.subject_id == proposal.id:
            assert line.chantier_number == (move.moved_from if line.at < move.decided_at else move.moved_to)


def test_appeals_are_decided_by_the_other_moderator_in_time(told: Flask) -> None:
    appeals = everything(Appeal)
    assert Counter(row.outcome for row in appeals) == Counter(
        [AppealOutcome.REVERSED, AppealOutcome.UPHELD, None]
    )
    for appeal in appeals:
        first = db.session.get_one(Decision, appeal.decision_id)
        comment = db.session.get_one(Comment, first.comment_id)
        assert appeal.account_id == comment.author_id
        assert first.decided_at < appeal.made_at < MIDNIGHT < appeal.due_at or appeal.outcome
        if appeal.decided_at is not None:
            assert appeal.made_at < appeal.decided_at < appeal.due_at
            assert appeal.decided_by_id != first.decided_by_id
        reinstated = appeal.outcome is AppealOutcome.REVERSED
        assert (comment.visibility is Visibility.VISIBLE) is reinstated
        assert (appeal.outcome_id is not None) is reinstated
    assert len(lines("moderation.contested")) == 3
    assert len(lines("moderation.appeal_decided")) == 2


def test_the_visitors_moderator_can_decide_on_what_needs_another(told: Flask) -> None:
    moderator = db.session.scalars(sa.select(Account.id).filter_by(email="moderator@example.org")).one()
    (appeal,) = [row for row in everything(Appeal) if row.outcome is None]
    assert db.session.get_one(Decision, appeal.decision_id).decided_by_id != moderator
    (proposed,) = [row for row in everything(ProposedSuspension) if row.decided_at is None]
    assert proposed.proposed_by_id != moderator
    theirs = sa.select(Comment.visibility).where(Comment.author_id == proposed.account_id)
    assert list(db.session.scalars(theirs)) == [Visibility.HIDDEN] * 2


def test_a_suspended_account_has_an_end_and_two_people_behind_it(told: Flask) -> None:
    (account,) = [row for row in everything(Account) if row.suspended_until]
    (decision,) = of_kind(_K.SUSPEND)
    (confirmed,) = [row for row in everything(ProposedSuspension) if row.decision_id]
    assert account.email == "suspended@example.org"
    assert account.suspended_until == decision.ends_at
    assert timedelta(days=18) < account.suspended_until - MIDNIGHT < timedelta(days=24)
    assert confirmed.proposed_by_id != confirmed.decided_by_id == decision.decided_by_id
    hidden = [row for row in of_kind(_K.HIDE) if row.decided_at < confirmed.proposed_at]
    authors = {row.id: row.author_id for row in everything(Comment)}
    assert [authors[row.comment_id or 0] for row in hidden].count(account.id) == 2


def test_the_queue_holds_something_of_every_sort(told: Flask) -> None:
    reported = Counter(row.subject.kind for row in open_reports())
    assert set(reported) == {SubjectKind.PROPOSAL, SubjectKind.COMMENT, SubjectKind.ACCOUNT}
    illegal = [row for row in open_reports() if row.ground is Ground.ILLEGAL]
    assert [(row.reporter_id, bool(row.law)) for row in illegal] == [(None, True)]
    assert count(ProposalVersion, ProposalVersion.language_doubt.is_not(None)) == 1
    watched = sa.select(sa.func.count()).select_from(CommentVersion).join(Comment)
    visible = Comment.visibility == Visibility.VISIBLE
    assert (db.session.scalar(watched.where(CommentVersion.review == Review.WATCHED, visible)) or 0) >= 3


def test_a_wave_of_reports_looks_like_a_raid(told: Flask) -> None:
    joined = {account.id: account.created_at for account in everything(Account)}
    waves = Counter(row.proposal_id for row in open_reports() if row.proposal_id)
    (proposal_id, reports), *_others = waves.most_common(1)
    assert reports == 6
    made = [row for row in open_reports() if row.proposal_id == proposal_id]
    assert looks_like_raid([(row.created_at, joined.get(row.reporter_id)) for row in made])
    moments = [row.created_at for row in made]
    assert max(moments) - min(moments) <= timedelta(hours=3)


def test_a_visitor_may_take_the_merge_apart(told: Flask) -> None:
    (merge,) = everything(Merge)
    target = db.session.get_one(Proposal, merge.target_id)
    before, brought = target.support_count, count(Support, Support.via_merge)
    moderator = db.session.scalars(sa.select(Account).filter_by(email="moderator@example.org")).one()
    with time_machine.travel(MIDNIGHT + timedelta(hours=12), tick=False):
        subject = moderation.Subject(SubjectKind.PROPOSAL, merge.source_id)
        moderation.decide(people.actor(moderator), subject, Ruling(_K.UNMERGE, reason="Zwei Ideen."))
        db.session.flush()
    db.session.expire_all()
    assert db.session.get_one(Proposal, merge.source_id).state is ProposalState.PUBLISHED
    assert target.support_count == before - brought
    assert count(Support, Support.via_merge) == count(CoAuthor) == 0
