"""The worker prints minutes: once each, again when the record has changed, and never from a dead claim."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import NullMailer
from consult.gateways.pdf import NoPdf, NullPdf
from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.models.ballots import VoteReason
from consult.models.documents import Document
from consult.rules.documents import CLAIM_LASTS, LOOK_AGAIN, MOST_ATTEMPTS, DocumentStatus
from consult.rules.lifecycle import Visibility
from consult.services import ballots, documents
from tests.factories import councils, minutes


class Broken:
    """A printer that always fails."""

    def make(self, html: str) -> bytes:
        raise ValueError("no paper")


def rows() -> list[Document]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Document).order_by(Document.id)))


def work(pdf: object | None = None) -> NullPdf:
    printer = pdf or NullPdf()
    Worker(NullMailer(), pdf=printer).once()  # type: ignore[arg-type]  # a stand-in
    return printer  # type: ignore[return-value]


def test_a_proclaimed_ballot_is_printed_in_every_language_once(app: Flask) -> None:
    ballot = minutes.opinion()
    documents.ask(ballot_id=ballot.id)
    assert [row.language for row in rows()] == ["fr", "de"]
    db.session.commit()
    printer = work()
    assert [
        page.count(f'<html lang="{code}"') for page, code in zip(printer.pages, ("fr", "de"), strict=True)
    ] == [1, 1]
    assert {row.status for row in rows()} == {DocumentStatus.READY}
    assert all(row.body and row.record_sha256 and row.attempts == 0 for row in rows())
    assert work().pages == []
    documents.ask(ballot_id=ballot.id)
    db.session.commit()
    assert work().pages == []
    assert {row.status for row in rows()} == {DocumentStatus.READY}


def test_a_changed_record_is_printed_anew(app: Flask) -> None:
    ballot = minutes.opinion()
    db.session.commit()
    work()
    before = {row.record_sha256 for row in rows()}
    for reason in db.session.scalars(sa.select(VoteReason).filter_by(ballot_id=ballot.id)):
        reason.visibility = Visibility.HIDDEN
    db.session.commit()
    with time_machine.travel(now() + LOOK_AGAIN + timedelta(minutes=1)):
        printer = work()
    assert len(printer.pages) == 2
    assert not any(minutes.REASON in page for page in printer.pages)
    assert before.isdisjoint({row.record_sha256 for row in rows()})


def test_without_pango_the_documents_are_absent_until_asked_again(app: Flask) -> None:
    ballot = minutes.opinion()
    db.session.commit()
    work(NoPdf())
    assert {(row.status, row.problem) for row in rows()} == {(DocumentStatus.ABSENT, "PdfAbsent")}
    assert work().pages == []
    documents.ask(ballot_id=ballot.id)
    db.session.commit()
    assert len(work().pages) == 2


def test_a_failure_is_tried_again_ever_later_and_given_up(app: Flask) -> None:
    minutes.opinion()
    db.session.commit()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        work(Broken())
        assert {row.attempts for row in rows()} == {attempt}
        with time_machine.travel(max(row.due_at for row in rows()) + timedelta(seconds=1)) as clock:
            db.session.execute(sa.update(Document).values(due_at=now() - timedelta(days=1)))
            db.session.commit()
            clock.move_to(now())
    assert {(row.status, row.problem) for row in rows()} == {(DocumentStatus.FAILED, "ValueError")}
    assert work().pages == []


def test_a_killed_workers_claim_runs_out(app: Flask) -> None:
    minutes.opinion()
    db.session.commit()
    with writing():
        dead = documents.claim()
        other = documents.claim()
        assert documents.claim() is None
    assert dead is not None
    assert other is not None
    assert work().pages == []
    with time_machine.travel(now() + CLAIM_LASTS + timedelta(seconds=1)):
        assert len(work().pages) == 2
        with writing():
            documents.made(dead, documents.Drawing("", "0" * 64), b"late")
    assert all(row.body != b"late" and row.record_sha256 != "0" * 64 for row in rows())


def test_an_annulled_ballot_and_an_ended_sitting_are_printed_too(app: Flask) -> None:
    ballot = councils.opened()
    ballots.ask_annulment(councils.clerk(), ballot.id, "La question imprimée n’était pas la bonne.")
    ballots.confirm_annulment(councils.clerk(), ballot.id)
    sitting = minutes.ended(minutes.busy_sitting())
    db.session.commit()
    printer = work()
    assert len([row for row in rows() if row.sitting_id == sitting.id]) == 2
    assert sum("imprimée" in page for page in printer.pages) == 2
    assert {row.status for row in rows()} == {DocumentStatus.READY}
    assert SYSTEM.system


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_document_that_kills_its_worker_is_given_up(app: Flask) -> None:
    minutes.opinion()
    db.session.execute(sa.update(Document).values(attempts=MOST_ATTEMPTS))
    db.session.commit()
    assert work().pages == []
    assert {row.status for row in rows()} == {DocumentStatus.FAILED}
