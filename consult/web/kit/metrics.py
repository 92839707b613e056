"""Counts every request, and shows the counts at /metrics to whoever watches this server."""

import ipaddress
import time
from hmac import compare_digest

from flask import Flask, Response, current_app, request

from config import Settings
from consult.gateways import migrations
from consult.kernel.clock import now
from consult.kernel.errors import NotFound
from consult.kernel.instruments import EXTENSION, Instruments, Reading
from consult.queries import queues, schema
from consult.web.kit import replica
from consult.web.kit.access import public

BEGAN = "consult.began"
#: What proxies say of whom they speak for: then the neighbour on the line is not who asks.
FORWARDED = frozenset(
    {"Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"}
)


@public
def metrics() -> Response:
    """Prometheus' text format; for all who may not read it there is no such page."""
    if not _may_read():
        raise NotFound
    instruments: Instruments = current_app.extensions[EXTENSION]
    return Response(
        instruments.text(_readings()),
        content_type="text/plain; version=0.0.4; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def _may_read() -> bool:
    """Whoever shows the token; where none is set, a program on this machine that speaks for itself."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.metrics_token:
        shown = request.headers.get("Authorization", "")
        return compare_digest(shown.encode(), ("Bearer " + settings.metrics_token).encode())
    return not any(name in request.headers for name in FORWARDED) and _loopback(request.remote_addr or "")


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _readings() -> list[Reading]:
    """What is true at this moment; of a database that does not answer, only that."""
    found = schema.revision()
    ready = found == migrations.head(str(current_app.extensions["migrate"].directory)) is not None
    told: list[Reading] = [
        Reading("consult_ready", "1 while the database answers at the program's schema", {"": float(ready)})
    ]
    if (state := replica.state()) != "off":
        told.append(
            Reading("consult_replica_usable", "1 while the replica is read", {"": float(state == "ok")})
        )
    if not ready:
        return told
    lengths = queues.lengths(now())
    return [
        *told,
        Reading(
            "consult_queue_waiting",
            f"Rows that wait, counted up to {queues.MOST}",
            {name: float(queue.waiting) for name, queue in lengths.items()},
        ),
        Reading(
            "consult_queue_failed",
            f"Rows given up, counted up to {queues.MOST}",
            {name: float(queue.failed) for name, queue in lengths.items()},
        ),
        Reading(
            "consult_queue_late_seconds",
            "Seconds since the row that waits longest was due",
            {name: queue.late for name, queue in lengths.items()},
        ),
    ]


def init_app(app: Flask) -> None:
    """To be called before all that answers requests early, so that those are timed and counted too."""
    app.extensions[EXTENSION] = Instruments()
    app.add_url_rule("/metrics", view_func=metrics, methods=["GET"])

    @app.before_request
    def begin() -> None:
        request.environ[BEGAN] = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        began = request.environ.get(BEGAN)
        seconds = None if began is None else time.perf_counter() - began
        instruments: Instruments = app.extensions[EXTENSION]
        instruments.count(request.endpoint, request.method, response.status_code, seconds)
        return response
