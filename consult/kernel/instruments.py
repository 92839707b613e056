"""The counters behind /metrics: requests of all processes of one server, and gauges read when asked for."""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
    values,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

EXTENSION = "instruments"
#: Seconds: what readers feel as at once, as slow, and as broken.
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
#: A method is the sender's own word: without a list, every word would make a series that stays.
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True, slots=True)
class Reading:
    """A gauge of this moment; ``found``: its values by queue, or the one value by ``""``."""

    name: str
    told: str
    found: dict[str, float]


class Instruments:
    """Those of one application. With ``folder`` all processes forked from now on count together there.

    The folder is emptied. The library chooses how it keeps values when it is imported, which is long before
    a server knows its folder; so it is told here, before the first instrument is made.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            os.environ[FOLDER] = str(folder)
            values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]  # comes without types
        self._own = CollectorRegistry()
        self._requests = Counter(
            "consult_requests",
            "Requests answered, by view, method and first digit of the status",
            ("endpoint", "method", "status"),
            registry=self._own,
        )
        self._seconds = Histogram(
            "consult_request_seconds",
            "Seconds until the answer was ready",
            ("method",),
            buckets=BUCKETS,
            registry=self._own,
        )
        self._processes = Gauge(
            "consult_processes",
            "Processes of this server that answer requests",
            multiprocess_mode="livesum",
            registry=self._own,
        )
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._timers: dict[str, Histogram] = {}

    def count(self, endpoint: str | None, method: str, status: int, seconds: float | None) -> None:
        """One answered request; ``endpoint`` None where the address is none of ours."""
        method = method if method in METHODS else "other"
        key = (endpoint or "none", method, status // 100)
        counter = self._counters.get(key)
        if counter is None:
            counter = self._counters[key] = self._requests.labels(key[0], method, f"{key[2]}xx")
        counter.inc()
        if seconds is not None:
            timer = self._timers.get(method)
            if timer is None:
                timer = self._timers[method] = self._seconds.labels(method)
            timer.observe(seconds)

    def born(self) -> None:
        """This process begins to answer requests."""
        self._processes.set(1)

    def ended(self, pid: int) -> None:
        """A process is gone; what it counted stays."""
        if self.folder is not None:
            multiprocess.mark_process_dead(pid, str(self.folder))  # type: ignore[no-untyped-call]  # as above

    def text(self, readings: Iterable[Reading]) -> bytes:
        """All in Prometheus' text format; ``readings`` are of this moment."""
        shown = CollectorRegistry()
        if self.folder is not None:
            multiprocess.MultiProcessCollector(shown, path=str(self.folder))  # type: ignore[no-untyped-call]  # as above
        momentary = CollectorRegistry()
        momentary.register(_Momentary(readings))
        own = generate_latest(shown if self.folder is not None else self._own)
        return own + generate_latest(momentary)


class _Momentary(Collector):
    """Gauges of this moment, which no process keeps: the library would leave its own in the folder."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = tuple(readings)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for each in self._readings:
            gauge = GaugeMetricFamily(each.name, each.told, labels=() if "" in each.found else ("queue",))
            for label, value in each.found.items():
                gauge.add_metric((label,) if label else (), value)
            yield gauge
