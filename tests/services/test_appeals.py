"""Appeals: who may contest what and until when, who decides, and what each outcome does."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import VISITOR, Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.accounts import Account
from consult.models.moderation import Decision
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal
from consult.rules.lifecycle import ProposalState, Review, Visibility
from consult.rules.moderation import (
    AppealOutcome,
    DecisionKind,
    Ground,
    Label,
    Notice,
    Ruling,
    Source,
    Subject,
    SubjectKind,
)
from consult.services import moderation
from consult.services.moderation import Verdict
from tests.factories import people, proposals
from tests.factories.appeals import (
    AGAINST,
    bench,
    contested,
    dismissed,
    of,
    restricted,
    ruling,
)
from tests.factories.comments import written
from tests.services.test_moderation import owed, with_change

UPHELD, CHANGED, REVERSED = AppealOutcome.UPHELD, AppealOutcome.CHANGED, AppealOutcome.REVERSED
WHY = "La personne nommée a confirmé qu’elle le souhaite."
_K = DecisionKind


def told(event: str) -> list[int | None]:
    db.session.flush()
    found = sa.select(OutboxItem.account_id).where(OutboxItem.event == event).order_by(OutboxItem.id)
    return list(db.session.scalars(found))


def test_an_author_contests_once_and_has_a_receipt(app: Flask) -> None:
    author = people.participant(language="de")
    _proposal, decision = restricted(bench(), _K.HIDE, author)
    made = moderation.contest(people.actor(author), decision.id, AGAINST)
    assert made.due_at - made.made_at == timedelta(days=15)
    assert (made.language, made.reason_language, made.outcome) == ("fr", "de", None)
    assert told("appeal-receipt") == [author.id]
    with pytest.raises(Conflict, match="already_contested"):
        moderation.contest(people.actor(author), decision.id, AGAINST)


@pytest.mark.parametrize("text", ["trop court", "x" * 3001])
def test_an_appeal_needs_words(app: Flask, text: str) -> None:
    author = people.participant()
    _proposal, decision = restricted(bench(), _K.HIDE, author)
    with pytest.raises(Invalid) as refusal:
        moderation.contest(people.actor(author), decision.id, text)
    assert refusal.value.field == "text"


def test_six_months_and_not_a_day_more(app: Flask) -> None:
    author = people.participant()
    with time_machine.travel("2026-08-31T10:00:00Z", tick=False):
        _proposal, decision = restricted(bench(), _K.HIDE, author)
    with time_machine.travel("2027-02-28T10:00:01Z", tick=False), pytest.raises(Conflict, match="late"):
        moderation.contest(people.actor(author), decision.id, AGAINST)
    with time_machine.travel("2027-02-28T10:00:00Z", tick=False):
        moderation.contest(people.actor(author), decision.id, AGAINST)


def test_what_takes_nothing_away_is_not_contested(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.submitted(author)
    published = moderation.decide(bench().first, of(proposal), Ruling(_K.PUBLISH))
    with pytest.raises(Conflict, match="not_contestable"):
        moderation.contest(people.actor(author), published.id, AGAINST)


def test_a_stranger_does_not_even_see_the_decision(app: Flask) -> None:
    court = bench()
    _proposal, decision = restricted(court, _K.HIDE)
    for actor in (people.actor(people.participant()), VISITOR):
        with pytest.raises(NotFound):
            moderation.contest(actor, decision.id, AGAINST)
    with pytest.raises(NotAllowed):  # staff read it, and cannot contest it
        moderation.contest(court.second, decision.id, AGAINST)


def test_an_organisation_contests_once_whoever_keeps_it(app: Flask) -> None:
    court, keeper, other = bench(), people.participant(), people.participant()
    organisation = people.organisation(keeper)
    subject = Subject(SubjectKind.ORGANISATION, organisation.id)
    name = organisation.name
    decision = moderation.decide(court.first, subject, ruling(_K.HIDE))
    appeal = moderation.contest(people.actor(keeper), decision.id, AGAINST)
    with pytest.raises((Conflict, NotFound)):
        moderation.contest(people.actor(other), decision.id, AGAINST)
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    assert organisation.name == name


def test_the_suspended_contest(app: Flask) -> None:
    court, author = bench(), people.participant()
    asked = moderation.propose(court.first, author.id, ruling(_K.SUSPEND, days=30))
    decision = moderation.confirm(court.administrator, asked.id)
    assert people.actor(author).suspended
    appeal = moderation.contest(people.actor(author), decision.id, AGAINST)
    for one in (court.first, court.administrator):  # who proposed and who confirmed
        with pytest.raises(NotAllowed, match="own_decision"):
            moderation.judge(one, appeal.id, Verdict(REVERSED, WHY))
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    assert not people.actor(author).suspended


def test_a_suspension_can_be_made_shorter_and_never_longer(app: Flask) -> None:
    court, author = bench(), people.participant()
    asked = moderation.propose(court.first, author.id, ruling(_K.SUSPEND, days=30))
    decision = moderation.confirm(court.administrator, asked.id)
    appeal = moderation.contest(people.actor(author), decision.id, AGAINST)
    with pytest.raises(Invalid, match="suspension_longer"):
        moderation.judge(court.second, appeal.id, Verdict(CHANGED, WHY, ruling(_K.SUSPEND, days=31)))
    moderation.judge(court.second, appeal.id, Verdict(CHANGED, WHY, ruling(_K.SUSPEND, days=5)))
    assert author.suspended_until is not None
    assert author.suspended_until < now() + timedelta(days=6)


@pytest.mark.parametrize("kind", [_K.HIDE, _K.REMOVE, _K.LABEL])
def test_reversal_lifts_what_the_decision_did(app: Flask, kind: DecisionKind) -> None:
    court = bench()
    proposal, appeal = contested(court, kind)
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    assert (proposal.visibility, proposal.label) == (Visibility.VISIBLE, None)
    assert appeal.changed_by is None or appeal.outcome_id is not None
    made = db.session.get(Decision, appeal.outcome_id)
    assert made is not None
    assert (made.kind, made.source) == (_K.REINSTATE, Source.APPEAL)
    assert told("appeal-outcome") == [appeal.account_id]
    assert told("decision-reinstated") == []  # the outcome's letter says it already


def test_a_refused_text_is_published_after_all(app: Flask) -> None:
    court, author = bench(), people.participant()
    proposal = proposals.submitted(author)
    decision = moderation.decide(court.first, of(proposal), ruling(_K.RETURN))
    appeal = moderation.contest(people.actor(author), decision.id, AGAINST)
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    assert proposal.state is ProposalState.PUBLISHED


def test_a_refused_later_version_is_shown_if_it_is_still_the_newest(app: Flask) -> None:
    court, author = bench(), people.participant()
    for newer in (False, True):
        proposal = proposals.published(author)
        version, before = with_change(proposal), proposal.title
        decision = moderation.decide(court.first, of(proposal), ruling(_K.RETURN))
        appeal = moderation.contest(people.actor(author), decision.id, AGAINST)
        if newer:
            with_change(proposal)
        moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
        assert proposal.title == (before if newer else version.title)
        assert (appeal.outcome_id is None) is newer
        assert version.review is (Review.REFUSED if newer else Review.ACCEPTED)


def test_a_comment_that_was_sent_back_returns(app: Flask) -> None:
    court, author = bench(), people.participant()
    comment = written(proposals.published(), author)
    decision = moderation.decide(court.first, of(comment), ruling(_K.HIDE))
    appeal = moderation.contest(people.actor(author), decision.id, AGAINST)
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    assert comment.visibility is Visibility.VISIBLE


def test_a_moved_proposal_goes_back(app: Flask) -> None:
    court = bench()
    proposal, appeal = contested(court, _K.MOVE, chantier=6, ground=None, facts="")
    assert proposal.chantier_number == 6
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    assert proposal.chantier_number == 4


def test_a_withheld_name_comes_back_and_a_suspension_stays(app: Flask) -> None:
    court, author = bench(), people.participant("Rosa Linden")
    decision = moderation.decide(court.first, Subject(SubjectKind.ACCOUNT, author.id), ruling(_K.HIDE))
    author.suspended_until = now() + timedelta(days=3)
    assert author.display_name != "Rosa Linden"
    appeal = moderation.contest(people.actor(author), decision.id, AGAINST)
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    assert author.display_name == "Rosa Linden"
    assert people.actor(author).suspended


def test_what_another_decision_did_since_stays(app: Flask) -> None:
    """Hidden, then removed: who wins against the hiding has not won against the removal."""
    court = bench()
    proposal, appeal = contested(court, _K.HIDE)
    moderation.decide(court.second, of(proposal), ruling(_K.REMOVE))
    third = people.actor(people.with_role(Role.MODERATOR))
    with pytest.raises(Conflict, match="outcome_impossible"):
        moderation.judge(third, appeal.id, Verdict(CHANGED, WHY, ruling(_K.LABEL)))
    moderation.judge(third, appeal.id, Verdict(REVERSED, WHY))
    assert (proposal.visibility, appeal.outcome_id) == (Visibility.REMOVED, None)


def test_a_label_survives_the_end_of_a_hiding(app: Flask) -> None:
    court, author = bench(), people.participant()
    proposal, _label = restricted(court, _K.LABEL, author)
    decision = moderation.decide(court.first, of(proposal), ruling(_K.HIDE))
    appeal = moderation.contest(people.actor(author), decision.id, AGAINST)
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    assert (proposal.visibility, proposal.label) == (Visibility.VISIBLE, Label.DISPUTED)


def test_upheld_changes_nothing(app: Flask) -> None:
    court = bench()
    proposal, appeal = contested(court, _K.REMOVE)
    moderation.judge(court.second, appeal.id, Verdict(UPHELD, WHY))
    assert (proposal.visibility, appeal.outcome_id) == (Visibility.REMOVED, None)
    assert told("appeal-outcome") == [appeal.account_id]
    assert told("appeal-changed") == []
    with pytest.raises(Conflict, match="already_judged"):
        moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))


@pytest.mark.parametrize(
    ("first", "then", "visibility", "label"),
    [
        (_K.REMOVE, _K.HIDE, Visibility.HIDDEN, None),
        (_K.REMOVE, _K.LABEL, Visibility.VISIBLE, Label.DISPUTED),
        (_K.HIDE, _K.LABEL, Visibility.VISIBLE, Label.DISPUTED),
        (_K.HIDE, _K.HIDE, Visibility.HIDDEN, None),
        (_K.LABEL, _K.LABEL, Visibility.VISIBLE, Label.DISPUTED),
    ],
)
def test_another_measure_takes_its_place(
    app: Flask, first: DecisionKind, then: DecisionKind, visibility: Visibility, label: Label | None
) -> None:
    court = bench()
    proposal, appeal = contested(court, first)
    other = ruling(then, ground=Ground.INSULT, reason="")
    moderation.judge(court.second, appeal.id, Verdict(CHANGED, WHY, other))
    assert (proposal.visibility, proposal.label) == (visibility, label)
    made = db.session.get(Decision, appeal.outcome_id)
    assert made is not None
    assert (made.kind, made.ground, made.reason, made.source) == (then, Ground.INSULT, WHY, Source.APPEAL)
    with pytest.raises(Conflict, match="already_contested"):  # once is once
        moderation.contest(author_of(proposal), made.id, AGAINST)


def author_of(proposal: Proposal) -> Actor:
    account = db.session.get(Account, proposal.author_id)
    assert account is not None
    return people.actor(account)


@pytest.mark.parametrize("then", [_K.REMOVE, _K.MOVE, _K.DISMISS, _K.RETURN])
def test_an_appeal_makes_nothing_worse(app: Flask, then: DecisionKind) -> None:
    court = bench()
    _proposal, appeal = contested(court, _K.HIDE)
    with pytest.raises(Conflict, match="decision_impossible"):
        moderation.judge(court.second, appeal.id, Verdict(CHANGED, WHY, ruling(then)))


def test_a_change_needs_its_statement(app: Flask) -> None:
    court = bench()
    _proposal, appeal = contested(court, _K.REMOVE)
    with pytest.raises(Invalid, match="ruling_missing"):
        moderation.judge(court.second, appeal.id, Verdict(CHANGED, WHY))
    with pytest.raises(Invalid, match="facts_missing"):
        moderation.judge(court.second, appeal.id, Verdict(CHANGED, WHY, ruling(_K.HIDE, facts="")))
    with pytest.raises(Invalid) as refusal:
        moderation.judge(court.second, appeal.id, Verdict(REVERSED, "non"))
    assert refusal.value.field == "reason"


def test_a_reporter_contests_a_dismissal_and_the_author_has_a_statement(app: Flask) -> None:
    court = bench()
    proposal, report, reporter = dismissed(court)
    appeal = moderation.contest_as_reporter(VISITOR, report.code, AGAINST)
    assert (appeal.account_id, told("appeal-receipt")) == (reporter.id, [reporter.id])
    with pytest.raises(Conflict, match="already_contested"):
        moderation.contest_as_reporter(people.actor(reporter), report.code, AGAINST)
    with pytest.raises(Invalid, match="ruling_missing"):
        moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY, ruling(_K.HIDE)))
    assert proposal.visibility is Visibility.HIDDEN
    assert told("appeal-outcome") == [reporter.id]
    assert owed("decision-hidden") == [proposal.author_id]
    made = db.session.get(Decision, appeal.outcome_id)
    assert made is not None
    moderation.contest(author_of(proposal), made.id, AGAINST)  # the author has not contested anything yet


def test_a_report_is_contested_only_once_it_is_answered(app: Flask) -> None:
    proposal = proposals.published()
    report = moderation.report(VISITOR, of(proposal), Notice(Ground.SPAM, AGAINST), "a1" * 32)
    with pytest.raises(Conflict, match="not_decided"):
        moderation.contest_as_reporter(VISITOR, report.code, AGAINST)
    with pytest.raises(NotFound):
        moderation.contest_as_reporter(VISITOR, report.code[::-1], AGAINST)


def test_reporters_hear_of_a_reversal_and_do_not_turn_it_round_again(app: Flask) -> None:
    court, author, reporter = bench(), people.participant(), people.participant()
    proposal = proposals.published(author)
    notice = Notice(Ground.PERSONAL_DATA, AGAINST)
    report = moderation.report(people.actor(reporter), of(proposal), notice)
    decision = moderation.decide(court.first, of(proposal), ruling(_K.HIDE))
    appeal = moderation.contest(people.actor(author), decision.id, AGAINST)
    moderation.judge(court.second, appeal.id, Verdict(REVERSED, WHY))
    assert told("appeal-changed") == [reporter.id]
    assert len(told("report-outcome")) == 1
    with pytest.raises(Conflict, match="looked_at_again"):
        moderation.contest_as_reporter(people.actor(reporter), report.code, AGAINST)
