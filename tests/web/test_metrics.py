"""Who may read /metrics, and that what it counts is right and stays small."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from consult.gateways import migrations
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.instruments import EXTENSION, Instruments
from consult.models.notifications import OutboxItem, OutboxStatus
from consult.queries import queues, schema
from tests.factories import people
from tests.support.browser import Browser, new_request

TOKEN = "a-token-that-nobody-guesses-0123456789"
Series = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(autouse=True)
def fresh(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts of this test alone, on a database that stands at the program's schema."""
    app.extensions[EXTENSION] = Instruments()
    head = migrations.head(str(app.extensions["migrate"].directory))
    monkeypatch.setattr(schema, "revision", lambda: head)


def with_token(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], metrics_token=TOKEN))


def status(app: Flask, address: str = "127.0.0.1", **headers: str) -> int:
    new_request()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = app.test_client().get("/metrics", headers=named, environ_overrides={"REMOTE_ADDR": address})
    assert ("consult_" in answer.text) == (answer.status_code == 200)
    return answer.status_code


def series(app: Flask) -> Series:
    new_request()
    text = app.test_client().get("/metrics").text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(found: Series, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_without_a_token_a_program_on_this_machine_reads(app: Flask, sqlite_only: None, address: str) -> None:
    mapped_ones_are_loopback = sys.version_info >= (3, 13)
    expected = 404 if address.startswith("::ffff") and not mapped_ones_are_loopback else 200
    assert status(app, address) == expected


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "203.0.113.9", "2001:db8::1", "", "unix:", "127.0.0.1, 10.0.0.7"]
)
def test_without_a_token_nobody_else_reads(app: Flask, sqlite_only: None, address: str) -> None:
    assert status(app, address) == 404


@pytest.mark.parametrize("header", ["Forwarded", "Via", "X_Real_IP", "X_Forwarded_For", "X_Forwarded_Proto"])
def test_a_proxy_on_this_machine_is_not_who_asks(app: Flask, sqlite_only: None, header: str) -> None:
    assert status(app, **{header: "127.0.0.1"}) == 404
    assert status(app, **{header: ""}) == 404


