"""Every address, read by everybody with nonsense in it: a page or a sentence, and nothing is ever written."""

import itertools

import pytest
from flask import Flask

from tests.support.walking import PART, Address, addresses, browsing, fetch, row_counts, written
from tests.support.world import PEOPLE, build

BENT = (
    "after=x&page=-1&sort=xyz&chantier=abc&order=zzz&per_page=1000000&councillor=99999999999999999999",
    "q=%25_%22%27%5C%28%29&sort=newest&order=newest&language=%27",
    "q=%00&chantier=%00&commune=%00&status=%00&kind=%00&language=%00&sort=%00&order=%00&event=%00&next=%00",
    "q=%ED%A0%80&commune=%ED%A0%80&after=%ED%A0%80&event=%F0%90%80",
    "q=" + "a" * 10_000,
    "q=" + "a%20" * 300 + "&sort=supported",
    "q=*&sort=discussed&commune=" + "x" * 5000,
    "q=AND%20OR%20NEAR%28&chantier=9999999999&number=99999999999999999999&actor=-1&subject=%27",
    "next=%0d%0aSet-Cookie:%20a=b&chantier=%D9%A1&chantier=4&chantier=5",
    "after=Wy0xXQ",  # [-1]
    "after=WzkyMjMzNzIwMzY4NTQ3NzU4MDdd",  # [2**63 - 1]
    "after=WyJcdWQ4MDAiLDFd",  # ["\ud800", 1]
    "after=WyJcdTAwMDAiLDFd",  # ["\0", 1]
    "after=WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwxXQ",  # ["2026-01-01T00:00:00", 1], without a zone
    "after=WyIyMDI2LTAxLTAxVDAwOjAwOjAwWiIsIlx1MDAwMCIsMV0",  # ["2026-01-01T00:00:00Z", "\0", 1]
    "after=WzkyMjMzNzIwMzY4NTQ3NzU4MDcsMV0&sort=supported",  # [2**63 - 1, 1]
    "after=WzAsMCwwLDld",  # [0, 0, 0, 9]
)
EXTREME = (0, -1, 2**31 - 1, 2**31, 2**63, "%00", "%ED%A0%80", "a" * 3000, "..%2F..%2Fetc")
#: Says with 503 that the database stands at no migration, which is so in tests.
NOT_READY = "/readyz"


def check(answer, address: Address, query: str = "") -> None:
    where = f"{address.path}?{query[:80]} ({address.rule})"
    assert answer.status_code < 500 or address.rule == NOT_READY, f"{where}: {answer.status_code}"
    assert "Traceback" not in answer.text, where
    assert "\r" not in answer.headers.get("Location", "") + str(answer.headers.get("Set-Cookie")), where
    if answer.mimetype == "text/html" and answer.status_code not in {301, 302}:
        language = address.path.split("/")[1] if address.path.startswith(("/fr/", "/de/")) else "fr"
        assert f'lang="{language}"' in answer.text[:300], f"{where}: not in its language"
        assert answer.headers["Content-Security-Policy"], where


@pytest.mark.parametrize(
    ("dialect", "who"),
    [*(("sqlite", who) for who in PEOPLE), ("postgresql", "visitor"), ("postgresql", "everything")],
)
def test_nonsense_in_an_address_is_answered_and_reading_writes_nothing(app: Flask, who: str) -> None:
    world = build()
    browser = browsing(app, world, who)
    before, bends = row_counts(), itertools.cycle(BENT)
    with written() as changes:
        for address in addresses(app, world, "GET", "de" if who == "everything" else "fr"):
            query = next(bends)
            check(fetch(browser, f"{address.path}?{query}"), address, query)
            assert not changes, f"GET {address.path} wrote: {changes[0]}"
    assert row_counts() == before


def test_every_list_withstands_every_bent_query(app: Flask) -> None:
    world = build()
    lists = [
        a for a in addresses(app, world, "GET", "de") if "<" not in a.rule.replace("<language:lang>", "")
    ]
    browser = browsing(app, world, "everything")
    for address, query in itertools.product(lists, BENT):
        check(fetch(browser, f"{address.path}?{query}"), address, query)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_extreme_numbers_and_words_in_a_path_lead_nowhere(app: Flask, method: str) -> None:
    world = build()
    browser = browsing(app, world, "everything")
    rules = {
        a.rule for a in addresses(app, world, method) if PART.search(a.rule.replace("<language:lang>", ""))
    }
    for rule, value in itertools.product(sorted(rules), EXTREME):
        path = PART.sub(str(value), rule.replace("<language:lang>", "fr"))
        answer = fetch(browser, path, method=method)
        check(answer, Address(rule, path))
        assert answer.status_code in {400, 404, 405, 410}, path


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"])
def test_other_methods_read_or_are_refused(app: Flask, method: str) -> None:
    world = build()
    browser = browsing(app, world, "everything")
    with written() as changes:
        for address in {each.rule: each for each in addresses(app, world, "GET")}.values():
            answer = fetch(browser, address.path, method=method)
            assert answer.status_code < 500 or address.rule == NOT_READY, address.path
            if method not in {"HEAD", "OPTIONS"}:
                assert answer.status_code == 405, address.path
                assert "GET" in answer.headers["Allow"]
    assert not changes
