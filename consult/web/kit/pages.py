"""Pages for everybody: known again by an ETag before they are written, and written once for many readers."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import Field, fields, is_dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from flask import Flask, Response, current_app, g, make_response, render_template, request, session
from flask_babel import get_locale
from wtforms import Form

from consult.kernel import clock
from consult.kernel.db import Base, what_was_read

#: What the written pages of one process may hold in memory.
ROOM_BYTES = 8_000_000
EXTENSION = "pages"
SOURCE = Path(__file__).resolve().parents[2]
#: How Python tells a thing that does not say what it holds.
NAMELESS = " at 0x"


class Shelf:
    """The pages written last, by their tags; those not asked for the longest make room."""

    def __init__(self, room: int = ROOM_BYTES) -> None:
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._room = room
        self._lock = Lock()

    def take(self, tag: str) -> bytes | None:
        with self._lock:
            if tag in self._pages:
                self._pages.move_to_end(tag)
            return self._pages.get(tag)

    def put(self, tag: str, body: bytes) -> None:
        with self._lock:
            self._room += len(self._pages.pop(tag, b"")) - len(body)
            self._pages[tag] = body
            while self._room < 0:
                self._room += len(self._pages.popitem(last=False)[1])


def public_page(template: str, **facts: object) -> Response:
    """``template`` rendered with ``facts``; for somebody without a session a 304 where they know it already.

    The ETag covers all that the facts hold, the address and the release; on which page the time
    runs, also the minute (RFC 9110, 13.1.2: tags are compared weakly, since a proxy that compresses weakens
    them). Facts that do not tell what they hold, or a page that begins a session, get no tag.
    """
    anybody = request.method in {"GET", "HEAD"} and not g.get("personal", True) and not current_app.debug
    told = _told(template, facts) if anybody else None
    if told is None:
        return make_response(render_template(template, **facts))
    shelf: Shelf = current_app.extensions[EXTENSION]
    timeless, this_minute = _tag(told), _tag(f"{told}|{clock.now():%Y-%m-%dT%H:%M}")
    for tag in (timeless, this_minute):
        if request.if_none_match.contains_weak(tag):
            return _tagged(Response(status=304), tag)
        body = shelf.take(tag)
        if body is not None:
            return _tagged(Response(body), tag)
    with clock.noticing() as readings:
        response = make_response(render_template(template, **facts))
    if session.modified:  # a form of this reader's own, which nobody else can send
        return response
    tag = this_minute if readings else timeless
    shelf.put(tag, response.get_data())
    return _tagged(response, tag)


def _told(template: str, facts: dict[str, object]) -> str | None:
    told = f"{template}|{get_locale()}|{request.url}|{_words(facts, set())}"
    return None if NAMELESS in told else told


def _words(value: object, within: set[int]) -> str:
    """All that ``value`` holds, in words; ``within`` are the rows that are being told already."""
    if isinstance(value, dict):
        parts: Iterable[object] = (part for item in value.items() for part in item)
    elif isinstance(value, list | tuple):
        parts = value
    elif isinstance(value, set | frozenset):
        parts = sorted(value, key=repr)
    elif isinstance(value, Base):
        return _row(value, within)
    elif isinstance(value, Form):
        parts = ((field.name, field.data, field.errors, getattr(field, "choices", None)) for field in value)
    elif is_dataclass(value):
        parts = (_field(field, getattr(value, field.name)) for field in fields(value))
    else:
        return repr(value)
    return f"{type(value).__name__}({','.join([_words(part, within) for part in parts])})"


def _field(field: Field[object], value: object) -> object:
    """When a page was read is told by the hour: whole days of lateness, and "as of", may lag by so much."""
    return f"{value:%Y-%m-%dT%H}" if field.type is clock.ReadAt else value


def _row(row: Base, within: set[int]) -> str:
    """The loaded columns and relations of a row; of one that would have to be read again, nothing."""
    if id(row) in within:
        return type(row).__name__
    read = what_was_read(row)
    return object.__repr__(row) if read is None else type(row).__name__ + _words(read, within | {id(row)})


def _tag(told: str) -> str:
    return sha256(f"{_release()}|{told}".encode("utf-8", "backslashreplace")).hexdigest()[:32]


@cache
def _release() -> str:
    """A digest of all that makes pages: after an upgrade no reader is told that the old page still stands."""
    digest = sha256()
    folders = (SOURCE, SOURCE.parent / "templates", SOURCE.parent / "translations")
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(SOURCE.parent)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


def init_app(app: Flask) -> None:
    app.extensions[EXTENSION] = Shelf()
