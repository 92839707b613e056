"""Letters on their way: MIME, headers that cannot be forged, a real SMTP dialogue, files, dead servers."""

import email
import socket
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from consult.gateways import mail
from consult.gateways.mail import (
    FileMailer,
    Letter,
    MailError,
    Refused,
    SmtpMailer,
    Unreachable,
    mailer_for,
    message_of,
)

SENDER = "noreply@forum.example.org"


def letter(**values: str) -> Letter:
    fields = {
        "key": "20261123T090000-comment-new-7",
        "name": "Anne Müller",
        "address": "anne@example.org",
        "language": "de",
        "sender_name": "Forum",
        "reply_to": "contact@example.org",
        "subject": "Grüße",
        "text": "Guten Tag\n\nhttps://example.org/" + "x" * 90 + "\n",
        "html": "<html><head><style>p { color: red; }</style></head><body><p>Guten Tag</p></body></html>",
    }
    return Letter(**(fields | values))


class Post:
    """What an SMTP server received; refuses recipients that begin with ``nobody`` or ``busy``."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.sessions: set[object] = set()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's own name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("busy"):
            return "451 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.sessions.add(session.peer)
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, str]]:
    """A server on a free port of the loopback that wants the password ``p@ss``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    handler = Post()

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.password == b"p@ss")

    server = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        authenticator=check,
        auth_require_tls=False,
        auth_required=True,
    )
    server.start()
    yield handler, f"127.0.0.1:{port}"
    server.stop()


def test_letters_of_a_batch_go_over_one_connection(post: tuple[Post, str]) -> None:
    received, place = post
    mailer = SmtpMailer(f"smtp://forum:p%40ss@{place}", SENDER)
    mailer.deliver(letter())
    mailer.deliver(letter(key="other"))
    mailer.close()
    mailer.close()
    assert len(received.messages) == 2
    assert len(received.sessions) == 1
    first = received.messages[0]
    assert first["Subject"] == "Grüße"
    assert str(first["To"]) == "Anne Müller <anne@example.org>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Content-Language"] == "de"
    body = first.get_body(("plain",))
    assert body is not None
    assert "x" * 90 in body.get_content()
    html = first.get_body(("html",))
    assert html is not None
    assert 'style="color: red' in html.get_content()


def test_the_same_letter_keeps_its_message_id() -> None:
    ids = {message_of(letter(), SENDER)["Message-ID"] for _ in range(2)}
    assert len(ids) == 1
    assert message_of(letter(key="other"), SENDER)["Message-ID"] not in ids


def test_line_ends_cannot_smuggle_a_header() -> None:
    message = message_of(
        letter(name="Anne\r\nBcc: all@example.org", subject="Hi\nX-Evil: 1", sender_name="F\r\nX: y"), SENDER
    )
    assert set(message.keys()) == {
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "Content-Language",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    }
    assert message["Subject"] == "Hi X-Evil: 1"


@pytest.mark.parametrize("length", range(1, 78))
@pytest.mark.parametrize("encoding", ["quoted-printable", "8bit"])
def test_words_stay_apart_wherever_a_header_is_folded(length: int, encoding: str) -> None:
    """Each length moves the fold by a sign, so that it falls on every space and letter once."""
    subject = f"{'ü' * length} Zusammengeführt: „Des soirées tandem à la médiathèque“ wäre schön"
    name = f"{'é' * length} Müller de la Vallée-Großmann und Söhne"
    sent = message_of(letter(subject=subject, name=name, sender_name=name), SENDER, encoding)
    written = sent.as_bytes()
    assert all(len(line) <= 78 for line in written.split(b"\r\n\r\n")[0].splitlines())
    read = email.message_from_bytes(written, policy=default)
    assert read["Subject"] == sent["Subject"] == subject
    plain = email.message_from_bytes(written)  # the newer parser takes a folded name apart by itself
    people = [parseaddr(str(make_header(decode_header(plain[place])))) for place in ("From", "To")]
    assert people == [(name, SENDER), (name, "anne@example.org")]


def test_a_subject_too_long_is_cut(tmp_path: Path) -> None:
    FileMailer(tmp_path, SENDER).deliver(letter(subject="é" * 400))
    (path,) = tmp_path.iterdir()
    read = email.message_from_bytes(path.read_bytes(), policy=default)
    assert read["Subject"] == "é" * mail.LONGEST_SUBJECT


@pytest.mark.parametrize("address", ["anne@example.org\r\nBcc: x@example.org", "two@a@b", "", "anne"])
def test_an_address_that_is_none_is_refused_for_good(address: str) -> None:
    with pytest.raises(Refused):
        message_of(letter(address=address), SENDER)


def test_what_the_server_says_decides_whether_to_try_again(post: tuple[Post, str]) -> None:
    mailer = SmtpMailer(f"smtp://forum:p%40ss@{post[1]}", SENDER)
    with pytest.raises(Refused):
        mailer.deliver(letter(address="nobody@example.org"))
    with pytest.raises(MailError) as later:
        mailer.deliver(letter(address="busy@example.org"))
    assert not later.value.permanent
    mailer.deliver(letter())
    assert len(post[0].messages) == 1


def test_a_wrong_password_is_trouble_of_the_server(
    post: tuple[Post, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 1)
    with pytest.raises(Unreachable):
        SmtpMailer(f"smtp://forum:wrong@{post[1]}", SENDER).deliver(letter())


def test_a_server_without_tls_is_not_spoken_to_where_tls_is_asked(post: tuple[Post, str]) -> None:
    with pytest.raises(MailError):
        SmtpMailer(f"smtp://forum:p%40ss@{post[1]}?tls=1", SENDER).deliver(letter())
    assert not post[0].messages


def test_a_dead_or_silent_server_never_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unreachable):
            SmtpMailer(f"smtp://{place}", SENDER).deliver(letter())
    with pytest.raises(Unreachable):
        SmtpMailer(f"smtp://{place}", SENDER).deliver(letter())


def test_files_hold_links_that_can_be_copied(tmp_path: Path) -> None:
    mailer = FileMailer(tmp_path / "mail", SENDER)
    mailer.deliver(letter())
    mailer.deliver(letter())
    mailer.close()
    (path,) = (tmp_path / "mail").iterdir()
    assert path.name == "20261123T090000-comment-new-7.eml"
    assert "https://example.org/" + "x" * 90 in path.read_text("utf-8")


def test_settings_choose_the_mailer(tmp_path: Path) -> None:
    assert isinstance(mailer_for("", SENDER, tmp_path), FileMailer)
    chosen = mailer_for("smtps://a:b%3Ac@mail.example.org", SENDER, tmp_path)
    assert isinstance(chosen, SmtpMailer)
    assert (chosen.port, chosen.password, chosen.implicit_tls) == (465, "b:c", True)
    for bad in ("http://mail.example.org", "smtp://", "mail.example.org"):
        with pytest.raises(ValueError, match="MAIL_URL"):
            mailer_for(bad, SENDER, tmp_path)