def test_with_a_token_only_the_token_counts(
    app: Flask, sqlite_only: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_token(app, monkeypatch)
    assert status(app, "203.0.113.9", Authorization=f"Bearer {TOKEN}", X_Forwarded_For="203.0.113.9") == 200
    wrong = ("", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer ", "Bearer é")
    for shown in wrong:
        assert status(app, Authorization=shown) == 404, shown
    assert status(app) == 404, "being on this machine is no longer enough"


def test_a_refusal_is_the_page_of_an_unknown_address(app: Flask, sqlite_only: None) -> None:
    new_request()
    refused = app.test_client().get("/metrics", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    new_request()
    unknown = app.test_client().get("/nowhere", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert refused.status_code == unknown.status_code == 404
    assert refused.text.replace("/metrics", "/nowhere") == unknown.text


def test_counts_are_of_views_methods_and_kinds_of_answer(app: Flask) -> None:
    browser = Browser(app)
    for _ in range(3):
        browser.get("/fr/charter")
    browser.get("/de/charter")
    browser.get("/fr/account", status=401)
    new_request()
    assert browser.client.post("/fr/sign-in").status_code == 400
    found = series(app)
    charter = app.url_map.bind("localhost").match("/fr/charter")[0]
    assert value(found, "consult_requests_total", endpoint=charter, method="GET", status="2xx") == 4
    refused = [(name, dict(labels)) for name, labels in found if ("status", "4xx") in labels]
    assert {labels["method"] for _, labels in refused} == {"GET", "POST"}, "the guard's refusals count too"
    assert value(found, "consult_request_seconds_count", method="GET") == 5
    assert value(found, "consult_request_seconds_count", method="POST") == 1
    assert value(found, "consult_request_seconds_bucket", method="GET", le="+Inf") == 5
    assert value(found, "consult_request_seconds_sum", method="GET") > 0


def test_who_is_signed_in_counts_as_everybody(app: Flask) -> None:
    visitor, person = Browser(app), Browser(app).sign_in(people.participant())
    visitor.get("/fr/charter")
    before = series(app)
    person.get("/fr/charter")
    after = series(app)
    charter = app.url_map.bind("localhost").match("/fr/charter")[0]
    counted = {"endpoint": charter, "method": "GET", "status": "2xx"}
    assert value(before, "consult_requests_total", **counted) == 1
    assert value(after, "consult_requests_total", **counted) == 2


def test_a_flood_of_addresses_and_methods_makes_no_series(app: Flask, sqlite_only: None) -> None:
    client = app.test_client()

    def flood(first: int) -> None:
        for number in range(first, first + 30):
            for method, path in (("GET", f"/fr/x{number}"), (f"M{number}", "/fr/"), ("GET", f"/y{number}?z")):
                new_request()
                assert client.open(path, method=method).status_code in {404, 405}
            new_request()
            assert client.get(f"/fr/proposals/{number + 10**8}").status_code == 404

    flood(0)
    series(app)  # counts itself from now on
    before = series(app)
    flood(1000)
    after = series(app)
    assert before.keys() == after.keys()
    unknown = {"endpoint": "none", "method": "GET", "status": "4xx"}
    assert value(before, "consult_requests_total", **unknown) == 60
    assert value(after, "consult_requests_total", **unknown) == 120
    assert value(after, "consult_request_seconds_count", method="other") == 60


def test_nothing_in_it_names_a_person_or_an_address(app: Flask, sqlite_only: None) -> None:
    account = people.participant()
    Browser(app).sign_in(account).get("/fr/search?q=geheim")
    new_request()
    text = app.test_client().get("/metrics").text
    assert "geheim" not in text
    assert str(account.email) not in text
    assert not re.search(r'="/', text)


def test_queues_tell_their_length_and_how_late_they_are(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    account, moment = people.participant(), now()
    standings = [
        (OutboxStatus.WAITING, timedelta(minutes=-20)),
        (OutboxStatus.WAITING, timedelta(hours=1)),
        (OutboxStatus.FAILED, timedelta(days=-3)),
        (OutboxStatus.SENT, timedelta(days=-9)),
    ]
    for number, (state, away) in enumerate(standings):
        due = moment + away
        row = {"deduplication": f"n{number}", "status": state, "created_at": due, "due_at": due}
        db.session.add(OutboxItem(event="welcome", account_id=account.id, ids={}, **row))
    found = series(app)
    assert value(found, "consult_ready") == 1
    assert value(found, "consult_queue_waiting", queue="mail") == 2
    assert value(found, "consult_queue_failed", queue="mail") == 1
    assert 1200 <= value(found, "consult_queue_late_seconds", queue="mail") < 1500
    for other in ("document", "translation"):
        assert value(found, "consult_queue_waiting", queue=other) == 0
        assert value(found, "consult_queue_late_seconds", queue=other) == 0
    monkeypatch.setattr(queues, "MOST", 1)
    assert value(series(app), "consult_queue_waiting", queue="mail") == 1


def test_a_database_that_does_not_answer_still_leaves_counts(
    app: Flask, sqlite_only: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Browser(app).get("/fr/charter")
    monkeypatch.setattr(schema, "revision", lambda: None)
    found = series(app)
    assert value(found, "consult_ready") == 0
    assert not [name for name, _ in found if name.startswith("consult_queue")]
    assert [name for name, _ in found if name == "consult_requests_total"]


def test_processes_count_together_and_the_dead_leave_their_counts(tmp_path: Path) -> None:
    """In a program of its own: how values are kept is chosen once a process."""
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "counter_1.db").write_bytes(b"of an older server")
    program = f"""
import os
from pathlib import Path
from consult.kernel.instruments import Instruments, Reading
together = Instruments(Path({str(folder)!r}))
children = []
for number in (1, 2):
    if (child := os.fork()) == 0:
        together.born()
        for _ in range(number):
            together.count("home.index", "GET", 200, 0.2)
        os._exit(0)
    os.waitpid(child, 0)
    children.append(child)
ready = [Reading("consult_ready", "", {{"": 1.0}})]
print(together.text(ready).decode())
together.ended(children[0])
print(together.text(ready).decode())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    counted = 'consult_requests_total{endpoint="home.index",method="GET",status="2xx"} 3.0'
    assert done.stdout.count(counted) == 2
    assert done.stdout.count('consult_request_seconds_count{method="GET"} 3.0') == 2
    assert re.findall(r"^consult_ready.*", done.stdout, re.MULTILINE) == ["consult_ready 1.0"] * 2
    assert re.findall(r"^consult_processes (\S+)", done.stdout, re.MULTILINE) == ["2.0", "1.0"]
