"""A position or an offer of help is reported, withheld, contested and shown again, like any text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.kernel.actor import VISITOR, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed, NotFound
from consult.models.accounts import Account, RoleGrant
from consult.models.moderation import DeclaredTie
from consult.models.notifications import OutboxItem
from consult.models.offers import Offer
from consult.models.organisations import Keeper
from consult.models.positions import Position
from consult.queries import moderation as queries
from consult.queries import positions as position_queries
from consult.queries import register, transparency
from consult.rules.lifecycle import ProposalKind, Visibility
from consult.rules.moderation import (
    AppealOutcome,
    DecisionKind,
    Ground,
    Notice,
    QueueKind,
    Ruling,
    Subject,
    SubjectKind,
)
from consult.rules.offers import OfferKind, OfferStatus
from consult.services import moderation, positions
from consult.services.mailing import composing
from consult.services.moderation import Ticked, Verdict
from tests.factories import people, proposals
from tests.factories.positions import FRENCH, GERMAN, fields, given
from tests.factories.waiting import FACTS, REASON

WRONG = Notice(Ground.INSULT, "Une personne est insultée ici.")
HIDE = Ruling(DecisionKind.HIDE, Ground.INSULT, REASON, FACTS)
AGAINST = "Je n’insulte personne, relisez la phrase entière s’il vous plaît."


@dataclass
class Story:
    """What somebody said, who answers for it, who reports it, and two moderators."""

    thing: Position | Offer
    subject: Subject
    side: Account
    reporter: Account
    moderator: Account
    judge: Account

    def hide(self, **more: object) -> int:
        moderation.report(people.actor(self.reporter), self.subject, WRONG)
        return moderation.decide(people.actor(self.moderator), self.subject, HIDE, **more).id  # type: ignore[arg-type]


def offered(author: Account | None = None, owner: Account | None = None) -> Offer:
    """Somebody brings time to what somebody else needs, and got a reply."""
    need = proposals.published(owner or people.participant(), kind=ProposalKind.NEED)
    author = author or people.participant()
    made = Offer(
        proposal_id=need.id,
        account_id=author.id,
        kind=OfferKind.TIME,
        status=OfferStatus.OPEN,
        text="Je viens deux samedis avec ma remorque et mes outils.",
        language="fr",
        reply="Merci, nous vous attendons samedi à neuf heures.",
        reply_language="fr",
        replied_by_id=need.author_id,
        replied_at=now(),
        created_at=now(),
        changed_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _position() -> Story:
    keeper = people.participant()
    made = given(keeper)
    subject = Subject(SubjectKind.POSITION, made.id)
    return Story(made, subject, keeper, people.participant(), *_bench())


def _offer() -> Story:
    author, owner = people.participant(), people.participant()
    made = offered(author, owner)
    return Story(made, Subject(SubjectKind.OFFER, made.id), author, owner, *_bench())


def _bench() -> tuple[Account, Account]:
    return people.with_role(Role.MODERATOR), people.with_role(Role.MODERATOR)


STORIES: dict[str, Callable[[], Story]] = {"position": _position, "offer": _offer}


@pytest.fixture(params=list(STORIES))
def story(app, request):
    return STORIES[request.param]()


def told(event: str) -> set[int]:
    return set(db.session.scalars(sa.select(OutboxItem.account_id).where(OutboxItem.event == event)))


def test_reported_hidden_contested_and_shown_again(story):
    decision_id = story.hide()
    assert story.thing.visibility is Visibility.HIDDEN
    assert story.side.id in told("decision-hidden")
    assert story.reporter.id in told("report-outcome")
    side = people.actor(story.side)
    statement = queries.statement(side, decision_id)
    assert statement.mine
    assert statement.contestable
    assert statement.text is not None
    appeal = moderation.contest(side, decision_id, AGAINST)
    with pytest.raises(NotAllowed):
        moderation.judge(people.actor(story.moderator), appeal.id, Verdict(AppealOutcome.UPHELD, REASON))
    item = queries.appeal_item(people.actor(story.judge), appeal.id)
    assert item.outcomes == (AppealOutcome.UPHELD, AppealOutcome.REVERSED, AppealOutcome.CHANGED)
    assert item.kinds == (DecisionKind.HIDE,)
    moderation.judge(people.actor(story.judge), appeal.id, Verdict(AppealOutcome.REVERSED, REASON))
    assert story.thing.visibility is Visibility.VISIBLE
    newest = queries.newest_decision(story.subject)
    assert newest is not None
    assert newest.kind is DecisionKind.REINSTATE


def test_it_waits_in_the_queue_with_its_words_and_for_nobody_concerned(story):
    moderation.report(people.actor(story.reporter), story.subject, WRONG)
    kinds = {SubjectKind.POSITION: QueueKind.REPORTED_POSITION, SubjectKind.OFFER: QueueKind.REPORTED_OFFER}
    actor = people.actor(story.moderator)
    (entry,) = queries.queue(actor, queries.Filters(), now()).entries
    assert (entry.kind, entry.subject, entry.own) == (kinds[story.subject.kind], story.subject, False)
    assert entry.text
    item = queries.item(actor, story.subject)
    assert item.text is not None
    assert item.possible == (
        DecisionKind.DISMISS,
        DecisionKind.HIDE,
        DecisionKind.REMOVE,
    )
    db.session.add(DeclaredTie(account_id=story.moderator.id, person_id=story.side.id, declared_at=now()))
    tied = people.actor(story.moderator)
    (entry,) = queries.queue(tied, queries.Filters(), now()).entries
    assert entry.own
    for deed in (
        lambda: queries.item(tied, story.subject),
        lambda: moderation.decide(tied, story.subject, HIDE),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_only_what_fits_can_be_decided(story):
    for kind in (DecisionKind.PUBLISH, DecisionKind.MOVE, DecisionKind.REINSTATE):
        with pytest.raises(Conflict):
            moderation.decide(
                people.actor(story.moderator), story.subject, Ruling(kind, reason=REASON, chantier=5)
            )
    moderation.report(people.actor(story.reporter), story.subject, WRONG)
    moderation.decide(
        people.actor(story.moderator), story.subject, Ruling(DecisionKind.DISMISS, reason=REASON)
    )
    assert story.thing.visibility is Visibility.VISIBLE
    assert not told("decision-hidden")


def test_a_reporter_contests_that_nothing_was_done(story):
    report = moderation.report(people.actor(story.reporter), story.subject, WRONG)
    moderation.decide(
        people.actor(story.moderator), story.subject, Ruling(DecisionKind.DISMISS, reason=REASON)
    )
    appeal = moderation.contest_as_reporter(people.actor(story.reporter), report.code, AGAINST)
    item = queries.appeal_item(people.actor(story.judge), appeal.id)
    assert item.kinds == (DecisionKind.HIDE, DecisionKind.REMOVE)
    moderation.judge(people.actor(story.judge), appeal.id, Verdict(AppealOutcome.REVERSED, REASON, HIDE))
    assert story.thing.visibility is Visibility.HIDDEN


def test_removal_withholds_it_from_moderators_too_and_is_lifted_by_the_appeal_alone(story):
    ruling = Ruling(DecisionKind.REMOVE, Ground.INSULT, REASON, FACTS)
    decision = moderation.decide(people.actor(story.moderator), story.subject, ruling)
    item = queries.item(people.actor(story.judge), story.subject)
    assert item.text is None
    assert not item.further
    assert DecisionKind.REINSTATE not in item.possible
    assert queries.statement(people.actor(story.judge), decision.id).text is None
    appeal = moderation.contest(people.actor(story.side), decision.id, AGAINST)
    verdict = Verdict(AppealOutcome.CHANGED, REASON, HIDE)
    moderation.judge(people.actor(story.judge), appeal.id, verdict)
    assert story.thing.visibility is Visibility.HIDDEN


def test_the_register_and_the_report_count_it_and_show_no_word_of_it(story):
    decision_id = story.hide()
    entries, _ = register.page(register.Filters(subject=story.subject.kind))
    assert [(entry.number, entry.subject) for entry in entries] == [(decision_id, story.subject.kind)]
    year = now().year
    assert transparency.of_year(year).restrictions.subjects == {story.subject.kind: 1}
    (line,) = transparency.statements(year)
    assert line.subject is story.subject.kind
    assert "remorque" not in repr(line)
    assert "remorque" not in repr(entries)


def test_an_offer_is_reported_by_its_two_sides_alone(app):
    story = _offer()
    keeper_of_another = people.participant()
    people.organisation(keeper_of_another)
    for actor in (VISITOR, people.actor(keeper_of_another), people.actor(story.moderator)):
        with pytest.raises(NotFound):
            moderation.report(actor, story.subject, WRONG, "0" * 64)
        with pytest.raises(NotFound):
            queries.reportable(actor, story.subject)
    for side in (story.side, story.reporter):
        page = queries.reportable(people.actor(side), story.subject)
        assert page.text is not None
        assert [text.body for text in page.further] == [story.thing.reply]
        moderation.report(people.actor(side), story.subject, WRONG)


def test_nobody_decides_on_an_offer_made_to_them(app):
    owner = people.with_role(Role.MODERATOR)
    made = offered(owner=owner)
    subject = Subject(SubjectKind.OFFER, made.id)
    moderation.report(people.actor(db.session.get(Account, made.account_id)), subject, WRONG)  # type: ignore[arg-type]
    actor = people.actor(owner)
    with pytest.raises(NotAllowed):
        queries.item(actor, subject)
    with pytest.raises(NotAllowed):
        moderation.decide(actor, subject, HIDE)
    (entry,) = queries.queue(actor, queries.Filters(), now()).entries
    assert entry.own


def test_nobody_decides_on_what_their_own_organisation_says(app):
    story = _position()
    made = position_queries.locked(story.subject.id)
    db.session.add(
        Keeper(organisation_id=made.organisation_id, account_id=story.moderator.id, started_at=now())
    )
    with pytest.raises(NotAllowed):
        moderation.decide(people.actor(story.moderator), story.subject, HIDE)


def test_a_position_changed_meanwhile_is_read_again_first(app):
    story = _position()
    item = queries.item(people.actor(story.moderator), story.subject)
    both = fields(fr=FRENCH, de=GERMAN)
    positions.change(people.actor(story.side), story.subject.id, both, 1)
    with pytest.raises(Conflict) as stale:
        moderation.decide(people.actor(story.moderator), story.subject, HIDE, version=item.version)
    assert stale.value.code == "stale_version"
    decision = moderation.decide(people.actor(story.moderator), story.subject, HIDE, version=2)
    statement = queries.statement(people.actor(story.side), decision.id)
    assert [text.body for text in (statement.text, *statement.further)] == [FRENCH, GERMAN]  # type: ignore[union-attr]


def test_spam_positions_are_hidden_by_the_handful(app):
    first, second = _position(), _position()
    ticks = [Ticked(one.subject, 1, 0) for one in (first, second)]
    briefs = queries.briefs(people.actor(first.moderator), [one.subject for one in ticks])
    assert [brief.text.startswith("Nous demandons") for brief in briefs.values()] == [True, True]
    sweep = moderation.hide_spam(people.actor(first.moderator), ticks)
    assert len(sweep.hidden) == 2
    assert not sweep.skipped


def test_every_keeper_reads_the_decision_and_finds_it_in_their_list(app):
    story = _position()
    other = people.participant(language="de")
    made = position_queries.locked(story.subject.id)
    db.session.add(Keeper(organisation_id=made.organisation_id, account_id=other.id, started_at=now()))
    decision_id = story.hide()
    assert {story.side.id, other.id} <= told("decision-hidden")
    for keeper in (story.side, other):
        (line,) = queries.own_decisions(people.actor(keeper)).lines
        assert (line.decision.id, line.title is not None) == (decision_id, True)
    with pytest.raises(NotFound):
        queries.statement(people.actor(story.reporter), decision_id)


def test_an_administrator_judges_where_no_other_moderator_is_left(story):
    """The queue shows the appeal to whom it is for."""
    db.session.execute(sa.delete(RoleGrant).where(RoleGrant.account_id == story.judge.id))
    decision_id = story.hide()
    appeal = moderation.contest(people.actor(story.side), decision_id, AGAINST)
    administrator = people.actor(people.with_role(Role.ADMINISTRATOR))
    entries = queries.queue(administrator, queries.Filters(), now() + timedelta(days=1)).entries
    assert [entry.id for entry in entries if entry.kind is QueueKind.APPEAL] == [appeal.id]
    moderation.judge(administrator, appeal.id, Verdict(AppealOutcome.REVERSED, REASON))


def test_every_letter_about_it_is_written_in_both_languages(story):
    """Hidden, removed, shown again; reported, settled, changed after an appeal."""
    decision_id = story.hide()
    appeal = moderation.contest(people.actor(story.side), decision_id, AGAINST)
    verdict = Verdict(AppealOutcome.REVERSED, REASON)
    moderation.judge(people.actor(story.judge), appeal.id, verdict)
    ruling = Ruling(DecisionKind.REMOVE, Ground.INSULT, REASON, FACTS)
    moderation.decide(people.actor(story.moderator), story.subject, ruling)
    db.session.flush()
    written = set()
    for item in db.session.scalars(sa.select(OutboxItem)).all():
        reader = db.session.get(Account, item.account_id)
        for language in ("fr", "de"):
            reader.language = language  # type: ignore[union-attr]
            letter = composing.compose(item)
            if letter is not None:
                written.add(item.event)
                assert letter.subject
                assert "None" not in letter.text
    assert {
        "decision-hidden",
        "report-receipt",
        "report-outcome",
        "appeal-outcome",
        "appeal-changed",
    } <= written
