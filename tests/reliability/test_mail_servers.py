"""A mail server that lies or hangs up: no letter counts as sent, all wait, pages answer, operators see it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.work import Worker
from consult.gateways import mail as gateway
from consult.gateways import migrations
from consult.gateways.mail import NullMailer, SmtpMailer
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.notifications import OutboxItem, OutboxStatus
from tests.factories import mail
from tests.support.browser import Browser

#: How the server greets; nothing more follows where the greeting is none.
LIES = {
    "hangs up": b"",
    "another protocol": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>250 OK</html>\r\n",
    "no code": b"hello there\r\n",
    "bytes": bytes(range(128, 256)) + b"\r\n",
    "an endless line": b"220 " + b"x" * 100_000 + b"\r\n",
    "closing at once": b"421 too busy\r\n",
}


@contextmanager
def answering(greeting: bytes) -> Iterator[str]:
    """The address of a server that greets so and hangs up."""

    class Liar(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(greeting)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Liar) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("lie", LIES)
def test_what_a_liar_takes_still_waits_and_leaves_later(
    app: Flask, browser: Browser, lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "TIMEOUT", 2)
    mail.owe("comment-new", "fr")
    with answering(LIES[lie]) as url:
        worker = Worker(SmtpMailer(url, "noreply@example.org"))
        assert worker.mail_unless_silent() is False
        assert worker.mail_unless_silent() is False, "it rests first"
    assert _item() == (OutboxStatus.WAITING, 1)
    browser.get("/fr/proposals")
    db.session.execute(sa.update(OutboxItem).values(due_at=OutboxItem.created_at))
    db.session.commit()
    mailer = NullMailer()
    assert Worker(mailer).send_batch() == 1
    assert _item() == (OutboxStatus.SENT, 2)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_operators_see_that_mail_waits(app: Flask, browser: Browser) -> None:
    head = migrations.head(str(app.extensions["migrate"].directory))
    db.session.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    db.session.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    mail.owe("comment-new", "fr")
    assert "mail: ok" in browser.get("/readyz").text, "it has just come"
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert "mail: delayed" in browser.get("/readyz").text, "no worker takes it"
    Worker(SmtpMailer("smtp://127.0.0.1:1", "noreply@example.org")).mail_unless_silent()
    assert "mail: delayed" in browser.get("/readyz").text, "the server is away"
    with time_machine.travel(now() + timedelta(minutes=2)):
        Worker(NullMailer()).once()
        assert "mail: ok" in browser.get("/readyz").text


def _item() -> tuple[OutboxStatus, int]:
    db.session.expire_all()
    row = db.session.execute(sa.select(OutboxItem.status, OutboxItem.attempts)).one()
    return row.status, row.attempts
