"""Whatever the translation service does, pages answer, nothing is half done, and the job ends well."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.translating import Translating
from consult.gateways.translator import NullTranslator
from consult.kernel.actor import SYSTEM, Role
from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.translations import Translation, TranslationJob
from consult.queries import comments as comment_queries
from consult.queries.translations import reading
from consult.rules.lifecycle import Review, Visibility
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import CLAIM_LASTS, PAUSES, JobStatus, Origin, TranslationState
from consult.services import proposals as proposal_deeds
from consult.services import translations
from consult.services.comments import set_visibility
from consult.services.translations import TranslationFields, machine
from consult.services.translations.wording import worded
from tests.factories import comments, people, proposals
from tests.support import translating
from tests.support.browser import Browser
from tests.support.statements import counted
from tests.support.translating import Service, breaker, jobs, published, rows, work

GERMAN = TranslationFields(
    language="de",
    version=1,
    title="Eine Streuobstwiese für alle",
    body="Wir möchten mit den Kindern der Schule Apfelbäume auf der Wiese am Fluss pflanzen.",
)
#: Modes in which nothing usable comes, with the beginning of what the job says then.
BAD = {
    "empty": "BadAnswer",
    "blank": "BadAnswer",
    "wrong language": "BadAnswer: wrong language",
    "html": "BadAnswer: other marks, addresses or HTML",
    "endless": "BadAnswer: length",
    "wrong count": "BadAnswer",
    "no json": "BadAnswer: no JSON",
    "huge": "BadAnswer: too large",
    "redirect": "BadAnswer: status 307",
    "refused": "BadAnswer: status 400",
    "slow": "Away: ReadTimeoutError",
    "busy": "Away: status 429",
    "error": "Away: status 500",
    "bad key": "Away: status 403",
}


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    with translating.service() as made:
        yield made


@pytest.fixture
def service(running: Service) -> Service:
    running.mode = "good"
    running.asked.clear()
    return running


def subject(proposal: Proposal) -> Subject:
    return Subject(SubjectKind.PROPOSAL, proposal.id)


def test_proposals_and_comments_are_translated_once_and_marked(app: Flask, service: Service) -> None:
    proposal = published()
    comment = comments.written(proposal)
    german = comments.written(proposal, body="Die Kinder könnten im Frühling Bäume pflanzen.", language="de")
    db.session.commit()
    work(service.libre())
    got = reading(proposal, "de")
    assert (got.language, got.by.origin, got.by.provider, got.by.reviewed) == (
        "de",
        Origin.MACHINE,
        "libretranslate",
        False,
    )
    assert "Streuobstwiese" in got.title
    assert "Kinder" in reading(comment, "de").body
    assert not reading(german, "fr").foreign
    assert {job.status for job in jobs()} == {JobStatus.DONE}
    asked = len(service.asked)
    work(service.libre())
    assert (len(rows()), len(service.asked)) == (3, asked)


def test_deepl_serves_as_well(app: Flask, service: Service) -> None:
    proposal = published()
    work(service.deepl())
    assert reading(proposal, "de").by.provider == "deepl"


def test_with_no_service_nothing_is_looked_for(app: Flask) -> None:
    published()
    helper = Translating(NullTranslator())
    with counted() as statements:
        assert not helper.look_out()
        assert not helper.translate_one()
        helper.everything()
    assert (statements, jobs()) == ([], [])


def test_what_is_not_public_is_never_sent(app: Flask, service: Service) -> None:
    proposals.draft()
    proposals.submitted()
    hidden = proposals.published(visibility=Visibility.HIDDEN)
    comment = comments.written(proposals.published(), body="Un secret.")
    set_visibility(SYSTEM, comment_queries.locked(comment.id), Visibility.HIDDEN)
    db.session.commit()
    work(service.libre())
    assert hidden.id not in {job.proposal_id for job in jobs()}
    assert not any("secret" in text for texts in service.asked for text in texts)


@pytest.mark.parametrize("mode", BAD)
def test_trouble_leaves_pages_and_texts_as_they_were(
    app: Flask, service: Service, browser: Browser, mode: str
) -> None:
    proposal = published()
    service.mode = mode
    work(service.libre())
    (job,) = jobs()
    assert job.problem.startswith(BAD[mode])
    assert "verger" not in job.problem
    assert (job.status, job.attempts, rows()) == (JobStatus.WAITING, 1, [])
    page = browser.get(f"/de/proposals/{proposal.id}")
    assert proposal.title in page.text
    asked = len(service.asked)
    work(service.libre())
    assert len(service.asked) == asked  # it rests
    later = PAUSES[0] if mode != "busy" else timedelta(minutes=30)
    service.mode = "good"
    with time_machine.travel(now() + later + timedelta(seconds=1)):
        work(service.libre())
        assert (job.status, job.problem, len(rows())) == (JobStatus.DONE, None, 1)
        assert reading(proposal, "de").translated
        assert breaker() is None or (breaker().failures, breaker().open_until) == (0, None)


def test_a_bad_answer_is_tried_some_times_then_given_to_people(app: Flask, service: Service) -> None:
    published()
    service.mode = "wrong language"
    work(service.libre())
    with time_machine.travel(now()) as clock:
        for attempt, length in enumerate(PAUSES, start=1):
            (job,) = jobs()
            assert (job.attempts, job.status) == (attempt, JobStatus.WAITING)
            assert length - timedelta(minutes=1) < job.due_at - now() <= length
            clock.move_to(job.due_at + timedelta(seconds=1))
            work(service.libre())
        assert (jobs()[0].status, rows()) == (JobStatus.FAILED, [])
        asked = len(service.asked)
        clock.shift(timedelta(days=9))
        work(service.libre())
        assert len(service.asked) == asked


def claimed() -> machine.Claim:
    wanted, _ = machine.find(0)
    with writing():
        machine.order_all(wanted)
    with writing():
        claim = machine.claim()
    assert claim is not None
    return claim


def test_a_killed_workers_claim_runs_out_and_one_translation_stands(app: Flask, service: Service) -> None:
    published()
    claim = claimed()
    order = machine.prepare(claim)
    made = worded(order, service.libre())
    work(service.libre())
    assert rows() == []
    with time_machine.travel(now() + CLAIM_LASTS + timedelta(seconds=1)):
        work(service.libre())
        with writing():
            machine.keep(claim, order, made)  # not dead after all
        assert [row.state for row in rows()] == [TranslationState.SHOWN]
    assert [job.status for job in jobs()] == [JobStatus.DONE]


def test_a_text_that_kills_its_worker_is_given_up(app: Flask, service: Service) -> None:
    published()
    with time_machine.travel(now()) as clock:
        claimed()
        for _ in range(40):
            clock.shift(CLAIM_LASTS + timedelta(seconds=1))
            with writing():
                machine.claim()
        assert jobs()[0].status is JobStatus.FAILED


def new_version(proposal: Proposal) -> None:
    proposal.newest_version = proposal.shown_version = 2
    proposal.body = f"{proposal.body} Plantons une haie."
    db.session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=2,
            title=proposal.title,
            body=proposal.body,
            language="fr",
            created_at=now(),
            review=Review.ACCEPTED,
        )
    )


def test_what_changed_meanwhile_is_dropped(app: Flask, service: Service) -> None:
    editor = people.actor(people.with_role(Role.EDITOR))
    for meanwhile in (
        lambda proposal: proposal_deeds.set_visibility(SYSTEM, proposal, Visibility.HIDDEN),
        lambda proposal: translations.propose(editor, subject(proposal), GERMAN),
        new_version,
    ):
        proposal = published()
        claim = claimed()
        order = machine.prepare(claim)
        made = worded(order, service.libre())
        with writing():
            meanwhile(db.session.get_one(Proposal, proposal.id))
        with writing():
            machine.keep(claim, order, made)
        job = db.session.get_one(TranslationJob, claim.job_id)
        assert job.status is JobStatus.DROPPED
        assert not [row for row in rows() if row.origin is Origin.MACHINE]


def test_a_text_shown_again_is_translated_after_all_and_a_new_version_anew(
    app: Flask, service: Service
) -> None:
    proposal = published()
    claim = claimed()
    with writing():
        proposal_deeds.set_visibility(SYSTEM, db.session.get_one(Proposal, proposal.id), Visibility.HIDDEN)
    assert machine.prepare(claim) is None
    with writing():
        machine.keep(claim, None, None)
    work(service.libre())
    assert service.asked == []
    with writing():
        proposal_deeds.set_visibility(SYSTEM, db.session.get_one(Proposal, proposal.id), Visibility.VISIBLE)
    work(service.libre())
    assert reading(proposal, "de").version == 1
    assert reading(proposal, "de").translated
    with writing():
        new_version(db.session.get_one(Proposal, proposal.id))
    assert not reading(proposal, "de").translated
    work(service.libre())
    assert (reading(proposal, "de").by.version, [row.version for row in rows()]) == (2, [1, 2])


def test_a_person_wins_over_the_machine_and_may_approve_it(app: Flask, service: Service) -> None:
    first, second = published(), published()
    work(service.libre())
    editor = people.actor(people.with_role(Role.EDITOR))
    translations.propose(editor, subject(first), GERMAN)
    row = db.session.scalars(sa.select(Translation).filter_by(proposal_id=second.id)).one()
    translations.accept(editor, row.id, title=GERMAN.title, body=GERMAN.body)
    assert reading(first, "de").by.origin is Origin.STAFF
    assert (reading(second, "de").by.origin, reading(second, "de").by.reviewed) == (Origin.MACHINE, True)
    db.session.commit()
    work(service.libre())
    assert reading(first, "de").by.origin is Origin.STAFF


def test_two_workers_at_once_make_one_translation_each(real_app: Flask, service: Service) -> None:
    for _ in range(6):
        proposals.published()
    db.session.commit()

    def one() -> None:
        with real_app.app_context():
            Translating(service.libre()).everything()
            db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert len(rows()) == len({row.proposal_id for row in rows()}) == 6
    assert len(service.asked) == 6


def test_looking_out_is_as_cheap_with_many_texts(
    app: Flask, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "WINDOW", 4)
    for _ in range(11):
        proposals.published()
    db.session.commit()
    top = db.session.scalar(sa.select(sa.func.max(ProposalVersion.id)))
    db.session.rollback()
    with counted() as statements:
        wanted, more = machine.find(0)
    assert (len(wanted), more, len(statements)) == (4, True, 4)
    assert wanted[0].subject.id == db.session.get_one(ProposalVersion, top).proposal_id
    work(service.libre())
    assert len(rows()) == 11
    monkeypatch.setattr(machine, "BACKLOG", 0)
    assert machine.find(1) == ([], False)
