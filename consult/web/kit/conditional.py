"""Answers that open pages ask for again and again: most are an empty 304, the same for everybody."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, json, request
from flask_babel import get_locale


def conditional(facts: Iterable[object], written: Callable[[], dict[str, Any]]) -> Response:
    """JSON with an ETag over ``facts`` (plain dataclasses) and the language, or a 304 before it is written.

    Tags are compared weakly (RFC 9110, 13.1.2): a proxy that compresses the answer makes its tag weak.
    """
    told = "|".join([str(get_locale()), *map(repr, facts)])
    tag = hashlib.sha256(told.encode()).hexdigest()[:32]
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = Response(json.dumps(written(), ensure_ascii=False), mimetype="application/json")
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response
