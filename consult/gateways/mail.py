"""The worker hands letters over here: to an SMTP server, to files in development, to nobody in tests."""

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import css_inline

TIMEOUT = 10  # seconds; a dead server must not hold a batch for longer than its claim
LONGEST_SUBJECT = 150


class MailError(Exception):
    """A letter could not be delivered now; ``permanent`` when trying again is of no use."""

    permanent = False


class Unreachable(MailError):
    """The server itself does not answer, so the other letters would not leave either."""


class Refused(MailError):
    """The server will never take this letter, for example because the mailbox does not exist."""

    permanent = True


class LetterPolicy(EmailPolicy):
    """Writes long subjects and names whole: the standard policy loses or adds spaces at a break."""

    def fold(self, name: str, value: Any) -> str:
        words, rest = self._parts(name, value)
        if words.isascii():
            return str(super().fold(name, value))
        encoded = Header(words, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep + rest if rest else ''}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        if self._parts(name, value)[0].isascii():
            return super().fold_binary(name, value)
        return self.fold(name, value).encode()

    def _parts(self, name: str, value: Any) -> tuple[str, str]:
        """The words of a subject or of a person's name, and the address after it."""
        if name == "Subject":
            return str(value), ""
        if name in {"From", "To"}:
            (address,) = value.addresses
            return address.display_name, f" <{address.addr_spec}>"
        return "", ""


POLICY = LetterPolicy(linesep=SMTP.linesep)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail for one person. ``key`` is the same at every attempt and names message and file.

    ``html`` may hold a style element, which becomes inline styles; texts are complete and translated.
    ``unsubscribe``: the address that ends such letters by one POST (RFC 8058).
    """

    key: str
    name: str
    address: str
    language: str
    sender_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    unsubscribe: str | None = None


class Mailer(Protocol):
    """Takes letters; ``deliver`` raises ``MailError``; ``close`` ends a batch."""

    def deliver(self, letter: Letter) -> None: ...

    def close(self) -> None: ...


def message_of(letter: Letter, sender: str, encoding: str = "quoted-printable") -> EmailMessage:
    """The MIME message. Line ends in names or subjects become spaces: no header can be smuggled in."""
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(_line(letter.sender_name), addr_spec=sender)
        message["To"] = Address(_line(letter.name), addr_spec=_ascii_domain(letter.address))
    except (ValueError, IndexError, MessageError) as error:  # UnicodeError is a ValueError
        raise Refused(f"bad address: {type(error).__name__}") from error
    message["Reply-To"] = letter.reply_to
    message["Subject"] = _line(letter.subject)[:LONGEST_SUBJECT]
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{sha256(letter.key.encode()).hexdigest()[:40]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte=encoding)
    message.add_alternative(css_inline.inline(letter.html), subtype="html", cte=encoding)
    message["Content-Language"] = letter.language  # last: alternatives take Content- headers for theirs
    return message


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


class SmtpMailer:
    """Delivers over one connection a batch; ``implicit_tls`` speaks TLS from the first byte."""

    def __init__(self, url: str, sender: str) -> None:
        """``url``: ``smtp://user:password@host:port?tls=1`` or ``smtps://…``; ``ValueError`` otherwise."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("MAIL_URL must look like smtp://user:password@host:587?tls=1")
        self.sender = sender
        self.implicit_tls = parts.scheme == "smtps"
        self.host = parts.hostname
        self.port = parts.port or (465 if self.implicit_tls else 25)
        self.start_tls = parse_qs(parts.query).get("tls") == ["1"]
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self._connection: smtplib.SMTP | None = None

    def deliver(self, letter: Letter) -> None:
        message = message_of(letter, self.sender)
        try:
            self._connect().send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            kind = Refused if 500 <= code < 600 else MailError
            raise kind(f"recipient refused with {code}") from error
        except (smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
            raise MailError(type(error).__name__) from error
        except (OSError, smtplib.SMTPException) as error:
            self._connection = None
            raise Unreachable(type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        if self._connection is None:
            context = ssl.create_default_context()
            if self.implicit_tls:
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=TIMEOUT, context=context
                )
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
            if self.start_tls and not self.implicit_tls:
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            self._connection = server
        return self._connection

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (OSError, smtplib.SMTPException):
            connection.close()


class FileMailer:
    """Development: each letter is an ``.eml`` file; the same letter again replaces itself."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def deliver(self, letter: Letter) -> None:
        message = message_of(letter, self.sender, "8bit")  # so that a link can be copied out of the file
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f".{letter.key}.part"
            part.write_bytes(message.as_bytes())
            part.replace(self.folder / f"{letter.key}.eml")
        except OSError as error:
            raise Unreachable(type(error).__name__) from error

    def close(self) -> None:
        """Nothing stays open."""


class NullMailer:
    """The harmless twin: keeps letters in ``letters`` instead of sending them."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def deliver(self, letter: Letter) -> None:
        self.letters.append(letter)

    def close(self) -> None:
        """Nothing stays open."""


def mailer_for(url: str, sender: str, folder: Path) -> Mailer:
    """The mailer that the settings ask for: SMTP when there is a URL, else files in ``folder``."""
    return SmtpMailer(url, sender) if url else FileMailer(folder, sender)
