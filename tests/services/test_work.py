"""The command beside the server: for cron, with others at once, and stopped by a signal."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from config import ROOT
from consult.cli.work import Worker
from consult.gateways.mail import NullMailer
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.notifications import OutboxItem, OutboxStatus
from consult.rules.voting import BallotState
from tests.factories import councils, mail, people, proposals
from tests.support.databases import SECRET


def test_once_writes_files_and_tells_how_many(app: Flask) -> None:
    mail.owe("comment-new", "fr")
    result = app.test_cli_runner().invoke(args=["work", "--once"])
    assert result.exit_code == 0, result.output
    assert "Messages sent: 1" in result.output
    folder: Path = app.config["SETTINGS"].instance / "mail"
    assert any(path.name.endswith(".eml") for path in folder.iterdir())


def test_ballots_open_and_close_on_time(app: Flask) -> None:
    councils.councillor()
    (ballot, *_) = councils.scheduled(proposals.published())
    ballot.opens_at, ballot.closes_at = now() - timedelta(minutes=1), now()
    db.session.execute(
        sa.text("UPDATE ballot SET opens_at = :opens WHERE id = :id"),
        {"opens": ballot.opens_at.replace(year=2020), "id": ballot.id},
    )
    db.session.commit()
    Worker(NullMailer()).once()
    db.session.expire_all()
    assert ballot.state in {BallotState.open, BallotState.closed}


def test_four_workers_at_once_send_each_letter_once(real_app: Flask) -> None:
    proposal = proposals.published()
    from consult.services import outbox

    readers = [people.participant().id for _ in range(60)]
    outbox.tell("proposal-changed", readers, "k", proposal_id=proposal.id)
    db.session.commit()
    mailers = [NullMailer() for _ in range(4)]

    def work(mailer: NullMailer) -> None:
        with real_app.app_context():
            Worker(mailer).once()

    threads = [threading.Thread(target=work, args=(mailer,)) for mailer in mailers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [letter.key for mailer in mailers for letter in mailer.letters]
    assert len(keys) == len(set(keys)) == 60
    statuses = set(db.session.scalars(sa.select(OutboxItem.status)))
    assert statuses == {OutboxStatus.SENT}


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_signal_stops_the_worker_at_once(real_app: Flask, tmp_path: Path) -> None:
    mail.owe("comment-new", "fr")
    environment = os.environ | {
        "DATABASE_URL": real_app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_PATH": str(tmp_path),
        "SECRET_KEY": SECRET,
        "FLASK_APP": "wsgi.py",
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "work"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert worker.stdout is not None
        assert any("mail_sent" in line for line in worker.stdout)
        assert list((tmp_path / "mail").glob("*.eml"))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    finally:
        worker.kill()


def test_a_bad_address_of_the_server_is_one_clear_line(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url="http://nowhere"))
    result = app.test_cli_runner().invoke(args=["work", "--once"])
    assert result.exit_code == 1
    assert "MAIL_URL must look like" in result.output
    assert "Traceback" not in result.output
