"""The log that anyone can check: one way to write, one chain, one recount."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.kernel.errors import Invalid
from consult.rules.ballot_log import (
    GENESIS,
    OPENS_OR_SHUTS,
    REQUIRED_FIELDS,
    Body,
    Entry,
    Event,
    Opening,
    canonical_json,
    chain,
    log_body,
    next_entry,
    read_body,
    reason_commitment,
    replay,
    standing_votes,
    verify_chain,
    vote_commitment,
)
from consult.rules.voting import Choice, tally

AT = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2)))
OPENING_FIELDS = {"ballot": 1, "question": "ab", "roll_sha256": "ef", "rules": "cd"}
SEATS = range(1, 6)

texts = st.text(st.characters(codec="utf-8"), max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
vote_series = st.lists(st.tuples(st.sampled_from(SEATS), st.sampled_from(Choice)), max_size=12)


def nonce(number: int) -> bytes:
    return sha256(b"%d" % number).digest()


def vote(seat: int, version: int, choice: Choice, number: int = 0) -> dict[str, object]:
    fields = {
        "seat": seat,
        "version": version,
        "commitment": vote_commitment(nonce(number), choice),
        "reason": None,
    }
    return log_body(Event.vote, AT, fields)


def opened(roll: Iterable[int] = SEATS) -> dict[str, object]:
    return log_body(Event.open, AT, {**OPENING_FIELDS, "roll": list(roll)})


def written(bodies: Iterable[Body]) -> list[Entry]:
    entries: list[Entry] = []
    for body in bodies:
        entries.append(next_entry(entries[-1] if entries else None, body))
    return entries


def test_there_is_one_way_to_write_a_body() -> None:
    body = {"z": (1, True, None), "at": AT, "e\u0301": Choice.for_}
    assert canonical_json(body) == (
        '{"at":"2026-10-25T00:30:00.000000Z","z":[1,true,null],"é":"for"}'.encode()
    )


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        b"bytes",
        {1, 2},
        AT.replace(tzinfo=None),
        "\ud800",
        {1: "key"},
        {"é": 1, "e\u0301": 2},
        [{"deep": 0.5}],
    ],
)
def test_whatever_could_be_written_two_ways_is_refused(value: object) -> None:
    with pytest.raises(Invalid) as refusal:
        canonical_json({"value": value})
    assert refusal.value.code == "not_canonical"


@given(st.dictionaries(st.text("abcé", max_size=3), json_values, max_size=4))
def test_writing_reading_and_writing_again_changes_no_byte(body: dict[str, Any]) -> None:
    once = canonical_json(body)
    assert canonical_json(json.loads(once)) == once
    assert canonical_json(dict(reversed(body.items()))) == once


def test_a_link_is_the_digest_of_the_head_and_the_body() -> None:
    body = log_body(Event.close, AT)
    assert chain(GENESIS, body) == sha256(bytes(32) + canonical_json(body)).hexdigest()


def test_commitments_bind_and_stay_apart() -> None:
    salt = nonce(1)
    assert vote_commitment(salt, Choice.for_) == sha256(salt + b"for").hexdigest()
    assert len({vote_commitment(salt, choice) for choice in Choice}) == len(Choice)
    assert vote_commitment(nonce(2), Choice.for_) != vote_commitment(salt, Choice.for_)
    assert reason_commitment(salt, "e\u0301") == reason_commitment(salt, "é")
    with pytest.raises(Invalid):
        vote_commitment(b"short", Choice.for_)


@pytest.mark.parametrize("event", [event for event in Event if REQUIRED_FIELDS[event]])
def test_an_event_must_tell_its_facts(event: Event) -> None:
    with pytest.raises(Invalid) as refusal:
        log_body(event, AT)
    assert refusal.value.code == "log_field_missing"


def test_every_event_has_its_row() -> None:
    assert set(REQUIRED_FIELDS) == set(Event) >= set(OPENS_OR_SHUTS)


@settings(max_examples=40)
@given(vote_series)
def test_replaying_the_opened_log_gives_the_table(series: list[tuple[int, Choice]]) -> None:
    bodies, openings, table = [opened()], {}, {}
    for number, (seat, choice) in enumerate(series):
        bodies.append(vote(seat, number, choice, number))
        openings[seat] = Opening(nonce(number), choice)
        table[seat] = choice
    bodies.append(log_body(Event.close, AT))
    entries = written(bodies)
    verify_chain(entries)
    recount = replay((read_body(entry.body, entry.index) for entry in entries), openings)
    assert recount == table
    assert tally(recount.values(), len(SEATS)) == tally(table.values(), len(SEATS))


def test_a_voided_vote_is_not_counted_and_needs_no_opening() -> None:
    bodies = [opened(), vote(1, 1, Choice.for_), log_body(Event.void, AT, {"seat": 1})]
    assert replay(bodies, {}) == {}
    again = [*bodies, vote(1, 2, Choice.against)]
    assert replay(again, {1: Opening(nonce(0), Choice.against)}) == {1: Choice.against}


@pytest.mark.parametrize(
    "openings",
    [
        {},
        {1: Opening(nonce(0), Choice.against)},
        {1: Opening(nonce(9), Choice.for_)},
        {1: Opening(nonce(0), Choice.for_), 2: Opening(nonce(0), Choice.for_)},
    ],
    ids=["missing", "other choice", "other nonce", "one too many"],
)
def test_an_opening_that_does_not_fit_is_refused(openings: dict[int, Opening]) -> None:
    with pytest.raises(Invalid) as refusal:
        replay([opened(), vote(1, 1, Choice.for_)], openings)
    assert refusal.value.code == "opening_mismatch"


@pytest.mark.parametrize(
    "before",
    [
        [],
        [opened([2])],
        [opened(), log_body(Event.close, AT)],
        [opened(), log_body(Event.suspend, AT)],
        [opened(), log_body(Event.recusal, AT, {"seat": 1})],
    ],
    ids=["before opening", "not on the roll", "closed", "suspended", "recused"],
)
def test_a_vote_that_could_not_be_cast_is_refused(before: list[dict[str, object]]) -> None:
    with pytest.raises(Invalid) as refusal:
        standing_votes([*before, vote(1, 1, Choice.for_)])
    assert refusal.value.code == "vote_impossible"


def test_arrivals_and_resumption_let_a_seat_vote() -> None:
    bodies = [
        opened([2]),
        log_body(Event.suspend, AT),
        log_body(Event.roll_add, AT, {"seat": 1, "row_sha256": "ef"}),
        log_body(Event.resume, AT),
        vote(1, 1, Choice.for_),
    ]
    assert standing_votes(bodies).keys() == {1}


LOG = written([opened(), vote(1, 1, Choice.for_), vote(2, 1, Choice.abstain), log_body(Event.close, AT)])


@settings(max_examples=150)
@given(st.data())
def test_changing_any_single_byte_breaks_the_chain(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(LOG) - 1))
    name = data.draw(st.sampled_from(["body", "head"]))
    text = getattr(LOG[place], name).encode()
    at, other = data.draw(st.integers(0, len(text) - 1)), data.draw(st.integers(1, 127))
    changed = (text[:at] + bytes([(text[at] + other) % 128]) + text[at + 1 :]).decode()
    altered = [*LOG[:place], replace(LOG[place], **{name: changed}), *LOG[place + 1 :]]
    with pytest.raises(Invalid) as refusal:
        verify_chain(altered)
    assert refusal.value.message.values == {"index": place + 1}


@pytest.mark.parametrize(
    "entries",
    [
        LOG[1:],
        [LOG[0], *LOG[2:]],
        [LOG[0], LOG[2], LOG[1], LOG[3]],
        [LOG[0], LOG[0], *LOG[1:]],
        [replace(LOG[0], index=0), *LOG[1:]],
    ],
    ids=["beginning lost", "one lost", "two swapped", "one doubled", "wrong number"],
)
def test_losing_doubling_or_swapping_entries_breaks_the_chain(entries: list[Entry]) -> None:
    with pytest.raises(Invalid):
        verify_chain(entries)


def test_an_older_checkpoint_exposes_a_rewritten_or_shortened_log() -> None:
    checkpoints = {2: LOG[1].head, 4: LOG[3].head}
    assert verify_chain(LOG, checkpoints) == LOG[-1].head
    rewritten = written(
        [opened(), vote(1, 1, Choice.against), vote(2, 1, Choice.abstain), log_body(Event.close, AT)]
    )
    assert verify_chain(rewritten) == rewritten[-1].head
    for forged in (rewritten, LOG[:3]):
        with pytest.raises(Invalid):
            verify_chain(forged, checkpoints)


def test_an_empty_log_has_the_first_head() -> None:
    assert verify_chain([]) == verify_chain([], {0: GENESIS}) == GENESIS
    with pytest.raises(Invalid):
        verify_chain([], {0: LOG[0].head})


@pytest.mark.parametrize(
    "text", ["", "[]", '{"a":1.5}', '{"a": 1}', '{"a":1,"a":1}', "[" * 100_000, '{"a":NaN}']
)
def test_a_body_that_is_not_canonical_is_not_read(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_body(text, 7)
    assert refusal.value.message.values == {"index": 7}


def test_an_instant_is_the_same_in_every_zone() -> None:
    assert canonical_json({"at": AT}) == canonical_json({"at": AT.astimezone(UTC)})
