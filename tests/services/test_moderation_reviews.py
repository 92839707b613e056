"""What a hostile reading of moderation found, so that it stays mended: each story on both databases."""

import pytest
from flask import Flask

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotAllowed
from consult.models.moderation import DeclaredTie, Report
from consult.queries import moderation as queries
from consult.rules.comments import Stance
from consult.rules.lifecycle import Review, Visibility
from consult.rules.moderation import (
    AppealOutcome,
    DecisionKind,
    Ground,
    Mode,
    Notice,
    Ruling,
    Subject,
    SubjectKind,
)
from consult.services import accounts, comments, moderation
from consult.services.moderation import cases
from tests.factories import people, proposals
from tests.factories.comments import written
from tests.factories.modes import set_mode

REASON, FACTS = "Vous attaquez une personne.", "Le mot « idiot » au début du texte."
CONTESTED = "Je ne suis pas d’accord : mon texte ne visait personne."


def moderator() -> Actor:
    return people.actor(people.with_role(Role.MODERATOR))


def comment_of(comment_id: int) -> Subject:
    return Subject(SubjectKind.COMMENT, comment_id)


def test_a_text_that_nobody_read_is_never_what_a_refused_one_falls_back_to(app: Flask) -> None:
    author = people.participant()
    fields = comments.CommentFields("Vous êtes tous des idiots, et toi surtout.", Stance.NEUTRAL, "fr")
    comment = comments.write(people.actor(author), proposals.published().id, fields)
    comments.edit(people.actor(author), comment.id, 1, "Vous êtes tous des idiots, et toi le premier.", "fr")
    standing = cases.locked(comment_of(comment.id)).standing
    assert (standing.review, standing.fallback) == (Review.WATCHED, False)


def test_the_shown_text_is_read_over_together_with_the_one_that_is_refused(app: Flask) -> None:
    author, proposal = people.participant(), proposals.published()
    fields = comments.CommentFields("Une première idée, sans insulte aucune.", Stance.NEUTRAL, "fr")
    comment = comments.write(people.actor(author), proposal.id, fields)
    set_mode(SubjectKind.COMMENT, Mode.PRE)
    comments.edit(people.actor(author), comment.id, 1, "Une seconde idée, qui insulte quelqu’un.", "fr")
    moderation.decide(moderator(), comment_of(comment.id), Ruling(DecisionKind.RETURN, Ground.INSULT, REASON))
    db.session.expire_all()
    first = queries.comment_version(comment.id, 1)
    assert first is not None
    assert (first.review, comment.version) == (Review.ACCEPTED, 1)


def test_no_appeal_brings_back_a_text_that_its_author_had_deleted(app: Flask) -> None:
    author = people.participant()
    comment = written(proposals.published(), author)
    hide = Ruling(DecisionKind.HIDE, Ground.INSULT, REASON, FACTS)
    decision = moderation.decide(moderator(), comment_of(comment.id), hide)
    appeal = moderation.contest(people.actor(author), decision.id, CONTESTED)
    accounts.erase(people.actor(author), None, texts=True)
    verdict = moderation.Verdict(AppealOutcome.REVERSED, "Le texte ne visait personne.")
    moderation.judge(moderator(), appeal.id, verdict)
    assert (comment.body, comment.visibility) == ("", Visibility.REMOVED)


def test_a_tie_to_somebody_else_lets_no_administrator_judge(app: Flask) -> None:
    author, first, other = people.participant(), moderator(), people.with_role(Role.MODERATOR)
    hide = Ruling(DecisionKind.HIDE, Ground.INSULT, REASON, FACTS)
    decision = moderation.decide(first, comment_of(written(proposals.published(), author).id), hide)
    appeal = moderation.contest(people.actor(author), decision.id, CONTESTED)
    db.session.add(DeclaredTie(account_id=other.id, person_id=people.participant().id, declared_at=now()))
    db.session.flush()
    administrator = people.actor(people.with_role(Role.ADMINISTRATOR))
    with pytest.raises(NotAllowed, match="moderator_decides"):
        moderation.judge(administrator, appeal.id, moderation.Verdict(AppealOutcome.UPHELD, REASON))


def test_whoever_reported_neither_decides_nor_judges(app: Flask) -> None:
    author, reporter = people.participant(), moderator()
    subject = comment_of(written(proposals.published(), author).id)
    moderation.report(reporter, subject, Notice(Ground.INSULT, "Ce commentaire insulte quelqu’un."))
    hide = Ruling(DecisionKind.HIDE, Ground.INSULT, REASON, FACTS)
    with pytest.raises(NotAllowed, match="own_report"):
        moderation.decide(reporter, subject, hide)
    decision = moderation.decide(moderator(), subject, hide)
    appeal = moderation.contest(people.actor(author), decision.id, CONTESTED)
    with pytest.raises(NotAllowed, match="own_text"):
        moderation.judge(reporter, appeal.id, moderation.Verdict(AppealOutcome.UPHELD, REASON))


def test_the_author_of_the_successor_does_not_judge_the_merge(app: Flask) -> None:
    gains = people.with_role(Role.MODERATOR)
    source, target = proposals.published(), proposals.published(gains)
    merge = Ruling(DecisionKind.MERGE, reason="Les deux textes demandent la même chose.", into=target.id)
    decision = moderation.decide(moderator(), Subject(SubjectKind.PROPOSAL, source.id), merge)
    author = queries.account_locked(source.author_id or 0)
    appeal = moderation.contest(people.actor(author), decision.id, CONTESTED)
    with pytest.raises(NotAllowed, match="own_text"):
        moderation.judge(people.actor(gains), appeal.id, moderation.Verdict(AppealOutcome.UPHELD, REASON))


def test_reports_on_what_went_with_its_author_are_closed_and_told(app: Flask) -> None:
    author = people.participant("Nora Blum")
    comment = written(proposals.published(), author)
    for subject in (comment_of(comment.id), Subject(SubjectKind.ACCOUNT, author.id)):
        notice = Notice(Ground.INSULT, "Ce texte insulte quelqu’un.")
        moderation.report(people.actor(people.participant()), subject, notice)
    accounts.erase(people.actor(author), None, texts=True)
    db.session.flush()
    assert queries.open_reports(comment_of(comment.id)) == []
    assert all(report.closed_at for report in db.session.query(Report))
