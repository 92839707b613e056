"""What checks a count, as visitors and voters download it, in both languages."""

import json
from pathlib import Path

import pytest
from flask import Flask

from consult.gateways import verifier
from consult.kernel.db import db
from consult.services.ballots import checkpoints
from tests.factories import bundles
from tests.support.browser import Browser, new_request
from tests.support.statements import counted
from tests.support.verifying import by_script, faults

LANGUAGES = ("fr", "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_explains_how_to_check_a_count(browser: Browser, language: str) -> None:
    page = browser.get(f"/{language}/ballots/checking")
    assert "verify_ballot.py bundle.json" in page.text
    assert "vote_replayed" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ballots_pages_lead_to_everything_that_checks_it(browser: Browser, language: str) -> None:
    ballot, _members = bundles.opinion()
    bundles.counted(ballot)
    db.session.commit()
    for path in (f"/{language}/ballots/{ballot.id}", f"/{language}/ballots/{ballot.id}/results"):
        page = browser.get(path)
        for target in (
            f"/{language}/ballots/{ballot.id}/bundle.json",
            f"/{language}/ballots/{ballot.id}/checkpoints.json",
            f"/{language}/ballots/verify_ballot.py",
            f"/{language}/ballots/checking",
        ):
            assert f'href="{target}"' in page.text
        assert ballot.log_head[:12] in page.text


def test_a_visitor_downloads_and_checks(app: Flask, browser: Browser) -> None:
    ballot, _members = bundles.opinion()
    bundles.counted(ballot)
    db.session.commit()
    client = app.test_client()
    bundle = client.get(f"/fr/ballots/{ballot.id}/bundle.json")
    older = client.get(f"/fr/ballots/{ballot.id}/checkpoints.json")
    script = client.get(f"/de/ballots/{verifier.NAME}")
    keys = client.get("/fr/ballots/keys.json")
    assert {one.status_code for one in (bundle, older, script, keys)} == {200}
    assert script.data == verifier.script()
    assert script.headers["Content-Disposition"] == 'attachment; filename="verify_ballot.py"'
    assert by_script(bundle.data, [older.data]) == set()
    assert faults(bundle.data) == set()
    assert json.loads(bundle.data)["keys"] == json.loads(keys.data)["keys"]
    assert "Set-Cookie" not in bundle.headers
    assert client.get("/fr/ballots/999999/bundle.json").status_code == 404
    assert client.get("/fr/ballots/999999/checkpoints.json").status_code == 404


def test_a_voter_downloads_the_receipt_and_nobody_else_does(browser: Browser) -> None:
    ballot, members = bundles.opinion()
    voter, other = members[1], members[2]
    path = f"/fr/ballots/{ballot.id}/receipt-{voter.seat.id}.json"
    browser.get(path, status=404)
    browser.sign_in(other.account)
    browser.get(path, status=404)
    browser.sign_in(voter.account)
    new_request()
    response = browser.client.get(path)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    mine = json.loads(response.data)
    wanted = {"ballot", "seat", "index", "version", "choice", "nonce", "head", "at", "key", "signature"}
    assert wanted <= mine.keys()
    assert faults(bundles.bundle(ballot), [], [mine]) == set()
    page = browser.get(f"/fr/ballots/{ballot.id}")
    assert path in page.text
    assert mine["signature"] in page.text


def test_no_private_key_ever_leaves_the_house(app: Flask) -> None:
    ballot, members = bundles.opinion()
    bundles.counted(ballot)
    folder = checkpoints.keys().folder
    secrets = [line for path in folder.glob("*.private.pem") for line in path.read_text().split("\n")[1:-2]]
    assert secrets
    client = app.test_client()
    paths = [
        "/fr/ballots/keys.json",
        "/fr/ballots/checking",
        f"/fr/ballots/{ballot.id}",
        f"/fr/ballots/{ballot.id}/bundle.json",
        f"/fr/ballots/{ballot.id}/checkpoints.json",
        f"/fr/ballots/{ballot.id}/receipt-{members[0].seat.id}.json",
        "/signing-keys/0001.private.pem",
        "/static/../signing-keys/0001.private.pem",
        "/fr/ballots/0001.private.pem",
    ]
    for path in paths:
        response = client.get(path)
        assert b"PRIVATE KEY" not in response.data
        for secret in secrets:
            assert secret.encode() not in response.data
    assert [client.get(path).status_code for path in paths[-3:]] == [404] * 3


def test_the_check_adds_one_statement_to_a_page(app: Flask) -> None:
    ballot, _members = bundles.opinion()
    bundles.counted(ballot)
    db.session.commit()
    client = app.test_client()
    with counted() as statements:
        assert client.get("/fr/ballots/checking").status_code == 200
    assert len(statements) <= 1
    with counted() as statements:
        assert client.get(f"/fr/ballots/{ballot.id}/results").status_code == 200
    assert len([one for one in statements if "checkpoint" in one]) == 1


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_command_says_the_same_as_the_script(app: Flask, tmp_path: Path, language: str) -> None:
    ballot, _members = bundles.opinion()
    bundles.counted(ballot)
    good, bad = tmp_path / "bundle.json", tmp_path / "bad.json"
    client = app.test_client()
    good.write_bytes(client.get(f"/fr/ballots/{ballot.id}/bundle.json").data)
    bad.write_bytes(good.read_bytes().replace(b'"choice":"for"', b'"choice":"against"', 1))
    runner = app.test_cli_runner()
    right = runner.invoke(args=["verify", str(good), "--checkpoint", str(good), "--language", language])
    assert right.exit_code == 0, right.output
    assert str(ballot.log_head) in right.output
    wrong = runner.invoke(args=["verify", str(bad), "--language", language])
    assert wrong.exit_code == 1
    assert "vote_changed: " in wrong.output
    assert runner.invoke(args=["verify", str(tmp_path / "missing")]).exit_code == 2
