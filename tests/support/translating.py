"""A translation service on loopback that speaks both protocols, and behaves well or in each bad way."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import sqlalchemy as sa

from consult.cli.work import Worker
from consult.gateways.mail import NullMailer
from consult.gateways.translator import DeepL, LibreTranslate, Limits, Translator
from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.models.translations import OutsideService, Translation, TranslationJob
from tests.factories import proposals

#: Short enough for tests that wait for a silence; all others have time.
QUICK = Limits(connect=1.0, read=0.2, whole=0.4)
PATIENT = Limits()
KEY = "0123456789:fx"

#: A toy: words of French → German. What is not here stays; "chantier" is the trap.
WORDS = {
    "chantier": "Baustelle",
    "chantiers": "Baustellen",
    "proposition": "Proposition",
    "verger": "Streuobstwiese",
    "un": "ein",
    "une": "eine",
    "pour": "für",
    "tous": "alle",
    "numéro": "Nummer",
    "plantons": "wir pflanzen",
    "des": "",
    "arbres": "Bäume",
    "fruitiers": "mit Obst",
    "le": "der",
    "la": "die",
    "les": "die",
    "long": "entlang",
    "du": "des",
    "chemin": "Weges",
    "avec": "mit",
    "écoles": "Schulen",
    "et": "und",
    "associations": "Vereinen",
    "quartier": "Viertels",
    "enfants": "Kinder",
    "de": "von",
    "l’école": "der Schule",
    "voisine": "nebenan",
    "pourraient": "könnten",
    "planter": "pflanzen",
    "ces": "diese",
    "au": "im",
    "printemps": "Frühling",
}
BACK = {german.lower(): french for french, german in WORDS.items() if german}
_WORD = re.compile(r"[\w’]+")


def toy(text: str, words: dict[str, str] = WORDS) -> str:
    """Word for word; placeholders, marks and addresses pass."""
    return _WORD.sub(lambda found: words.get(found[0].lower(), found[0]), text)


class Service:
    """``mode`` names how the next answers come; ``asked`` keeps every question's texts."""

    def __init__(self) -> None:
        self.mode = "good"
        self.asked: list[list[str]] = []
        self.keys: list[str] = []
        self.elsewhere = 0
        self.released = threading.Event()
        self.url = ""

    @property
    def limits(self) -> Limits:
        return QUICK if self.mode in {"slow", "drop by drop"} else PATIENT

    def libre(self) -> Translator:
        return LibreTranslate(self.url, limits=self.limits)

    def deepl(self) -> Translator:
        return DeepL(KEY, self.url, limits=self.limits)

    def answer(self, texts: list[str], target: str) -> list[str]:
        words = WORDS if target == "de" else BACK
        return ANSWERS.get(self.mode, lambda some: [toy(text, words) for text in some])(texts)


def _forgetful(texts: list[str]) -> list[str]:
    """Loses placeholders, as real machines do."""
    return [toy(re.sub(r"QX\d+XQ", "QX", text)) for text in texts]


ANSWERS: dict[str, Callable[[list[str]], list[str]]] = {
    "empty": lambda texts: ["" for _ in texts],
    "blank": lambda texts: ["\u200b \n" for _ in texts],
    "wrong language": list,
    "html": lambda texts: [f"<b onclick=x>{toy(text)}</b>" for text in texts],
    "wrong count": lambda texts: [*map(toy, texts), "noch etwas"],
    "endless": lambda texts: [toy(text) * 9 for text in texts],
    "not a text": lambda texts: [None for _ in texts],  # type: ignore[misc]  # that is the point
    "half a sign": lambda texts: [f"{toy(text)} \ud800" for text in texts],
    "forgetful": _forgetful,
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/elsewhere":
            self.service.elsewhere += 1
        deepl = self.path == "/v2/translate"
        texts = asked["text" if deepl else "q"]
        self.service.asked.append(texts)
        self.service.keys.append(self.headers.get("Authorization", ""))
        special = SPECIAL.get(self.service.mode)
        if special is not None:
            special(self)
            return
        said = self.service.answer(texts, asked["target_lang" if deepl else "target"].lower())
        self.send(
            200, {"translations": [{"text": each} for each in said]} if deepl else {"translatedText": said}
        )

    def send(self, status: int, body: Any, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


def _slow(handler: _Handler) -> None:
    handler.service.released.wait(10)
    handler.close_connection = True


def _drop_by_drop(handler: _Handler) -> None:
    """Never silent for long, and never done."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(100):
        if handler.service.released.wait(0.05):
            return
        handler.wfile.write(b" ")


SPECIAL: dict[str, Callable[[_Handler], None]] = {
    "slow": _slow,
    "drop by drop": _drop_by_drop,
    "busy": lambda handler: handler.send(429, {}, Retry_After="1800"),
    "error": lambda handler: handler.send(500, b"<h1>Internal Server Error</h1>"),
    "no json": lambda handler: handler.send(200, b"<!doctype html><p>Welcome to the hotel's network"),
    "deep json": lambda handler: handler.send(200, b"[" * 200_000),
    "other json": lambda handler: handler.send(200, {"error": "no"}),
    "huge": lambda handler: handler.send(200, b'{"translatedText": ["' + b"a" * 3_000_000 + b'"]}'),
    "redirect": lambda handler: handler.send(307, b"", Location=f"{handler.service.url}/elsewhere"),
    "refused": lambda handler: handler.send(400, {"error": "lb is not supported"}),
    "bad key": lambda handler: handler.send(403, {"error": "Invalid API key"}),
}


@contextmanager
def service() -> Iterator[Service]:
    """The service, listening on a free port of loopback until the end."""
    made = Service()
    handler = type("Handler", (_Handler,), {"service": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hung up is no news
        made.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.released.set()
            server.shutdown()
            thread.join()


def work(translator: Translator) -> None:
    """One worker does all that is due now."""
    Worker(NullMailer(), translator=translator).once()
    db.session.expire_all()


def jobs() -> list[TranslationJob]:
    return list(db.session.scalars(sa.select(TranslationJob).order_by(TranslationJob.id)))


def rows() -> list[Translation]:
    return list(db.session.scalars(sa.select(Translation).order_by(Translation.id)))


def published(**values: object) -> Proposal:
    """A proposal that everybody reads, committed."""
    proposal = proposals.published(**values)
    db.session.commit()
    return proposal


def breaker() -> OutsideService | None:
    return db.session.scalar(sa.select(OutsideService))
