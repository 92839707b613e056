"""Views hand files out through here: a name that people understand, a tag that spares a second download."""

from hashlib import sha256
from typing import Any
from urllib.parse import quote

from flask import Response, json, request

#: Nobody else may keep what only the clerk may read, and everybody must ask again before showing it.
SHARED, PRIVATE = "no-cache", "private, no-store"


def download(body: bytes, mimetype: str, name: str, *, private: bool = False) -> Response:
    """``body`` as a file called ``name`` (without a path), with its ETag; 304 for who has it already."""
    response = Response(body, mimetype=mimetype)
    plain = name.encode("ascii", "ignore").decode().replace('"', "")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    response.headers["Cache-Control"] = PRIVATE if private else SHARED
    response.set_etag(sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response


def json_bytes(document: dict[str, Any]) -> bytes:
    """``document`` as people can read it too: in its own order, indented, UTF-8."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=False, indent=1) + "\n").encode()
