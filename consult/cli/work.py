"""`flask work`, the worker beside the server: mail, ballots on time, printed minutes, clearing."""

import signal
import sys
import threading
import time
from collections.abc import Callable

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext

from config import Settings
from consult.cli.translating import Translating
from consult.gateways.embedder import Embedder, embedder
from consult.gateways.mail import Mailer, Unreachable, mailer_for
from consult.gateways.pdf import PdfMaker, WeasyPdf
from consult.gateways.translator import NullTranslator, Translator, translator_for
from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.queries import ballots as ballot_queries
from consult.services import (
    ballots,
    documents,
    events,
    figures,
    following,
    notifications,
    retention,
    search,
    similar,
)
from consult.services.ballots import checkpoints

POLL = 2.0
CLEAR_EVERY = 3600.0
REMIND_EVERY = 60.0
SIGN_EVERY = 60.0
EMBED_EVERY = 60.0
LEARN_EVERY = 60.0
DIGEST_EVERY = 60.0
COUNT_EVERY = 60.0
#: While the mail server is silent, one letter is tried after each pause; all others keep their attempts.
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 300.0
log = structlog.get_logger()


class Worker:
    """One process; any number may run beside each other. ``stopping`` ends it after the letter at hand."""

    def __init__(
        self,
        mailer: Mailer,
        stopping: threading.Event | None = None,
        pdf: PdfMaker | None = None,
        encoder: Embedder | None = None,
        translator: Translator | None = None,
    ) -> None:
        self.mailer = mailer
        self.pdf = pdf or WeasyPdf()
        self.encoder = encoder or embedder()
        self.translating = Translating(translator or NullTranslator())
        self.stopping = stopping or threading.Event()
        self._pause = 0.0
        self._silent_until = 0.0
        self._cleared_at = self._reminded_at = self._signed_at = self._embedded_at = float("-inf")
        self._learned_at = self._counted_at = self._digested_at = float("-inf")

    def run(self) -> None:
        """Work until told to stop; whatever goes wrong is logged and tried again at the next turn."""
        while not self.stopping.is_set():
            busy = False
            for task in (
                self.due_ballots,
                self.sign_minutely,
                self.remind_minutely,
                self.digest_minutely,
                self.mail_unless_silent,
                self.make_document,
                self.embed_minutely,
                self.learn_minutely,
                self.translating.look_out,
                self.translating.translate_one,
                self.count_nightly,
                self.clear_hourly,
            ):
                busy = self._safely(task) or busy
            if not busy:
                self.stopping.wait(POLL)

    def once(self) -> int:
        """Do all that is due now; how many letters left. ``Unreachable`` when the mail server is silent."""
        self.due_ballots()
        self._sign()
        self._remind()
        while self._digest():
            pass
        sent = 0
        while notifications.waiting():
            left = self.send_batch()
            if not left:  # the rows may be another worker's: let it finish
                self.stopping.wait(0.05)
            sent += left
        while self.make_document():
            pass
        while self._embed():
            pass
        while self._learn():
            pass
        self.translating.everything()
        self._count()
        while any(count >= retention.CHUNK for count in self._clear().values()):
            pass
        return sent

    def _safely(self, task: Callable[[], bool]) -> bool:
        try:
            return task()
        except Exception:
            log.exception("task_failed", task=task.__name__)
            return False
        finally:
            db.session.rollback()  # a read must not stay open while we wait

    def due_ballots(self) -> bool:
        """Write the state that ballots have by now; never busy, since each is written once."""
        for ballot_id in ballot_queries.due(now()):
            with writing():
                ballots.bring_up_to_date(SYSTEM, ballot_id)
        return False

    def sign_minutely(self) -> bool:
        """Sign the logs that have grown since their last checkpoint; never busy, since each rests an hour."""
        if time.monotonic() - self._signed_at >= SIGN_EVERY:
            self._sign()
        return False

    def _sign(self) -> None:
        self._signed_at = time.monotonic()
        for ballot_id in checkpoints.due(now()):
            with writing():
                checkpoints.sign_due(ballot_id, now())

    def remind_minutely(self) -> bool:
        """Owe the notices to those who have not voted or are expected somewhere; each is owed once."""
        if time.monotonic() - self._reminded_at >= REMIND_EVERY:
            self._remind()
        return False

    def _remind(self) -> None:
        with writing():
            ballots.remind_due(now())
        while self._remind_of_events() == events.CHUNK:
            pass
        self._reminded_at = time.monotonic()

    def _remind_of_events(self) -> int:
        """One group of reminders, so that however many are due, writers never wait long."""
        with writing():
            return events.remind()

    def mail_unless_silent(self) -> bool:
        """Send a batch, if there is one; a silent server is left alone ever longer, up to five minutes."""
        if time.monotonic() < self._silent_until or not notifications.waiting():
            return False
        try:
            self.send_batch()
        except Unreachable:
            self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            self._silent_until = time.monotonic() + self._pause
            return False
        self._pause = 0.0
        return True

    def send_batch(self) -> int:
        """Claim rows and send them one by one, each with transactions of its own; how many left the house."""
        with writing():
            claim = notifications.claim()
        sent = 0
        try:
            for item_id in claim.item_ids:
                if self.stopping.is_set():
                    break
                sent += self._send(claim, item_id)
        finally:
            self.mailer.close()
            with writing():
                notifications.release(claim)
        return sent

    def _send(self, claim: notifications.Claim, item_id: int) -> bool:
        try:
            with writing():
                letter = notifications.write(claim, item_id)
            if letter is None:
                return False
            self.mailer.deliver(letter)
        except Exception as problem:  # one bad letter must not keep the others back
            with writing():
                notifications.failed(claim, item_id, problem)
            if isinstance(problem, Unreachable):
                raise
            return False
        with writing():
            notifications.sent(claim, item_id)
        log.info("mail_sent", letter=letter.key)
        return True

    def make_document(self) -> bool:
        """Make one PDF that is waiting, drawn outside any transaction; busy while there may be another."""
        if not documents.waiting():
            return False
        with writing():
            claim = documents.claim()
        if claim is None:
            return True
        try:
            drawing = documents.draw(claim)
            db.session.rollback()  # a read must not stay open while we draw
            body = self.pdf.make(drawing.html) if drawing and drawing.html else None
        except Exception as problem:  # one bad document must not keep the others back
            with writing():
                documents.failed(claim, problem)
            return True
        if drawing:
            with writing():
                documents.made(claim, drawing, body)
        return True

    def embed_minutely(self) -> bool:
        """Make vectors of new texts, a small batch each turn; busy while there may be more."""
        if time.monotonic() - self._embedded_at < EMBED_EVERY:
            return False
        if self._embed():
            return True
        self._embedded_at = time.monotonic()
        return False

    def _embed(self) -> bool:
        vectors = similar.embed_waiting(self.encoder)
        if vectors:
            with writing():
                similar.keep(self.encoder, vectors)
        return bool(vectors)

    def digest_minutely(self) -> bool:
        """Owe digests, 500 people each turn; busy while there may be more."""
        if time.monotonic() - self._digested_at < DIGEST_EVERY:
            return False
        if self._digest():
            return True
        self._digested_at = time.monotonic()
        return False

    def _digest(self) -> bool:
        with writing():
            return following.owe_digests()

    def learn_minutely(self) -> bool:
        """Learn the words of new texts, some texts each turn; busy while there may be more."""
        if time.monotonic() - self._learned_at < LEARN_EVERY:
            return False
        if self._learn():
            return True
        self._learned_at = time.monotonic()
        return False

    def _learn(self) -> bool:
        if not search.waiting():
            return False
        with writing():
            return bool(search.learn())

    def count_nightly(self) -> bool:
        """Count the figures once a day, at night; never busy, since one count makes all of them."""
        if time.monotonic() - self._counted_at >= COUNT_EVERY:
            self._count()
        return False

    def _count(self) -> None:
        self._counted_at = time.monotonic()
        if figures.is_due(now()):
            with writing():
                figures.count(now())

    def clear_hourly(self) -> bool:
        """Clear what has expired; busy while there is more of it."""
        if time.monotonic() - self._cleared_at < CLEAR_EVERY:
            return False
        more = any(count >= retention.CHUNK for count in self._clear().values())
        if not more:
            self._cleared_at = time.monotonic()
        return more

    def _clear(self) -> dict[str, int]:
        with writing():
            cleared = retention.clear()
        if any(cleared.values()):
            log.info("cleared", **cleared)
        return cleared


@click.command(
    "work", help="Send mail, open and close ballots on time, print minutes, clear what has expired."
)
@click.option("--once", is_flag=True, help="Do what is due now and stop: for cron.")
@with_appcontext
def group(once: bool) -> None:
    """Runs until SIGTERM or Ctrl-C, unless ``--once``."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        mailer = mailer_for(settings.mail_url, settings.mail_sender, settings.instance / "mail")
    except ValueError as problem:
        sys.exit(f"Not started: {problem}")
    translator = translator_for(settings.translator, settings.translator_url, settings.translator_key)
    worker = Worker(mailer, translator=translator)
    if not once:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: worker.stopping.set())
        worker.run()
        return
    try:
        sent = worker.once()
    except Unreachable as problem:
        sys.exit(f"The mail server does not answer ({problem}). Mail waits and is tried again.")
    click.echo(f"Messages sent: {sent}")
